"""Releases into the graph: the same input twice changes nothing, a better reading replaces, in any order, together.

Releases are loaded in batches, a transaction each (`graph.batch`); a batch holds what came while the writers were busy.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Final, Generic, TypeVar

import queries
from graph import batch
from graph.batch import Outcome
from graph.client import GraphClient
from graph.errors import QueryError
from graph.facts import ResolvedFacts
from graph.rows import ReleaseRows, release_rows

__all__ = ["BATCH", "WRITERS", "Outcome", "await_names", "forget_release", "in_batches", "load_batch", "load_release",
           "load_releases"]  # fmt: skip

WRITERS: Final = 2
"""Transactions at a time: while one is prepared, the other commits. More would wait for each other, as most releases
name something that others name too."""

BATCH: Final = 100
"""Releases in a transaction at most: with more a transaction does not get faster, but holds its locks longer."""

T = TypeVar("T")
R = TypeVar("R")


def load_release(client: GraphClient, facts: ResolvedFacts) -> Outcome:
    """Load what one release says, in place of what it said before. When this returns, every look-up sees it.

    Raises:
        GraphError: As `GraphClient.write`; nothing of the release was loaded then.
    """
    (outcome,) = _load(client, [release_rows(facts)])
    if outcome is not Outcome.UNCHANGED:
        await_names(client)
    return outcome


def load_releases(
    client: GraphClient, releases: Iterable[ResolvedFacts], *, writers: int = WRITERS, size: int = BATCH
) -> Iterator[Outcome]:
    """Load releases in up to `writers` transactions at a time; outcomes come in the order of the releases.

    The graph does not depend on the order in which releases are loaded; text search sees them after the last outcome.
    At an error the releases before it are loaded, and perhaps some after it: load all again, those in the graph are
    found unchanged.

    Raises:
        ValueError: `writers` or `size` is less than one.
        GraphError: As `load_release`.
    """
    results = in_batches(
        releases, lambda some: load_batch(client, some), key=lambda facts: facts.release.id, writers=writers, size=size
    )
    return _outcomes(client, results)


def load_batch(client: GraphClient, releases: Sequence[ResolvedFacts]) -> list[Outcome | QueryError]:
    """Load releases with ids that differ in one transaction; where the server refuses it, one by one.

    The outcome of a release that is refused alone too is the error: no release stops another. Text search may see them
    a moment later.

    Raises:
        GraphError: The database cannot be reached; then nothing was loaded.
    """
    rows = [release_rows(facts) for facts in releases]
    try:
        return list(_load(client, rows))
    except QueryError as error:
        if len(rows) == 1:
            return [error]
    return [_load_or_error(client, one) for one in rows]


def forget_release(client: GraphClient, release: str) -> bool:
    """Take back all that a release said, and the release itself. False where the graph has none of this id.

    Raises:
        GraphError: As `GraphClient.write`; then nothing was taken back.
    """
    forgotten = client.write(lambda transaction: batch.forget(transaction, release))
    if forgotten:
        await_names(client)
    return forgotten


def await_names(client: GraphClient) -> None:
    """Return when text search sees all that was loaded."""
    client.execute(queries.get("schema/await_names_index").text)


def in_batches(
    items: Iterable[T],
    work: Callable[[Sequence[T]], Sequence[R]],
    *,
    key: Callable[[T], str],
    writers: int = WRITERS,
    size: int = BATCH,
) -> Iterator[R]:
    """Work on items in batches, `writers` at a time; results come in the order of the items.

    An idle writer takes what has come, so that slow items do not wait for each other; fast ones make full batches.
    Items of one key come one after the other.

    Raises:
        ValueError: `writers` or `size` is less than one.
    """
    if writers < 1 or size < 1:
        raise ValueError(f"writers is {writers} and size {size}; both have to be at least 1")
    return _in_batches(items, work, key, writers, size)


class _Batches(Generic[T, R]):
    """Batches on their way: those that a pool works on, oldest first, and the one that is filled."""

    def __init__(self, pool: ThreadPoolExecutor, work: Callable[[Sequence[T]], Sequence[R]]) -> None:
        self._pool = pool
        self._work = work
        self._sent: deque[tuple[frozenset[str], Future[Sequence[R]]]] = deque()
        self.coming: dict[str, T] = {}

    @property
    def busy(self) -> list[Future[Sequence[R]]]:
        """Those that are not done."""
        return [future for _, future in self._sent if not future.done()]

    def send(self) -> None:
        """Let the pool work on what has come."""
        if self.coming:
            self._sent.append((frozenset(self.coming), self._pool.submit(self._work, list(self.coming.values()))))
            self.coming = {}

    def is_busy_with(self, key: str) -> bool:
        """Whether a batch with an item of this key is not done."""
        return any(key in keys and not future.done() for keys, future in self._sent)

    def done(self) -> Iterator[R]:
        """Results that are there, in order."""
        while self._sent and self._sent[0][1].done():
            yield from self.next()

    def next(self) -> Iterator[R]:
        """Results of the oldest batch, waiting for them; nothing where there is none."""
        if self._sent:
            yield from self._sent.popleft()[1].result()

    def all(self) -> Iterator[R]:
        """Results of all batches that were sent."""
        while self._sent:
            yield from self.next()

    def cancel(self) -> None:
        """Leave what was not begun."""
        for _, future in self._sent:
            future.cancel()


def _in_batches(
    items: Iterable[T], work: Callable[[Sequence[T]], Sequence[R]], key: Callable[[T], str], writers: int, size: int
) -> Iterator[R]:
    with ThreadPoolExecutor(writers, thread_name_prefix="load") as pool:
        batches = _Batches(pool, work)
        try:
            for item in items:
                name = key(item)
                if name in batches.coming:
                    batches.send()
                while batches.is_busy_with(name):
                    yield from batches.next()
                batches.coming[name] = item
                while len(batches.coming) >= size and len(batches.busy) >= writers:
                    wait(batches.busy, return_when=FIRST_COMPLETED)
                if len(batches.busy) < writers:
                    batches.send()
                yield from batches.done()
            batches.send()
            yield from batches.all()
        finally:
            batches.cancel()


def _outcomes(client: GraphClient, results: Iterable[Outcome | QueryError]) -> Iterator[Outcome]:
    for result in results:
        if isinstance(result, QueryError):
            raise result
        yield result
    await_names(client)


def _load(client: GraphClient, rows: Sequence[ReleaseRows]) -> list[Outcome]:
    return client.write(lambda transaction: batch.load(transaction, rows))


def _load_or_error(client: GraphClient, rows: ReleaseRows) -> Outcome | QueryError:
    try:
        return _load(client, [rows])[0]
    except QueryError as error:
        return error
