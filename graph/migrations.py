"""Brings a graph that an older Cellpact made up to date: each migration runs once, in order, and is written down.

A migration is a statement in `queries/migrations`, named by the schema version that it leads to. It has to be harmless
when it runs again, as a program may be killed between the statement and the note that it was run.
"""

import re
from collections.abc import Callable
from functools import partial
from importlib.metadata import version
from typing import Final

import queries
from graph.client import GraphClient, Transaction
from queries import Query

FOLDER: Final = "migrations"
_NAME: Final = re.compile(rf"{FOLDER}/(?P<version>\d{{3}})_\w+")
_BATCHED: Final = " IN TRANSACTIONS"


def migrations() -> dict[int, Query]:
    """The migrations by the version that each leads to, in order.

    Raises:
        ValueError: A file is not named `002_verb_object`, or two lead to one version.
    """
    found: dict[int, Query] = {}
    for name in queries.names(FOLDER):
        matched = _NAME.fullmatch(name)
        if matched is None or int(matched["version"]) in found:
            raise ValueError(f"{name} is not named by a version of its own, as in {FOLDER}/002_verb_object")
        found[int(matched["version"])] = queries.get(name)
    return found


def migrate(client: GraphClient, tell: Callable[[str], None]) -> list[int]:
    """Run the migrations that a graph with a schema still needs, and return the versions that they led to.

    Several programs may do so at the same time: one does it, the others wait and find it done.

    Raises:
        GraphError: As `GraphClient.write`; what was run stays, and the next call goes on from there.
    """
    done = []
    for target, migration in migrations().items():
        if client.write(partial(_run, client, migration=migration, target=target, tell=tell)):
            done.append(target)
    return done


def _run(
    client: GraphClient, transaction: Transaction, *, migration: Query, target: int, tell: Callable[[str], None]
) -> bool:
    """Run one where it was not yet; the schema is locked meanwhile."""
    rows = transaction.run(queries.get("schema/lock_schema").text).rows
    if not rows or rows[0]["version"] >= target:
        return False
    tell(f"Schema version {target}: {migration.purpose.partition('. ')[0].rstrip('.')}")
    if _BATCHED in migration.text:
        client.execute(migration.text)
    else:
        transaction.run(migration.text)
    noted = queries.get("schema/set_schema_version")
    transaction.run(noted.text, noted.complete({"version": target, "cellpact": version("cellpact")}))
    return True
