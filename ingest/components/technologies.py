"""Technologies by vocabulary and pattern: the `technologies` component.

The technology tree (`ingest.vocabulary`) says what is known by name; around a known modality a small grammar takes in
what belongs to the name ("CAR-T" in "CAR-T cell therapies"); patterns (`technology_patterns.jsonl`) find what cannot be
listed: product codes, generic names, trademarks, named platforms, antigens in slots where an antigen must stand.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict, Field
from spacy.language import Language
from spacy.tokens import Doc

from graph.vocabulary import TechnologyKind
from ingest import vocabulary
from ingest.annotations import EntityLabel
from ingest.components.terms import Found, candidates, defined_abbreviations, with_sign
from ingest.vocabulary.matcher import TermMatcher, pieces_of

TAIL: Final = re.compile(
    r"(?:[ -](?:T[ -])?(?:cells?|lymphocytes?)\b)?"
    r"(?:[ -](?:immuno)?therap(?:y|ies|eutics?)\b|[ -]treatments?\b|[ -]products?\b(?! (?:candidates?|pipeline|development|portfolio)))?",
    re.IGNORECASE,
)
"""What still belongs to the name of a modality."""


@cache
def matcher() -> TermMatcher[vocabulary.TechnologyConcept]:
    """The technology tree's names."""
    return TermMatcher((term, concept) for concept in vocabulary.technologies() for term in concept.surfaces())


def known(text: str) -> Iterator[Found]:
    """Technologies that the vocabulary has."""
    for hit in matcher().find(text, pieces_of(text)):
        concept = hit.payload
        end = hit.end
        if concept.kind is TechnologyKind.MODALITY:
            end = TAIL.match(text, end).end()
        yield with_sign(text, Found(hit.start, end, "technologies.known", 0.9, concept.kind, concept.id))


@Language.component("technologies", assigns=["doc._.candidates"])
def technologies(doc: Doc) -> Doc:
    """Add candidates."""
    found = list(known(doc.text))
    doc._.candidates.extend(candidates(doc, EntityLabel.TECHNOLOGY, found))
    return doc
