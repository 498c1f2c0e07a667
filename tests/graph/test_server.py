"""The local server. Those tests that need a running one share it, in the order of a server's life."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import filelock
import httpx
import psutil
import pytest
from pydantic import SecretStr

from graph import process, server
from graph.client import GraphClient
from graph.errors import (
    CredentialsError,
    HomeError,
    PortTakenError,
    ServerBusyError,
    ServerStartError,
)
from graph.files import check_room
from graph.jars import JarCache
from graph.server import LocalServer, State
from graph.settings import GraphSettings, LocalFiles, Ports

COMMAND = [sys.executable, "-m", "cellpact", "graph"]


def eventually(holds: Callable[[], bool]) -> None:
    """Wait for what another process does; the limit is for a machine that is very busy."""
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("NEO4J_", "CELLPACT_"))}
    return kept | {"CELLPACT_HOME": str(home), "CELLPACT_HEAP_MB": "512"} | more


def command(home: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments], env=environment(home, **more), capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def local(throwaway: LocalServer) -> LocalServer:
    return throwaway


@pytest.fixture
def prepared(tmp_path: Path) -> LocalServer:
    """A server that looks as if it had been started before, but has no program files."""
    files = LocalFiles(tmp_path)
    (files.neo4j / "data" / "databases" / "system").mkdir(parents=True)
    files.password.write_text("hidden")
    return LocalServer(tmp_path, JarCache(tmp_path / "cache", jars=[]), heap_mb=256)


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


# A server's life


def test_a_killed_start_and_two_at_once_end_in_one_server(local: LocalServer) -> None:
    home = local.files.home
    with subprocess.Popen([*COMMAND, "up"], env=environment(home), stderr=subprocess.DEVNULL) as first:
        eventually(lambda: process.find(local.files.neo4j) is not None)
        first.kill()
    started = process.find(local.files.neo4j)
    assert started is not None

    ups = [
        subprocess.Popen(
            [*COMMAND, "up"], env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    ends = [(up.communicate(), up.returncode) for up in ups]
    assert [code for _, code in ends] == [0, 0], ends
    info = local.status()
    assert (info.state, info.pid) == (State.RUNNING, started.pid)


def test_up_again_is_harmless(local: LocalServer) -> None:
    before = local.status()
    assert local.up() == before


def test_the_password_is_private_and_is_printed_only_when_asked_for(local: LocalServer) -> None:
    secret = local.files.password.read_text().strip()
    assert stat.S_IMODE(local.files.password.stat().st_mode) == 0o600
    assert len(secret) == 32
    assert secret not in command(local.files.home, "status").stdout
    shown = command(local.files.home, "status", "--json", "--show-password").stdout
    assert json.loads(shown)["password"] == secret
    assert secret not in " ".join(psutil.Process(local.status().pid).cmdline())


def test_it_listens_on_loopback_only(local: LocalServer) -> None:
    ports = local.files.read_ports()
    assert ports is not None
    listening = {
        (link.laddr.ip.removeprefix("::ffff:"), link.laddr.port)
        for link in psutil.Process(local.status().pid).net_connections("inet")
        if link.status == psutil.CONN_LISTEN
    }
    assert listening == {("127.0.0.1", ports.bolt), ("127.0.0.1", ports.http)}


def test_browser_is_served(local: LocalServer) -> None:
    url = local.status().browser_url
    assert url is not None
    assert "Neo4j Browser" in httpx.get(url, trust_env=False, follow_redirects=True).text


def test_status_and_logs_are_commands(local: LocalServer) -> None:
    told = command(local.files.home, "status", "--json")
    fields = json.loads(told.stdout)
    assert told.returncode == 0
    assert fields["state"] == "running"
    assert fields["data_bytes"] > 0
    assert fields["password_file"] == str(local.files.password)
    assert "password" not in fields
    assert "Started." in command(local.files.home, "logs").stdout


def test_a_changed_password_is_told(local: LocalServer) -> None:
    connection = local.status().connection
    assert connection is not None
    with (
        GraphClient(replace(connection, password=SecretStr("wrong"))) as client,
        pytest.raises(CredentialsError, match="cellpact graph status"),
    ):
        client.verify()


def test_after_a_crash_it_comes_back_with_its_data_elsewhere_if_its_port_is_taken(local: LocalServer) -> None:
    info, before = local.status(), local.files.read_ports()
    assert info.connection is not None
    assert before is not None
    with GraphClient(info.connection) as client:
        client.execute("CREATE (:Kept {id: 1})")
    crashed = psutil.Process(info.pid)
    crashed.kill()
    eventually(lambda: process.find(local.files.neo4j) is None)
    assert local.status().state is State.STOPPED

    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # A killed process loses its arguments a moment before its ports.
        eventually(lambda: server.is_free(before.bolt) and server.is_free(before.http))
        squatter.bind(("127.0.0.1", before.bolt))
        squatter.listen()
        again = local.up()
    after = local.files.read_ports()
    assert after is not None
    assert (after.bolt != before.bolt, after.http) == (True, before.http)
    assert again.connection is not None
    with GraphClient(again.connection) as client:
        assert client.read("MATCH (kept:Kept) RETURN kept.id AS id") == [{"id": 1}]


def test_down_stops_it_and_again_is_harmless(local: LocalServer) -> None:
    pid = local.status().pid
    assert pid is not None
    told = command(local.files.home, "down")
    assert (told.returncode, told.stderr) == (0, "Neo4j has stopped.\n")
    eventually(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    assert local.down() is None
    told = command(local.files.home, "down")
    assert (told.returncode, told.stderr) == (0, "Neo4j does not run.\n")
    assert command(local.files.home, "status").returncode == 3


# What goes wrong


def test_a_server_that_does_not_come_up_shows_its_log(prepared: LocalServer) -> None:
    with pytest.raises(ServerStartError, match=r"log:\n.*org\.neo4j\.server\.Neo4jCommunity"):
        prepared.up()
    assert prepared.status().state is State.STOPPED


def test_a_port_that_was_asked_for_must_be_free(prepared: LocalServer, taken: int) -> None:
    strict = LocalServer(prepared.files.home, prepared.jars, bolt_port=taken)
    with pytest.raises(PortTakenError, match="CELLPACT_BOLT_PORT"):
        strict.up()


def test_one_port_cannot_serve_both(prepared: LocalServer, taken: int) -> None:
    free = taken + 1 if taken < 65535 else taken - 1
    strict = LocalServer(prepared.files.home, prepared.jars, bolt_port=free, http_port=free)
    with pytest.raises(PortTakenError, match="_PORT to another port"):
        strict.up()


def test_data_without_its_password_is_not_touched(prepared: LocalServer) -> None:
    prepared.files.password.unlink()
    with pytest.raises(HomeError, match="Put it back"):
        prepared.up()
    assert not prepared.files.password.exists()


def test_a_home_that_cannot_be_made_is_one_clear_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = command(tmp_path / "file" / "home", "up")
    assert told.returncode == 3
    assert told.stderr.startswith("cellpact: cannot write ")
    assert told.stderr.count("\n") == 1


def test_a_full_disk_is_told_before_it_is_filled(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match="Make room"):
        check_room(tmp_path, 10**18, "CELLPACT_HOME")


def test_a_home_that_another_process_holds_is_told(prepared: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LOCK_TIMEOUT", 0.05)
    with filelock.FileLock(prepared.files.lock), pytest.raises(ServerBusyError, match="another process"):
        prepared.up()


def test_another_server_is_left_alone(tmp_path: Path, taken: int) -> None:
    told = command(tmp_path, "up", NEO4J_URI=f"bolt://127.0.0.1:{taken - 1}")
    assert told.returncode == 3
    assert "unset it and use the local one" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_another_server_that_answers_is_named(neo4j_server: GraphSettings, tmp_path: Path) -> None:
    connection = neo4j_server.connection()
    assert connection.password is not None
    told = command(tmp_path, "up", NEO4J_URI=connection.uri, NEO4J_PASSWORD=connection.password.get_secret_value())
    assert told.returncode == 0
    assert "not its own to start or stop" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_bad_setting_and_an_unknown_option_are_wrong_use(tmp_path: Path) -> None:
    assert command(tmp_path, "up", NEO4J_URI="example.org").returncode == 2
    assert command(tmp_path, "status", "--nonsense").returncode == 2


# Processes and configuration


def test_a_process_that_only_mentions_the_home_is_not_the_server(tmp_path: Path) -> None:
    sleep = [sys.executable, "-c", "input()", process.MAIN_CLASS, f"--home-dir={tmp_path}"]
    with subprocess.Popen(sleep, stdin=subprocess.PIPE) as other:
        eventually(lambda: process.MAIN_CLASS in psutil.Process(other.pid).cmdline())
        assert process.find(tmp_path) is None
        other.communicate(b"\n")


def test_a_process_that_will_not_stop_is_killed() -> None:
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
    with subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert process.stop(psutil.Process(other.pid), timeout=0.1).killed
    assert other.returncode in {-signal.SIGKILL, 0}


def test_the_tail_of_a_log_is_its_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert process.tail(log, 5) == []
    log.write_text("".join(f"line {n}\n\n" for n in range(10_000)))
    assert process.tail(log, 2) == ["line 9998", "line 9999"]


def test_browser_gets_its_command() -> None:
    text = process.configuration(Ports(bolt=1, http=2), browser_command="play http://localhost:8000/guide.html")
    assert "browser.post_connect_cmd=play http://localhost:8000/guide.html\n" in text
    assert "post_connect" not in process.configuration(Ports(bolt=1, http=2))
