"""Facts that persons judged: what is rejected goes, what is accepted stays and is sure, before names are resolved."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from graph.facts import AgreementFact, Evidence, Facts, NamedFact, PositionFact, Record, UnitFact
from ingest.resolve.agreements import family

ACCEPTED: Final = "person.accepted"
"""The rule that evidence names which a person accepted."""


class Kind(StrEnum):
    """Kinds of facts, by the list of `Facts` that holds them."""

    ORGANIZATION = "organizations"
    PERSON = "people"
    TECHNOLOGY = "technologies"
    INDICATION = "indications"
    POSITION = "positions"
    UNIT = "units"
    AGREEMENT = "agreements"


class FactRecord(Record):
    """One fact of one release, as a decision keeps it: `said` is the fact as `Facts` has it."""

    id: str
    release: str
    kind: Kind
    said: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.kind}: {', '.join(map(str, _identity(self.kind, self.said)))}"


def fact_records(facts: Facts) -> Iterator[FactRecord]:
    """All facts of a release with ids that stay the same when a release is read again with the same result.

    An id holds who and what, not status, sums or evidence, so that a better reading of these is still the same fact.
    """
    for kind in Kind:
        seen: dict[str, int] = {}
        for fact in getattr(facts, kind.value):
            said = fact.model_dump(mode="json")
            key = hashlib.sha256(json.dumps(_identity(kind, said)).encode()).hexdigest()[:6]
            seen[key] = seen.get(key, 0) + 1
            number = f"-{seen[key]}" if seen[key] > 1 else ""
            name = f"{facts.id}#{kind.name.lower()}-{key}{number}"
            yield FactRecord(id=name, release=facts.id, kind=kind, said=said)


def judged(facts: Facts, judgements: Mapping[str, tuple[FactRecord, bool]]) -> Facts:
    """The facts without those that a person rejected, and with those that a person accepted.

    With an entity all that is said of it goes. An accepted fact that the reading no longer has comes back where its
    sentence still stands in the text and what it names is still there.
    """
    if not judgements:
        return facts
    lists: dict[str, list[dict[str, Any]]] = {kind.value: [] for kind in Kind}
    present = set()
    for record in fact_records(facts):
        present.add(record.id)
        _, accepted = judgements.get(record.id, (record, None))
        if accepted is None:
            lists[record.kind].append(record.said)
        elif accepted:
            lists[record.kind].append(_sure(record.said))
    for record, accepted in judgements.values():
        if accepted and record.id not in present and _stands(record, facts.text):
            lists[record.kind].append(_sure(record.said))
    return Facts.model_validate({**facts.model_dump(mode="json"), **_whole(lists)})


def _identity(kind: Kind, said: Mapping[str, Any]) -> list[Any]:
    match kind:
        case Kind.POSITION:
            return [said["person"], said["title"], said["organization"]]
        case Kind.UNIT:
            return [said["unit"], said["parent"]]
        case Kind.AGREEMENT:
            return [*sorted(party["organization"] for party in said["parties"]), family(said["types"])]
        case _:
            return [said["name"]]


def _sure(said: Mapping[str, Any]) -> dict[str, Any]:
    return {**said, "evidence": [{**e, "confidence": 1.0, "rule": ACCEPTED} for e in said["evidence"]]}


def _stands(record: FactRecord, text: str) -> bool:
    sentences = [Evidence.model_validate(e) for e in record.said["evidence"]]
    return all(text[e.start : e.end] == e.text for e in sentences)


def _whole(lists: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Without what names something that is not there; a deal loses that party, and goes with its last one."""
    names = {
        kind: {said["name"] for said in lists[kind]}
        for kind in ("organizations", "people", "technologies", "indications")
    }
    deals = []
    for deal in lists["agreements"]:
        parties = [party for party in deal["parties"] if party["organization"] in names["organizations"]]
        kept = {key: [name for name in deal[key] if name in names[key]] for key in ("technologies", "indications")}
        if parties:
            deals.append({**deal, "parties": parties, **kept})
    organizations, people = names["organizations"], names["people"]
    return {
        **lists,
        "positions": [p for p in lists["positions"] if p["person"] in people and p["organization"] in organizations],
        "units": [u for u in lists["units"] if {u["unit"], u["parent"]} <= organizations],
        "agreements": deals,
    }


Relation = AgreementFact | NamedFact | PositionFact | UnitFact
