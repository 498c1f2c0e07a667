"""Which technologies and indications a deal covers."""

from bisect import bisect_right
from collections.abc import Sequence

from ingest.annotations import EntityLabel, Section
from ingest.components.agreements.scope import Told


def coverage_traits(told: Told, entity: int, offsets: Sequence[int], deals: int) -> dict[str, float]:
    """How a term stands to a deal.

    `offsets` are the starts of its mentions, `deals` how many deals the release tells.
    """
    reading, scope, cores = told.reading, told.scope, told.cores
    starts = [sentence.start for sentence in reading.sentences]
    traits = dict.fromkeys(
        ("headline", "core", "wide", "outside", "first_core", "about", "best_weight", "topic_told"), 0.0
    )
    total = 0
    for offset in offsets:
        sentence = reading.sentences[max(0, bisect_right(starts, offset) - 1)]
        total += 1
        if sentence.index in scope:
            traits["wide"] += 1
            traits["best_weight"] = max(traits["best_weight"], scope[sentence.index])
            traits["headline"] += sentence.section is Section.HEADLINE
            if sentence.index in cores:
                traits["core"] += 1
                traits["first_core"] = max(traits["first_core"], float(sentence.index in cores[:2]))
            traits["about"] += sentence.section is Section.ABOUT
            traits["next_to_core"] = max(traits.get("next_to_core", 0.0), float(sentence.index - 1 in cores))
        else:
            traits["outside"] += 1
    traits = {key: min(value, 3.0) for key, value in traits.items()}
    traits["next_to_core"] = traits.get("next_to_core", 0.0)
    traits["mentions"] = min(total, 6)
    traits["share"] = traits["wide"] / total if total else 0.0
    traits["only_deal"] = float(deals == 1)
    traits["only_deal_wide"] = traits["only_deal"] * min(traits["wide"], 2.0)
    traits["core_here"] = float(traits["core"] > 0)
    traits["wide_here"] = float(traits["wide"] > 0)
    kind = reading.entities[entity].kind or "disease"
    for name in ("modality", "platform", "product", "material", "process", "target"):
        traits[f"kind.{name}"] = float(kind == name)
        traits[f"core.{name}"] = float(kind == name) * traits["core_here"]
    traits["is_indication"] = float(reading.entities[entity].label is EntityLabel.INDICATION)
    traits["core.indication"] = traits["is_indication"] * traits["core_here"]
    return traits
