"""Annotated releases as `Doc`s with their own entities, and what the deals model is to learn from each."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import ingest.components.sections
import ingest.components.sentences
from graph.vocabulary import Role
from ingest.annotations import Entity, EntityLabel, Unit
from ingest.components.agreements.pairs import all_pairs
from ingest.components.agreements.reading import Reading, read
from ingest.components.agreements.scope import Scope, Told, scopes
from ingest.components.agreements.traits import deal_traits, orientation_traits
from ingest.tokenizer import finer_tokenizer
from ingest.train.gold import occurrence

Features = dict[str, float]

GROUPS = {
    "organizations": EntityLabel.ORGANIZATION,
    "people": EntityLabel.PERSON,
    "technologies": EntityLabel.TECHNOLOGY,
    "indications": EntityLabel.INDICATION,
}
PAYERS = frozenset({Role.ACQUIRER, Role.LICENSEE, Role.DISTRIBUTOR, Role.CLIENT, Role.CUSTOMER, Role.INVESTOR})
PAID = frozenset(
    {
        Role.TARGET,
        Role.SELLER,
        Role.LICENSOR,
        Role.PRINCIPAL,
        Role.MANUFACTURER,
        Role.SUPPLIER,
        Role.PROVIDER,
        Role.INVESTEE,
    }
)


@dataclass(frozen=True, slots=True)
class _Day:
    """As much of a `Release` as the component asks for."""

    published: date | None


@dataclass(slots=True)
class Examples:
    """Training examples of all kinds; the first value of each is the number of the release, for cross-validation."""

    pairs: list[tuple[int, Features, bool, float]] = field(default_factory=list)
    deals: list[tuple[int, Features, dict[str, Any]]] = field(default_factory=list)
    orientations: list[tuple[int, Features]] = field(default_factory=list)


def blank_pipeline() -> Language:
    """The tokenizer, sections and sentences of the real pipeline, without any names."""
    nlp = spacy.blank("en")
    nlp.tokenizer = finer_tokenizer(nlp)
    nlp.add_pipe("sections")
    nlp.add_pipe("sentences")
    return nlp


def annotated_doc(nlp: Language, release: dict[str, Any]) -> Doc:
    """A `Doc` whose entities are the annotation's: each listed form wherever it stands, the longest first."""
    text: str = release["text"]
    doc = nlp(text)
    day = release.get("published")
    doc._.release = _Day(date.fromisoformat(day) if day and len(day) == 10 else None)
    starts = [token.idx for token in doc]
    taken = bytearray(len(text))
    found: dict[tuple[str, int], list[tuple[int, int]]] = {}
    forms = [
        (form, group, index)
        for group in GROUPS
        for index, entry in enumerate(release[group])
        for form in {*entry["mentions"], entry["name"]}
    ]
    for form, group, index in sorted(forms, key=lambda item: (-len(item[0]), item)):
        for match in occurrence(form).finditer(text):
            start, end = match.span()
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            first = max(0, bisect_left(starts, start + 1) - 1)
            found.setdefault((group, index), []).append((first, bisect_left(starts, end)))
    doc._.entities = [
        Entity(label, entry["name"], entry.get("kind"), tuple(sorted(found.get((group, index), []))), 1.0, "gold")
        for group, label in GROUPS.items()
        for index, entry in enumerate(release[group])
    ]
    places = {entity.name: i for i, entity in enumerate(doc._.entities) if entity.label is EntityLabel.ORGANIZATION}
    doc._.units = [Unit(places[unit["unit"]], places[unit["parent"]], ()) for unit in release.get("units", [])]
    return doc


def collect(releases: Iterable[tuple[dict[str, Any], Doc]]) -> Examples:
    """All examples in the releases."""
    examples = Examples()
    for number, (release, doc) in enumerate(releases):
        _add(examples, number, release, doc)
    return examples


def _add(examples: Examples, number: int, release: dict[str, Any], doc: Doc) -> None:
    reading = read(doc)
    index = {(entity.label, entity.name): i for i, entity in enumerate(doc._.entities)}
    deals = [_parties(index, deal) for deal in release["agreements"]]
    size: dict[tuple[int, int], int] = {}
    for parties in deals:
        for a in parties:
            for b in parties:
                if a < b:
                    size[a, b] = min(size.get((a, b), 99), len(parties))
    for pair in all_pairs(reading):
        members = size.get((pair.a, pair.b))
        weight = 2 / members if members else 1.0
        examples.pairs.append((number, pair.features, members is not None, weight))
    for deal, parties, scope in zip(
        release["agreements"], deals, scopes(reading, [frozenset(p) for p in deals]), strict=True
    ):
        if not scope:
            continue
        told = Told(reading, frozenset(parties), scope)
        examples.deals.append((number, deal_traits(told), deal))
        examples.orientations.extend((number, traits) for traits in _orientations(reading, parties, scope))


def _parties(index: dict[tuple[EntityLabel, str], int], deal: dict[str, Any]) -> dict[int, str]:
    return {index[EntityLabel.ORGANIZATION, party["organization"]]: party["role"] for party in deal["parties"]}


def _orientations(reading: Reading, parties: dict[int, str], scope: Scope) -> Iterator[Features]:
    for payer, role in parties.items():
        for payee, other in parties.items():
            if role in PAYERS and other in PAID:
                yield orientation_traits(reading, payer, payee, scope)


__all__ = ["Examples", "annotated_doc", "blank_pipeline", "collect", "ingest"]
