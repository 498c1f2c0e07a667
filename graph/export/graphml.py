"""The graph as GraphML, which Gephi, Cytoscape, yEd, networkx and igraph open: typed keys, a label for all.

It holds what one looks at: organizations, people, technologies, indications, agreements and agreement types, and what
is between them. Sentences are counted; they stand in the tables and the other formats.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape, quoteattr

from graph.client import Row
from graph.export.pages import Pages
from graph.export.tables import sureness
from graph.vocabulary import AGREEMENT_TYPE_DEFINITIONS

LABELS: Final = ("Organization", "Person", "Technology", "Indication", "Agreement")
"""The labels whose nodes are read."""

IN_MEMORY: Final = 16_000_000
"""Bytes of edges that are held in memory before they go to a temporary file."""

NODE_KEYS: Final[Mapping[str, str]] = {
    "label": "string",
    "type": "string",
    "kind": "string",
    "aliases": "string",
    "definition": "string",
    "status": "string",
    "announced": "string",
    "signed": "string",
    "ended": "string",
    "territories": "string",
    "agreements": "int",
    "releases": "int",
    "sentences": "int",
    "confidence": "double",
}
EDGE_KEYS: Final[Mapping[str, str]] = {
    "label": "string",
    "role": "string",
    "title": "string",
    "first": "string",
    "last": "string",
    "agreements": "int",
    "sentences": "int",
    "confidence": "double",
    "weight": "double",
}

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">\n'
)
# Characters that XML 1.0 cannot hold, not even escaped.
_FOREIGN: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SEPARATOR: Final = "; "


@dataclass(frozen=True, slots=True)
class Node:
    """A node; `type` and id together name it, as two labels may share an id."""

    type: str
    id: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edge:
    """A directed edge between nodes named by type and id."""

    label: str
    source: tuple[str, str]
    target: tuple[str, str]
    values: Mapping[str, Any]


def write_graphml(pages: Pages, stream: BinaryIO) -> None:
    """Write one GraphML document: all nodes, then all edges.

    Raises:
        GraphError: As `GraphClient.read`.
    """
    stream.write(_HEAD.encode())
    for domain, keys in (("node", NODE_KEYS), ("edge", EDGE_KEYS)):
        stream.writelines(
            f'<key id="{_key(domain, name)}" for="{domain}" attr.name="{name}" attr.type="{kind}"/>\n'.encode()
            for name, kind in keys.items()
        )
    stream.write(b'<graph id="cellpact" edgedefault="directed">\n')
    with _spool() as edges:
        for item in _items(pages):
            if isinstance(item, Node):
                stream.write(_node(item).encode())
            else:
                edges.write(_edge(item).encode())
        # Gephi wants to know a node before an edge ends at it, and a page holds both.
        edges.seek(0)
        while chunk := edges.read(1 << 20):
            stream.write(chunk)
    stream.write(b"</graph>\n</graphml>\n")


def _items(pages: Pages) -> Iterator[Node | Edge]:
    for kind, definition in AGREEMENT_TYPE_DEFINITIONS.items():
        yield Node("AgreementType", kind, {"label": kind.replace("_", " "), "definition": definition})
    for query, items in (
        ("list_organizations", _organization),
        ("list_people", _person),
        ("list_technologies", partial(_concept, "Technology")),
        ("list_indications", partial(_concept, "Indication")),
        ("list_agreements", _agreement),
    ):
        for row in pages.rows(query):
            yield from items(row)


def _organization(row: Row) -> Iterator[Node | Edge]:
    this = ("Organization", row["id"])
    yield _entity(*this, row, ("kind", "agreements", "releases"))
    for parent in row["parents"]:
        yield _link("UNIT_OF", this, ("Organization", parent["id"]), _surenesses(parent))
    for partner in row["partners"]:
        values = {name: partner[name] for name in ("agreements", "first", "last")}
        yield Edge("PARTNERS_WITH", this, ("Organization", partner["id"]), values | {"weight": partner["agreements"]})


def _person(row: Row) -> Iterator[Node | Edge]:
    this = ("Person", row["id"])
    yield _entity(*this, row, ("releases",))
    for each in row["positions"]:
        target = ("Organization", each["organization"])
        yield _link("WORKS_FOR", this, target, _surenesses(each), title=each["title"])


def _concept(label: str, row: Row) -> Iterator[Node | Edge]:
    yield _entity(label, row["id"], row, ("kind", "releases"))
    for broader in row["broader"]:
        yield Edge("KIND_OF", (label, row["id"]), (label, broader), {"weight": 1})


def _agreement(row: Row) -> Iterator[Node | Edge]:
    this = ("Agreement", row["id"])
    confidence, sentences = sureness(row)
    values = {name: row[name] for name in ("status", "announced", "signed", "ended", "territories")}
    counts = {"releases": len(row["releases"]), "sentences": sentences, "confidence": confidence}
    yield Node(*this, {"label": row["title"], **values, **counts})
    for each in row["parties"]:
        yield _link("PARTY_TO", ("Organization", each["id"]), this, each, role=each["role"])
    for each in row["types"]:
        yield _link("OF_TYPE", this, ("AgreementType", each["id"]), each)
    for each in row["technologies"]:
        yield _link("COVERS", this, ("Technology", each["id"]), each)
    for each in row["indications"]:
        yield _link("FOR", this, ("Indication", each["id"]), each)


def _surenesses(part: Row) -> Row:
    return {"confidence": [said["confidence"] for said in part["evidence"]]}


def _entity(label: str, key: str, row: Row, others: Iterable[str]) -> Node:
    return Node(label, key, {"label": row["name"]} | {name: row.get(name) for name in ("aliases", *others)})


def _link(label: str, source: tuple[str, str], target: tuple[str, str], said: Row, **values: Any) -> Edge:  # noqa: ANN401 - any value of a key
    confidence, sentences = sureness(said)
    weight = max(1, sentences)
    return Edge(label, source, target, {**values, "sentences": sentences, "confidence": confidence, "weight": weight})


def _node(node: Node) -> str:
    data = _data("node", NODE_KEYS, {"type": node.type, **node.values})
    return f"<node id={_name(node.type, node.id)}>{data}</node>\n"


def _edge(edge: Edge) -> str:
    data = _data("edge", EDGE_KEYS, {"label": edge.label, **edge.values})
    return f"<edge source={_name(*edge.source)} target={_name(*edge.target)}>{data}</edge>\n"


def _data(domain: str, keys: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """The values that there are, in the order of the keys."""
    return "".join(
        f'<data key="{_key(domain, name)}">{escape(_text(values[name]))}</data>'
        for name in keys
        if values.get(name) not in (None, [])
    )


def _key(domain: str, name: str) -> str:
    return f"{domain}-{name}"


def _name(kind: str, key: str) -> str:
    return quoteattr(_FOREIGN.sub("\N{REPLACEMENT CHARACTER}", f"{kind}:{key}"))


def _text(value: Any) -> str:  # noqa: ANN401 - any value of a key
    text = _SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(value)
    return _FOREIGN.sub("\N{REPLACEMENT CHARACTER}", text)


@contextmanager
def _spool() -> Iterator["tempfile.SpooledTemporaryFile[bytes]"]:
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as file:
        yield file
