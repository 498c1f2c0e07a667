"""What the graph has to have before anything is loaded: constraints, indexes, the closed list of agreement types."""

from collections.abc import Callable
from typing import Final

import queries
from graph import migrations
from graph.client import GraphClient, Transaction
from graph.errors import SchemaTooNewError
from graph.vocabulary import AGREEMENT_TYPE_DEFINITIONS

VERSION: Final = 2
"""Goes up with every change after which an older Cellpact must not write into the graph any more.

Each step has its file in queries/migrations.
"""

INDEX_TIMEOUT: Final = 600
"""Seconds to wait for an index to be built: a graph of millions of names takes minutes."""


def _silent(_message: str) -> None:
    pass


def apply(client: GraphClient, tell: Callable[[str], None] = _silent) -> list[int]:
    """Make the graph ready to load into; harmless when it is. Returns when all indexes can be used.

    A graph of an older version is brought up to date; `tell` gets a line about each step, and the versions that it went
    through are returned.

    Raises:
        SchemaTooNewError: A newer Cellpact made this graph.
    """
    check(client)
    for name in queries.names("schema"):
        if name.startswith("schema/create_"):
            client.execute(queries.get(name).text)
    client.execute("CALL db.awaitIndexes($seconds)", {"seconds": INDEX_TIMEOUT})
    done = migrations.migrate(client, tell)
    client.write(write)
    if done and (unread := count_unread(client)):
        tell(f"{unread} releases have to be read again: `cellpact ingest --again` does it, with the texts in the graph")
    return done


def count_unread(client: GraphClient) -> int:
    """How many releases a migration has marked to be read again."""
    (row,) = client.read(queries.get("schema/count_unread_releases").text)
    return int(row["releases"])


def check(client: GraphClient) -> None:
    """Refuse a graph that this version must not write into.

    Raises:
        SchemaTooNewError: A newer Cellpact made this graph.
    """
    rows = client.read(queries.get("schema/get_schema_version").text)
    if rows and rows[0]["version"] > VERSION:
        raise SchemaTooNewError(
            f"this graph has schema version {rows[0]['version']}, made by a newer Cellpact; this one knows versions "
            f"up to {VERSION}. Update Cellpact, or load into an empty database"
        )


def write(transaction: Transaction) -> None:
    """Write what of the schema is data: the agreement types and the version; nothing where it is there already."""
    types = [
        {"id": kind.value, "name": kind.value.replace("_", " "), "definition": definition}
        for kind, definition in AGREEMENT_TYPE_DEFINITIONS.items()
    ]
    transaction.run(queries.get("schema/merge_agreement_types").text, {"types": types})
    transaction.run(queries.get("schema/merge_schema_version").text, {"version": VERSION})
