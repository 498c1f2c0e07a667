"""What a release says of one deal, as named numbers: the input of the classifiers of type, status and role."""

import re
from collections.abc import Iterable
from typing import Final

from ingest.annotations import Section
from ingest.components.agreements.cues import load_groups
from ingest.components.agreements.pairs import told_weight
from ingest.components.agreements.reading import Mention, Reading, Sentence
from ingest.components.agreements.scope import Scope, Told, core

NEAR: Final = 60
REACH: Final = 160
"""Characters between a verb and a name within which the name can be its subject or object."""


def deal_traits(told: Told) -> dict[str, float]:
    """For each group of cues: in the headline, in sentences that name the parties, anywhere in the deal's sentences."""
    reading, parties, scope = told.reading, told.parties, told.scope
    traits: dict[str, float] = {}
    for group in load_groups():
        for place in ("head", "core", "best", "wide"):
            traits[f"{place}.{group.id}"] = 0.0
    core_indexes = []
    best = best_sentence(reading, parties, scope)
    for index, weight in scope.items():
        sentence = reading.sentences[index]
        is_core = core(sentence, parties)
        if is_core:
            core_indexes.append(index)
        anchors = [m for m in sentence.mentions if m.entity in parties]
        low = min((m.start for m in anchors), default=sentence.start) - NEAR
        high = max((m.end for m in anchors), default=sentence.end) + NEAR
        for cue in sentence.cues:
            near = 1.0 if low <= cue.start <= high else 0.5
            if sentence.section is Section.HEADLINE:
                traits[f"head.{cue.group}"] = max(traits[f"head.{cue.group}"], weight)
            if index == best:
                traits[f"best.{cue.group}"] = max(traits[f"best.{cue.group}"], near)
            if is_core:
                traits[f"core.{cue.group}"] = min(2.0, traits[f"core.{cue.group}"] + near)
            traits[f"wide.{cue.group}"] = min(3.0, traits[f"wide.{cue.group}"] + weight)
    traits |= _grammar(reading, parties, scope)
    buying = max(traits["best.take.buy"], traits["best.type.acquisition"], traits["best.type.purchase"])
    old = max(traits["best.time.background"], min(1.0, traits["core.time.background"]))
    closed = max(traits["best.status.completed"], traits["head.status.completed"])
    open_ = max(traits["best.status.to_close"], min(1.0, traits["wide.status.to_close"]))
    traits |= {
        "status.buying_old": buying * old,
        "status.buying_closed": buying * closed,
        "status.buying_open": buying * open_,
        "status.planned_not_yet": min(1.0, traits["core.status.planned"]) * min(1.0, traits["core.status.not_yet"]),
        "status.ended_head": min(1.0, traits["head.status.terminated"] + traits["best.status.terminated"]),
        "status.changed_head": min(1.0, traits["head.status.amended"]) * min(1.0, traits["best.status.amended"]),
    }
    kinds = [reading.entities[p].kind for p in parties]
    traits |= {
        "deal.parties": float(len(parties)),
        "deal.institutions": float(kinds.count("institution")),
        "deal.has_topic": float(reading.topic in parties),
        "deal.in_headline": float(any(reading.sentences[i].section is Section.HEADLINE for i in core_indexes)),
        "deal.sentences": min(8.0, float(len(scope))),
        "deal.core_sentences": min(6.0, float(len(core_indexes))),
        "deal.first_at": min(core_indexes, default=20) / 10,
    }
    return traits


_BUY: Final = frozenset({"take.buy", "type.acquisition", "type.purchase"})
_THINGS: Final = re.compile(
    r"\b(?:facilit\w*|plants?|sites?|factor\w*|building|assets?|programs?|programmes?|rights|business"
    r"|unit|portfolio|platform|product|candidate|"
    r"patents?|vouchers?|inventory|laborator\w*|line|brand|operations|campus)\b"
)
_SHARES: Final = re.compile(r"\b(?:stake|shares|stock|equity|bonds?|notes?|percent|%|per cent|round|series)\b|%")
_WHOLE: Final = re.compile(
    r"\b(?:company|firm|maker|developer|specialist|start-?up|merger|takeover|shareholders"
    r"|all (?:of )?the shares|outstanding)\b"
)


def _grammar(  # noqa: C901  one case for each construction
    reading: Reading, parties: frozenset[int], scope: Scope
) -> dict[str, float]:
    """What is bought: a party itself ("acquired Acme") or something from a party ("acquired a plant from Acme")."""
    found = dict.fromkeys(
        (
            "buys_party",
            "buys_from",
            "buys_thing",
            "buys_shares",
            "possessive_thing",
            "possessive_other",
            "whole",
            "into_party",
        ),
        0.0,
    )
    for index, weight in scope.items():
        sentence = reading.sentences[index]
        mentions = [m for m in sentence.mentions if m.entity in parties]
        for cue in sentence.cues:
            if cue.group not in _BUY:
                continue
            after = reading.text[cue.end : min(sentence.end, cue.end + 90)]
            target = next((m for m in mentions if 0 <= m.start - cue.end <= 50), None)
            if target is not None:
                between = reading.text[cue.end : target.start].lower()
                direct = not re.search(r"\b(?:from|by|with|to|for)\b", between) and not _THINGS.search(between)
                tail = reading.text[target.end : target.end + 40].lower()
                owns = re.match(r"[\u2019'`]", tail) and (_THINGS.search(tail) or _SHARES.search(tail))
                key = "buys_party" if direct and not owns else "buys_from"
                found[key] = max(found[key], weight)
            if _THINGS.search(after.lower()):
                found["buys_thing"] = max(found["buys_thing"], weight)
            if _SHARES.search(after.lower()):
                found["buys_shares"] = max(found["buys_shares"], weight)
        for mention in mentions:
            tail = reading.text[mention.end : mention.end + 45].lower()
            if re.match(r"[\u2019'`]s?\b", tail):
                key = "possessive_thing" if _THINGS.search(tail) else "possessive_other"
                found[key] = max(found[key], weight)
            lead = reading.text[max(sentence.start, mention.start - 30) : mention.start].lower()
            if re.search(r"\b(?:in|into)(?: the)? $", lead):
                found["into_party"] = max(found["into_party"], weight)
        if _WHOLE.search(sentence.text.lower()):
            found["whole"] = max(found["whole"], weight)
    return {f"grammar.{key}": value for key, value in found.items()}


def best_sentence(reading: Reading, parties: frozenset[int], scope: Scope) -> int | None:
    """The sentence that tells the deal most plainly: names its parties, holds words of agreeing."""
    ranked = [
        (
            core(reading.sentences[index], parties) + weight,
            told_weight(reading.sentences[index]),
            -index,
        )
        for index, weight in scope.items()
    ]
    return -max(((c * t, t, i) for c, t, i in ranked), default=(0, 0, -1))[2] if ranked else None


_PASSIVE: Final = re.compile(r"\b(?:is|are|was|were|be|been|being)\s+(?:\w+\s+)?$")
_ROLE_GROUPS: Final = ("give.", "take.", "make.")


def orientation_traits(  # noqa: C901, PLR0912  one pass over the sentences fills all traits
    reading: Reading, first: int, second: int, scope: Scope
) -> dict[str, float]:
    """Evidence that `first` is the one that pays and `second` the one that is paid; swapping them turns every sign.

    Who pays is acquirer, licensee, distributor, client, customer or investor; who is paid is the other side.
    """
    traits: dict[str, float] = {}

    def add(name: str, value: float) -> None:
        traits[name] = traits.get(name, 0.0) + value

    for index, weight in scope.items():
        sentence = reading.sentences[index]
        mentions = [m for m in sentence.mentions if m.entity in {first, second}]
        for entity in (first, second):
            if not any(m.entity == entity for m in mentions) and sentence.presence.get(entity, 0.0) >= 0.6:
                mentions.append(Mention(entity, sentence.start, sentence.start))
        if not mentions:
            continue
        mentions.sort(key=lambda m: m.start)
        sign = {first: 1.0, second: -1.0}
        for cue in sentence.cues:
            if not cue.group.startswith(_ROLE_GROUPS):
                continue
            before = [m for m in mentions if m.end <= cue.start and cue.start - m.end <= REACH]
            after = [m for m in mentions if m.start >= cue.end and m.start - cue.end <= REACH]
            passive = bool(_PASSIVE.search(reading.text[max(sentence.start, cue.start - 24) : cue.start]))
            name = f"{cue.group}.passive" if passive else cue.group
            if before:
                closeness = 1.0 if cue.start - before[-1].end <= NEAR else 0.5
                add(f"subject.{name}", sign[before[-1].entity] * weight * closeness)
            if after:
                add(f"object.{name}", sign[after[0].entity] * weight * 0.5)
        for mention in mentions:
            if mention.start == mention.end:
                continue
            value = sign[mention.entity] * weight
            lead = reading.text[max(sentence.start, mention.start - 22) : mention.start].lower()
            tail = reading.text[mention.end : mention.end + 30].lower()
            for key in _links(lead, tail):
                add(f"link.{key}", value)
        opener = mentions[0]
        add("opens", sign[opener.entity] * weight)
        if sentence.section is Section.HEADLINE:
            add("opens_headline", sign[opener.entity])
    kind_first, kind_second = (reading.entities[e].kind == "institution" for e in (first, second))
    traits["institution"] = float(kind_first) - float(kind_second)
    traits["topic"] = float(first == reading.topic) - float(second == reading.topic)
    name_first, name_second = (reading.entities[e].name.lower() for e in (first, second))
    for key, pattern in _NAME_HINTS.items():
        traits[f"name.{key}"] = float(bool(pattern.search(name_first))) - float(bool(pattern.search(name_second)))
    for entity, side in ((first, 1.0), (second, -1.0)):
        for key in _descriptions(reading, entity):
            add(f"name.is_{key}", side)
    for key in list(traits):
        if not key.startswith(("name.", "institution", "topic")):
            traits[key] = max(-3.0, min(3.0, traits[key]))
    return traits


def _descriptions(reading: Reading, entity: int) -> set[str]:
    """What the text calls an organization right behind or before its name: "Acme, a contract manufacturer"."""
    found = set()
    for sentence, mention in reading.mentions_of(entity):
        tail = reading.text[mention.end : min(sentence.end, mention.end + 110)]
        tail = re.split(r"[.;]|\b(?:has|have|will|signed|said|and|with|to)\b", re.sub(r"\([^()]*\)", "", tail))[
            0
        ].lower()
        lead = reading.text[max(sentence.start, mention.start - 40) : mention.start].lower()
        found |= {key for key, pattern in _DESCRIPTIONS.items() if pattern.search(tail) or pattern.search(lead[-30:])}
    return found


_DESCRIPTIONS: Final = {
    "maker": re.compile(r"\b(?:cdmos?|cmos?|contract|manufacturing|manufacturer|factory|vectors?|plasmids?)\b"),
    "provider": re.compile(
        r"\b(?:provider|services?|logistics|cro|supplier|testing|equipment|tools|instruments|devices?)\b"
    ),
    "fund": re.compile(r"\b(?:investor|investment|venture|fund|private equity|spac|special purpose|shareholder)\b"),
    "pharma": re.compile(
        r"\b(?:pharmaceuticals?|drugmaker|pharma|big pharma|drug ?maker|conglomerate|multinational)\b"
    ),
    "biotech": re.compile(r"\b(?:biotech\w*|clinical-stage|start-?up|spin-?(?:off|out)|developer|inventor)\b"),
    "seller": re.compile(r"\b(?:seller|distributor|wholesaler|sales)\b"),
}
_NAME_HINTS: Final = {
    "fund": re.compile(r"\b(?:capital|ventures?|funds?|investments?|management|equity|partners|acquisition corp)\b"),
    "maker": re.compile(
        r"\b(?:biologics|cdmo|manufactur\w+|bio ?services|cells?|catalent|labs?|laborator\w+|logistics)\b"
    ),
    "pharma": re.compile(r"\b(?:pharma\w*|healthcare|holdings?|group)\b"),
}
_LINK_PATTERNS: Final = {
    "from": re.compile(r"\bfrom (?:the )?$"),
    "to": re.compile(r"\bto (?:the )?$"),
    "with": re.compile(r"\bwith (?:the )?$"),
    "for": re.compile(r"\bfor (?:the )?$"),
    "by": re.compile(r"\bby (?:the )?$"),
    "of": re.compile(r"\bof (?:the )?$"),
    "pays": re.compile(r"\b(?:pay|pays|paid|paying|owes) (?:the )?$"),
}
_POSSESSIVE: Final = re.compile(r"^[\u2019'`]s?\b\s*(\w+)?")


def _links(lead: str, tail: str) -> Iterable[str]:
    for key, pattern in _LINK_PATTERNS.items():
        if pattern.search(lead):
            yield key
    if _POSSESSIVE.match(tail):
        yield "possessive"


def sentence_key(sentence: Sentence) -> tuple[int, int]:
    """Order of sentences in the text."""
    return (sentence.start, sentence.end)
