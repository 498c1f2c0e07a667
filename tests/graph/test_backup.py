"""Backup and restore of a real local Neo4j. Few tests, each with several steps: a server takes seconds to start."""

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

import cellpact
from graph import process, schema, swap
from graph.backup import back_up, restore
from graph.client import GraphClient
from graph.errors import BackupError, OutputError, RestoreError, SchemaTooNewError
from graph.load import load_release
from graph.server import LocalServer, State
from graph.settings import GraphSettings
from tests.conftest import fetch
from tests.graph.made import alliance, closure, picture


def server_in(home: Path) -> LocalServer:
    settings = GraphSettings(neo4j_uri=None, neo4j_database=None, cellpact_home=home, cellpact_heap_mb=512)
    return LocalServer.from_settings(settings, quick_start=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """A running server of its own, with one release in it."""
    server = server_in(tmp_path_factory.mktemp("backup") / "a home")
    fetch(server)
    server.up()
    with client_of(server) as client:
        schema.apply(client)
        load_release(client, alliance())
    yield server
    server.down()


@pytest.fixture(scope="module")
def dump(server: LocalServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    target = tmp_path_factory.mktemp("dumps") / "graph.dump"
    environment = {"CELLPACT_HOME": str(server.files.home), "CELLPACT_HEAP_MB": "512", "NEO4J_URI": ""}
    done = CliRunner().invoke(cellpact.app, ["graph", "backup", str(target)], env=environment)
    assert done.exit_code == 0, done.stderr
    assert "Neo4j is stopped while its files are copied" in done.stderr
    assert f"{target} holds the graph" in done.stderr
    assert server.status().state is State.RUNNING
    return target


def left_over(server: LocalServer) -> set[str]:
    """What a restore puts beside the store while it works."""
    return {path.name for path in server.files.neo4j.iterdir()} & {swap.FORMER, swap.DONE} | {
        path.name for path in server.files.neo4j.glob("restoring-*")
    }


def client_of(server: LocalServer) -> GraphClient:
    connection = server.status().connection
    assert connection is not None
    return GraphClient(connection)


def kill(server: LocalServer) -> None:
    """End the server as a loss of power does: its files are left as they are."""
    running = process.find(server.files.neo4j)
    assert running is not None
    running.kill()
    psutil.wait_procs([running], timeout=10)


def content(server: LocalServer) -> set[str]:
    with client_of(server) as client:
        return picture(client)


def test_a_restored_graph_is_the_one_that_was_backed_up(server: LocalServer, dump: Path) -> None:
    before = content(server)
    with client_of(server) as client:
        load_release(client, closure())
    assert content(server) != before
    told: list[str] = []

    restore(server, dump, force=True, tell=told.append)

    assert content(server) == before
    assert any("Starting Neo4j" in line for line in told)
    assert not left_over(server)


def test_what_exists_is_not_replaced_unasked(server: LocalServer, dump: Path) -> None:
    running = server.status().pid

    with pytest.raises(OutputError, match="--force"):
        back_up(server, str(dump), force=False, tell=print)
    with pytest.raises(RestoreError, match="--force"):
        restore(server, dump, force=False, tell=print)

    assert server.status().pid == running


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "missing", "no dump inside"])
def test_a_damaged_dump_leaves_the_graph_and_the_server_alone(
    server: LocalServer, dump: Path, tmp_path: Path, damage: str
) -> None:
    whole, bad = dump.read_bytes(), tmp_path / "bad.dump"
    middle = len(whole) // 2
    changed = {
        "cut": whole[:middle],
        "flipped": whole[:middle] + bytes(255 - byte for byte in whole[middle : middle + 40]) + whole[middle + 40 :],
        "foreign": b"%PDF-1.7 something else",
        "no dump inside": whole[:4] + b"nothing at all",
    }
    if damage in changed:
        bad.write_bytes(changed[damage])
    before, running = content(server), server.status().pid

    with pytest.raises(RestoreError, match=r"bad\.dump") as raised:
        restore(server, bad, force=True, tell=print)

    assert "\tat " not in str(raised.value)
    assert len(str(raised.value)) < 800
    assert server.status().pid == running
    assert content(server) == before
    assert not left_over(server)


def test_a_graph_outlives_kills_and_refusals_and_moves_into_a_fresh_home(
    server: LocalServer, dump: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with client_of(server) as client:
        load_release(client, closure())
        client.execute("CREATE (:Release {id: 'last'})")
    before = content(server)
    kill(server)

    # A graph that is refused: the former one comes back.
    with monkeypatch.context() as patch:
        patch.setattr(schema, "VERSION", 0)
        with pytest.raises(SchemaTooNewError, match="newer Cellpact"):
            restore(server, dump, force=True, tell=print)
    assert server.status().state is State.STOPPED
    assert not left_over(server)

    # As if a second restore had been killed before the new store was in its place: the former one still counts.
    home = server.files.neo4j
    (home / swap.FORMER).mkdir()
    for part, place in swap.store(home).items():
        place.rename(home / swap.FORMER / part)
    with pytest.raises(RestoreError, match="--force"):
        restore(server, dump, force=False, tell=print)

    # Its files cannot be copied before a start has mended them.
    mended, told = tmp_path / "mended.dump", list[str]()
    back_up(server, str(mended), force=False, tell=told.append)
    assert any("mend" in line for line in told)
    assert server.status().state is State.STOPPED
    assert not left_over(server)

    # A home where nothing was started yet. What comes into it is seen while Neo4j is up to check it.
    fresh, seen = server_in(tmp_path / "fresh"), list[set[str]]()
    with pytest.raises(BackupError, match="no graph"):
        back_up(fresh, str(tmp_path / "none.dump"), force=False, tell=print)
    monkeypatch.setattr(schema, "check", lambda client: seen.append(picture(client)))
    restore(fresh, mended, force=False, tell=print)
    assert seen == [before]
    assert fresh.status().state is State.STOPPED
    assert not left_over(fresh)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_another_server_has_its_own_tools(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "bolt://db.example:7687")

    result = CliRunner().invoke(cellpact.app, ["graph", command, str(tmp_path / "x.dump")])

    assert result.exit_code == 2
    assert "own tools" in result.stderr
