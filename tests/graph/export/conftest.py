"""The graph that the tests of exports read."""

import pytest

from graph import schema
from graph.client import GraphClient
from graph.load import load_releases
from tests.conftest import wipe
from tests.graph.export.reading import RELEASES


@pytest.fixture(scope="module")
def told(_client: GraphClient) -> GraphClient:
    """A graph for tests that do not write."""
    wipe(_client)
    schema.apply(_client)
    list(load_releases(_client, RELEASES))
    return _client
