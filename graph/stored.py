"""The facts that the graph keeps of each release, as they were before names were resolved.

With them a release can be resolved again, when a person decided something or another release told more, without reading
its text again; and all of them together are the whole graph, but for the decisions of persons.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

import queries
from graph.client import GraphClient
from graph.errors import SchemaError
from graph.facts import Facts

BATCH: Final = 100
"""Releases that are asked for together: their facts take a few megabytes."""

PAGE: Final = 5_000
"""Ids that are asked for together."""

# The text stands beside the facts already, as a property that can be searched and shown.
_NOT_PACKED: Final = {"text"}


def packed(facts: Facts) -> bytes:
    """The facts as `Release.facts` keeps them: JSON without the text, compressed."""
    return zlib.compress(facts.model_dump_json(exclude=_NOT_PACKED, exclude_defaults=True).encode())


def unpacked(kept: bytes, text: str) -> Facts:
    """The reverse of `packed`."""
    return Facts.model_validate({**json.loads(zlib.decompress(kept)), "text": text})


def stored_facts(client: GraphClient, releases: Iterable[str]) -> Iterator[Facts]:
    """The facts of these releases, in their order; ids of releases that the graph does not have are passed over.

    Raises:
        SchemaError: A release was loaded by an older Cellpact, which did not keep them.
        GraphError: As `GraphClient.read`.
    """
    remaining = iter(releases)
    while ids := list(islice(remaining, BATCH)):
        rows = {row["id"]: row for row in _rows(client, "get_stored_facts", releases=ids)}
        for row in (rows[key] for key in ids if key in rows):
            if row["facts"] is None:
                raise SchemaError(
                    f"the graph does not hold the facts of {row['id']}: an older Cellpact loaded it. Ingest it again"
                )
            yield unpacked(row["facts"], row["text"])


def releases_naming(client: GraphClient, label: str, ids: Iterable[str]) -> list[str]:
    """Ids of the releases that name any of these, sorted; `label` is Organization, Person, Technology or Indication.

    Raises:
        GraphError: As `GraphClient.read`.
    """
    rows = _rows(client, "get_naming_releases", label=label, ids=sorted(set(ids)))
    return [row["id"] for row in rows]


def all_releases(client: GraphClient) -> Iterator[str]:
    """Ids of all releases, sorted; those that come while this runs may be among them or not.

    Raises:
        GraphError: As `GraphClient.read`.
    """
    after = ""
    while rows := _rows(client, "get_release_ids", after=after, limit=PAGE):
        yield from (row["id"] for row in rows)
        after = rows[-1]["id"]


def _rows(client: GraphClient, name: str, **parameters: object) -> list[dict[str, Any]]:
    query = queries.get(f"write/{name}")
    return client.read(query.text, query.complete(parameters))
