"""Releases out of the graph, to be read again."""

from collections.abc import Iterator
from typing import Final

from graph.client import GraphClient
from graph.export.pages import Pages
from graph.facts import Release

PAGE: Final = 100
"""Releases that are asked for together: they come with their texts."""


def unread_releases(client: GraphClient, pipeline: str) -> Iterator[Release]:
    """The releases that a migration marked, or that another pipeline than this one read, in the order of ids.

    Raises:
        GraphError: As `GraphClient.read`.
    """
    return map(Release.model_validate, Pages(client, size=PAGE).rows("list_unread_releases", pipeline=pipeline))
