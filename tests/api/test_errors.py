"""Every error has its problem, and none tells what is inside."""

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from api.app import create_app
from api.dependencies import get_client
from api.errors import KINDS, PROBLEMS, ApiError, kind_of
from api.schemas import Problem
from api.settings import ApiSettings
from graph import errors as graph_errors
from graph import schema
from graph.client import GraphClient
from graph.errors import (
    CredentialsError,
    DatabaseUnavailableError,
    GraphError,
    QueryError,
    QueryTimeoutError,
    SchemaTooNewError,
)
from graph.settings import Connection, GraphSettings
from tests.api.test_routes import ROUTES

SECRET = "bolt://inside.example:7687"  # noqa: S105 - an address


@pytest.fixture(scope="module")
def down() -> Iterator[TestClient]:
    """An application whose database is not there."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    connection = Connection(f"bolt://127.0.0.1:{port}", "neo4j", SecretStr("nothing"), None)
    with TestClient(create_app(ApiSettings(), GraphClient(connection)), raise_server_exceptions=False) as http:
        yield http


@contextmanager
def failing(http: TestClient, error: Exception) -> Iterator[None]:
    def fail() -> None:
        raise error

    overrides = http.app.dependency_overrides  # type: ignore[attr-defined]
    overrides[get_client] = fail
    try:
        yield
    finally:
        overrides.clear()


@pytest.mark.parametrize("address", ["/v1/organizations/vektor", "/readyz"])
def test_a_database_that_is_down_is_not_the_clients_fault(down: TestClient, address: str) -> None:
    response = down.get(address)

    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    problem = Problem.model_validate_json(response.content)
    assert problem.type == "/problems/database-unavailable"
    assert problem.instance == address
    assert "127.0.0.1" not in response.text


@pytest.mark.parametrize("address", [a for a, _ in ROUTES if a.startswith(("/v1", "/readyz"))])
def test_every_route_that_asks_the_graph_says_that_it_is_down(down: TestClient, address: str) -> None:
    with failing(down, DatabaseUnavailableError(SECRET)):
        response = down.get(address)

    assert response.status_code == 503
    assert response.json()["instance"] == address.partition("?")[0]


def test_the_process_is_alive_while_the_database_is_down(down: TestClient) -> None:
    assert down.get("/healthz").json()["status"] == "ok"
    assert down.get("/docs").status_code == 200
    assert down.get("/").status_code == 200


def test_a_graph_that_was_never_loaded_is_not_ready(graph: GraphClient, neo4j_server: GraphSettings) -> None:
    graph.execute("DROP INDEX names IF EXISTS")
    with TestClient(create_app(ApiSettings(), GraphClient(neo4j_server)), raise_server_exceptions=False) as http:
        answers = {address: http.get(address) for address in ("/readyz", "/v1/search?q=lindgren")}
        schema.apply(graph)
        ready = http.get("/readyz")

    for answer in answers.values():
        assert answer.status_code == 503
        assert answer.json()["type"] == "/problems/graph-not-ready"
        assert "cellpact ingest" in answer.json()["next_step"]
    assert ready.json() == {"status": "ready", "schema_version": schema.VERSION}


def test_a_graph_of_another_version_is_not_ready(graph: GraphClient, neo4j_server: GraphSettings) -> None:
    schema.apply(graph)
    graph.write(lambda transaction: transaction.run("MATCH (schema:Schema) SET schema.version = 99"))

    with TestClient(create_app(ApiSettings(), GraphClient(neo4j_server)), raise_server_exceptions=False) as http:
        assert http.get("/readyz").json()["type"] == "/problems/graph-not-ready"


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (RuntimeError(SECRET), 500, "internal"),
        (GraphError(SECRET), 500, "internal"),
        (QueryError(SECRET), 500, "internal"),
        (QueryTimeoutError(SECRET), 504, "timeout"),
        (CredentialsError(SECRET), 503, "database-unavailable"),
        (SchemaTooNewError(SECRET), 503, "graph-not-ready"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_what_went_wrong_inside_is_logged_and_not_sent(
    down: TestClient, caplog: pytest.LogCaptureFixture, error: Exception, status: int, name: str
) -> None:
    with failing(down, error), caplog.at_level(logging.ERROR, logger="api"):
        response = down.get("/v1/counts")

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["type"] == f"/problems/{name}"
    assert SECRET not in response.text
    assert SECRET in caplog.text


def test_every_error_of_the_graph_and_the_api_has_a_problem() -> None:
    ours = [e for e in vars(graph_errors).values() if isinstance(e, type) and issubclass(e, GraphError)]

    for error in (*ours, *ApiError.__subclasses__()):
        kind = next(PROBLEMS[base] for base in error.__mro__ if base in PROBLEMS)
        assert KINDS[kind.name] is kind
        assert 400 <= kind.status < 600
    assert all(error in PROBLEMS for error in ApiError.__subclasses__())
    assert kind_of(OSError()) is KINDS["internal"]


def test_names_of_problems_are_addresses() -> None:
    for name, kind in KINDS.items():
        assert kind.uri == f"/problems/{name}"
        assert kind.next_step.endswith(".")
