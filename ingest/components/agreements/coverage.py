"""Which technologies and indications a deal covers."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.vocabulary import AgreementStatus, AgreementType
from ingest.annotations import EntityLabel, Section
from ingest.components.agreements.model import Forest, sigmoid
from ingest.components.agreements.scope import Told
from ingest.components.agreements.standing import Release, cue_traits, standing


def _told_traits(told: Told, entity: int, offsets: Sequence[int], deals: int) -> dict[str, float]:
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


_GENERIC: Final = frozenset(
    {"cell therapy", "gene therapy", "cell and gene therapy", "stem cell therapy", "cell therapies", "gene therapies",
     "cell and gene therapies", "cancer", "tumors", "tumours", "rare diseases"}
)  # fmt: skip
_BEST: Final = (
    *("weight", "core", "named", "present", "is_latest", "type_match", "type_match_rank", "section.headline"),
    *(
        "here.noun.agreement",
        "here.act.sign",
        "here.give.grant",
        "here.take.rights",
        "here.act.announce",
        "here.take.buy",
    ),
)
_LEAST: Final = ("behind_core", "ahead_of_core", "party_distance", "strangers", "index", "other.weight", "other.core")
_CUES: Final = ("cover.for", "cover.about", "cover.other", "place.rights", "place.make", "place.develop", "place.sell")


def term_traits(release: Release, number: int, entity: int, offsets: Sequence[int]) -> dict[str, float]:
    """What tells whether deal `number` covers a technology or indication, over all its mentions."""
    reading, deal = release.reading, release.deals[number]
    traits = _told_traits(deal.told, entity, offsets, len(release.deals))
    starts = [sentence.start for sentence in reading.sentences]
    one = reading.entities[entity]
    places = []
    for offset in offsets:
        sentence = reading.sentences[max(0, bisect_right(starts, offset) - 1)]
        if sentence.tells:
            near = standing(release, number, sentence, offset, offset + len(one.name))
            near |= cue_traits(release, sentence, offset, offset + len(one.name), {"cover", "place"})
            places.append(near)
    cores = [place for place in places if place["core"]] or places
    for name in _BEST:
        traits[f"best.{name}"] = max((place[name] for place in places), default=0.0)
    for name in _LEAST:
        traits[f"least.{name}"] = min((place[name] for place in places), default=9.0)
    for name in _CUES:
        for side in ("before", "behind"):
            traits[f"{side}.{name}"] = max((place[f"{side}.{name}"] for place in cores), default=0.0)
    same = [other for other in reading.entities if other.label is one.label]
    name = one.name.casefold()
    traits |= {f"type.{kind}": float(kind in deal.types) for kind in AgreementType}
    traits |= {f"status.{status}": float(status == deal.status) for status in AgreementStatus}
    traits |= {
        "generic": float(name in _GENERIC),
        "inside_other": float(any(name in other.name.casefold() and other is not one for other in same)),
        "holds_other": float(any(other.name.casefold() in name and other is not one for other in same)),
        "among": float(min(len(same), 12)),
        "order": float(sum(other.spans[0] < one.spans[0] for other in same if other.spans)),
        "most_named": float(len(one.spans) >= max(len(other.spans) for other in same)),
        "mention_share": len(one.spans) / max(1, sum(len(other.spans) for other in same)),
        "deals": float(min(len(release.deals), 6)),
        "first_deal": places[0]["first_deal"] if places else 0.0,
    }
    return traits


@dataclass(frozen=True, slots=True)
class CoverageModel:
    """Which technologies and indications a deal covers, with the least probability of each."""

    belongs: Forest
    technologies: float
    indications: float


def find_covered(release: Release, offsets: Mapping[int, Sequence[int]], model: CoverageModel) -> list[tuple[int, ...]]:
    """The technologies and indications (entity indexes) of each deal."""
    entities, links = release.reading.entities, release.reading.links
    found = []
    for number, deal in enumerate(release.deals):
        covered = []
        for entity, starts in offsets.items():
            disease = entities[entity].label is EntityLabel.INDICATION
            base = model.belongs.value(term_traits(release, number, entity, starts))
            link = links.of_deal(entity, deal.told.parties)
            chance = sigmoid(links.weigh("indications" if disease else "technologies", base, link))
            if chance >= (model.indications if disease else model.technologies):
                covered.append(entity)
        found.append(tuple(covered))
    return found
