"""Kills the loader, and Neo4j itself, at random moments, and asks whether the next run makes up for it.

    python benchmarks/kill.py [--times 20] [--seed 1]

Runs a Neo4j of its own in a temporary folder. Each time a loader starts on an empty graph; at a random moment of its
run either it or Neo4j gets SIGKILL. Then Neo4j is started again where it was killed, the same releases are loaded once
more, and the graph has to equal, node by node and property by property, that of one clean run.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from graph import schema
from graph.client import GraphClient
from graph.load import load_releases
from graph.server import LocalServer
from graph.settings import GraphSettings
from tests.graph.made import luck_of, many, picture

ROOT = Path(__file__).parent.parent
RELEASES = 400
LOADER = f"""
import sys
from graph.client import GraphClient
from graph.load import load_releases
from graph.settings import GraphSettings
from tests.graph.made import many

with GraphClient(GraphSettings.load()) as client:
    for outcome in load_releases(client, many({RELEASES}, organizations=40), size=20):
        print(outcome, flush=True)
"""


def wipe(client: GraphClient) -> None:
    client.execute(
        "MATCH (n WHERE NOT n:Schema AND NOT n:AgreementType) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 1000 ROWS"
    )


def start(home: Path) -> subprocess.Popen[str]:
    unset = {"NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"}
    environment = {key: value for key, value in os.environ.items() if key not in unset} | {"CELLPACT_HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, "-c", LOADER],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def lines(loader: subprocess.Popen[str], *, most: int = RELEASES) -> list[str]:
    return list(islice(loader.stdout or (), most))


def killed(server: LocalServer, settings: GraphSettings, victim: str, moment: float) -> tuple[int, set[str]]:
    """How many releases the loader had told of when it ended, and the graph after the second run."""
    with GraphClient(settings) as client:
        wipe(client)
    with start(settings.cellpact_home) as loader:
        told = len(lines(loader, most=1))
        time.sleep(moment)
        if victim == "loader":
            loader.send_signal(signal.SIGKILL)
        else:
            os.kill(server.status().pid or sys.exit("Neo4j does not run"), signal.SIGKILL)
            loader.send_signal(signal.SIGKILL)
        told += len(lines(loader))
    server.up()
    with start(settings.cellpact_home) as again:
        outcomes = lines(again)
    if (again.returncode, len(outcomes)) != (0, RELEASES):
        sys.exit(f"the second run ended with {again.returncode} after {len(outcomes)} releases")
    with GraphClient(settings) as client:
        return told, picture(client)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    luck = luck_of(arguments.seed)
    failures = 0
    with tempfile.TemporaryDirectory() as home:
        settings = GraphSettings(neo4j_uri=None, neo4j_database=None, cellpact_home=Path(home), cellpact_heap_mb=1024)
        server = LocalServer.from_settings(settings, quick_start=True)
        server.up()
        try:
            with GraphClient(settings) as client:
                schema.apply(client)
                list(load_releases(client, many(20, organizations=40)))
                wipe(client)
                began = time.perf_counter()
                list(load_releases(client, many(RELEASES, organizations=40), size=20))
                taken = time.perf_counter() - began
                clean = picture(client)
            for victim in ("loader", "Neo4j"):
                for time_ in range(1, arguments.times + 1):
                    told, found = killed(server, settings, victim, luck.uniform(0, 0.7 * taken))
                    failures += found != clean
                    verdict = "equal" if found == clean else f"DIFFERENT in {len(found ^ clean)} lines"
                    print(
                        f"{victim} killed, {time_} of {arguments.times}, after {told} releases: {verdict}", flush=True
                    )
        finally:
            server.down()
    sys.exit(f"{failures} graphs differ" if failures else 0)


if __name__ == "__main__":
    main()
