import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from typer.testing import CliRunner

from cellpact import app
from graph.settings import GraphSettings


@pytest.fixture
def environment(neo4j_server: GraphSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point commands at the Neo4j of the tests."""
    connection = neo4j_server.connection()
    monkeypatch.setenv("NEO4J_URI", connection.uri)
    monkeypatch.setenv("NEO4J_USERNAME", connection.username)
    monkeypatch.setenv("NEO4J_PASSWORD", connection.password.get_secret_value() if connection.password else "")


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


@pytest.mark.usefixtures("environment")
def test_a_taken_port_is_one_clear_message(taken: int) -> None:
    result = CliRunner().invoke(app, ["serve", "--port", str(taken)])

    assert result.exit_code == 2
    assert result.stderr == (
        f"error: port {taken} of 127.0.0.1 is taken by another program. Choose another with `--port`\n"
    )


@pytest.mark.usefixtures("environment")
def test_an_address_of_another_machine_is_refused() -> None:
    result = CliRunner().invoke(app, ["serve", "--host", "192.0.2.1", "--port", "0"])

    assert result.exit_code == 2
    assert "--host" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_without_a_database_nothing_is_served(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{port}")

    result = CliRunner().invoke(app, ["serve", "--port", str(taken)])

    assert result.exit_code == 3, "the database is asked before the port, which is taken, is bound"
    assert "`cellpact graph up`" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPACT_API_PORT", "many")

    result = CliRunner().invoke(app, ["serve"])

    assert result.exit_code == 2
    assert "CELLPACT_API_PORT" in result.stderr


@pytest.mark.usefixtures("environment")
def test_it_serves_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "cellpact", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address, said
        try:
            response = httpx.get(f"{address[0]}/healthz", timeout=20)
        finally:
            process.send_signal(signal.SIGINT)
        rest = process.stderr.read()

    assert response.json()["status"] == "ok"
    assert "server" not in response.headers
    assert process.returncode == 0
    assert "Traceback" not in rest
