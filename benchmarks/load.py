"""How fast releases load, beside a script that knows nothing but the rows.

    python benchmarks/load.py --uri bolt://localhost:7687 [--password …] [--releases 1000] [--million]

The database has to be empty: everything in it is deleted again at the end. A fact is a node or a relationship of the
graph. Turn by turn, the same releases are loaded by `load_releases`, and by a script with the bare driver that UNWINDs
rows made beforehand, in as many threads and as large batches: it finds nothing out, locks nothing and replaces nothing.
With `--million` the releases are also loaded into a graph of 1,000,000 agreements, between organizations that it has.
Ratios say more than rates, which depend on what else the machine does.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import neo4j
from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).parent.parent))

from graph import schema
from graph.agreements import agreement_rows
from graph.client import GraphClient
from graph.facts import ResolvedFacts
from graph.families import bands, families
from graph.identity import all_deals
from graph.load import BATCH, WRITERS, load_releases
from graph.reports import Report
from graph.rows import ReleaseRows, release_rows
from graph.settings import Connection
from tests.graph.made import fill, one_of_many

TURNS = 3
ORGANIZATIONS = 20_000

SUPPORT = (
    "UNWIND row.support AS s MATCH (e:Evidence {id: s[0]}) CREATE (e)-[:SUPPORTS {confidence: s[1], rule: s[2]}]->"
)
LABELS = ("Organization", "Person", "Technology", "Indication")
ENDS = {
    "WORKS_FOR": ("Person", "Organization"),
    "UNIT_OF": ("Organization", "Organization"),
    "PARTY_TO": ("Organization", "Agreement"),
    "OF_TYPE": ("Agreement", "AgreementType"),
    "COVERS": ("Agreement", "Technology"),
    "FOR": ("Agreement", "Indication"),
    "PARTNERS_WITH": ("Organization", "Organization"),
    "KIND_OF Technology": ("Technology", "Technology"),
    "KIND_OF Indication": ("Indication", "Indication"),
}
STATEMENTS: dict[str, str] = {
    "Release": "UNWIND $rows AS row MERGE (n:Release {id: row.id}) SET n += row, n.loaded = datetime()",
    "Evidence": "UNWIND $rows AS row MATCH (r:Release {id: row.release}) MERGE (n:Evidence {id: row.id}) "
    "SET n.text = row.text, n.start = row.start, n.end = row.end CREATE (n)-[:IN]->(r)",
    **{label: f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n += row.properties" for label in LABELS},
    **{
        f"MENTIONS {label}": f"UNWIND $rows AS row MATCH (r:Release {{id: row.release}}), (n:{label} {{id: row.id}}) "
        f"CREATE (r)-[m:MENTIONS]->(n) SET m = row.mention WITH row, n {SUPPORT}(n)"
        for label in LABELS
    },
    "Parties": "UNWIND $rows AS row MERGE (:Parties {id: row.id})",
    "Report": "UNWIND $rows AS row MATCH (r:Release {id: row.release}) MERGE (n:Report {id: row.properties.id}) "
    "SET n += row.properties CREATE (r)-[:REPORTS]->(n) WITH row, n "
    "CALL (row, n) { UNWIND row.parties AS id MATCH (p:Parties {id: id}) CREATE (n)-[:BETWEEN]->(p) } "
    f"WITH row, n {SUPPORT}(n)",
    "Agreement": "UNWIND $rows AS row MERGE (n:Agreement {id: row.id}) SET n += row.properties WITH row, n "
    "CALL (row, n) { UNWIND row.reports AS id MATCH (p:Report {id: id}) CREATE (p)-[:TELLS]->(n) } "
    f"WITH row, n {SUPPORT}(n)",
    **{
        label: f"UNWIND $rows AS row MATCH (a:Agreement {{id: row.agreement}}) MERGE (n:{label} {{id: row.id}}) "
        f"SET n += row.properties CREATE (a)-[:{link}]->(n) WITH row, n {SUPPORT}(n)"
        for label, link in (("StatusChange", "CHANGED"), ("Term", "HAS_TERM"))
    },
    "Band": "UNWIND $rows AS row MERGE (n:Band {id: row.id}) SET n.releases = row.releases",
    **{
        kind: f"UNWIND $rows AS row MATCH (a:{start} {{id: row.start}}), (b:{end} {{id: row.end}}) "
        f"MERGE (a)-[r:{kind.partition(' ')[0]} {{key: row.key}}]->(b) SET r += row.properties"
        for kind, (start, end) in ENDS.items()
    },
}
"""What somebody would write who has rows and wants them in the graph."""

Rows = dict[str, list[dict[str, Any]]]


def batches_of(releases: Sequence[ResolvedFacts]) -> list[Rows]:
    """The rows of what `load_releases` would leave in an empty graph; the last batch has what all tell together."""
    told = [release_rows(facts) for facts in releases]
    family = families({rows.id: rows.sketch for rows in told})
    batches: list[Rows] = []
    for start in range(0, len(told), BATCH):
        batches.append({name: [] for name in STATEMENTS})
        for rows in told[start : start + BATCH]:
            say(batches[-1], rows, family[rows.id])
    agree(batches, [report for rows in told for report in rows.reports])
    met: dict[str, list[str]] = {}
    for rows in told:
        for band in bands(rows.sketch):
            met.setdefault(band, []).append(rows.id)
    spread = [{"id": band, "releases": met[band]} for band in sorted(met)]
    for n, batch in enumerate(batches):
        batch["Band"] = spread[n :: len(batches)]
    return batches


def say(batch: Rows, rows: ReleaseRows, family: str) -> None:
    """Add what one release says."""
    batch["Release"].append({**rows.release, "family": family, "sketch": rows.sketch})
    batch["Evidence"].extend(rows.sentences)
    for row in rows.entities:
        names = row["mention"]["names"] if row["mention"] else []
        properties = {"name": row["name"], "aliases": names, "kind": row["kind"], "known": row["known"]}
        batch[row["label"]].append({"id": row["id"], "properties": properties})
        if row["mention"]:
            batch[f"MENTIONS {row['label']}"].append({**row, "release": rows.id})
    for row in rows.concepts:
        batch[f"KIND_OF {row['label']}"].extend(link(row["id"], above) for above in row["broader"])
    for row in rows.links:
        batch[row["type"]].append(supported(row))
    for report in rows.reports:
        batch["Parties"].extend({"id": block} for block in report.blocks)
        about = {"parties": report.blocks, "properties": report.row(), "support": report.support}
        batch["Report"].append({"release": rows.id, **about})


def agree(batches: Sequence[Rows], reports: Sequence[Report]) -> None:
    """Add each agreement to the batch of the last of its reports, and all partnerships to the last batch."""
    place = {row["properties"]["id"]: n for n, batch in enumerate(batches) for row in batch["Report"]}
    pairs: dict[tuple[str, str], int] = {}
    for deal in all_deals(reports):
        rows = agreement_rows(deal)
        last = batches[max(place[report] for report in rows.reports)]
        whole = {"properties": rows.agreement, "reports": rows.reports, "support": rows.support}
        last["Agreement"].append({"id": rows.id, **whole})
        for name, parts in (("StatusChange", rows.changes), ("Term", rows.terms)):
            for part in parts:
                properties = {key: value for key, value in part.items() if key != "support"}
                about = {"id": part["id"], "properties": properties, "support": part["support"]}
                last[name].append({"agreement": rows.id, **about})
        for row in rows.links:
            last[row["type"]].append(supported(row))
        for one, other in rows.pairs:
            pairs[one, other] = pairs.get((one, other), 0) + 1
    batches[-1]["PARTNERS_WITH"] = [link(one, other, agreements=n) for (one, other), n in sorted(pairs.items())]


def link(start: str, end: str, key: str = "", **properties: object) -> dict[str, Any]:
    return {"start": start, "end": end, "key": key, "properties": properties}


def supported(row: dict[str, Any]) -> dict[str, Any]:
    evidence, confidence, rule = (list(part) for part in zip(*row["support"], strict=True))
    return link(row["start"], row["end"], row["value"], evidence=evidence, confidence=confidence, rule=rule)


def script(driver: neo4j.Driver, batches: Sequence[Rows]) -> None:
    def write(batch: Rows) -> None:
        def work(transaction: neo4j.ManagedTransaction) -> None:
            for name, statement in STATEMENTS.items():
                if batch[name]:
                    transaction.run(statement, rows=batch[name]).consume()

        with driver.session() as session:
            session.execute_write(work)

    # The last batch links what the others wrote.
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, batches[:-1]))
    write(batches[-1])


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def size(client: GraphClient) -> int:
    (row,) = client.read("RETURN COUNT { () } + COUNT { ()-->() } AS size", timeout=600)
    return int(row["size"])


def wipe(client: GraphClient) -> None:
    client.execute(
        "MATCH (n WHERE NOT n:Schema AND NOT n:AgreementType) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS"
    )


def releases_of(turn: int, count: int) -> list[ResolvedFacts]:
    numbers = range(turn * count, (turn + 1) * count)
    return [one_of_many(number, organizations=ORGANIZATIONS, maker="organization") for number in numbers]


def load(client: GraphClient, releases: list[ResolvedFacts]) -> float:
    """Facts a second."""
    before = size(client)
    taken = seconds(lambda: list(load_releases(client, releases)))
    return (size(client) - before) / taken


def measure(client: GraphClient, driver: neo4j.Driver, count: int, *, million: bool) -> None:
    list(load_releases(client, releases_of(99, 300)))
    wipe(client)
    script(driver, batches_of(releases_of(99, 300)))
    ours, theirs = [], []
    for turn in range(TURNS):
        releases = releases_of(turn, count)
        wipe(client)
        ours.append(load(client, releases))
        whole = size(client)
        batches = batches_of(releases)
        wipe(client)
        before = size(client)
        taken = seconds(lambda batches=batches: script(driver, batches))  # type: ignore[misc]
        theirs.append((size(client) - before) / taken)
        rates = f"load_releases {ours[-1]:,.0f} facts/s, script {theirs[-1]:,.0f} facts/s"
        sizes = f"{whole:,} and {size(client):,} facts in the graph"
        print(f"turn {turn + 1}: {rates}, ratio {ours[-1] / theirs[-1]:.2f} ({sizes})", flush=True)
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    print(f"load_releases beside the script: ratio {statistics.median(ratios):.2f}")
    if not million:
        return
    wipe(client)
    print(f"making 1,000,000 agreements: {seconds(lambda: fill(client, agreements=1_000_000)):.0f} s", flush=True)
    list(load_releases(client, releases_of(98, 300)))
    large = [load(client, releases_of(turn, count)) for turn in range(TURNS)]
    ratio = statistics.median(large) / statistics.median(ours)
    print(f"into 1,000,000 agreements: {', '.join(f'{rate:,.0f}' for rate in large)} facts/s; "
          f"ratio to an empty graph {ratio:.2f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", required=True)
    parser.add_argument("--username", default="neo4j")
    parser.add_argument("--password")
    parser.add_argument("--releases", type=int, default=1000)
    parser.add_argument("--million", action="store_true")
    arguments = parser.parse_args()
    password = SecretStr(arguments.password) if arguments.password else None
    auth = (arguments.username, arguments.password) if arguments.password else None
    connection = Connection(arguments.uri, arguments.username, password, None)
    with GraphClient(connection) as client, neo4j.GraphDatabase.driver(arguments.uri, auth=auth) as driver:
        if client.read("MATCH (n WHERE NOT n:Schema AND NOT n:AgreementType) RETURN 1 AS found LIMIT 1"):
            sys.exit(f"the database at {arguments.uri} is not empty; this benchmark deletes what it finds")
        try:
            schema.apply(client)
            measure(client, driver, arguments.releases, million=arguments.million)
        finally:
            wipe(client)


if __name__ == "__main__":
    main()
