"""Releases out of the graph, to be read again."""

from collections.abc import Iterator

import queries
from graph.client import GraphClient
from graph.facts import Release

PAGE = 100


def unread_releases(client: GraphClient, pipeline: str) -> Iterator[Release]:
    """The releases that a migration marked, or that another pipeline than this one read, in the order of ids.

    Raises:
        GraphError: As `GraphClient.read`.
    """
    query = queries.get("export/list_unread_releases")
    after = ""
    while True:
        rows = client.read(query.text, {"after": after, "limit": PAGE, "pipeline": pipeline})
        yield from map(Release.model_validate, rows)
        if len(rows) < PAGE:
            return
        after = rows[-1]["id"]
