"""How fast releases load, and what makes it so.

    python benchmarks/load.py --uri bolt://localhost:7687 [--password …] [--releases 500]

The database has to be empty: everything in it is deleted again at the end. Printed are releases a second, and ratios of
ways measured side by side, turn by turn, on one machine and server: those say more than the figures, which depend on
what else the machine does.
"""

import argparse
import itertools
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).parent.parent))

import queries
from graph import schema
from graph.client import GraphClient, Row, Transaction
from graph.facts import ResolvedFacts
from graph.load import load_release, load_releases
from graph.rows import release_rows
from graph.settings import Connection
from tests.graph.made import one_of_many

TURNS = 5


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(title: str, one: str, first: Callable[[int], object], other: str, second: Callable[[int], object]) -> None:
    """Do both in turns, and print the median of how much longer the second takes."""
    times = [(seconds(partial(first, turn)), seconds(partial(second, turn))) for turn in range(TURNS)]
    ratio = statistics.median(b / a for a, b in times)
    spread = sorted(round(b / a, 1) for a, b in times)
    print(f"{title}: {other} takes {ratio:.1f} times as long as {one} (turns: {', '.join(map(str, spread))})")


def merge_entities(client: GraphClient, release: str, rows: list[Row], *, size: int) -> None:
    """Load rows of entities in one transaction, `size` a statement."""
    text = queries.get("write/merge_entities").text

    def work(transaction: Transaction) -> None:
        for start in range(0, len(rows), size):
            batch = rows[start : start + size]
            transaction.run(text, {"release": release, "entities": batch, "kinds": []})

    client.write(work)


def entity_rows(turn: str, count: int = 500) -> list[Row]:
    template = release_rows(one_of_many(0)).entities
    row = next(row for row in template if row["label"] == "Person")
    return [{**row, "id": f"person-{turn}-{n:05}", "support": []} for n in range(count)]


def wipe(client: GraphClient) -> None:
    client.execute("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS")


def measure(client: GraphClient, count: int) -> None:
    numbers = itertools.count()

    def fresh(size: int) -> list[ResolvedFacts]:
        return [one_of_many(number, organizations=count) for number in itertools.islice(numbers, size)]

    warm = fresh(2 * count)
    list(load_releases(client, warm))
    rates = []
    for _ in range(TURNS):
        batch = fresh(count)
        rates.append(count / seconds(partial(list, load_releases(client, batch))))
    print(f"load_releases: {', '.join(f'{rate:.0f}' for rate in rates)} small releases a second")
    rate = len(warm) / seconds(lambda: list(load_releases(client, warm)))
    print(f"found unchanged: {rate:.0f} releases a second")

    batches = [(fresh(count // 5), fresh(count // 5)) for _ in range(TURNS)]
    compare(
        "Writers",
        "load_releases",
        lambda turn: list(load_releases(client, batches[turn][0])),
        "load_release after load_release",
        lambda turn: [load_release(client, facts) for facts in batches[turn][1]],
    )
    release = warm[0].release.id
    compare(
        "Batches",
        "one UNWIND of 500 rows",
        lambda turn: merge_entities(client, release, entity_rows(f"a{turn}"), size=500),
        "a statement a row",
        lambda turn: merge_entities(client, release, entity_rows(f"b{turn}"), size=1),
    )
    compare(
        "Transactions",
        "one that sets a property",
        lambda turn: [client.write(lambda tx: touch(tx, turn)) for _ in range(50)],
        "one that loads a release",
        lambda turn: list(load_releases(client, fresh(50), writers=1)) and turn,
    )


def touch(transaction: Transaction, turn: int) -> None:
    transaction.run("MERGE (s:Schema {id: 'cellpact'}) SET s.turn = $turn", {"turn": turn})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", required=True)
    parser.add_argument("--username", default="neo4j")
    parser.add_argument("--password")
    parser.add_argument("--releases", type=int, default=500)
    arguments = parser.parse_args()
    password = SecretStr(arguments.password) if arguments.password else None
    with GraphClient(Connection(arguments.uri, arguments.username, password, None)) as client:
        if client.read("MATCH (n) RETURN 1 AS found LIMIT 1"):
            sys.exit(f"the database at {arguments.uri} is not empty; this benchmark deletes what it finds")
        try:
            schema.apply(client)
            measure(client, arguments.releases)
        finally:
            wipe(client)


if __name__ == "__main__":
    main()
