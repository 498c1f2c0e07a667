"""Candidates for organizations that the field's list knows by name (`ingest.vocabulary.organizations`).

The list cannot be complete, and what it has may mean something else in a text; so a hit is one source among others, and
the pipeline works without this component.
"""

from functools import cache
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from ingest import vocabulary
from ingest.annotations import Candidate, EntityLabel
from ingest.components.terms import token_span
from ingest.vocabulary.matcher import TermMatcher

KNOWN: Final = 0.9
"""How often a known name is an organization in the training releases."""
NEEDS_CONTEXT: Final = 0.35
"""The same for names that are also ordinary words, places or others' names: alone they do not decide."""


@cache
def matcher() -> TermMatcher[tuple[vocabulary.KnownOrganization, str]]:
    """All names of known organizations."""
    return TermMatcher(
        (surface, (entry, surface)) for entry in vocabulary.organizations() for surface in entry.surfaces()
    )


@Language.component("gazetteer", assigns=["doc._.candidates"])
def gazetteer(doc: Doc) -> Doc:
    """Adds a candidate for each known name; its `concept` is the id in the list."""
    candidates = list(doc._.candidates)
    for hit in matcher().find(doc.text):
        entry, surface = hit.payload
        span = token_span(doc, hit.start, hit.end)
        if span is not None:
            doubtful = surface in entry.needs_context
            rule = "gazetteer.needs_context" if doubtful else "gazetteer.known"
            confidence = NEEDS_CONTEXT if doubtful else KNOWN
            candidates.append(Candidate(EntityLabel.ORGANIZATION, span, rule, confidence, entry.kind.value, entry.id))
    doc._.candidates = candidates
    return doc
