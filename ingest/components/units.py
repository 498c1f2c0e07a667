"""Which organization is part of which: `doc._.units`.

Each rule is a pattern over what stands between two mentions in one sentence, or around them; it names unit and parent by
side. The future ("will become a subsidiary") is no unit yet. A name that adds a country or a department to another one
in the text ("Acme Japan", "Acme's Gene Therapy Division") is its unit by name.
"""

# ruff: noqa: RUF001, E501 - texts have the dashes that releases have; a pattern reads best on one line

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from ingest.annotations import Entity, EntityLabel, Support, TokenSpan, Unit, note_dropped
from ingest.components.aliases import name_of
from ingest.components.lexicon import lexicon
from ingest.components.links import doc_links
from ingest.components.precision import precision_of
from ingest.components.surfaces import core_words, legal_form_of
from ingest.vocabulary import organization_by_id

_NOUN: Final = (
    r"(?:unit|subsidiary|subsidiaries|division|arm|affiliate|part|member|branch|daughter|business|segment|group compan(?:y|ies)"
    r"|CDMO|CRO|manufacturer|contract manufacturer|research business|institute|faculty|department|hospital|committee|facility)"
)
_PRE: Final = r"(?:now |currently |itself |legally |in turn |also )?(?:an? |the |one of the )?(?:[\w&/'’.-]+ ){0,6}?"
_ARTICLE: Final = r"(?:the |its |their )?"


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern for the text between two mentions; `first_is_unit` says which of them is the part."""

    name: str
    between: re.Pattern[str]
    first_is_unit: bool
    behind: re.Pattern[str] | None = None


def _rule(name: str, between: str, *, first_is_unit: bool, behind: str | None = None) -> Rule:
    after = re.compile(behind, re.IGNORECASE) if behind else None
    return Rule(f"units.{name}", re.compile(between, re.IGNORECASE), first_is_unit, after)


_OPEN: Final = r"\s?[,(–—-]\s?"
RULES: Final[tuple[Rule, ...]] = (
    _rule(
        "apposition",
        rf"{_OPEN}(?:which is |who are )?{_PRE}{_NOUN}\b[^,;()]{{0,40}}?\b(?:of|owned by|at|in|within) {_ARTICLE}",
        first_is_unit=True,
    ),
    _rule(
        "is_unit",
        rf" (?:is|was|are|remains|operates as|formed part) {_PRE}{_NOUN}\b[^,;()]{{0,40}}?\b(?:of|owned by|within) {_ARTICLE}",
        first_is_unit=True,
    ),
    _rule(
        "company_of",
        r"\s?, (?:an?|the) ",
        first_is_unit=True,
        behind=r"\s(?:group )?(?:company|subsidiary|business|unit|affiliate|brand|division)\b",
    ),
    _rule("company_of_possessive", r"\s?, ", first_is_unit=True, behind=rf"\s?['’]s? (?:[\w&/-]+ ){{0,5}}?{_NOUN}\b"),
    _rule(
        "owned",
        r"(?:\s?[,(]\s?| (?:is|are|was) )(?:both |each |now |which is |majority[- ]|wholly[- ]|fully |a company )*\s?owned (?:in full |entirely )?by (?:the )?",
        first_is_unit=True,
    ),
    _rule(
        "belongs",
        r"(?:\s?,)?(?: (?:that|which))?(?: (?:in turn|both|[\w ]{0,40}))? belong(?:s|ing)? (?:wholly |fully )?to (?:the )?(?:[\w' ]{0,40} house )?",
        first_is_unit=True,
    ),
    _rule(
        "part_of",
        r"(?:\s?[,(]| is| are)(?: (?:which is|now|also|an? integral|an?))* (?:part|member) of (?:the )?(?:[\w]+['’]s )?",
        first_is_unit=True,
    ),
    _rule(
        "arm_of",
        r"\s?, (?:the )?(?:[\w&/-]+ ){0,5}?(?:arm|unit|committee|company|business|subsidiary) of (?:the )?(?:[\w]+['’]s )?",
        first_is_unit=True,
    ),
    _rule(
        "its_subsidiary",
        r"[^;.]{0,80}?\b(?:its|their|the company['’]s|the group['’]s)(?: [\w&/-]+){0,5}? (?:subsidiar(?:y|ies)|affiliates?|units?|divisions?|arm)\b\s?,?\s?(?:the )?",
        first_is_unit=False,
    ),
    _rule(
        "possessive_subsidiary", rf"\s?['’]s? (?:[\w&/-]+ ){{0,5}}?{_NOUN}s?\b\s?,?\s?(?:the )?", first_is_unit=False
    ),
    _rule("owns", r" (?:also |now |wholly )?owns (?:[\w% ]{0,30}of )?(?:the )?", first_is_unit=False),
    _rule(
        "parent_of",
        r"\s?,? (?:is |which is )?(?:the )?(?:parent|owner|holding|majority owner)(?: company| group)?(?: of)? (?:the )?",
        first_is_unit=False,
    ),
    _rule(
        "parent_company",
        r"\s?['’]s? (?:[\w-]+ )?(?:parent|owner|majority shareholder)(?: company)?\s?,?\s?(?:the )?",
        first_is_unit=True,
    ),
    _rule(
        "with_subsidiary",
        r"[^;.]{0,30}? (?:with|through|has) (?:an?|its|the)(?: [\w&/-]+){0,4}? subsidiar(?:y|ies)\s?,?\s?",
        first_is_unit=False,
    ),
    _rule(
        "reversed_apposition",
        r"\s?(?:and|,) ",
        first_is_unit=False,
        behind=r"\s?, (?:its|the company['’]s|their)(?: [\w&/-]+){0,5}? (?:subsidiary|affiliate|unit|arm|division)",
    ),
)
"""Each rule's reading of the words between the two mentions; the first that fits a pair decides."""

FUTURE: Final = re.compile(
    r"\b(?:will|would|to|shall|may|could|might|is set to|is expected to|plans? to|intends? to) (?:then |now |thereby |thus |afterwards )?"
    r"(?:become|be|operate|form|continue as)\b|\bbecom(?:es|ing)\b|\bpropos|\bformerly\b|\bformer\b|\bno longer\b",
    re.IGNORECASE,
)
"""Says that it is not so yet, or no more."""
INNER_HEADS: Final = frozenset(
    [
        "Division",
        "Unit",
        "Center",
        "Centre",
        "Laboratory",
        "Laboratories",
        "Department",
        "School",
        "Faculty",
        "Institute",
        "Committee",
        "Sector",
        "Business",
        "Segment",
        "Office",
        "College",
        "division",
        "business",
        "unit",
        "Program",
        "Branch",
        "Hospital",
        "Clinic",
    ]
)
"""Heads of names that are mostly parts of something bigger."""
INNER_BETWEEN: Final = re.compile(r"(?:\s?,)?\s(?:of|at|in)\s(?:the )?|\s?,\s", re.IGNORECASE)
MAX_BETWEEN: Final = 140


@dataclass(frozen=True, slots=True)
class Found:
    """A unit and its parent (entity indexes), the rule and the sentence."""

    unit: int
    parent: int
    rule: str
    sentence: TokenSpan


def read(doc: Doc) -> Iterator[Found]:
    """Units that sentences say, then those that names say."""
    mentions = sorted(
        (start, end, number)
        for number, entity in enumerate(doc._.entities)
        if entity.label is EntityLabel.ORGANIZATION
        for start, end in entity.spans
    )
    text = doc.text  # spaCy puts it together anew each time
    for sent in doc.sents:
        inside = [mention for mention in mentions if sent.start <= mention[0] < sent.end]
        for first, second in combinations(inside, 2):
            if first[2] != second[2]:
                yield from in_sentence(doc, text, sent, first, second)
    yield from by_name(doc, doc._.entities)
    yield from known(doc, doc._.entities)
    yield from by_vectors(doc, doc._.entities)


Mention = tuple[int, int, int]


def in_sentence(doc: Doc, text: str, sent: Span, first: Mention, second: Mention) -> Iterator[Found]:
    """What one pair of mentions of one sentence says; `text` is that of the `doc`."""
    start, end = doc[first[1] - 1].idx + len(doc[first[1] - 1]), doc[second[0]].idx
    between = re.sub(r"\s+", " ", text[start:end])
    if len(between) > MAX_BETWEEN or FUTURE.search(between):
        return
    tail_start = doc[second[1] - 1].idx + len(doc[second[1] - 1])
    tail = re.sub(r"\s+", " ", text[tail_start : tail_start + 120])
    crossed = any(
        first[1] <= start_ < second[0]
        for number, entity in enumerate(doc._.entities)
        if entity.label is EntityLabel.ORGANIZATION and number not in {first[2], second[2]}
        for start_, _ in entity.spans
    )
    for rule in RULES:
        matches = rule.between.fullmatch(_without_brackets(between))
        if matches and (rule.behind is None or rule.behind.match(tail)):
            if crossed and rule.name not in {"units.belongs", "units.owned", "units.its_subsidiary"}:
                continue
            unit, parent = (first[2], second[2]) if rule.first_is_unit else (second[2], first[2])
            yield Found(unit, parent, rule.name, (sent.start, sent.end))
            return
    if crossed:
        return
    if between.strip() in {"'s", "’s", "'", "’"} and is_inner(doc, second):
        yield Found(second[2], first[2], "units.possessive_department", (sent.start, sent.end))
    elif is_inner(doc, first) and not is_inner(doc, second) and INNER_BETWEEN.fullmatch(_without_brackets(between)):
        yield Found(first[2], second[2], "units.department_of", (sent.start, sent.end))


def _without_brackets(text: str) -> str:
    """Without short remarks in brackets, so that a ticker or a definition does not hide the pattern."""
    return re.sub(r"\s?\([^()]{0,60}\)", "", text)


def is_inner(doc: Doc, mention: Mention) -> bool:
    """Whether a mention's name sounds like a part of something: a school, a department, a division."""
    words = name_of(doc, (mention[0], mention[1]))
    return bool(INNER_HEADS.intersection(words)) and not legal_form_of(words)


def by_name(doc: Doc, entities: list[Entity]) -> Iterator[Found]:
    """Names that add a country, a department or the like to the name of another organization of the text."""
    lists = lexicon()
    cores: dict[tuple[str, ...], int] = {}
    for number, entity in enumerate(entities):
        if entity.label is EntityLabel.ORGANIZATION:
            for span in entity.spans:
                cores.setdefault(core_words(name_of(doc, span)), number)
    for number, entity in enumerate(entities):
        if entity.label is not EntityLabel.ORGANIZATION:
            continue
        for span in entity.spans:
            words = name_of(doc, span)
            core = core_words(words)
            found = next(
                (cores[core[:n]] for n in range(len(core) - 1, 0, -1) if cores.get(core[:n], number) != number), None
            )
            if found is not None:
                link = doc_links(doc).organizations(number, found)
                if link is not None and link.a_in_b < UNLIKELY:
                    break
                added = words[-1] in lists.unit_words or bool(lists.unit_words.intersection(words[1:]))
                rule = "units.name_adds_unit" if added else "units.name_extends"
                sentence = doc[span[0]].sent
                yield Found(number, found, rule, (sentence.start, sentence.end))
                break


def known(doc: Doc, entities: list[Entity]) -> Iterator[Found]:
    """Owners that the list of organizations knows, where the text names both."""
    by_id = {entity.concept: number for number, entity in enumerate(entities) if entity.concept}
    for number, entity in enumerate(entities):
        listed = organization_by_id().get(entity.concept or "")
        parent = by_id.get(listed.parent) if listed and listed.parent else None
        if parent is not None and entity.label is EntityLabel.ORGANIZATION:
            sentence = doc[entity.spans[0][0]].sent
            yield Found(number, parent, "units.known", (sentence.start, sentence.end))


LIKELY: Final = -0.5
"""Log-odds of the encoder's vectors from which on they alone make a unit; chosen on training releases left out."""
UNLIKELY: Final = -3.0
"""Log-odds below which a name that merely extends another one makes none ("HLB Pharma" beside "HLB")."""


def by_vectors(doc: Doc, entities: list[Entity]) -> Iterator[Found]:
    """Units that the encoder's vectors tell, which also see across sentences ("the Company", "our subsidiary")."""
    links = doc_links(doc)
    organizations = [
        n for n, entity in enumerate(entities) if entity.label is EntityLabel.ORGANIZATION and entity.spans
    ]
    for one, other in combinations(organizations, 2):
        link = links.organizations(one, other)
        if link is not None and max(link.a_in_b, link.b_in_a) >= LIKELY:
            unit, parent = (one, other) if link.a_in_b >= link.b_in_a else (other, one)
            sentence = _together(doc, entities[unit], entities[parent])
            yield Found(unit, parent, "units.vectors", (sentence.start, sentence.end))


def _together(doc: Doc, unit: Entity, parent: Entity) -> Span:
    """The sentence that names the unit next to its parent."""
    start = min((span[0] for span in unit.spans), key=lambda s: min(abs(s - other[0]) for other in parent.spans))
    sentence: Span = doc[start].sent
    return sentence


LEAST: Final = 0.4
"""A rule that is right more rarely than this says nothing."""


def joined(found: list[Found]) -> tuple[Unit, ...]:
    """One unit relation a pair, with all sentences that say it; of two opposite ones the surer."""
    pairs: dict[tuple[int, int], dict[TokenSpan, Support]] = {}
    for one in found:
        confidence = precision_of(one.rule)
        if confidence >= LEAST:
            supports = pairs.setdefault((one.unit, one.parent), {})
            supports.setdefault(one.sentence, Support(one.sentence, one.rule, confidence))
    best = {pair: max(support.confidence for support in supports.values()) for pair, supports in pairs.items()}
    kept = {pair: s for pair, s in pairs.items() if best[pair] > best.get((pair[1], pair[0]), 0.0)}
    return tuple(Unit(unit, parent, tuple(s[k] for k in sorted(s))) for (unit, parent), s in kept.items())


@Language.component("units", assigns=["doc._.units"], requires=["doc._.entities", "doc.sents"])
def units(doc: Doc) -> Doc:
    """Writes which organization is a unit of which."""
    found = list(read(doc))
    doc._.units = list(joined(found))
    if doc._.trace is not None:
        _note_refused(doc, found)
    return doc


def _note_refused(doc: Doc, found: list[Found]) -> None:
    """Note what rules read that is not among the units."""
    kept = {(unit.unit, unit.parent) for unit in doc._.units}
    for one in found:
        if (one.unit, one.parent) not in kept:
            confidence = precision_of(one.rule)
            rare = f"it is right in {confidence:.0%} of cases, and {LEAST:.0%} are needed"
            reason = rare if confidence < LEAST else "another sentence says the opposite, and is as sure"
            names = f"{doc._.entities[one.unit].name} as a unit of {doc._.entities[one.parent].name}"
            note_dropped(doc, one.sentence, names, f"{one.rule}: {reason}")
