"""What several tests of reading and loading stand on."""

import pytest

from graph import schema
from graph.client import GraphClient


@pytest.fixture
def client(graph: GraphClient) -> GraphClient:
    """The tests' graph, empty and with its schema."""
    schema.apply(graph)
    return graph
