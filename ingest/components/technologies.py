"""Technologies by vocabulary and pattern: the `technologies` component.

The technology tree (`ingest.vocabulary`) says what is known by name; around a known modality a small grammar takes in
what belongs to the name ("CAR-T" in "CAR-T cell therapies"); patterns (`technology_patterns.jsonl`) find what cannot be
listed: product codes, generic names, trademarks, named platforms, antigens in slots where an antigen must stand.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from graph.vocabulary import TechnologyKind
from ingest import vocabulary
from ingest.annotations import EntityLabel
from ingest.components.terms import (
    SIGN,
    Found,
    again,
    candidates,
    defined_abbreviations,
    grouped,
    in_brackets,
    signed,
    with_abbreviation,
    within_name,
    without_overlaps,
)
from ingest.vocabulary.matcher import TermMatcher

TAIL: Final = re.compile(
    r"(?:[ -](?:T[ -])?(?:cells?|lymphocytes?)\b)?"
    r"(?:[ -](?:immuno)?therap(?:y|ies|eutics?)\b|[ -]treatments?\b"
    r"|[ -]products?\b(?![ -](?:candidates?|pipeline|development|portfolio)))?",
    re.IGNORECASE,
)
"""What behind a known modality still belongs to its name."""

AS_PLATFORM: Final = re.compile(r"[ -](?:[Pp]latform|PLATFORM)\b")
"""Behind a modality it names something else: the "TCR platform" of a company is not TCRs."""

MODALITY_PLATFORM: Final = "technologies.modality-platform"

HEADS: Final = {
    TechnologyKind.PLATFORM: re.compile(
        rf"(?:{SIGN})?(?: (?-i:[A-Z])[\w-]+)?[ -](?:platforms?|systems?|technolog(?:y|ies)|method|process|software"
        r"|bioreactors?|nucleases?|expander|device)\b",
        re.IGNORECASE,
    ),
    TechnologyKind.PRODUCT: re.compile(
        rf"(?:{SIGN})?(?: (?:T[ -])?cells\b| (?:device|system|injection|catheter)\b)", re.IGNORECASE
    ),
}
"""A noun behind a proper name, which texts write with it and without it."""

UNTRIED: Final = 0.8
"""Confidence in a concept that no annotated release names."""

LEAST_CONFIDENCE: Final = 0.15
"""Names that analysts enter more rarely than this are not worth a candidate, whatever else speaks for them."""


@cache
def matcher() -> TermMatcher[vocabulary.TechnologyConcept]:
    """The technology tree's names."""
    return TermMatcher((term, concept) for concept in vocabulary.technologies() for term in concept.surfaces())


def known(text: str) -> Iterator[Found]:
    """Technologies that the vocabulary has."""
    over = 0
    for hit in matcher().find(text):
        concept = hit.payload
        if hit.start < over or within_name(text, hit.start, hit.end):
            continue
        confidence = vocabulary.technology_confidence().get(concept.id, UNTRIED)
        found = Found(hit.start, hit.end, "technologies.known", confidence, concept.kind, concept.id)
        if concept.kind is TechnologyKind.MODALITY:
            if tail := TAIL.match(text, hit.end):
                found = replace(found, end=tail.end())
                over = tail.end()
            if head := AS_PLATFORM.match(text, found.end):
                found = replace(found, end=head.end(), rule=MODALITY_PLATFORM, confidence=0.65)
                found = replace(found, kind=TechnologyKind.PLATFORM, concept=None, group=f"{concept.id} platform")
        yield found


def patterned(text: str) -> Iterator[Found]:
    """Technologies that a pattern sees; the earlier pattern has the say over its characters."""
    for pattern in vocabulary.technology_patterns():
        for place in pattern.expression.finditer(text):
            start, end = place.span("name")
            found = Found(start, end, f"technologies.{pattern.id}", pattern.confidence, pattern.kind)
            yield replace(found, group=grouped(text, found))


def paired(text: str, found: Iterable[Found]) -> list[Found]:
    """Names in brackets behind a product's name as names of that product: "Kymriah® (tisagenlecleucel)"."""
    found = list(found)
    same: dict[str, Found] = {}
    for first, second, _ in in_brackets(text, found):
        both = first.kind == second.kind == TechnologyKind.PRODUCT
        if both and first.thing != second.thing and not (first.concept and second.concept):
            leading, other = (second, first) if second.concept else (first, second)
            if other.thing:
                same[other.thing] = leading
    return [
        replace(name, concept=same[name.thing].concept, group=same[name.thing].group) if name.thing in same else name
        for name in found
    ]


def with_head(text: str, found: Iterable[Found]) -> Iterator[Found]:
    """Proper names together with the noun behind them: "the Cocoon platform", "PLX cells"."""
    for name in found:
        head = HEADS.get(TechnologyKind(name.kind)) if name.kind else None
        if head and (place := head.match(text, name.end)):
            yield replace(name, end=place.end())


def one_platform(found: Iterable[Found]) -> list[Found]:
    """Platforms of modalities ("the CAR-T platform") as the platform that the text names, where it names just one."""
    found = list(found)
    named = {
        name.thing: name for name in found if name.kind == TechnologyKind.PLATFORM and name.rule != MODALITY_PLATFORM
    }
    if len(named) != 1:
        return found
    only = next(iter(named.values()))
    return [
        replace(name, concept=only.concept, group=only.group) if name.rule == MODALITY_PLATFORM else name
        for name in found
    ]


def narrowed(found: Iterable[Found]) -> list[Found]:
    """Names of wider concepts as names of the narrower one that they mean in this text.

    Where a text speaks of "allogeneic CAR-T" and of "CAR-T", the second means the first; `absorbs` in the vocabulary
    says for which concepts this holds.
    """
    found = list(found)
    count = Counter(name.concept for name in found if name.concept)
    means: dict[str, str] = {}
    by_id = vocabulary.technology_by_id()
    for narrow, _ in count.most_common():
        for wide in by_id[narrow].absorbs:
            if wide in count:
                means.setdefault(wide, narrow)
    return [replace(name, concept=_end_of(means, name.concept)) if name.concept else name for name in found]


def _end_of(means: dict[str, str], concept: str) -> str:
    while concept in means:
        concept = means[concept]
    return concept


def yielding(found: Iterable[Found]) -> Iterator[Found]:
    """Without general names ("T cells") where the text has a special one below the concept that they yield to."""
    found = list(found)
    by_id = vocabulary.technology_by_id()
    present: set[str] = set()
    for concept in {name.concept for name in found if name.concept}:
        present |= {concept, *(above.id for above in vocabulary.ancestors(by_id, concept))}
    for name in found:
        if not (name.concept and present.intersection(by_id[name.concept].yields_to)):
            yield name


@Language.component("technologies", assigns=["doc._.candidates"])
def technologies(doc: Doc) -> Doc:
    """Add candidates for the technologies that a text names."""
    text = doc.text
    found = list(known(text))
    found += defined_abbreviations(text, found, "technologies.defined")
    new = without_overlaps(patterned(text), found)
    found += new
    found += again(text, new, found, "technologies.again")
    found = [
        name for name in yielding(narrowed(one_platform(paired(text, found)))) if name.confidence >= LEAST_CONFIDENCE
    ]
    found += [*with_abbreviation(text, found), *with_head(text, found), *signed(text, found)]
    doc._.candidates.extend(candidates(doc, EntityLabel.TECHNOLOGY, found))
    return doc
