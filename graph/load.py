"""Releases into the graph: one transaction a release, the same input twice changes nothing, a better reading replaces.

What is computed from several releases (names, an agreement's status, who partners with whom) is brought up to date in
the same transaction, for what the release touches. The rules stand in the statements: queries/write/set_*.cypher.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import queries
from graph.client import GraphClient, Row, Transaction
from graph.facts import ResolvedFacts
from graph.rows import KINDS, LIFE, ReleaseRows, lost_entities, release_rows

WRITERS: Final = 2
"""Transactions at a time in `load_releases`: while one is prepared, the other commits. More would wait for each other,
as most releases name something that others name too."""


class Outcome(StrEnum):
    """What loading a release did."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


@dataclass(slots=True)
class _Former:
    """What a release said before."""

    entities: list[Row] = field(default_factory=list)
    agreements: list[str] = field(default_factory=list)
    pairs: list[list[str]] = field(default_factory=list)

    def ids(self, label: str) -> list[str]:
        return [entity["id"] for entity in self.entities if entity["label"] == label]


def load_release(client: GraphClient, facts: ResolvedFacts) -> Outcome:
    """Load what one release says, in place of what it said before. When this returns, every look-up sees it.

    Raises:
        GraphError: As `GraphClient.write`; nothing of the release was loaded then.
    """
    outcome = _load_in_transaction(client, facts)
    if outcome is not Outcome.UNCHANGED:
        _await_names(client)
    return outcome


def load_releases(
    client: GraphClient, releases: Iterable[ResolvedFacts], *, writers: int = WRITERS
) -> Iterator[Outcome]:
    """Load releases, `writers` at a time, each in a transaction of its own; outcomes come in the order of the releases.

    The graph does not depend on the order in which releases are loaded; text search sees them after the last outcome.
    At an error the releases before it are loaded, and perhaps some after it: load all again, those in the graph are
    found unchanged.

    Raises:
        ValueError: `writers` is less than one.
        GraphError: As `load_release`.
    """
    if writers < 1:
        raise ValueError(f"writers is {writers}; it has to be at least 1")
    return _load_all(client, releases, writers)


def forget_release(client: GraphClient, release: str) -> bool:
    """Take back all that a release said, and the release itself. False where the graph has none of this id.

    Raises:
        GraphError: As `GraphClient.write`; then nothing was taken back.
    """
    forgotten = client.write(lambda transaction: _forget(transaction, release))
    if forgotten:
        _await_names(client)
    return forgotten


def _load_in_transaction(client: GraphClient, facts: ResolvedFacts) -> Outcome:
    rows = release_rows(facts)
    return client.write(lambda transaction: _load(transaction, rows))


def _await_names(client: GraphClient) -> None:
    client.execute(queries.get("schema/await_names_index").text)


def _load_all(client: GraphClient, releases: Iterable[ResolvedFacts], writers: int) -> Iterator[Outcome]:
    with ThreadPoolExecutor(writers, thread_name_prefix="load") as pool:
        waiting: deque[Future[Outcome]] = deque()
        try:
            for facts in releases:
                waiting.append(pool.submit(_load_in_transaction, client, facts))
                # A few ahead, so that an endless source does not fill the memory.
                if len(waiting) > 2 * writers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
            _await_names(client)
        finally:
            for future in waiting:
                future.cancel()


def _load(transaction: Transaction, rows: ReleaseRows) -> Outcome:
    release = rows.release["id"]
    opened = _run(transaction, "merge_release", release=rows.release)
    if not opened:
        return Outcome.UNCHANGED
    former = _take_back(transaction, release) if opened[0]["before"] is not None else None
    if rows.sentences:
        _run(transaction, "merge_evidence", release=release, sentences=rows.sentences)
    if rows.entities:
        _run(transaction, "merge_entities", release=release, entities=rows.entities, kinds=KINDS)
    displaced = _run(transaction, "merge_concepts", concepts=rows.concepts) if rows.concepts else []
    if rows.agreements:
        _run(transaction, "merge_agreements", release=release, agreements=rows.agreements)
    if rows.links:
        _run(transaction, "merge_links", links=rows.links)
    if former is not None or displaced:
        _sweep(transaction, former or _Former(), rows.entities, displaced)
    _derive(transaction, [row["id"] for row in rows.agreements], former or _Former())
    return Outcome.LOADED if former is None else Outcome.REPLACED


def _forget(transaction: Transaction, release: str) -> bool:
    former = _take_back(transaction, release)
    if former is None:
        return False
    _run(transaction, "clear_release", id=release)
    _sweep(transaction, former, [], [])
    _derive(transaction, [], former)
    return True


def _take_back(transaction: Transaction, release: str) -> _Former | None:
    """Remove a release's sentences; what they supported stays for `_sweep`, as the new reading may say it again."""
    footprint = _run(transaction, "get_release_footprint", id=release)
    if not footprint:
        return None
    _run(transaction, "clear_release_links", id=release)
    _run(transaction, "clear_release_evidence", id=release)
    return _Former(**footprint[0])


def _sweep(transaction: Transaction, former: _Former, rows: Sequence[Row], displaced: Sequence[Row]) -> None:
    """Remove what nothing supports any more of what `former` said, and of the concepts that lost one below them."""
    _run(
        transaction,
        "clear_unsupported_links",
        people=former.ids("Person"),
        organizations=former.ids("Organization"),
        agreements=former.agreements,
    )
    _run(transaction, "clear_unsupported_agreements", ids=former.agreements)
    _run(
        transaction,
        "clear_unmentioned_names",
        organizations=former.ids("Organization"),
        people=former.ids("Person"),
    )
    demoted = _run(
        transaction,
        "clear_unmentioned_concepts",
        technologies=former.ids("Technology") + _ids(displaced, "Technology"),
        indications=former.ids("Indication") + _ids(displaced, "Indication"),
    )
    changed = lost_entities(former.entities, rows) + demoted
    if changed:
        _run(transaction, "set_entities", entities=changed, kinds=KINDS)


def _derive(transaction: Transaction, agreements: Sequence[str], former: _Former) -> None:
    touched = sorted({*agreements, *former.agreements})
    if touched:
        _run(transaction, "set_agreements", ids=touched, life=LIFE)
        _run(transaction, "set_partnerships", agreements=touched, pairs=former.pairs)


def _ids(rows: Iterable[Row], label: str) -> list[str]:
    return [row["id"] for row in rows if row["label"] == label]


def _run(transaction: Transaction, name: str, **parameters: Any) -> list[Row]:  # noqa: ANN401 - Cypher's values
    query = queries.get(f"write/{name}")
    return transaction.run(query.text, query.complete(parameters)).rows
