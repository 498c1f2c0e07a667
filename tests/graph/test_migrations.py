"""Graphs that an older Cellpact made are brought up to date: once, in order, also by several programs at a time."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

import queries
from graph import migrations, schema
from graph.client import GraphClient, Transaction
from graph.errors import GraphError
from graph.load import Outcome, load_release
from tests.graph.made import alliance, closure, picture

FIRST = """
MERGE (schema:Schema {id: 'cellpact'}) SET schema.version = 1
CREATE (r:Release {id: 'alliance', text: 'As it was read.', digest: 'old', pipeline: '0'})
CREATE (o:Organization:Company {id: 'ghost', name: 'Ghost'}), (a:Agreement {id: 'ghosts', title: 'Ghosts'})
CREATE (e:Evidence {id: 'alliance#0-5', text: 'As it', start: 0, end: 5})-[:IN]->(r)
CREATE (r)-[:MENTIONS {name: 'Ghost'}]->(o)-[:PARTY_TO {role: 'partner'}]->(a), (r)-[:REPORTS]->(a)
CREATE (a)-[:CHANGED]->(:StatusChange {id: 'ghosts:signed'}), (a)-[:HAS_TERM]->(:Term {id: 'ghosts:total'})
CREATE (e)-[:SUPPORTS]->(a), (:Person {id: 'p'})-[:WORKS_FOR]->(o), (:Technology {id: 't'}), (:Indication {id: 'i'})
"""


@pytest.fixture
def old(graph: GraphClient) -> GraphClient:
    """A graph as the first version made it."""
    graph.execute(FIRST)
    return graph


def test_the_version_is_that_of_the_last_migration() -> None:
    assert list(migrations.migrations()) == list(range(2, schema.VERSION + 1))


@pytest.mark.parametrize("names", [("migrations/set_names",), ("migrations/002_a", "migrations/002_b")])
def test_a_migration_needs_a_version_of_its_own(names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "names", lambda _folder: names)
    monkeypatch.setattr(queries, "get", lambda name: name)

    with pytest.raises(ValueError, match="002_verb_object"):
        migrations.migrations()


def test_a_new_graph_needs_none(graph: GraphClient) -> None:
    told: list[str] = []

    assert schema.apply(graph, told.append) == []
    assert told == []


def test_what_the_first_version_read_is_read_again(old: GraphClient) -> None:
    told: list[str] = []

    assert schema.apply(old, told.append) == [2]

    (release,) = old.read("MATCH (r:Release) RETURN properties(r) AS r")
    assert release["r"] == {"id": "alliance", "text": "As it was read.", "pipeline": "0"}
    left = old.read("MATCH (n:Organization|Person|Technology|Indication|Agreement|StatusChange|Term|Evidence) RETURN n")
    assert left == []
    assert "marked to be read again" in told[0]
    assert "1 releases have to be read again" in told[-1]
    (row,) = old.read("MATCH (s:Schema) RETURN s.version AS version, s.migrations AS migrations")
    assert row["version"] == schema.VERSION
    assert [bool(re.fullmatch(r"\d{4}-\S+ 2 by \d\S+", line)) for line in row["migrations"]] == [True]


def test_a_migrated_graph_ends_as_a_new_one(old: GraphClient) -> None:
    schema.apply(old)
    assert [load_release(old, facts) for facts in (alliance(), closure())] == [Outcome.LOADED] * 2
    old.execute("MATCH (s:Schema) REMOVE s.migrations")
    migrated = picture(old)

    old.execute("MATCH (n WHERE n.id IS NOT NULL) DETACH DELETE n")
    schema.apply(old)
    for facts in (alliance(), closure()):
        load_release(old, facts)

    assert picture(old) == migrated


def test_it_runs_once(old: GraphClient) -> None:
    schema.apply(old)
    load_release(old, alliance())
    before = picture(old)

    assert schema.apply(old) == []
    assert picture(old) == before


def test_several_programs_at_a_time_run_it_once(old: GraphClient) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: schema.apply(old), range(4)))

    assert sorted(done) == [[], [], [], [2]]
    (row,) = old.read("MATCH (s:Schema) RETURN size(s.migrations) AS number")
    assert row["number"] == 1


def test_one_that_fails_is_not_noted_and_runs_again(old: GraphClient, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Transaction.run

    def killed(self: Transaction, query: str, parameters: dict[str, object] | None = None) -> object:
        if "schema.migrations" in query:
            raise GraphError("killed")
        return run(self, query, parameters)

    with monkeypatch.context() as patch:
        patch.setattr(Transaction, "run", killed)
        with pytest.raises(GraphError, match="killed"):
            schema.apply(old)
    assert old.read("MATCH (s:Schema) RETURN s.version AS version") == [{"version": 1}]

    assert schema.apply(old) == [2]
