"""Fixtures for all tests. Take `graph` for a test that writes, `neo4j_server` for one that only needs a server.

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

from graph.client import GraphClient
from graph.errors import DatabaseUnavailableError, DownloadError
from graph.server import LocalServer
from graph.settings import GraphSettings

MARKER = "CellpactTestDatabase"
"""Label of the one node that says: this database belongs to the tests, which may wipe it."""

GOLD = Path(__file__).parents[2] / "shared" / "gold"


def missing(reason: str) -> NoReturn:
    """Skip the test, or fail it where nothing may be missing."""
    if os.environ.get("CI", "").lower() in {"1", "true", "yes"}:
        pytest.fail(reason)
    pytest.skip(reason)


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
    try:
        server.up()
    except DownloadError as error:
        missing(str(error))
    try:
        yield settings
    finally:
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
def gold() -> Path:
    """The folder of annotated releases, which lies beside the project and is no part of it."""
    if not GOLD.is_dir():
        missing(f"the annotated releases are not at {GOLD}")
    return GOLD
