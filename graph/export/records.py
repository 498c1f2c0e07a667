"""The facts of all releases as JSON Lines: the complete export, which `cellpact ingest` reads back.

Each line is what `cellpact extract` prints of a release: its text, all that it says, and the sentences that say it.
"""

from collections.abc import Callable
from typing import BinaryIO

from graph.client import GraphClient
from graph.stored import all_releases, stored_facts

LABELS = ("Release",)


def write_records(client: GraphClient, stream: BinaryIO, count: Callable[[int], None]) -> None:
    """Write a line a release, in the order of ids; `count` is told of each.

    Raises:
        SchemaError: An older Cellpact loaded a release and did not keep its facts.
        GraphError: As `GraphClient.read`.
    """
    for facts in stored_facts(client, all_releases(client)):
        stream.write(facts.model_dump_json().encode() + b"\n")
        count(1)
