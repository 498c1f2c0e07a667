"""Annotated releases as what the head of links learns from: mentions, pairs of them, and what is so of each pair.

Everything that a pair consists of (where a mention stands, which couples of mentions are looked at, what lies between
them, how far they are apart) is computed by the functions that the run time uses, in `ingest.components.links`.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from tokenizers import Tokenizer

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, Role
from ingest.annotations import EntityLabel
from ingest.components.agreements.amounts import find_sums
from ingest.components.agreements.component import published_day
from ingest.components.agreements.days import find_days
from ingest.components.agreements.reading import read
from ingest.components.agreements.territories import find_places, same_place
from ingest.components.encoder import split_pieces, windows, with_special
from ingest.components.links import KINDS, Kind, Mention, Places, distance, nearest, stretch
from ingest.train.agreements_data import annotated_doc, blank_pipeline
from ingest.train.examples import Window
from ingest.train.labels import TAGS

NAMES: Final = frozenset({Kind.ORGANIZATION, Kind.PERSON, Kind.TECHNOLOGY, Kind.INDICATION})
"""Kinds whose mentions may be hidden in training."""

Ints = NDArray[np.int64]
Value = TypeVar("Value", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Node:
    """What may be linked: its kind and its mentions in text order; a sum, day or place is one node a value."""

    kind: Kind
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one deal makes of a pair of organizations: the types, the status, both roles, and how many are party."""

    types: frozenset[AgreementType]
    status: AgreementStatus
    roles: tuple[Role, Role]
    parties: int


@dataclass(slots=True)
class Truth:
    """What an annotation says of nodes, by their numbers.

    `deals` and `units` are of organizations: `deals` with the lower number first, `units` as (unit, parent). `belongs`
    holds (node, organization) for who works there and for what a deal of that organization covers, costs, or dates.
    """

    deals: dict[tuple[int, int], list[Agreed]] = field(default_factory=dict)
    units: set[tuple[int, int]] = field(default_factory=set)
    belongs: set[tuple[int, int]] = field(default_factory=set)
    purposes: dict[int, AmountKind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Couples:
    """All couples of mentions of the pairs of one text, a row each.

    `pair` is the number of the pair; `a`, `b` number the mentions, `low`, `high` are the pieces between, `there` and
    `back` the rows of the table of distances for (a, b) and (b, a).
    """

    pair: Ints
    a: Ints
    b: Ints
    low: Ints
    high: Ints
    there: Ints
    back: Ints


@dataclass(frozen=True, slots=True)
class LinksExample:
    """One text: its windows (no tags are asked for), its nodes and pairs, and what is so of them.

    `starts`, `ends` are all mentions in pieces, node after node, `mention_node` whose each is. `pairs` are of node and
    organization; of two organizations the lower number comes first.
    """

    source: str
    windows: tuple[Window, ...]
    nodes: tuple[Node, ...]
    starts: Ints
    ends: Ints
    mention_node: Ints
    pairs: tuple[tuple[int, int], ...]
    couples: Couples
    truth: Truth

    @property
    def longest(self) -> int:
        """Pieces of the longest window, special ones included."""
        return max(map(len, self.windows), default=0)


def read_examples(tokenizer: Tokenizer, releases: Iterable[Mapping[str, Any]]) -> list[LinksExample]:
    """Examples of annotated releases; those without a single piece are left out."""
    nlp = blank_pipeline()
    found = (example(tokenizer, release, annotated_doc(nlp, dict(release))) for release in releases)
    return [one for one in found if one.windows]


def example(tokenizer: Tokenizer, release: Mapping[str, Any], doc: Doc) -> LinksExample:
    """One annotated release, with its `Doc` as `annotated_doc` makes it."""
    text: str = release["text"]
    pieces = split_pieces(tokenizer, text)
    rows = []
    for part in windows(text, pieces):
        ids, features = with_special(pieces[part])
        rows.append(Window(ids, features, np.zeros((len(ids), len(TAGS)), dtype=bool)))
    nodes, truth = _annotated(release, doc, Places(text, pieces))
    pairs, couples = _couples(nodes)
    mentions = [(mention, number) for number, node in enumerate(nodes) for mention in node.mentions]
    return LinksExample(
        source=release["id"],
        windows=tuple(rows),
        nodes=tuple(nodes),
        starts=_ints(mention.first for mention, _ in mentions),
        ends=_ints(mention.end for mention, _ in mentions),
        mention_node=_ints(number for _, number in mentions),
        pairs=tuple(pairs),
        couples=couples,
        truth=truth,
    )


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _annotated(release: Mapping[str, Any], doc: Doc, places: Places) -> tuple[list[Node], Truth]:
    """Nodes and what is so of them. The first nodes are the entities, in their order."""
    nodes = []
    for entity in doc._.entities:
        spans = [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1])) for start, end in entity.spans]
        nodes.append(Node(KINDS[entity.label], _mentions(places, spans)))
    index = {(entity.label, entity.name): number for number, entity in enumerate(doc._.entities)}
    truth = Truth()
    deals = release["agreements"]
    parties = [
        {index[EntityLabel.ORGANIZATION, p["organization"]]: Role(p["role"]) for p in d["parties"]} for d in deals
    ]
    for deal, roles in zip(deals, parties, strict=True):
        _add_deal(truth, deal, roles)
        for group, label in (("technologies", EntityLabel.TECHNOLOGY), ("indications", EntityLabel.INDICATION)):
            truth.belongs.update((index[label, name], party) for name in deal[group] for party in roles)
    truth.units.update(
        (index[EntityLabel.ORGANIZATION, u["unit"]], index[EntityLabel.ORGANIZATION, u["parent"]])
        for u in release["units"]
    )
    truth.belongs.update(
        (index[EntityLabel.PERSON, p["person"]], index[EntityLabel.ORGANIZATION, p["organization"]])
        for p in release["positions"]
    )
    _add_terms(nodes, truth, doc, places, list(zip(deals, parties, strict=True)))
    return nodes, truth


def _mentions(places: Places, spans: Iterable[tuple[int, int]]) -> tuple[Mention, ...]:
    return tuple(mention for start, end in spans if (mention := places.mention(start, end)) is not None)


def _add_deal(truth: Truth, deal: Mapping[str, Any], roles: Mapping[int, Role]) -> None:
    types, status = frozenset(map(AgreementType, deal["types"])), AgreementStatus(deal["status"])
    for a in roles:
        for b in roles:
            if a < b:
                agreed = Agreed(types, status, (roles[a], roles[b]), len(roles))
                truth.deals.setdefault((a, b), []).append(agreed)


def _add_terms(
    nodes: list[Node],
    truth: Truth,
    doc: Doc,
    places: Places,
    deals: Sequence[tuple[Mapping[str, Any], Mapping[int, Role]]],
) -> None:
    """Sums, days and places of the text as nodes, and whose they are."""
    reading = read(doc)
    sums = [((s.money.start, s.money.end), s.value) for s in find_sums(reading)]
    days = [
        ((d.mention.start, d.mention.end), d.mention.value) for d in find_days(reading, published_day(doc, reading))
    ]
    named = [((p.start, p.end), same_place(p.name)) for p in find_places(reading)]
    sum_nodes = _add_values(nodes, Kind.SUM, sums, places)
    day_nodes = _add_values(nodes, Kind.DAY, days, places)
    place_nodes = _add_values(nodes, Kind.PLACE, named, places)
    for deal, parties in deals:
        amounts = {
            (a.get("amount"), a.get("currency"), a.get("percent")): AmountKind(a["kind"]) for a in deal["amounts"]
        }
        told = [sum_nodes[value] for value in amounts if value in sum_nodes]
        truth.purposes.update({sum_nodes[v]: kind for v, kind in amounts.items() if v in sum_nodes})
        told += [day_nodes[deal["date"]]] if deal["date"] in day_nodes else []
        told += [place_nodes[p] for p in map(same_place, deal["territories"]) if p in place_nodes]
        truth.belongs.update((node, party) for node in told for party in parties)


def _add_values(
    nodes: list[Node], kind: Kind, told: Iterable[tuple[tuple[int, int], Value]], places: Places
) -> dict[Value, int]:
    """A node for each value, with all its mentions; says which node each value became."""
    by_value: dict[Value, list[tuple[int, int]]] = {}
    for span, value in told:
        by_value.setdefault(value, []).append(span)
    found = {}
    for value, spans in by_value.items():
        mentions = _mentions(places, spans)
        if mentions:
            found[value] = len(nodes)
            nodes.append(Node(kind, mentions))
    return found


def _couples(nodes: Sequence[Node]) -> tuple[list[tuple[int, int]], Couples]:
    """The pairs of node and organization that are looked at, with the couples of mentions of each."""
    begins = np.cumsum([0, *(len(node.mentions) for node in nodes)]).tolist()
    number = [
        {mention: begin + i for i, mention in enumerate(node.mentions)}
        for node, begin in zip(nodes, begins, strict=False)
    ]
    pairs: list[tuple[int, int]] = []
    rows: list[tuple[int, ...]] = []
    for a, node in enumerate(nodes):
        for b, other in enumerate(nodes):
            if other.kind is not Kind.ORGANIZATION or (node.kind is Kind.ORGANIZATION and a >= b):
                continue
            found = nearest(node.mentions, other.mentions)
            rows.extend(
                (len(pairs), number[a][m], number[b][o], *stretch(m, o), distance(m, o), distance(o, m))
                for m, o in found
            )
            if found:
                pairs.append((a, b))
    columns = np.array(rows, dtype=np.int64).reshape(len(rows), 7).T
    return pairs, Couples(*columns)
