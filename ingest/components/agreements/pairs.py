"""What speaks for and against a deal between two organizations of one release, as named numbers.

Each feature has a name that says what it is, so that a decision of the model can be explained; the model file keeps the
names and refuses to run when they differ. Features are symmetric: `(a, b)` and `(b, a)` give the same numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from ingest.annotations import Section
from ingest.components.agreements.cues import load_groups
from ingest.components.agreements.reading import NOMINAL, Mention, Reading, Sentence

NEAR: Final = 60
"""Characters around a name within which a cue counts as near."""
FAR_WEIGHT: Final = 0.5
"""What a cue in the same sentence counts that is not between the names nor near one."""

_REGULATOR: Final = re.compile(
    r"\b(?:food and drug administration|fda|ema|medicines agency|ministry|mfds|pmda|nmpa|mhra|commission|authority|"
    r"securities|exchange|council|department|government|senate|patent office)\b",
    re.IGNORECASE,
)
_ADVISER: Final = re.compile(
    r"\b(?:llp|securities|capital markets|bank|& co|advisors?|advisers?|partners|consilium|lifesci|communications)\b",
    re.IGNORECASE,
)
_FUND: Final = re.compile(
    r"\b(?:capital|ventures?|funds?|investments?|management|equity|holdings?|partners)\b", re.IGNORECASE
)
_SOCIETY: Final = re.compile(r"\b(?:society|association|journal|alliance|congress|academy|network)\b", re.IGNORECASE)
_UNIT_BETWEEN: Final = re.compile(
    r"\W*(?:,|\(|which is|is|now)?\s*(?:now )?(?:an?|the|its)?\s*(?:[\w-]+\s+){0,4}"
    r"(?:subsidiary|unit|division|arm|part|member|affiliate|branch|business|owned by|spin-?off"
    r"|company|institute|department|faculty)\s*(?:of|from|by)?\W*(?:the )?$",
    re.IGNORECASE,
)
_COORDINATED: Final = re.compile(
    r"(?:\([^()]*\))?[\s,;]*(?:and|&|/|-|\u2013|,|as well as|together with|und|x)?[\s,]*(?:the |its )?", re.IGNORECASE
)
_LINKS: Final[dict[str, re.Pattern[str]]] = {
    "with": re.compile(r"\bwith\b"),
    "to": re.compile(r"\bto\b"),
    "from": re.compile(r"\bfrom\b"),
    "by": re.compile(r"\bby\b"),
    "for": re.compile(r"\bfor\b"),
    "of": re.compile(r"\bof\b"),
    "possessive": re.compile(r"^[\u2019'`]s?\b"),
    "between": re.compile(r"\bbetween\b"),
}


_MIDDLES: Final = ("type", "noun", "act", "give", "take", "make", "pay", "status", "block")
_DEAL_WITH: Final = re.compile(
    r"\b(?:agreement|contract|deal|pact|accord|mou|understanding|collaborat\w+|partnership|alliance"
    r"|venture|licen[cs]e\w*|intent|option|rights|cooperation|co-operation|arrangement|letter)\b"
    r"[^.;]{0,60}\b(?:with|to|from|between|by|and)\s+(?:the |its |[\w-]+ ){0,3}$"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two organizations (entity indexes, the lower first) and their features."""

    a: int
    b: int
    features: dict[str, float]
    evidence: tuple[int, ...]
    """Indexes of sentences that may tell a deal of the two, the best first."""


def all_pairs(reading: Reading) -> list[Pair]:
    """Every two organizations of the release, with all that speaks for and against a deal between them."""
    profiles = {entity: _profile(reading, entity) for entity in reading.organizations}
    raw = []
    for a, b in combinations(sorted(reading.organizations), 2):
        features, ranked = _pair_features(reading, a, b)
        raw.append((a, b, features, ranked))
    best_of: dict[int, float] = {}
    for a, b, features, _ in raw:
        for entity in (a, b):
            best_of[entity] = max(best_of.get(entity, 0.0), features["weight.sum"])
    best = max(best_of.values(), default=0.0)
    pairs = []
    for a, b, features, ranked in raw:
        value = features["weight.sum"]
        features["rank.of_release"] = value / best if best else 0.0
        shares = sorted(value / best_of[e] if best_of[e] else 0.0 for e in (a, b))
        features["rank.of_one_low"], features["rank.of_one_high"] = shares
        features["rank.is_best"] = float(bool(value) and value == best)
        features["link.is_unit"] = float((a, b) in reading.units)
        features["release.organizations"] = float(len(reading.organizations))
        _merge_profiles(features, profiles[a], profiles[b])
        pairs.append(Pair(a, b, features, tuple(ranked)))
    return pairs


def _profile(reading: Reading, entity: int) -> dict[str, float]:
    """What one organization looks like in this release."""
    found = reading.mentions_of(entity)
    name = reading.entities[entity].name
    profile: dict[str, float] = dict.fromkeys(
        (f"near.{group.id}" for group in load_groups() if group.id.startswith("block.")), 0.0
    )
    for sentence, mention in found:
        for cue in sentence.cues:
            if cue.group.startswith("block.") and _distance(cue.start, cue.end, mention) <= NEAR:
                profile[f"near.{cue.group}"] += 1 / len(found)
    told = [(s, m) for s, m in found if s.tells]
    order = [s.named.index(entity) for s, _ in told]
    profile |= {
        "mentions": min(len(found), 8),
        "mentions_told": min(len(told), 8),
        "in_headline": float(any(s.section is Section.HEADLINE for s, _ in found)),
        "in_about": float(any(s.section is Section.ABOUT for s, _ in found)),
        "first_at": min((s.index for s, _ in told), default=30) / 10,
        "opens": sum(place == 0 for place in order) / len(order) if order else 0.0,
        "is_topic": float(entity == reading.topic),
        "is_institution": float(reading.entities[entity].kind == "institution"),
        "name.regulator": float(bool(_REGULATOR.search(name))),
        "name.adviser": float(bool(_ADVISER.search(name))),
        "name.fund": float(bool(_FUND.search(name))),
        "name.society": float(bool(_SOCIETY.search(name))),
    }
    return profile


def _merge_profiles(features: dict[str, float], one: dict[str, float], other: dict[str, float]) -> None:
    for key, value in one.items():
        features[f"org.{key}.low"], features[f"org.{key}.high"] = sorted((value, other[key]))


def _distance(start: int, end: int, mention: Mention) -> int:
    return max(0, start - mention.end, mention.start - end)


def _closest(sentence: Sentence, a: int, b: int) -> tuple[Mention, Mention] | None:
    """The mentions of the two that stand closest to each other, in text order."""
    couples = [
        tuple(sorted((x, y), key=lambda m: m.start))
        for x in sentence.mentions
        if x.entity == a
        for y in sentence.mentions
        if y.entity == b
    ]
    if not couples:
        return None
    first, second = min(couples, key=lambda couple: couple[1].start - couple[0].end)
    return first, second


def cue_weights(sentence: Sentence, anchors: list[Mention]) -> Iterator[tuple[str, float]]:
    """Each cue with its weight: full between or near the anchors, else `FAR_WEIGHT`."""
    low = min((m.start for m in anchors), default=0) - NEAR
    high = max((m.end for m in anchors), default=0) + NEAR
    for cue in sentence.cues:
        yield cue.group, 1.0 if anchors and low <= cue.start <= high else FAR_WEIGHT


_SUPPORTING: Final = ("type.", "act.", "give.", "take.", "pay.", "make.", "noun.", "status.")


def told_weight(sentence: Sentence) -> float:
    """How much a sentence looks like one that tells of a deal, from 0 to about 2."""
    groups = sentence.groups
    deal = sum(g.startswith(("type.", "noun.", "pay.")) for g in groups)
    act = sum(g.startswith(("act.", "give.", "take.", "make.")) for g in groups)
    against = sum(g in {"block.adviser", "block.people", "block.litigation"} for g in groups)
    return max(0.0, min(deal, 3) / 3 + min(act, 3) / 3 - 0.4 * against)


def _pair_features(reading: Reading, a: int, b: int) -> tuple[dict[str, float], list[int]]:  # noqa: C901, PLR0912, PLR0915  one pass over the sentences fills all features
    features: dict[str, float] = {}
    for known in load_groups():
        features[f"both.{known.id}"] = 0.0
        features[f"soft.{known.id}"] = 0.0
    for key in ("sum", "max", "second", "headline"):
        features[f"weight.{key}"] = 0.0
    counts = dict.fromkeys(("both_told", "both_headline", "both_about", "soft_told"), 0.0)
    links = dict.fromkeys((f"link.{key}" for key in (*_LINKS, "unit", "coordinated")), 0.0)
    middles = dict.fromkeys((*_MIDDLES, "ahead", "behind", "object", "pair_rank"), 0.0)
    gap, between, crowd, first_at = 400.0, 9.0, 12.0, 40.0
    scored: list[tuple[float, int]] = []
    for sentence in reading.sentences:
        weight_a, weight_b = sentence.presence.get(a, 0.0), sentence.presence.get(b, 0.0)
        together = weight_a * weight_b
        if not together:
            continue
        couple = _closest(sentence, a, b)
        if not sentence.tells:
            continue
        if couple and sentence.section is Section.ABOUT:
            counts["both_about"] += 1
        anchors = [m for m in sentence.mentions if m.entity in {a, b}]
        value = together * told_weight(sentence)
        features["weight.sum"] += value
        scored.append((value, sentence.index))
        kind = "both" if couple else "soft"
        scale = 1.0 if couple else together
        for group, weight in cue_weights(sentence, list(couple) if couple else anchors):
            key = f"{kind}.{group}"
            features[key] = max(features[key], weight * scale)
        if couple is None:
            counts["soft_told"] += together >= NOMINAL
            continue
        counts["both_told"] += sentence.section is not Section.ABOUT
        first_at = min(first_at, float(sentence.index))
        if sentence.section is Section.HEADLINE:
            counts["both_headline"] += 1
            features["weight.headline"] = max(features["weight.headline"], value)
        middle = reading.text[couple[0].end : couple[1].start]
        gap = min(gap, float(len(middle)))
        for cue in sentence.cues:
            kind_of = cue.group.partition(".")[0]
            if kind_of in _MIDDLES:
                if couple[0].end <= cue.start < couple[1].start:
                    middles[kind_of] = max(middles[kind_of], 1.0 if len(middle) < 150 else 0.5)
                elif kind_of in {"type", "noun"} and 0 <= couple[0].start - cue.end < 60:
                    middles["ahead"] = 1.0
                elif kind_of in {"type", "noun", "act"} and 0 <= cue.start - couple[1].end < 60:
                    middles["behind"] = 1.0
        lead = reading.text[max(sentence.start, couple[1].start - 90) : couple[1].start].lower()
        middles["object"] = max(middles["object"], float(bool(_DEAL_WITH.search(lead))))
        if value >= told_weight(sentence) > 0 and len(sentence.named) == 2:
            middles["pair_rank"] += 1
        between = min(
            between,
            sum(couple[0].end <= m.start < couple[1].start and m.entity not in {a, b} for m in sentence.mentions),
        )
        crowd = min(crowd, float(len(sentence.named)))
        before = reading.text[max(sentence.start, couple[0].start - 40) : couple[0].start]
        for key, pattern in _LINKS.items():
            where = before if key == "between" else middle
            if len(middle) <= 150 and pattern.search(where):
                links[f"link.{key}"] += 1
        links["link.unit"] += bool(_UNIT_BETWEEN.fullmatch(middle))
        links["link.coordinated"] += bool(_COORDINATED.fullmatch(middle))
    scored.sort(key=lambda item: (-item[0], item[1]))
    values = [value for value, _ in scored]
    features["weight.max"] = values[0] if values else 0.0
    features["weight.second"] = values[1] if len(values) > 1 else 0.0
    features |= {f"middle.{key}": min(value, 3.0) for key, value in middles.items()}
    features |= {f"count.{key}": min(value, 6.0) for key, value in counts.items()}
    features |= {key: min(value, 2.0) for key, value in links.items()}
    features |= {"gap.characters": gap / 100, "gap.others": between, "gap.crowd": crowd, "gap.first_at": first_at / 10}
    return features, [index for value, index in scored if value > 0]
