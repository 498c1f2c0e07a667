"""`cellpact forget` on a real graph."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cellpact
from graph import schema
from graph.client import GraphClient
from graph.errors import UnknownReleaseError
from graph.load import load_release, load_releases
from ingest.forgetting import find_releases, nearest
from ingest.resolve import Vocabulary
from ingest.resolve.decisions import NOTHING
from ingest.resolve.settling import settle_graph
from tests.conftest import wipe
from tests.graph.made import alliance, closure, many, picture


@pytest.fixture
def told(graph: GraphClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> GraphClient:
    """A graph of two releases, which the environment names."""
    schema.apply(graph)
    for facts in (alliance(), closure()):
        load_release(graph, facts)
    monkeypatch.setenv("CELLPACT_DECISIONS", str(tmp_path / "decisions.jsonl"))
    connection = graph.connection
    monkeypatch.setenv("NEO4J_URI", connection.uri)
    monkeypatch.setenv("NEO4J_USERNAME", connection.username)
    monkeypatch.setenv("NEO4J_PASSWORD", connection.password.get_secret_value() if connection.password else "")
    monkeypatch.setenv("NEO4J_DATABASE", connection.database or "")
    return graph


def forget(*arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(cellpact.app, ["forget", *arguments], input=answer)


def ids(client: GraphClient) -> list[str]:
    return [row["id"] for row in client.read("MATCH (r:Release) RETURN r.id AS id ORDER BY id")]


def test_it_asks_and_leaves_all_as_it_was_at_a_no(told: GraphClient) -> None:
    before = picture(told)

    result = forget("closure", answer="n\n")

    assert result.exit_code == 1
    assert "closure: 2023-02-01, Lindgren CW and Hospital of Aarhus ended" in result.stderr
    assert "2 agreements" in result.stderr
    assert picture(told) == before


def test_at_a_yes_only_what_others_say_stays(told: GraphClient) -> None:
    assert forget("closure", answer="y\n").exit_code == 0
    left = picture(told)

    wipe(told)
    schema.apply(told)
    load_release(told, alliance())
    settle_graph(told, Vocabulary.load(), NOTHING)

    assert ids(told) == ["alliance"]
    assert picture(told) == left


def test_several_at_once_each_named_once(told: GraphClient) -> None:
    result = forget("--yes", "alliance", "closure", "alliance")

    assert result.exit_code == 0, result.stderr
    assert result.stderr.count("forgotten") == 2
    assert ids(told) == []


def test_one_that_there_is_not_stops_all_and_suggests(told: GraphClient) -> None:
    result = forget("--yes", "closure", "allianz")

    assert result.exit_code == 2
    assert "did you mean alliance?" in result.stderr
    assert ids(told) == ["alliance", "closure"]


def test_the_nearest_of_many_are_suggested(graph: GraphClient) -> None:
    schema.apply(graph)
    list(load_releases(graph, many(30)))

    assert nearest(graph, "relase-00017")[0] == "release-000017"
    assert nearest(graph, "xyz") == []
    with pytest.raises(UnknownReleaseError, match="list_releases"):
        find_releases(graph, ["xyz"])
