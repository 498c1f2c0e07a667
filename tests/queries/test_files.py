"""What holds for every query file: names, headers that tell the truth, keys with constraints, no warnings."""

import re
from collections.abc import Iterator

import pytest

import queries
from graph import schema
from graph.client import GraphClient
from graph.load import forget_release, load_release, load_releases
from graph.results import Plan
from ingest.resolve import resolve
from ingest.resolve.decisions import NOTHING
from ingest.resolve.settling import settle_graph
from tests.graph import made
from tests.ingest.resolve.made import CAST, VOCABULARY

VERBS = {
    "schema": {"create", "get", "merge", "await", "lock", "set", "count"},
    "migrations": {"clear", "merge", "set"},
    "read": {"get", "list", "find", "count"},
    "write": {"merge", "set", "clear", "get"},
    "export": {"list"},
}
EXAMPLES = {"string": "car-t", "integer": 1, "float": 1.0, "boolean": True, "map": {}, "any": None}

EVERY = queries.names()
COMMANDS = tuple(name for name in EVERY if name.startswith("schema/create_"))
STATEMENTS = tuple(name for name in EVERY if name not in COMMANDS)

_LITERAL = re.compile(r"'(?:[^'\\]|\\.)*'|`[^`]*`|//[^\n]*")
_MERGED = re.compile(r"MERGE \(\w+:(\w+) \{(\w+):")


def bare(name: str) -> str:
    """A statement without strings and comments."""
    return _LITERAL.sub("", queries.get(name).text)


def explain(client: GraphClient, name: str) -> Plan:
    query = queries.get(name)
    values = {p.name: p.default or ([] if p.many else EXAMPLES[p.type]) for p in query.parameters}
    return client.explain(query.text, values)


@pytest.fixture(scope="module")
def told(_client: GraphClient) -> Iterator[GraphClient]:
    """A graph in which every label, type and property of the schema occurs. For tests that do not write."""
    from tests.conftest import wipe

    wipe(_client)
    schema.apply(_client)
    load_release(_client, made.alliance())
    load_release(_client, made.closure())
    list(load_releases(_client, [resolve(facts, VOCABULARY) for facts in CAST]))
    settle_graph(_client, VOCABULARY, NOTHING)
    # Leaves what is still to be settled.
    forget_release(_client, CAST[0].id)
    yield _client
    wipe(_client)


@pytest.mark.parametrize("name", EVERY)
def test_a_name_is_verb_and_object(name: str) -> None:
    folder, _, file = name.partition("/")
    if folder == "migrations":
        assert re.match(r"\d{3}_", file)
        file = file[4:]

    assert file.partition("_")[0] in VERBS[folder]
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", file)


@pytest.mark.parametrize("name", EVERY)
def test_declared_parameters_are_those_used(name: str) -> None:
    assert {p.name for p in queries.get(name).parameters} == set(re.findall(r"\$(\w+)", bare(name)))


@pytest.mark.parametrize("name", STATEMENTS)
def test_declared_columns_are_those_returned(told: GraphClient, name: str) -> None:
    root = explain(told, name).root

    assert root.name == "ProduceResults"
    details = root.arguments.get("Details", "")
    returned = [column.strip().strip("`") for column in details.split(",")] if details else []
    assert [column.name for column in queries.get(name).columns] == returned


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_server_has_nothing_to_remark(told: GraphClient, name: str) -> None:
    remarks = explain(told, name).notifications

    # Information about performance is no warning; what is deprecated comes as one.
    assert [remark for remark in remarks if remark.severity == "WARNING"] == []


@pytest.mark.parametrize("name", [*queries.names("read"), *queries.names("export")])
def test_what_reads_does_not_write(told: GraphClient, name: str) -> None:
    assert explain(told, name).query_type == "r"


def test_every_merge_key_has_a_constraint(told: GraphClient) -> None:
    merged = {key for name in EVERY for key in _MERGED.findall(bare(name))}
    rows = told.read("SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties WHERE type CONTAINS 'UNIQUE' RETURN *")

    unique = {(row["labelsOrTypes"][0], row["properties"][0]) for row in rows if len(row["properties"]) == 1}
    assert merged
    assert merged <= unique
    # A node that is merged without a label or key would escape the pattern above.
    for name in EVERY:
        nodes = re.findall(r"MERGE \((\w+)[):]", bare(name))
        assert len(_MERGED.findall(bare(name))) == len(re.findall(r"MERGE \(\w+:", bare(name))), name
        assert nodes or "MERGE" not in bare(name)


def test_every_label_has_a_key(told: GraphClient) -> None:
    rows = told.read("MATCH (n) WHERE n.id IS NOT NULL UNWIND labels(n) AS label RETURN collect(DISTINCT label) AS all")
    keys = told.read("SHOW CONSTRAINTS YIELD labelsOrTypes RETURN collect(labelsOrTypes[0]) AS all")

    assert set(rows[0]["all"]) - {"Company", "Institution"} == set(keys[0]["all"])
