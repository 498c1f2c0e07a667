"""`ResolvedFacts` to the parameters of the statements in queries/write. Pure: no database, no clock.

Rows come sorted by what the statement merges on, so that writers lock in one order and do not wait in a circle; what
stands twice in a record (two deals that turned out to be one) is folded into one row.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.facts import (
    AmountFact,
    Concept,
    Evidence,
    ResolvedAgreement,
    ResolvedEntity,
    ResolvedFacts,
    ResolvedOrganization,
    ResolvedTechnology,
)
from graph.stored import packed
from graph.vocabulary import AgreementStatus, OrganizationKind, TechnologyKind

Row = dict[str, Any]
Support = list[tuple[str, float, str]]

KINDS: Final = [kind.value for kind in TechnologyKind]
"""Where releases give a technology different kinds, the first of these wins."""

LIFE: Final = [status.value for status in AgreementStatus]
"""On one day, the later of these is the newer status."""

ENTITY_LISTS: Final = {
    "Organization": "organizations",
    "Person": "people",
    "Technology": "technologies",
    "Indication": "indications",
}

# How sure the resolver was depends on what else the graph held then; it is not what the release says.
_NOT_IN_DIGEST: Final = {"facts": True} | {name: {"__all__": {"score", "reason"}} for name in ENTITY_LISTS.values()}


@dataclass(frozen=True, slots=True)
class ReleaseRows:
    """The parameters for loading one release, by statement."""

    release: Row
    sentences: list[Row]
    entities: list[Row]
    concepts: list[Row]
    agreements: list[Row]
    links: list[Row]


def release_rows(facts: ResolvedFacts) -> ReleaseRows:
    """All rows of one release."""
    return ReleaseRows(
        release=release_row(facts),
        sentences=sentence_rows(facts),
        entities=entity_rows(facts),
        concepts=concept_rows(facts),
        agreements=agreement_rows(facts),
        links=link_rows(facts),
    )


def digest(facts: ResolvedFacts) -> str:
    """SHA-256 of what a release says: two records with the same digest load to the same graph."""
    hashed = hashlib.sha256(facts.model_dump_json(exclude=_NOT_IN_DIGEST).encode())
    hashed.update(facts.facts.model_dump_json().encode())
    return hashed.hexdigest()


def release_row(facts: ResolvedFacts) -> Row:
    """Properties of `:Release`."""
    return {
        **facts.release.model_dump(),
        "pipeline": facts.pipeline,
        "digest": digest(facts),
        "facts": packed(facts.facts),
    }


def sentence_id(release: str, evidence: Evidence) -> str:
    """Id of an `:Evidence` node: a sentence is one node, however many facts it says."""
    return f"{release}#{evidence.start}-{evidence.end}"


def sentence_rows(facts: ResolvedFacts) -> list[Row]:
    """Properties of `:Evidence`."""
    said = [
        *facts.organizations,
        *facts.people,
        *facts.technologies,
        *facts.indications,
        *facts.positions,
        *facts.units,
        *facts.agreements,
    ]
    sentences = {
        sentence_id(facts.release.id, e): {"text": e.text, "start": e.start, "end": e.end}
        for fact in said
        for e in fact.evidence
    }
    return [{"id": key, **sentences[key]} for key in sorted(sentences)]


def entity_rows(facts: ResolvedFacts) -> list[Row]:
    """What the release names, and the concepts above that, sorted by label and id."""
    placed = {label: {c.id: c for c in concepts} for label, concepts in _placed(facts).items()}
    rows: list[Row] = []
    for label, attribute in ENTITY_LISTS.items():
        mentions: dict[str, list[ResolvedEntity]] = {}
        for entity in getattr(facts, attribute):
            mentions.setdefault(entity.id, []).append(entity)
        concepts = placed.get(label, {})
        rows.extend(
            _entity_row(facts.release.id, label, key, mentions.get(key, []), concepts.get(key))
            for key in mentions.keys() | concepts.keys()
        )
    return sorted(rows, key=lambda row: (row["label"], row["id"]))


def concept_rows(facts: ResolvedFacts) -> list[Row]:
    """Where in the trees the concepts stand."""
    rows = [
        {"label": label, "id": concept.id, "broader": sorted(set(concept.broader))}
        for label, concepts in _placed(facts).items()
        for concept in concepts
    ]
    return sorted(rows, key=lambda row: (row["label"], row["id"]))


def agreement_rows(facts: ResolvedFacts) -> list[Row]:
    """Agreements with the steps of their life and their sums."""
    deals: dict[str, list[ResolvedAgreement]] = {}
    for deal in facts.agreements:
        deals.setdefault(deal.id, []).append(deal)
    return [
        {
            "id": key,
            "title": deals[key][0].title,
            "territories": sorted({place for deal in deals[key] for place in deal.territories}),
            "changes": _unique(_change_row(deal) for deal in deals[key]),
            "terms": _unique(_term_row(deal.id, amount) for deal in deals[key] for amount in deal.amounts),
            "support": _support(facts.release.id, (e for deal in deals[key] for e in deal.evidence)),
        }
        for key in sorted(deals)
    ]


def link_rows(facts: ResolvedFacts) -> list[Row]:
    """The facts that are relationships: what is between agreement and party, person and organization, and so on."""
    said: dict[tuple[str, str, str, str], list[Evidence]] = {}

    def say(kind: str, start: str, end: str, value: str, evidence: Iterable[Evidence]) -> None:
        said.setdefault((kind, start, end, value), []).extend(evidence)

    for position in facts.positions:
        say("WORKS_FOR", position.person, position.organization, position.title, position.evidence)
    for unit in facts.units:
        say("UNIT_OF", unit.unit, unit.parent, "", unit.evidence)
    for deal in facts.agreements:
        for party in deal.parties:
            say("PARTY_TO", party.organization, deal.id, party.role, deal.evidence)
        for of_type in deal.types:
            say("OF_TYPE", deal.id, of_type, "", deal.evidence)
        for technology in deal.technologies:
            say("COVERS", deal.id, technology, "", deal.evidence)
        for indication in deal.indications:
            say("FOR", deal.id, indication, "", deal.evidence)
    # By end first: agreements of one type, party or technology queue up at it in one order.
    return [
        {
            "type": kind,
            "start": start,
            "end": end,
            "value": value,
            "support": _support(facts.release.id, said[kind, start, end, value]),
        }
        for kind, start, end, value in sorted(said, key=lambda key: (key[0], key[2], key[1], key[3]))
    ]


def lost_entities(before: Iterable[Mapping[str, Any]], rows: Iterable[Row]) -> list[Row]:
    """Label and id of those entities of which a release no longer says all that it said before.

    `before` has the properties of the former mentions as `write/get_release_footprint` gives them. Only for these the
    names have to be computed anew from all releases; for the others nothing that counted has gone.
    """
    now = {(row["label"], row["id"]): row["mention"] for row in rows if row["mention"]}
    lost = []
    for old in before:
        new = now.get((old["label"], old["id"]))
        same = new is not None and all(new[key] == old[key] for key in ("name", "known", "kind"))
        if new is None or not same or not set(old["names"]) <= set(new["names"]):
            lost.append({"label": old["label"], "id": old["id"]})
    return lost


def fullest(names: Iterable[str]) -> str:
    """The longest of names, of these the one with fewest capitals, of these the first in the alphabet."""
    return min(names, key=lambda name: (-len(name), sum(letter != letter.lower() for letter in name), name))


def _entity_row(release: str, label: str, key: str, mentions: list[ResolvedEntity], concept: Concept | None) -> Row:
    kind = _kind(mentions)
    in_vocabulary = any(mention.known for mention in mentions)
    known = concept is not None or in_vocabulary
    name = concept.name if concept else fullest(m.name for m in mentions if m.known == in_vocabulary)
    spans = sorted({span for mention in mentions for span in mention.spans})
    mention = {
        "name": name,
        "known": known or None,
        "kind": kind,
        "names": sorted({alias for mention in mentions for alias in mention.aliases}),
        "starts": [start for start, _ in spans],
        "ends": [end for _, end in spans],
        "score": min((mention.score for mention in mentions), default=None),
        "reason": "; ".join(sorted({mention.reason for mention in mentions})),
    }
    return {
        "label": label,
        "id": key,
        "name": name,
        "known": known,
        "concept": concept is not None,
        "kind": concept.kind if concept else kind,
        "mention": mention if mentions else None,
        "support": _support(release, (e for mention in mentions for e in mention.evidence)),
    }


def _kind(mentions: Iterable[ResolvedEntity]) -> str | None:
    """The kind that wins among the mentions of one entity in one release; None where its label has no kinds."""
    kinds = {mention.kind for mention in mentions if isinstance(mention, ResolvedOrganization | ResolvedTechnology)}
    return next((kind for kind in (*KINDS, OrganizationKind.INSTITUTION.value, *kinds) if kind in kinds), None)


def _placed(facts: ResolvedFacts) -> dict[str, list[Concept]]:
    """By label, the concepts that the release names, and all above them; others in the record have no use here."""
    concepts = {concept.id: concept for concept in facts.concepts}
    named = [entity.id for entity in (*facts.technologies, *facts.indications)]
    reached: dict[str, Concept] = {}
    while named:
        concept = concepts.get(named.pop())
        if concept is not None and concept.id not in reached:
            reached[concept.id] = concept
            named.extend(concept.broader)
    placed: dict[str, list[Concept]] = {"Technology": [], "Indication": []}
    for concept in reached.values():
        placed["Indication" if concept.kind is None else "Technology"].append(concept)
    return placed


def _change_row(deal: ResolvedAgreement) -> Row:
    change = f"{deal.id}:{deal.status}:{deal.date or 'undated'}"
    return {"id": change, "status": deal.status.value, "date": deal.date}


def _term_row(agreement: str, term: AmountFact) -> Row:
    parts = [
        agreement,
        term.kind.value,
        "up-to" if term.up_to else "",
        "" if term.amount is None else str(term.amount),
        term.currency or "",
        "" if term.percent is None else f"{term.percent!r}%",
    ]
    return {"id": ":".join(part for part in parts if part), **term.model_dump(mode="json")}


def _unique(rows: Iterable[Row]) -> list[Row]:
    by_id = {row["id"]: row for row in rows}
    return [by_id[key] for key in sorted(by_id)]


def _support(release: str, evidence: Iterable[Evidence]) -> Support:
    """Each sentence once, with the surest reading of it, as [sentence id, confidence, rule]."""
    surest: dict[str, Evidence] = {}
    for e in evidence:
        key = sentence_id(release, e)
        if key not in surest or (-e.confidence, e.rule) < (-surest[key].confidence, surest[key].rule):
            surest[key] = e
    return [(key, surest[key].confidence, surest[key].rule) for key in sorted(surest)]
