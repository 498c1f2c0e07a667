"""Texts that the graph has read already are not read again: what they say is taken from there."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Final, TypeGuard

import queries
from graph.client import GraphClient
from graph.facts import Facts, Release
from graph.stored import unpacked
from ingest.release import Rejected

AHEAD: Final = 16
"""Releases that are looked up together: as many as the pipeline reads together."""


def recognised(
    client: GraphClient, outcomes: Iterable[Release | Rejected], version: str
) -> Iterator[Release | Rejected]:
    """The same, with `Facts` in place of each release whose text the graph holds, read by this version of the pipeline.

    The pipeline sees the text, the title and the day; only where all three are the same it would find the same.

    Raises:
        GraphError: As `GraphClient.read`.
    """
    remaining = iter(outcomes)
    query = queries.get("write/get_copies")
    while batch := list(islice(remaining, AHEAD)):
        hashes = sorted({item.sha256 for item in batch if _is_unread(item)})
        rows = client.read(query.text, {"hashes": hashes, "pipeline": version}) if hashes else []
        known = {(row["sha256"], row["title"], row["published"]): row["facts"] for row in rows}
        yield from (_found(item, known) if _is_unread(item) else item for item in batch)


def _found(release: Release, known: Mapping[tuple[str, str | None, date | None], bytes]) -> Release:
    kept = known.get((release.sha256, release.title, release.published))
    return release if kept is None else _told_as(unpacked(kept, release.text), release)


def _is_unread(item: Release | Rejected) -> TypeGuard[Release]:
    return isinstance(item, Release) and not isinstance(item, Facts)


def _told_as(facts: Facts, release: Release) -> Facts:
    """What a copy says, under the release's own id and address."""
    return facts.model_copy(update={name: getattr(release, name) for name in Release.model_fields})
