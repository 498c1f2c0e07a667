"""The ingest run against a real Neo4j."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from graph import batch
from graph.client import GraphClient, Transaction
from graph.errors import ConstraintViolationError, DatabaseUnavailableError
from graph.facts import Facts
from graph.load import Outcome
from graph.rows import ReleaseRows
from graph.settings import Connection, GraphSettings
from ingest import loading
from ingest.extract.run import Reading
from ingest.progress import Teller
from ingest.release import Rejected, make_release
from ingest.resolve import Vocabulary

SAMPLES = Path(__file__).parents[2] / "samples"
QUIET = Teller(quiet=True)


@pytest.fixture
def three(tmp_path: Path) -> Path:
    for name in ("gilead-kite-closed.json", "mesoblast-novartis-2021.json", "genscript-act-mou.json"):
        (tmp_path / name).write_bytes((SAMPLES / name).read_bytes())
    return tmp_path


def environment(connection: Connection) -> dict[str, str]:
    """Points a process of its own at the tests' database."""
    password = connection.password.get_secret_value() if connection.password else ""
    return {
        **os.environ,
        "NEO4J_URI": connection.uri,
        "NEO4J_USERNAME": connection.username,
        "NEO4J_PASSWORD": password,
        "NEO4J_DATABASE": connection.database or "",
    }


def content(client: GraphClient) -> tuple[list[Any], list[Any]]:
    """All nodes and relationships, but for the hour of loading."""
    nodes = client.read(
        "MATCH (n WHERE n.id IS NOT NULL) "
        "RETURN labels(n) AS labels, n.id AS id, n {.*, loaded: null} AS properties ORDER BY labels, id"
    )
    links = client.read(
        "MATCH (a)-[r]->(b) RETURN a.id AS start, type(r) AS type, b.id AS end, properties(r) AS properties "
        "ORDER BY start, type, end, coalesce(r.role, r.title, '')"
    )
    return nodes, links


def test_outcomes(client: GraphClient, three: Path) -> None:
    first = loading.ingest_sources(client, [str(three)], Reading(), QUIET)
    assert first.outcomes == {"loaded": 3}
    again = loading.ingest_sources(client, [str(three)], Reading(), QUIET)
    assert again.outcomes == {"unchanged": 3}
    changed = three / "genscript-act-mou.json"
    record = json.loads(changed.read_text("utf-8"))
    changed.write_text(json.dumps({**record, "text": record["text"] + "\nTal University looked on."}), "utf-8")
    (three / "broken.pdf").write_bytes(b"%PDF-1.7 cut")
    third = loading.ingest_sources(client, [str(three)], Reading(), QUIET)
    assert third.outcomes == {"unchanged": 2, "replaced": 1, "rejected": 1}
    assert not third.interrupted


def test_each_outcome_is_told(client: GraphClient, three: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (three / "empty.txt").touch()
    loading.ingest_sources(client, [str(three)], Reading(), Teller())
    told = capsys.readouterr()
    assert told.out == ""
    assert "loaded    gilead-kite-closed\n" in told.err
    assert f"rejected {three / 'empty.txt'}: is empty; give the text of a release\n" in told.err


def test_ctrl_c_ends_with_a_summary(
    client: GraphClient, three: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    load = loading.load_found

    def interrupted(*arguments: Any, **options: Any) -> Iterator[loading.Result]:
        yield next(load(*arguments, **options))
        raise KeyboardInterrupt

    monkeypatch.setattr(loading, "load_found", interrupted)
    summary = loading.ingest_sources(client, [str(three)], Reading(), Teller())
    assert summary.interrupted
    assert summary.outcomes == {"loaded": 1}
    assert "what was loaded stays" in capsys.readouterr().err


def found(*ids: str) -> list[Facts]:
    return [
        Facts(**make_release(f"Text of {name} number {n} with enough letters.", id=name).model_dump(), pipeline="test")
        for n, name in enumerate(ids)
    ]


def test_two_releases_of_one_id_are_loaded_in_their_order(client: GraphClient) -> None:
    results = list(loading.load_found(client, found("a", "b", "a", "c", "a"), Vocabulary.of(), writers=4))
    assert [r.outcome for r in results if isinstance(r, loading.Loaded)] == [
        Outcome.LOADED,
        Outcome.LOADED,
        Outcome.REPLACED,
        Outcome.LOADED,
        Outcome.REPLACED,
    ]
    (row,) = client.read("MATCH (r:Release {id: 'a'}) RETURN r.text AS text")
    assert row["text"].startswith("Text of a number 4")


def test_what_the_graph_refuses_of_one_release_stops_no_other(
    client: GraphClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = batch.load

    def picky(transaction: Transaction, releases: Sequence[ReleaseRows]) -> list[Outcome]:
        if "b" in {rows.id for rows in releases}:
            raise ConstraintViolationError("already there")
        return load(transaction, releases)

    monkeypatch.setattr(batch, "load", picky)
    first, second, third = loading.load_found(client, found("a", "b", "c"), Vocabulary.of())
    assert isinstance(first, loading.Loaded)
    assert isinstance(third, loading.Loaded)
    assert isinstance(second, Rejected)
    assert "already there" in second.reason


def test_a_database_that_goes_away_ends_the_run(client: GraphClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> list[Outcome]:
        raise DatabaseUnavailableError("no answer")

    monkeypatch.setattr(batch, "load", gone)
    with pytest.raises(DatabaseUnavailableError):
        list(loading.load_found(client, found("a", "b"), Vocabulary.of()))


def test_killed_half_way_and_run_again_gives_the_graph_of_one_clean_run(
    client: GraphClient, neo4j_server: GraphSettings, tmp_path: Path
) -> None:
    for sample in sorted(SAMPLES.glob("[a-c]*.json")):
        (tmp_path / sample.name).write_bytes(sample.read_bytes())
    loading.ingest_sources(client, [str(tmp_path)], Reading(), QUIET)
    clean = content(client)
    client.execute("MATCH (n WHERE NOT n:Schema AND NOT n:AgreementType AND n.id IS NOT NULL) DETACH DELETE n")
    process = subprocess.Popen(
        [sys.executable, "-m", "cellpact", "ingest", str(tmp_path)],
        env=environment(neo4j_server.connection()),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    with process.stderr as told:
        for _ in range(5):
            assert told.readline().startswith("loaded")
        process.send_signal(signal.SIGKILL)
        process.wait()
    (row,) = client.read("MATCH (r:Release) RETURN count(r) AS number")
    again = loading.ingest_sources(client, [str(tmp_path)], Reading(), QUIET)
    assert row["number"] >= 5
    assert again.outcomes["unchanged"] == row["number"]
    assert content(client) == clean
