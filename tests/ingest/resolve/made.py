"""Releases made for tests of who is who: a few words say who is named, how, and with whom."""

import random
import re
from collections.abc import Sequence
from typing import Any

from graph.facts import (
    AgreementFact,
    Evidence,
    Facts,
    OrganizationFact,
    PartyFact,
    PersonFact,
    PositionFact,
    UnitFact,
)
from graph.vocabulary import AgreementStatus, AgreementType, OrganizationKind, Role
from ingest.release import make_release
from ingest.resolve import Vocabulary
from ingest.vocabulary import KnownOrganization

VOCABULARY = Vocabulary.of(
    organizations=[
        KnownOrganization(id="grand-union-pharma", name="Grand Union Pharma", kind=OrganizationKind.COMPANY),
        KnownOrganization(id="tal-university", name="Tal University", kind=OrganizationKind.INSTITUTION),
    ]
)


def told(
    key: str,
    *organizations: str | tuple[str, ...],
    people: Sequence[tuple[str, str | None]] = (),
    units: Sequence[tuple[str, str]] = (),
    deals: Sequence[tuple[str, ...]] = (),
) -> Facts:
    """A release that names organizations (with what it calls them beside), people (with employer), units and deals.

    A name beside the first is defined in brackets behind it: ("Tal Cell Institute", "TCI", "formerly Old Institute").
    """
    words: list[str] = []
    named: list[tuple[str, tuple[str, ...]]] = []
    for entry in organizations:
        name, *beside = (entry,) if isinstance(entry, str) else entry
        words.append(name + "".join(f" ({other})" for other in beside))
        named.append((name, tuple(re.sub(r"^(formerly|now) ", "", other) for other in beside)))
    words.extend(f"{person} works for {employer or 'nobody'}" for person, employer in people)
    words.extend(f"{unit} is a unit of {parent}" for unit, parent in units)
    words.extend(f"{' and '.join(parties)} agreed on a licence" for parties in deals)
    text = f"{'. '.join(words)}. This is all that the release says today."
    said = (Evidence(text=text, start=0, end=len(text), confidence=0.9, rule="made"),)

    def entity(name: str, *others: str) -> dict[str, Any]:
        mentions = (name, *others)
        spans = tuple(found.span() for each in mentions for found in re.finditer(re.escape(each), text))
        return {"name": name, "mentions": mentions, "spans": spans, "evidence": said}

    return Facts(
        **make_release(text, id=key).model_dump(),
        pipeline="made",
        organizations=tuple(OrganizationFact(**entity(n, *o), kind=OrganizationKind.COMPANY) for n, o in named),
        people=tuple(PersonFact(**entity(person)) for person, _ in people),
        positions=tuple(
            PositionFact(person=person, title="CEO", organization=employer, evidence=said)
            for person, employer in people
            if employer
        ),
        units=tuple(UnitFact(unit=unit, parent=parent, evidence=said) for unit, parent in units),
        agreements=tuple(
            AgreementFact(
                types=(AgreementType.LICENSE,),
                status=AgreementStatus.SIGNED,
                parties=tuple(PartyFact(organization=party, role=Role.PARTNER) for party in parties),
                evidence=said,
            )
            for parties in deals
        ),
    )


# ruff: noqa: E501 - one release a line

CAST: Sequence[Facts] = (
    told("a", ("Memorial Cell Institute", "MCI"), "Grand Union Pharma", deals=[("Memorial Cell Institute", "Grand Union Pharma")]),
    told("b", "MCI", "Orbis Therapeutics", people=[("Ada Moor", "Orbis Therapeutics")], deals=[("MCI", "Orbis Therapeutics")]),
    told("c", "Orbis", people=[("Ada B. Moor", "Orbis")]),
    told("d", ("Lumen Bio", "formerly Orbis Therapeutics"), people=[("Ada Moor", "Lumen Bio")]),
    told("e", "Orbis Therapeutics Japan", "Orbis Therapeutics", units=[("Orbis Therapeutics Japan", "Orbis Therapeutics")]),
    told("f", ("Mountain City Immunology", "MCIM"), "Vexa Cell"),
    told("g", "Vexa Cell Therapies", "Vexa", people=[("Li Wei", None)]),
    told("h", "Universität Ostermark", "Vexa Pharma", people=[("Li Wei", "Vexa Pharma")]),
    told("i", "University of Ostermark", "Vexa Therapeutics", deals=[("University of Ostermark", "Vexa Therapeutics")]),
    told("j", ("Multiple Cell Industries", "MCI")),
    told("k", "Nova Gene Works", people=[("Li Wei", "Nova Gene Works"), ("Ada Moor", "Nova Gene Works")]),
    told("l", "Novagene Works", ("Grand Union Pharma", "GUP"), people=[("Bill Tarn", "Grand Union Pharma")]),
    told("m", "GUP", people=[("William Tarn", "GUP")], deals=[("GUP",)]),
)  # fmt: skip
"""Releases whose names depend on each other: declared acronyms, one that two share, a former name, a part, people."""


def shuffled(seed: int) -> list[Facts]:
    """The cast in an order of its own."""
    cast = list(CAST)
    random.Random(seed).shuffle(cast)  # noqa: S311 - nothing secret
    return cast
