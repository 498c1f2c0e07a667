"""Gathers the candidates of a text into possible names: one for each name, or each technology or disease.

What a source calls a name in one place speaks for the name in all places. Names of organizations and people are the
same where only legal form, article and case differ. Technologies and indications are the same where they have one
concept, one surface, or where one stands in brackets right behind the other.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel, TokenSpan
from ingest.components.aliases import name_of
from ingest.components.evidence import BY_SOURCE, NAMES, Index, Seen, source_of
from ingest.components.places import occurrences
from ingest.components.surfaces import core_words
from ingest.components.terms import is_abbreviation
from ingest.tokenizer import MARKS
from ingest.vocabulary.matcher import pieces_of

_LONGEST_BRACKET: Final = 8


def possible_names(doc: Doc, index: Index) -> Iterator[tuple[tuple[str, ...], list[Seen]]]:
    """Each name with its core, once for each label that it may have."""
    by_name: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for candidate in doc._.candidates:
        if candidate.label in NAMES:
            by_name[core_words(name_of(doc, candidate.span))].append(candidate)
    for core, candidates in by_name.items():
        spans = tuple(sorted({candidate.span for candidate in candidates}))
        surfaces = {name_of(doc, span) for span in spans}
        places = {place for surface in surfaces for place in occurrences(doc, surface)} | set(spans)
        around = index.over(spans)
        seen = []
        for label in NAMES:
            own = tuple(c for c in candidates if c.label is label)
            if own:
                others = tuple(c for c in around if c not in own)
                seen.append(Seen(doc, label, spans, len(places), own, others))
        yield core, seen


def possible_terms(doc: Doc, label: EntityLabel, index: Index) -> Iterator[Seen]:
    """Each technology or each indication."""
    candidates = [c for c in doc._.candidates if c.label is label]
    concepts = frozenset(c.concept for c in candidates if c.concept)
    for group in _together(doc, candidates):
        spans = tuple(sorted({candidate.span for candidate in group}))
        around = tuple(c for c in index.over(spans) if c not in group)
        places = len({start for start, _ in spans})
        yield Seen(doc, label, spans, places, tuple(group), around, concepts)


def _together(doc: Doc, candidates: list[Candidate]) -> list[list[Candidate]]:
    """Candidates grouped by the thing that they name, the vocabulary's before all others."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    by_span: dict[TokenSpan, str] = {}
    by_surface: dict[str, str] = {}
    for candidate in sorted(candidates, key=lambda c: (source_of(c) in BY_SOURCE, c.span)):
        surface = surface_of(doc, candidate.span)
        thing = candidate.concept or candidate.group or by_span.get(candidate.span) or by_surface.get(surface)
        thing = thing or _spelt_out(doc, candidate.span, by_span) or surface
        groups[thing].append(candidate)
        by_span.setdefault(candidate.span, thing)
        by_surface.setdefault(surface, thing)
    return list(groups.values())


def surface_of(doc: Doc, span: TokenSpan) -> str:
    """A term without sign, case, plural and hyphens."""
    return " ".join(piece.folded for piece in pieces_of(doc[span[0] : span[1]].text))


def _spelt_out(doc: Doc, span: TokenSpan, things: dict[TokenSpan, str]) -> str | None:
    """What the name right before the bracket stands for, where `span` is its abbreviation: "(AFSCs)"."""
    opening = span[0] - 1
    if span[1] - span[0] > _LONGEST_BRACKET or opening < 1 or doc[opening].text != "(":
        return None
    end = opening
    while end > 0 and (doc[end - 1].is_space or doc[end - 1].text in MARKS):
        end -= 1
    for (start, stop), thing in things.items():
        if stop in {end, opening} and is_abbreviation(doc[span[0] : span[1]].text, doc[start:stop].text):
            return thing
    return None
