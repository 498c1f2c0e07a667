"""The graph that the tests of look-ups and of the API ask: two releases by hand, and thirty made ones."""

from graph import schema
from graph.client import GraphClient
from graph.load import load_releases
from tests.conftest import wipe
from tests.graph import made

RELEASES = 32


def tell(client: GraphClient) -> None:
    """Empty the graph of the tests and load it."""
    wipe(client)
    schema.apply(client)
    assert (
        len(list(load_releases(client, [made.alliance(), made.closure(), *made.many(30, organizations=12)])))
        == RELEASES
    )
