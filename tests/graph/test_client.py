import socket
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import SecretStr

from graph.client import GraphClient, Transaction
from graph.errors import (
    ConstraintViolationError,
    CredentialsError,
    DatabaseMissingError,
    DatabaseUnavailableError,
    GraphError,
    QueryError,
    QueryTimeoutError,
    SettingsError,
    WriteRefusedError,
)
from graph.settings import Connection


@pytest.fixture
def unused_port() -> Iterator[int]:
    """A port that nobody can listen on while the test runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


def somewhere(uri: str) -> Connection:
    return Connection(uri, "neo4j", SecretStr("secret"), None)


def test_verify_names_the_server(graph: GraphClient) -> None:
    assert graph.verify().startswith("Neo4j/")


def test_what_is_written_can_be_read_and_is_counted(graph: GraphClient) -> None:
    def write(transaction: Transaction) -> int:
        created = transaction.run("UNWIND $ids AS id CREATE (:Thing {id: id}) RETURN id", {"ids": [1, 2]})
        transaction.run("MATCH (a:Thing {id: 1}), (b:Thing {id: 2}) CREATE (a)-[:NEXT]->(b)")
        assert [row["id"] for row in created.rows] == [1, 2]
        assert created.counters.nodes_created == 2
        return transaction.counters.nodes_created + transaction.counters.relationships_created

    assert graph.write(write) == 3
    assert graph.read("MATCH (:Thing)-[:NEXT]->(t) RETURN t.id AS id") == [{"id": 2}]


def test_an_error_in_the_callback_leaves_nothing_behind(graph: GraphClient) -> None:
    def write(transaction: Transaction) -> None:
        transaction.run("CREATE (:Thing)")
        raise LookupError

    with pytest.raises(LookupError):
        graph.write(write)
    assert graph.read("MATCH (t:Thing) RETURN count(t) AS things") == [{"things": 0}]


def test_a_statement_that_changes_nothing_counts_as_false(graph: GraphClient) -> None:
    assert graph.execute("CREATE (:Thing)").counters
    assert not graph.execute("MERGE (:Thing)").counters


def test_temporal_values_become_pythons_own(graph: GraphClient) -> None:
    (row,) = graph.read(
        "RETURN date('2021-08-03') AS day, [datetime('2021-08-03T10:00:00Z')] AS moments, "
        "{inner: duration('P1DT2S')} AS map, duration('P1M') AS month"
    )
    assert row == {
        "day": date(2021, 8, 3),
        "moments": [datetime(2021, 8, 3, 10, tzinfo=UTC)],
        "map": {"inner": timedelta(days=1, seconds=2)},
        "month": "P1M",
    }


def test_python_dates_become_cyphers(graph: GraphClient) -> None:
    assert graph.read("RETURN $day.month AS month", {"day": date(2021, 8, 3)}) == [{"month": 8}]


def test_a_read_cannot_write(graph: GraphClient) -> None:
    with pytest.raises(WriteRefusedError, match="for writing"):
        graph.read("CREATE (:Thing)")
    assert graph.read("MATCH (t:Thing) RETURN t") == []


def test_a_read_ends_at_its_time_limit(graph: GraphClient) -> None:
    with pytest.raises(QueryTimeoutError, match=r"time limit \(0.5 s\)"):
        graph.read("UNWIND range(1, 1000000000) AS x WITH x WHERE x % 7 = 8 RETURN count(x) AS n", timeout=0.5)


@pytest.mark.parametrize(
    ("query", "reason"), [("MATC (n) RETURN n", "MATC"), ("RETURN $id AS id", "parameter"), ("RETURN 1/0 AS x", "zero")]
)
def test_a_bad_query_is_refused_with_the_reason(graph: GraphClient, query: str, reason: str) -> None:
    with pytest.raises(QueryError, match=reason):
        graph.read(query)


def test_a_broken_constraint_has_its_own_error(graph: GraphClient) -> None:
    graph.execute("CREATE CONSTRAINT client_test IF NOT EXISTS FOR (t:Unique) REQUIRE t.id IS UNIQUE")
    try:
        with pytest.raises(ConstraintViolationError, match="Unique"):
            graph.write(lambda transaction: transaction.run("CREATE (:Unique {id: 1}), (:Unique {id: 1})"))
    finally:
        graph.execute("DROP CONSTRAINT client_test")


def test_explain_shows_plan_and_remarks_and_changes_nothing(graph: GraphClient) -> None:
    plan = graph.explain("MERGE (n:NeverSeenAnywhere {id: 1}) RETURN n")
    assert plan.query_type == "rw"
    assert "ProduceResults" in plan.operators
    assert plan.db_hits == 0
    assert graph.read("MATCH (n:NeverSeenAnywhere) RETURN n") == []
    assert "01N50" in {note.status for note in graph.explain("MATCH (n:NeverSeenAnywhere) RETURN n").notifications}


def test_profile_counts_the_work(graph: GraphClient) -> None:
    graph.execute("UNWIND range(1, 20) AS id CREATE (:Thing {id: id})")
    plan = graph.profile("MATCH (t:Thing) RETURN t.id AS id")
    assert plan.root.rows == 20
    assert plan.db_hits >= 20


def test_a_wrong_password_is_told_as_such(graph: GraphClient) -> None:
    wrong = replace(graph.connection, password=SecretStr("wrong"))
    with GraphClient(wrong) as client, pytest.raises(CredentialsError, match="password") as caught:
        client.verify()
    assert "wrong" not in str(caught.value)
    assert caught.value.exit_status == 3


def test_a_missing_database_is_named(graph: GraphClient) -> None:
    elsewhere = replace(graph.connection, database="nowhere")
    with GraphClient(elsewhere) as client, pytest.raises(DatabaseMissingError, match="nowhere"):
        client.verify()


@pytest.mark.parametrize("scheme", ["bolt", "neo4j", "bolt+s"])
def test_nobody_listening_is_told_with_the_address(scheme: str, unused_port: int) -> None:
    uri = f"{scheme}://127.0.0.1:{unused_port}"
    with GraphClient(somewhere(uri)) as client, pytest.raises(DatabaseUnavailableError, match="NEO4J_URI") as caught:
        client.verify()
    assert uri in str(caught.value)
    assert caught.value.exit_status == 3


def test_a_local_server_that_is_down_is_to_be_started(unused_port: int) -> None:
    down = replace(somewhere(f"bolt://127.0.0.1:{unused_port}"), is_local=True)
    with GraphClient(down) as client, pytest.raises(DatabaseUnavailableError) as caught:
        client.read("RETURN 1 AS one")
    assert "Start it with `cellpact graph up`" in str(caught.value)
    assert "NEO4J_URI" not in str(caught.value)


def test_something_else_than_neo4j_is_not_reached() -> None:
    class Greeter(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"220 mail.example.org ready")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greeter) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        try:
            uri = f"bolt://127.0.0.1:{other.server_address[1]}"
            with GraphClient(somewhere(uri)) as client, pytest.raises(DatabaseUnavailableError, match=uri):
                client.verify()
        finally:
            other.shutdown()


def test_an_address_that_the_driver_cannot_use_is_a_wrong_setting() -> None:
    with pytest.raises(SettingsError, match="Correct NEO4J_URI") as caught:
        GraphClient(somewhere("gopher://example.org"))
    assert isinstance(caught.value, GraphError)
    assert caught.value.exit_status == 2
