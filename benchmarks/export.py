"""What an export takes in memory and time, for a small graph and a large one.

    python benchmarks/export.py --uri bolt://localhost:7687 [--password …] [--agreements 10000 1000000]

The database has to be empty: everything in it is deleted again at the end. Each export runs in a process of its own,
whose greatest resident memory is printed; the graph is made by the generator of the tests, ten agreements a release.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).parent.parent))

from graph import schema
from graph.client import GraphClient
from graph.export.run import TABULAR, Format
from graph.facts import Evidence, Facts, OrganizationFact
from graph.settings import Connection
from graph.stored import packed
from graph.vocabulary import OrganizationKind
from tests.graph.made import fill

ROOT = Path(__file__).parent.parent
ROWS = 1_000
TEXT = "Something happened between the two companies, and this is all that the release says of it."

CHILD = """
import json, resource, sys, time
from pydantic import SecretStr
from rich.console import Console
from graph.client import GraphClient
from graph.export.run import Format, Request, export
from graph.settings import Connection
asked = json.loads(sys.stdin.read())
password = SecretStr(asked["password"]) if asked["password"] else None
start = time.perf_counter()
with GraphClient(Connection(asked["uri"], asked["username"], password, None)) as client:
    export(client, Request(Format(asked["format"]), asked["output"]), Console(quiet=True))
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))
"""


def facts_of(key: str) -> Facts:
    """A small record, as long as what the generator puts into the graph."""
    said = Evidence(text=TEXT[:9], start=0, end=9, confidence=0.9, rule="made")
    organization = OrganizationFact(
        name=f"Organization {key}",
        mentions=(f"Organization {key}",),
        spans=((0, 9),),
        kind=OrganizationKind.COMPANY,
        evidence=(said,),
    )
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    return Facts(id=key, text=TEXT, sha256=digest, pipeline="1", organizations=(organization,))


def keep_facts(client: GraphClient) -> None:
    """Give each release of the generator its facts."""
    (row,) = client.read("MATCH (r:Release) RETURN count(r) AS n")
    keys: Iterator[str] = map(str, range(row["n"]))
    while batch := list(islice(keys, ROWS)):
        rows = [{"id": key, "facts": packed(facts_of(key)), "text": TEXT} for key in batch]
        client.execute(
            "UNWIND $rows AS row MATCH (r:Release {id: row.id}) SET r.facts = row.facts, r.text = row.text",
            {"rows": rows},
        )


def measured(connection: Connection, format_: Format, folder: str) -> dict[str, Any]:
    output = Path(folder) / (format_ if format_ in TABULAR else f"graph.{format_}")
    password = connection.password.get_secret_value() if connection.password else None
    asked = {"uri": connection.uri, "username": connection.username, "password": password}
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps({**asked, "format": format_, "output": str(output)}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = output.iterdir() if output.is_dir() else [output]
    return {**json.loads(done.stdout), "bytes": sum(file.stat().st_size for file in files)}


def wipe(client: GraphClient) -> None:
    client.execute("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--uri", required=True)
    parser.add_argument("--username", default="neo4j")
    parser.add_argument("--password")
    parser.add_argument("--agreements", type=int, nargs="+", default=[10_000, 1_000_000])
    arguments = parser.parse_args()
    password = SecretStr(arguments.password) if arguments.password else None
    connection = Connection(arguments.uri, arguments.username, password, None)
    with GraphClient(connection) as client:
        if client.read("MATCH (n) RETURN 1 AS found LIMIT 1"):
            sys.exit(f"the database at {arguments.uri} is not empty; this benchmark deletes what it finds")
        print(f"{'agreements':>10}  {'format':<8}  {'memory':>9}  {'time':>8}  {'agreements/s':>12}  {'size':>9}")
        for agreements in arguments.agreements:
            try:
                schema.apply(client)
                fill(client, agreements=agreements, organizations=max(agreements // 5, 10))
                keep_facts(client)
                for format_ in Format:
                    with tempfile.TemporaryDirectory() as folder:
                        found = measured(connection, format_, folder)
                    memory, seconds = found["kilobytes"] / 1e3, found["seconds"]
                    rate, size = agreements / seconds, found["bytes"] / 1e6
                    line = f"{memory:>6.0f} MB  {seconds:>6.1f} s  {rate:>12,.0f}  {size:>6.1f} MB"
                    print(f"{agreements:>10,}  {format_:<8}  {line}", flush=True)
            finally:
                wipe(client)


if __name__ == "__main__":
    main()
