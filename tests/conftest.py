"""Fixtures for all tests. Take `graph` for a test that writes, `neo4j_server` for one that only needs a server,
`large_graph` for one about plans.

The database is a real Neo4j: the one that NEO4J_TEST_URI (NEO4J_TEST_USERNAME, NEO4J_TEST_PASSWORD,
NEO4J_TEST_DATABASE) names, else one that is started for this run in a folder and on ports of its own. Where neither
can be had, tests that need it are skipped with the reason; with CI=true they fail.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from pydantic import SecretStr

import queries
from graph import schema
from graph.client import GraphClient
from graph.errors import DatabaseUnavailableError, DownloadError
from graph.load import forget_release, load_release
from graph.server import LocalServer
from graph.settings import GraphSettings
from tests.graph import made

MARKER = "CellpactTestDatabase"
"""Label of the one node that says: this database belongs to the tests, which may wipe it."""

GOLD = Path(__file__).parents[2] / "shared" / "gold"


def missing(reason: str) -> NoReturn:
    """Skip the test, or fail it where nothing may be missing."""
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(reason)
    pytest.skip(reason)


def fetch(server: LocalServer) -> None:
    """Fetch Neo4j's program files; where they cannot be had, the server is missing."""
    try:
        server.jars.ensure()
    except DownloadError as error:
        missing(str(error))


def claim(client: GraphClient) -> None:
    """Mark an empty database as belonging to the tests; refuse one that holds anything and is not marked."""
    if client.read(f"MATCH (marker:{MARKER}) RETURN 1 AS found LIMIT 1"):
        return
    if client.read("MATCH (anything) RETURN 1 AS found LIMIT 1"):
        pytest.fail(
            f"the database at {client.connection.uri} holds data that these tests did not write, and they would wipe "
            "it. Point NEO4J_TEST_URI at an empty database"
        )
    client.write(lambda transaction: transaction.run(f"CREATE (:{MARKER})"))


def wipe(client: GraphClient) -> None:
    """Delete all but the marker; constraints and indexes stay."""
    claim(client)
    client.execute(
        f"MATCH (node WHERE NOT node:{MARKER}) CALL (node) {{ DETACH DELETE node }} IN TRANSACTIONS OF 1000 ROWS"
    )


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphSettings]:
    """Settings of a Neo4j that the tests may use; one for the whole run."""
    uri = os.environ.get("NEO4J_TEST_URI")
    if uri:
        settings = GraphSettings(
            neo4j_uri=uri,
            neo4j_username=os.environ.get("NEO4J_TEST_USERNAME", "neo4j"),
            neo4j_password=SecretStr(os.environ["NEO4J_TEST_PASSWORD"])
            if "NEO4J_TEST_PASSWORD" in os.environ
            else None,
            neo4j_database=os.environ.get("NEO4J_TEST_DATABASE"),
        )
        try:
            with GraphClient(settings) as client:
                client.verify()
        except DatabaseUnavailableError as error:
            missing(str(error))
        yield settings
        return
    settings = GraphSettings(
        neo4j_uri=None, neo4j_database=None, cellpact_home=tmp_path_factory.mktemp("home"), cellpact_heap_mb=1024
    )
    server = LocalServer.from_settings(settings, quick_start=True, tell=print)
    fetch(server)
    server.up()
    try:
        yield settings
    finally:
        server.down()


@pytest.fixture(scope="module")
def throwaway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """A local server for the tests of the server itself, in a home of its own; not started."""
    home = tmp_path_factory.mktemp("server") / "a home"
    settings = GraphSettings(neo4j_uri=None, neo4j_database=None, cellpact_home=home, cellpact_heap_mb=512)
    server = LocalServer.from_settings(settings, quick_start=True)
    fetch(server)
    yield server
    server.down()


@pytest.fixture(scope="session")
def _client(neo4j_server: GraphSettings) -> Iterator[GraphClient]:
    with GraphClient(neo4j_server) as client:
        yield client


@pytest.fixture
def graph(_client: GraphClient) -> GraphClient:
    """A client of an empty database (but for the tests' marker node); constraints and indexes of earlier tests stay."""
    wipe(_client)
    return _client


@pytest.fixture(scope="session")
def large_graph(_client: GraphClient) -> GraphClient:
    """A graph of 100,000 agreements, in a server that has made its plans while it was empty. For tests that only read.

    It is made once; tests that take it run last, as those before them wipe the database.
    """
    wipe(_client)
    _client.execute("CALL db.clearQueryCaches()")
    schema.apply(_client)
    for name in (*queries.names("read"), *queries.names("write")):
        query = queries.get(name)
        _client.explain(query.text, {p.name: [] if p.many else p.default for p in query.parameters})
    for facts in (made.alliance(), made.closure(), made.alliance(pipeline="2")):
        load_release(_client, facts)
    for release in ("alliance", "closure"):
        forget_release(_client, release)
    made.fill(_client)
    return _client


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the large graph last."""
    items.sort(key=lambda item: "large_graph" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def gold() -> Path:
    """The folder of annotated releases, which lies beside the project and is no part of it."""
    if not GOLD.is_dir():
        missing(f"the annotated releases are not at {GOLD}")
    return GOLD
