"""The demonstration, on the tests' Neo4j, with an API process of its own."""

import httpx
import pytest
from typer.testing import CliRunner

import cellpact
from graph.settings import GraphSettings
from ingest import demo


@pytest.fixture
def environment(
    neo4j_server: GraphSettings, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = neo4j_server.connection()
    monkeypatch.setenv("NEO4J_URI", connection.uri)
    monkeypatch.setenv("NEO4J_USERNAME", connection.username)
    monkeypatch.setenv("NEO4J_PASSWORD", connection.password.get_secret_value() if connection.password else "")
    monkeypatch.setenv("CELLPACT_HOME", str(tmp_path_factory.mktemp("demo")))
    monkeypatch.setattr(demo, "is_free", lambda _port: False)  # leave the usual port to whoever runs the tests


@pytest.mark.usefixtures("graph", "environment")
def test_demo_leaves_addresses_that_work_until_it_is_stopped() -> None:
    run = CliRunner().invoke
    first = run(cellpact.app, ["demo"])
    try:
        assert first.exit_code == 0, first.output
        assert "loaded" in first.output
        assert "/partners?limit=" in first.output
        (docs,) = [line.split()[-1] for line in first.output.splitlines() if "documentation" in line]
        assert httpx.get(docs).is_success
        counts = httpx.get(docs.replace("/docs", "/v1/counts")).json()
        assert counts["releases"] > 30
        second = run(cellpact.app, ["demo"])
        assert docs in second.output, "the second run finds the API of the first"
        assert "unchanged" in second.output
    finally:
        stopped = run(cellpact.app, ["demo", "--stop"])
    assert "The API has stopped." in stopped.output
    with pytest.raises(httpx.ConnectError):
        httpx.get(docs)
    assert "No API runs" in run(cellpact.app, ["demo", "--stop"]).output


def test_sums_are_told_as_people_say_them() -> None:
    plain = {"kind": "upfront", "amount": None, "currency": None, "percent": None, "up_to": False}
    assert demo._sum(plain) == "upfront undisclosed"
    assert demo._sum({**plain, "amount": 5_000_000, "currency": "EUR"}) == "upfront EUR 5,000,000"
    assert demo._sum({**plain, "kind": "royalty", "percent": 12.5, "up_to": True}) == "royalty up to 12.5 %"
