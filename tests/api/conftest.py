"""`api` asks an application over the graph of `tests.graph.told`; a module that takes it must not change that graph."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from graph.client import GraphClient
from graph.settings import GraphSettings
from tests.graph.told import tell


@pytest.fixture(scope="module")
def api(neo4j_server: GraphSettings) -> Iterator[TestClient]:
    """A client of the whole application; the last thing that it does is to close its graph client."""
    with GraphClient(neo4j_server) as client:
        tell(client)
    app = create_app(ApiSettings(), GraphClient(neo4j_server))
    with TestClient(app, raise_server_exceptions=False) as http:
        yield http
