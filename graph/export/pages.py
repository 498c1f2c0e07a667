"""The graph in pages: whatever has a label, in the order of ids, the next page asked for while one is written."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import queries
from graph.client import GraphClient, Row

PAGE: Final = 1_000
"""Rows asked for together: some megabytes, and far fewer round trips than rows."""

TIMEOUT: Final = 300.0
"""Seconds after which the server stops a page; one takes a hundredth of a second to a second."""

Count = Callable[[int], None]


def _uncounted(_rows: int) -> None:
    pass


class Pages:
    """Reads the statements of `queries/export`; `count` is told how many rows went by."""

    def __init__(self, client: GraphClient, *, size: int = PAGE, count: Count = _uncounted) -> None:
        self._client = client
        self._size = size
        self._count = count

    def rows(self, name: str, **parameters: object) -> Iterator[Row]:
        """All rows of a statement that takes `after` and `limit`, and perhaps further `parameters`.

        Raises:
            GraphError: As `GraphClient.read`.
        """
        query = queries.get(f"export/{name}")

        def read(after: str) -> list[Row]:
            return self._client.read(query.text, {**parameters, "after": after, "limit": self._size}, timeout=TIMEOUT)

        with ThreadPoolExecutor(1, thread_name_prefix="export") as pool:
            page = read("")
            while page:
                following = pool.submit(read, page[-1]["id"]) if len(page) == self._size else None
                yield from page
                self._count(len(page))
                page = following.result() if following else []
