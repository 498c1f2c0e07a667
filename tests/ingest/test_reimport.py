"""An export that is read back gives the graph that it came from, without a text being read."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from graph import schema
from graph.client import GraphClient
from graph.export.run import Format, Request, export
from graph.facts import ResolvedFacts
from ingest import loading
from ingest.extract.run import Extractor, Reading
from ingest.progress import Teller
from ingest.resolve import Vocabulary
from ingest.resolve.decisions import NOTHING
from ingest.resolve.settling import settle_graph
from tests.conftest import wipe
from tests.graph.made import alliance, closure, many, picture

SAMPLES = Path(__file__).parents[2] / "samples"
QUIET = Teller(quiet=True)


@pytest.fixture
def reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        pytest.fail("a text was read")

    monkeypatch.setattr(Extractor, "load", refused)


def exported(client: GraphClient, path: Path) -> Path:
    assert export(client, Request(Format.JSONL, str(path)), Console(quiet=True))
    return path


def settled(client: GraphClient, releases: Sequence[ResolvedFacts]) -> None:
    """Load what releases say, and settle who is who, as an ingest does."""
    vocabulary = Vocabulary.load()
    list(loading.load_found(client, [release.facts for release in releases], vocabulary))
    settle_graph(client, vocabulary, NOTHING)


def emptied(client: GraphClient) -> None:
    wipe(client)
    schema.apply(client)


@pytest.mark.usefixtures("reads_nothing")
@pytest.mark.parametrize("processes", [1, 2])
def test_an_export_read_back_gives_the_same_graph(client: GraphClient, tmp_path: Path, processes: int) -> None:
    releases = [alliance(), closure(), *many(40, organizations=12)]
    settled(client, releases)
    before = picture(client)
    path = exported(client, tmp_path / "facts.jsonl.gz")
    emptied(client)

    summary = loading.ingest_sources(client, [str(path)], Reading(processes=processes), QUIET)

    assert summary.outcomes == {"loaded": len(releases)}
    assert picture(client) == before
    assert exported(client, tmp_path / "again.jsonl.gz").read_bytes() == path.read_bytes()


@pytest.mark.usefixtures("reads_nothing")
def test_an_export_read_into_its_own_graph_changes_nothing(client: GraphClient, tmp_path: Path) -> None:
    settled(client, [alliance(), closure()])
    before = picture(client)

    summary = loading.ingest_sources(client, [str(exported(client, tmp_path / "facts.jsonl"))], Reading(), QUIET)

    assert summary.outcomes == {"unchanged": 2}
    assert picture(client) == before


def test_releases_that_were_read_come_back_the_same(client: GraphClient, tmp_path: Path) -> None:
    names = ("gilead-kite-announced", "gilead-kite-closed", "mesoblast-novartis-2021", "genscript-act-mou")
    loading.ingest_sources(client, [str(SAMPLES / f"{name}.json") for name in names], Reading(), QUIET)
    before = picture(client)
    path = exported(client, tmp_path / "facts.jsonl")
    emptied(client)

    loading.ingest_sources(client, [str(path)], Reading(), QUIET)

    assert picture(client) == before


def test_again_reads_what_another_version_read(client: GraphClient, tmp_path: Path) -> None:
    sources = [str(SAMPLES / "gilead-kite-closed.json"), str(SAMPLES / "genscript-act-mou.json")]
    loading.ingest_sources(client, sources, Reading(), QUIET)
    before = picture(client)
    path = exported(client, tmp_path / "facts.jsonl.gz")
    old = gzip.decompress(path.read_bytes()).replace(Reading().version.encode(), b"0.0.1+old")
    path.write_bytes(gzip.compress(old))
    assert loading.ingest_sources(client, [str(path)], Reading(), QUIET).outcomes == {"replaced": 2}
    assert picture(client) != before

    assert loading.ingest_sources(client, [], Reading(), QUIET, again=True).outcomes == {"replaced": 2}
    assert picture(client) == before
    assert not loading.ingest_sources(client, [], Reading(), QUIET, again=True).outcomes

    emptied(client)
    assert loading.ingest_sources(client, [str(path)], Reading(), QUIET, again=True).outcomes == {"loaded": 2}
    assert picture(client) == before


def test_again_reads_what_a_migration_marked(client: GraphClient) -> None:
    source = str(SAMPLES / "gilead-kite-closed.json")
    loading.ingest_sources(client, [source], Reading(), QUIET)
    before = picture(client)
    first_version(client)

    assert loading.ingest_sources(client, [], Reading(), QUIET, again=True).outcomes == {"loaded": 1}

    assert picture(client) == before


def test_what_is_marked_stops_no_other_release(client: GraphClient) -> None:
    loading.ingest_sources(client, [str(SAMPLES / "gilead-kite-closed.json")], Reading(), QUIET)
    first_version(client)
    other = [str(SAMPLES / "genscript-act-mou.json")]

    assert loading.ingest_sources(client, other, Reading(), QUIET).outcomes == {"loaded": 1}

    assert client.read("MATCH (r:Release WHERE r.digest IS NULL) RETURN r.id AS id") == [{"id": "gilead-kite-closed"}]


def first_version(client: GraphClient) -> None:
    """What the first version would have kept of the releases, migrated to this one."""
    names = ("id", "url", "title", "published", "publisher", "text", "sha256", "pipeline", "digest")
    rows = client.read("MATCH (r:Release) RETURN r {" + ", ".join(f".{name}" for name in names) + "} AS r")
    wipe(client)
    schema.apply(client)
    client.execute("MATCH (s:Schema) SET s.version = 1")
    client.execute("UNWIND $rows AS row CREATE (r:Release) SET r = row.r", {"rows": rows})
    assert schema.apply(client) == [2]
    client.execute("MATCH (s:Schema) REMOVE s.migrations")
