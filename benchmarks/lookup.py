"""How long each look-up takes on a graph of 100,000 agreements, against the shortest round trip there is.

    python benchmarks/lookup.py [--agreements 100000] [--rounds 100] [--keep]

Takes the Neo4j that NEO4J_TEST_URI names, as the tests do, or starts one in a folder of its own; a database that holds
anything but the tests' data is refused. With `--keep` a graph that an earlier run filled is used as it is.

The ratio to `RETURN 1` is what to compare between machines and versions: it says how many bare round trips a look-up
costs. Ids differ from call to call, so that no answer comes from a cache of answers.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console
from rich.table import Table

from graph import lookup, schema
from graph.client import GraphClient
from graph.lookup import AgreementFilters, DateKey
from graph.server import LocalServer
from graph.settings import GraphSettings
from graph.vocabulary import AgreementStatus, AgreementType
from tests.conftest import claim, wipe
from tests.graph import made

WARM_UP = 15
TYPES = list(AgreementType)


def lookups(client: GraphClient, agreements: int, organizations: int) -> dict[str, Callable[[], object]]:
    luck = random.Random(3)  # noqa: S311 - which ids to ask for

    def one(kind: str, count: int) -> str:
        return f"{kind}-{luck.randrange(count)}"

    def organization() -> str:
        return one("organization", organizations)

    def some(**filters: object) -> Callable[[], object]:
        return lambda: lookup.list_agreements(client, AgreementFilters(**filters))  # type: ignore[arg-type]

    return {
        "get_organization": lambda: lookup.get_organization(client, organization()),
        "get_organization (2,000 units)": lambda: lookup.get_organization(client, "organization-0"),
        "list_organizations": lambda: lookup.list_organizations(client),
        "list_partners": lambda: lookup.list_partners(client, organization()),
        "get_path": lambda: lookup.get_path(client, organization(), organization()),
        "get_agreement": lambda: lookup.get_agreement(client, one("agreement", agreements)),
        "list_agreements": lambda: lookup.list_agreements(client),
        "list_agreements (page in the middle)": lambda: lookup.list_agreements(client, key=DateKey("2019-06-01")),
        "list_agreements (type)": lambda: lookup.list_agreements(client, AgreementFilters(type=luck.choice(TYPES))),
        "list_agreements (status that none has)": some(status=AgreementStatus.TERMINATED),
        "list_organization_agreements": lambda: lookup.list_agreements(
            client, AgreementFilters(parties=(organization(),))
        ),
        "list_technology_agreements": lambda: lookup.list_agreements(
            client, AgreementFilters(technology=one("technology", 1000))
        ),
        "list_technology_agreements (top of the tree)": some(technology="technology-1"),
        "list_indication_agreements": lambda: lookup.list_agreements(
            client, AgreementFilters(indication=one("indication", 1000))
        ),
        "get_person": lambda: lookup.get_person(client, one("person", organizations)),
        "list_people": lambda: lookup.list_people(client),
        "list_organization_people": lambda: lookup.list_people(client, organization=organization()),
        "get_technology": lambda: lookup.get_technology(client, one("technology", 1000)),
        "list_technologies": lambda: lookup.list_technologies(client),
        "get_indication": lambda: lookup.get_indication(client, one("indication", 1000)),
        "list_indications": lambda: lookup.list_indications(client),
        "count_agreements_by_type": lambda: lookup.count_agreements_by_type(client),
        "get_release": lambda: lookup.get_release(client, str(luck.randrange(agreements // 10))),
        "list_releases": lambda: lookup.list_releases(client),
        "find_names": lambda: lookup.find_names(client, f"organisation {luck.randrange(organizations)}"),
        "count_graph": lambda: lookup.count_graph(client),
    }


def milliseconds(
    call: Callable[[], object], bare: Callable[[], object], rounds: int
) -> tuple[list[float], list[float]]:
    """Times of a look-up and of the bare round trip, in turn, so that both see the same machine."""
    for _ in range(WARM_UP):
        call()
    return tuple(zip(*((clock(call), clock(bare)) for _ in range(rounds)), strict=True))  # type: ignore[return-value]


def clock(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


@contextmanager
def database() -> Iterator[GraphClient]:
    uri = os.environ.get("NEO4J_TEST_URI")
    if uri:
        password = os.environ.get("NEO4J_TEST_PASSWORD")
        settings = GraphSettings(
            neo4j_uri=uri,
            neo4j_username=os.environ.get("NEO4J_TEST_USERNAME", "neo4j"),
            neo4j_password=None if password is None else SecretStr(password),
        )
        with GraphClient(settings) as client:
            yield client
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = GraphSettings(neo4j_uri=None, cellpact_home=Path(folder))
        server = LocalServer.from_settings(settings, tell=print)
        server.up()
        try:
            with GraphClient(settings) as client:
                yield client
        finally:
            server.down()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agreements", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--keep", action="store_true", help="use the graph that an earlier run filled")
    options = parser.parse_args()
    organizations = max(options.agreements // 5, 10)
    with database() as client:
        claim(client)
        if not options.keep:
            wipe(client)
            schema.apply(client)
            made.fill(client, agreements=options.agreements, organizations=organizations)
        table = Table("look-up", *(f"{what} (ms)" for what in ("median", "p95")), "times RETURN 1")
        for name, call in lookups(client, options.agreements, organizations).items():
            taken, bare = milliseconds(call, lambda: client.read("RETURN 1 AS one"), options.rounds)
            median, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
            table.add_row(name, f"{median:.2f}", f"{p95:.2f}", f"{median / statistics.median(bare):.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
