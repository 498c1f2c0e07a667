"""`ResolvedFacts` to the parameters of the statements in queries/write. Pure: no database, no clock.

Rows come sorted by what the statement merges on, so that writers lock in one order and do not wait in a circle; what
stands twice, in a record or in several that are loaded together, is folded into one row.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph.facts import (
    Concept,
    Evidence,
    ResolvedEntity,
    ResolvedFacts,
    ResolvedOrganization,
    ResolvedTechnology,
)
from graph.families import sketch
from graph.reports import Report, Row, Support, reports_of, sentence_id, support_of
from graph.stored import packed
from graph.vocabulary import OrganizationKind, TechnologyKind

KINDS: Final = [kind.value for kind in TechnologyKind]
"""Where releases give a technology different kinds, the first of these wins."""

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
    sketch: bytes
    sentences: list[Row]
    entities: list[Row]
    concepts: list[Row]
    reports: list[Report]
    links: list[Row]

    @property
    def id(self) -> str:
        """Id of the release."""
        return str(self.release["id"])


def release_rows(facts: ResolvedFacts) -> ReleaseRows:
    """All rows of one release."""
    return ReleaseRows(
        release=release_row(facts),
        sketch=sketch(facts.release.text),
        sentences=sentence_rows(facts),
        entities=entity_rows(facts),
        concepts=concept_rows(facts),
        reports=reports_of(facts),
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
    return [{"release": facts.release.id, "id": key, **sentences[key]} for key in sorted(sentences)]


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


def link_rows(facts: ResolvedFacts) -> list[Row]:
    """Positions and units."""
    said: dict[tuple[str, str, str, str], list[Evidence]] = {}
    for position in facts.positions:
        key = ("WORKS_FOR", position.person, position.organization, position.title)
        said.setdefault(key, []).extend(position.evidence)
    for unit in facts.units:
        said.setdefault(("UNIT_OF", unit.unit, unit.parent, ""), []).extend(unit.evidence)
    return [_link_row(*key, support_of(facts.release.id, said[key])) for key in sorted(said)]


def folded_links(rows: Iterable[Row]) -> list[Row]:
    """Links of several releases, each once; no two releases have a sentence in common."""
    said: dict[tuple[str, str, str, str], list[Support]] = {}
    for row in rows:
        said.setdefault((row["type"], row["start"], row["end"], row["value"]), []).extend(row["support"])
    return [_link_row(*key, sorted(said[key])) for key in sorted(said)]


def folded_entities(rows: Iterable[Row]) -> list[Row]:
    """What several releases name, each once, with what a node holds that only they name; sorted by label and id."""
    folded: dict[tuple[str, str], Row] = {}
    for row in rows:
        key = (row["label"], row["id"])
        mention = row["mention"]
        properties = {
            "name": row["name"],
            "aliases": mention["names"] if mention else [],
            "kind": row["kind"] if row["label"] == "Technology" else None,
            "known": row["known"] or None,
        }
        new = {
            "label": row["label"],
            "id": row["id"],
            "concept": row["concept"],
            "institution": row["label"] == "Organization" and row["kind"] == OrganizationKind.INSTITUTION,
            "properties": properties,
        }
        folded[key] = _joined(folded[key], new) if key in folded else new
    return [folded[key] for key in sorted(folded)]


def grown(held: Mapping[str, Any], row: Row) -> Row | None:
    """The row of `set_grown` for an entity that was there: what a row of `folded_entities` adds; None for nothing.

    Adding needs only what the node holds already: aliases are a union, a name or kind gives way to one that ranks
    higher. So a name that a hundred thousand releases use costs no more than a new one. `write/set_entities` computes
    the same from all mentions.
    """
    before = {**row, "concept": False, "institution": held["institution"], "properties": {
        key: held[key] for key in ("name", "aliases", "kind", "known")
    }}  # fmt: skip
    after = _joined(before, row)
    changed = {key: value for key, value in after["properties"].items() if value != held[key]}
    becomes = after["institution"] and not held["institution"]
    if not changed and not becomes:
        return None
    return {"label": row["label"], "id": row["id"], "institution": becomes, "properties": changed}


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


def _joined(one: Row, other: Row) -> Row:
    """What two rows of one entity say together; where both have it from the vocabulary, the later one's holds."""
    ours, theirs = one["properties"], other["properties"]
    if other["concept"] or (theirs["known"] and not ours["known"]):
        best, kinds = theirs["name"], [theirs["kind"]]
    elif one["concept"] or (ours["known"] and not theirs["known"]):
        best, kinds = ours["name"], [ours["kind"]]
    else:
        best, kinds = fullest((ours["name"], theirs["name"])), [ours["kind"], theirs["kind"]]
    return {
        **one,
        "concept": one["concept"] or other["concept"],
        "institution": one["institution"] or other["institution"],
        "properties": {
            "name": best,
            "aliases": sorted({*ours["aliases"], *theirs["aliases"]}),
            "kind": next((kind for kind in KINDS if kind in kinds), None),
            "known": ours["known"] or theirs["known"],
        },
    }


def _link_row(kind: str, start: str, end: str, value: str, support: list[Support]) -> Row:
    return {"type": kind, "start": start, "end": end, "value": value, "support": support}


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
        "support": support_of(release, (e for mention in mentions for e in mention.evidence)),
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
