"""Loading releases into a real Neo4j: once, twice, anew, in any order, together, and cut off half-way."""

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import queries
from graph import schema
from graph.client import GraphClient, Row
from graph.facts import ResolvedFacts
from graph.load import Outcome, forget_release, load_release, load_releases
from graph.results import Counters
from graph.rows import KINDS
from tests.graph.made import TREE, Telling, alliance, closure, luck_of, many, one_of_many, picture


@pytest.fixture
def empty(graph: GraphClient) -> GraphClient:
    schema.apply(graph)
    return graph


def counted(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> Counters:
    """What all transactions of `work` changed."""
    total: list[Counters] = []
    original = GraphClient.write

    def write(self: GraphClient, callback: Callable[..., object], **options: float) -> object:
        def recorded(transaction: object) -> object:
            result = callback(transaction)
            total.append(transaction.counters)  # type: ignore[attr-defined]
            return result

        return original(self, recorded, **options)

    with monkeypatch.context() as patch:
        patch.setattr(GraphClient, "write", write)
        work()
    assert total
    return sum(total, Counters())


def one(client: GraphClient, query: str) -> Row:
    (row,) = client.read(query)
    return row


def loaded(client: GraphClient, releases: list[ResolvedFacts]) -> set[str]:
    """The picture of a graph of these releases alone."""
    client.execute("MATCH (n:Release|Evidence|Organization|Person|Technology|Indication) DETACH DELETE n")
    client.execute("MATCH (n:Agreement|StatusChange|Term|Report|Parties|Band) DETACH DELETE n")
    assert list(load_releases(client, releases, writers=1)) == [Outcome.LOADED] * len(releases)
    return picture(client)


def test_every_fact_leads_to_its_sentence(empty: GraphClient) -> None:
    load_release(empty, alliance())

    links = empty.read("MATCH ()-[r]->() WHERE r.evidence IS NOT NULL RETURN type(r) AS type, r.evidence AS evidence, "
                       "size(r.confidence) = size(r.evidence) AND size(r.rule) = size(r.evidence) AS even")  # fmt: skip
    sentences = {row["id"]: row["text"] for row in empty.read("MATCH (e:Evidence) RETURN e.id AS id, e.text AS text")}
    nodes = empty.read(
        "MATCH (n:Organization|Person|Agreement|StatusChange|Term) "
        "RETURN n.id AS id, COUNT { (n)<-[:SUPPORTS]-(:Evidence)-[:IN]->(:Release {id: 'alliance'}) } AS sentences"
    )

    assert {row["type"] for row in links} == {"PARTY_TO", "OF_TYPE", "COVERS", "FOR", "WORKS_FOR", "UNIT_OF"}
    assert all(row["even"] and set(row["evidence"]) <= sentences.keys() for row in links)
    assert all(row["sentences"] > 0 for row in nodes)
    assert all(text in alliance().release.text for text in sentences.values())


def test_the_same_release_twice_changes_nothing(empty: GraphClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_release(empty, alliance()) is Outcome.LOADED
    before = picture(empty)
    assert load_release(empty, alliance()) is Outcome.UNCHANGED

    assert not counted(lambda: load_release(empty, alliance()), monkeypatch)
    assert picture(empty) == before


def test_a_better_reading_replaces_and_leaves_no_ghosts(empty: GraphClient) -> None:
    telling = Telling("alliance", "2021-08-12", pipeline="2")
    said = telling.say("Lindgren Cell Works AB and Astrid Biotech planned a supply of T cells.")
    telling.organization("lindgren-cell-works", "Lindgren Cell Works AB", said)
    telling.organization("astrid", "Astrid Biotech", said)
    telling.deal("astrid-lindgren", said, {"lindgren-cell-works": "customer", "astrid": "supplier"}, status="planned")
    better = telling.facts()
    alone = loaded(empty, [better])
    shared = loaded(empty, [better, closure()])

    loaded(empty, [alliance()])
    assert load_release(empty, better) is Outcome.REPLACED
    assert picture(empty) == alone

    loaded(empty, [alliance(), closure()])
    assert load_release(empty, better) is Outcome.REPLACED
    assert picture(empty) == shared


def test_forgetting_leaves_what_others_say(empty: GraphClient) -> None:
    nothing = picture(empty)
    only = {"alliance": loaded(empty, [alliance()]), "closure": loaded(empty, [closure()])}

    for forgotten, kept in itertools.permutations(only):
        loaded(empty, [alliance(), closure()])
        assert forget_release(empty, forgotten)
        assert picture(empty) == only[kept]
    assert forget_release(empty, "alliance")
    assert picture(empty) == nothing
    assert not forget_release(empty, "alliance")


def test_what_is_derived_follows_the_rules(empty: GraphClient) -> None:
    loaded(empty, [closure(), alliance()])

    deal = one(empty, "MATCH (a:Agreement {id: 'aarhus-lindgren'}) RETURN properties(a) AS a")["a"]
    works = one(empty, "MATCH (o:Organization {id: 'lindgren-cell-works'}) RETURN o.name AS name, o.aliases AS aliases")
    hospital = one(empty, "MATCH (o:Organization {id: 'hospital-of-aarhus'}) RETURN labels(o) AS labels")
    pairs = empty.read(
        "MATCH (a)-[p:PARTNERS_WITH]->(b) RETURN a.id AS one, b.id AS other, p.agreements AS n ORDER BY one"
    )
    car_t = one(empty, "MATCH (t:Technology {id: 'car-t'})-[:KIND_OF]->(up) RETURN t.name AS name, up.id AS up")

    assert deal == {
        "id": "aarhus-lindgren",
        "title": "Alliance of Lindgren and Aarhus",
        "status": "terminated",
        "announced": "2021-08-12",
        "signed": "2021-08",
        "ended": "2023-01",
        "territories": ["Denmark", "Nordic countries"],
        "digest": deal["digest"],
    }
    assert works == {
        "name": "Lindgren Cell Works AB",
        "aliases": ["Lindgren CW", "Lindgren Cell Works", "Lindgren Cell Works AB"],
    }
    assert set(hospital["labels"]) == {"Organization", "Institution"}
    assert [(row["one"], row["other"], row["n"]) for row in pairs] == [
        ("hospital-of-aarhus", "lindgren-cell-works", 1),
        ("lindgren-cell-works", "vektor", 1),
    ]
    assert car_t == {"name": "CAR-T cell therapy", "up": "cell-therapy"}


@pytest.mark.parametrize(
    ("told", "status"),
    [
        # (published, status, date): the newest dated change counts
        ([("2020-01-01", "signed", "2020-01-01"), ("2022-01-01", "terminated", "2021-12-31")], "terminated"),
        # an old deal that is told again, without a date, was still signed first
        ([("2020-01-01", "signed", None), ("2021-01-01", "terminated", None), ("2022-01-01", "signed", None)],
         "terminated"),
        # on one day the later step wins
        ([("2020-01-01", "completed", None), ("2020-01-01", "signed", "2020-01-01")], "completed"),
        # a month is narrowed by the release that tells it, else a plan of the 10th would come after the signing
        ([("2020-03-10", "planned", None), ("2020-03-20", "signed", "2020-03")], "signed"),
        # no day at all comes before all days
        ([(None, "terminated", None), ("2020-03-20", "signed", None)], "signed"),
    ],
)  # fmt: skip
def test_status_is_that_of_the_latest_change(
    empty: GraphClient, told: list[tuple[str | None, str, str | None]], status: str
) -> None:
    for number, (published, step, day) in enumerate(told):
        telling = Telling(f"r{number}", published)
        said = telling.say("Alma and Bera have news of their deal.")
        telling.organization("alma", "Alma", said)
        telling.organization("bera", "Bera", said)
        telling.deal("alma-bera", said, {"alma": "partner", "bera": "partner"}, status=step, on=day)
        load_release(empty, telling.facts())

    assert one(empty, "MATCH (a:Agreement) RETURN a.status AS status")["status"] == status


def test_a_vocabulary_that_changed_moves_concepts_and_drops_what_nothing_needs(empty: GraphClient) -> None:
    load_release(empty, alliance())
    moved = tuple(
        c.model_copy(update={"broader": ("cell-therapy",)}) if c.id == "allogeneic-car-t" else c for c in TREE
    )

    load_release(empty, alliance(pipeline="2").model_copy(update={"concepts": moved}))

    rows = empty.read("MATCH (t:Technology) OPTIONAL MATCH (t)-[:KIND_OF]->(up) RETURN t.id AS id, up.id AS up")
    assert {(row["id"], row["up"]) for row in rows} == {("allogeneic-car-t", "cell-therapy"), ("cell-therapy", None)}


def test_the_order_of_releases_does_not_matter(empty: GraphClient) -> None:
    releases = [alliance(), closure(), *many(25, organizations=6)]
    first = loaded(empty, releases)

    for seed in (1, 2):
        shuffled = list(releases)
        luck_of(seed).shuffle(shuffled)
        assert loaded(empty, shuffled) == first


def test_replacing_and_forgetting_at_random_equals_loading_what_is_left(empty: GraphClient) -> None:
    luck = luck_of(3)
    now: dict[int, ResolvedFacts] = {}
    loaded(empty, [])
    for _ in range(60):
        number = luck.randrange(12)
        if number in now and luck.random() < 0.4:
            assert forget_release(empty, now.pop(number).release.id)
        else:
            facts = one_of_many(number, seed=luck.randrange(4), organizations=5)
            load_release(empty, facts)
            now[number] = facts
    mixed = picture(empty)

    assert mixed == loaded(empty, list(now.values()))


def test_what_is_derived_equals_computing_it_afresh(empty: GraphClient) -> None:
    before = loaded(empty, [alliance(), closure(), *many(40, organizations=8)])
    entities = empty.read(
        "MATCH (e:Organization|Person|Technology|Indication) "
        "RETURN [label IN labels(e) WHERE NOT label IN ['Company', 'Institution']][0] AS label, e.id AS id"
    )
    pairs = [[row["one"], row["other"]] for row in empty.read(
        "MATCH (one)-[:PARTY_TO]->(a)<-[:PARTY_TO]-(other) WHERE one.id < other.id "
        "RETURN DISTINCT one.id AS one, other.id AS other"
    )]  # fmt: skip
    empty.execute("MATCH ()-[p:PARTNERS_WITH]->() DELETE p")
    empty.execute("MATCH (e:Organization|Person) REMOVE e.name, e.aliases, e.known, e:Company, e:Institution")

    empty.execute(queries.get("write/set_entities").text, {"entities": entities, "kinds": KINDS})
    empty.execute(queries.get("write/set_partnerships").text, {"pairs": pairs})

    assert picture(empty) == before


def test_many_are_loaded_as_one_by_one_with_outcomes_in_order(empty: GraphClient) -> None:
    releases = [
        *many(30, organizations=6),
        one_of_many(3, organizations=6),
        one_of_many(4, organizations=6, pipeline="2"),
    ]
    one_by_one = loaded(empty, releases[:30])
    loaded(empty, [])

    outcomes = list(load_releases(empty, iter(releases[:30]), writers=4))
    assert outcomes == [Outcome.LOADED] * 30
    assert picture(empty) == one_by_one
    assert list(load_releases(empty, releases[30:])) == [Outcome.UNCHANGED, Outcome.REPLACED]


def test_no_writers_is_refused(empty: GraphClient) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        load_releases(empty, [], writers=0)


def test_names_are_found_as_soon_as_loading_returns(empty: GraphClient) -> None:
    load_release(empty, alliance())

    rows = empty.read("CALL db.index.fulltext.queryNodes('names', 'lindgren') YIELD node RETURN node.id AS id")
    assert {row["id"] for row in rows} == {
        "lindgren-cell-works", "lindgren-group", "asta-lindgren", "aarhus-lindgren",
    }  # fmt: skip


LOADER = """
import os, random, sys
from graph.client import GraphClient
from graph.load import load_releases
from graph.settings import Connection
from pydantic import SecretStr
from tests.graph.made import many

password = os.environ["LOADER_PASSWORD"]
connection = Connection(os.environ["LOADER_URI"], os.environ["LOADER_USERNAME"],
                        SecretStr(password) if password else None, os.environ["LOADER_DATABASE"] or None)
releases = list(many(int(sys.argv[1]), organizations=8))
if len(sys.argv) > 2:
    random.Random(sys.argv[2]).shuffle(releases)
with GraphClient(connection) as client:
    for outcome in load_releases(client, releases, size=4):
        print(outcome, flush=True)
"""


def start(client: GraphClient, *arguments: object) -> subprocess.Popen[str]:
    """A process that loads: how many releases, and a seed if they are to be shuffled."""
    connection = client.connection
    environment = {
        **os.environ,
        "LOADER_URI": connection.uri,
        "LOADER_USERNAME": connection.username,
        "LOADER_PASSWORD": connection.password.get_secret_value() if connection.password else "",
        "LOADER_DATABASE": connection.database or "",
    }
    command = [sys.executable, "-c", LOADER, *map(str, arguments)]
    return subprocess.Popen(command, env=environment, cwd=Path.cwd(), stdout=subprocess.PIPE, text=True)


def test_eight_processes_at_once_make_the_graph_of_one(empty: GraphClient) -> None:
    clean = loaded(empty, list(many(60, organizations=8)))
    loaded(empty, [])

    loaders = [start(empty, 60, seed) for seed in range(8)]
    outcomes = [outcome for loader in loaders for outcome in loader.communicate()[0].split()]

    assert [loader.returncode for loader in loaders] == [0] * 8
    assert (len(outcomes), outcomes.count("loaded"), outcomes.count("unchanged")) == (480, 60, 420)
    assert picture(empty) == clean


def test_a_loader_that_is_killed_and_run_again_leaves_the_graph_of_one_clean_run(empty: GraphClient) -> None:
    clean = loaded(empty, list(many(120, organizations=8)))
    loaded(empty, [])
    luck = luck_of(11)
    for _ in range(3):
        # After some releases, in the middle of others: the outcome is printed while the next transactions run.
        with start(empty, 120) as loader:
            assert loader.stdout is not None
            for _ in range(luck.randrange(1, 30)):
                assert loader.stdout.readline().strip() in set(Outcome)
            loader.send_signal(signal.SIGKILL)
        assert loader.returncode == -signal.SIGKILL
    with start(empty, 120) as loader:
        outcomes = loader.stdout.read().split() if loader.stdout else []

    assert (loader.returncode, len(outcomes)) == (0, 120)
    assert {"loaded", "unchanged"} == set(outcomes)
    assert picture(empty) == clean
