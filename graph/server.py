"""The local Neo4j: started, stopped and looked at by `cellpact graph`, the demo and the tests.

Everything lives in one home folder. Whoever starts or stops holds its lock, so two shells do not get in each other's
way, and each step can be repeated: a start that was killed anywhere is finished by the next one.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

import filelock
import psutil

from graph import process, swap
from graph.client import GraphClient
from graph.errors import (
    CredentialsError,
    DatabaseUnavailableError,
    GraphError,
    HomeError,
    PortTakenError,
    ServerBusyError,
    ServerStartError,
    ServerStopError,
)
from graph.files import check_room, size, write_private, writing
from graph.jars import JarCache
from graph.ports import LOOPBACK, any_free_port, is_free
from graph.process import Stopped
from graph.settings import Connection, GraphSettings, LocalFiles, Ports

USUAL_PORTS: Final = Ports(bolt=7687, http=7474)

PORTS_TO_TRY: Final = 100
"""How many ports from the usual one upwards are tried before any free one is taken."""

START_TIMEOUT: Final = 300.0
"""Seconds until a server that does not answer is given up. It takes about 7 s, on a very busy machine two minutes."""

LOCK_TIMEOUT: Final = 1800.0
"""Seconds to wait for another process that is starting or stopping the server, and may have to download it first."""

ROOM_NEEDED: Final = 300_000_000
"""Bytes that must be free on the home's disk: an empty store with its logs, and some room for the graph."""

LOG_LINES: Final = 15

REFUSALS: Final = 15
"""How often the password may be refused before we believe it: while the system database comes up it is."""


class State(StrEnum):
    """What the local server is doing."""

    RUNNING = "running"
    STARTING = "starting"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """The local server as it is now. `connection`, `browser_url`, `version` and `pid` are None where not known yet."""

    state: State
    home: Path
    connection: Connection | None
    browser_url: str | None
    version: str | None
    pid: int | None
    data_bytes: int
    password_file: Path
    log_file: Path


def _silent(_message: str) -> None:
    pass


class LocalServer:
    """A Neo4j in a home folder of ours."""

    def __init__(  # noqa: PLR0913 - each is a setting with a sensible default
        self,
        home: Path,
        jars: JarCache,
        *,
        bolt_port: int | None = None,
        http_port: int | None = None,
        heap_mb: int = 1024,
        browser_command: str | None = None,
        quick_start: bool = False,
        tell: Callable[[str], None] = _silent,
    ) -> None:
        """Describe a server; nothing is touched yet.

        Args:
            home: The folder for its data, password and ports; made where missing.
            jars: Where its program files come from.
            bolt_port: Insist on this port; None takes the one of last time, the usual one or a free one.
            http_port: The same for HTTP.
            heap_mb: Java heap, in MiB.
            browser_command: What Neo4j Browser runs after login; takes effect at the next start.
            quick_start: For servers that do not run long, such as those of tests; see `graph.process.start`.
            tell: Called with one line about each step that takes long.
        """
        self.files = LocalFiles(home.expanduser().resolve())
        self.jars = jars
        self.heap_mb = heap_mb
        self.browser_command = browser_command
        self.quick_start = quick_start
        self._wanted = {"bolt": bolt_port, "http": http_port}
        self._tell = tell

    @classmethod
    def from_settings(
        cls,
        settings: GraphSettings,
        *,
        browser_command: str | None = None,
        quick_start: bool = False,
        tell: Callable[[str], None] = _silent,
    ) -> Self:
        """Return the server that the settings describe."""
        return cls(
            settings.cellpact_home,
            JarCache(settings.cellpact_cache, tell=tell),
            bolt_port=settings.cellpact_bolt_port,
            http_port=settings.cellpact_http_port,
            heap_mb=settings.cellpact_heap_mb,
            browser_command=browser_command,
            quick_start=quick_start,
            tell=tell,
        )

    def up(self) -> ServerInfo:
        """Start the server where it does not run, and return when it answers.

        Raises:
            DownloadError: its program files could not be fetched.
            HomeError: the home cannot be written, or its disk is full.
            PortTakenError: another program listens on a port that was asked for.
            ServerStartError: it did not come up.
            ServerBusyError: another process holds the home.
        """
        self._check_home()
        with self._locked():
            running = process.find(self.files.neo4j)
            if running is None:
                jars = self.jars.ensure()
                with self._writing():
                    # A restore that was killed has left the former store beside.
                    swap.put_back(self.files.neo4j)
                    check_room(self.files.home, ROOM_NEEDED, "CELLPACT_HOME")
                    self._set_password(jars)
                    self._start(jars)
            else:
                self._wait_until_ready(running.pid)
            return self.status()

    def down(self) -> Stopped | None:
        """Stop the server and return how it ended; None where none ran.

        Raises:
            ServerStopError: it runs on.
            ServerBusyError: another process holds the home.
        """
        if not self.files.home.is_dir():
            return None
        with self._locked():
            running = process.find(self.files.neo4j)
            return None if running is None else self._stop(running)

    @contextmanager
    def held(self) -> Iterator["HeldServer"]:
        """Keep others from starting and stopping the server, to work on its files. What ran before runs afterwards.

        Raises:
            GraphError: as `up` and `down`.
        """
        self._check_home()
        with self._locked():
            held = HeldServer(self, self.jars.ensure())
            ran = held.runs()
            if not ran:
                # As in `up`; else the new store of a restore that was killed would be taken for the graph.
                with self._writing():
                    swap.put_back(self.files.neo4j)
            try:
                yield held
            finally:
                if held.runs() is not ran:
                    (held.start if ran else held.stop)()

    def status(self) -> ServerInfo:
        """Look at the server, without changing anything."""
        running = process.find(self.files.neo4j)
        connection = self._connection()
        state, version = State.STOPPED, None
        if running is not None:
            state = State.STARTING
            if connection is not None:
                try:
                    with GraphClient(connection) as client:
                        state, version = State.RUNNING, client.verify().removeprefix("Neo4j/")
                except CredentialsError:
                    state = State.RUNNING
                except DatabaseUnavailableError:
                    pass
        ports = self.files.read_ports()
        return ServerInfo(
            state=state,
            home=self.files.home,
            connection=connection,
            browser_url=None if ports is None else f"http://{LOOPBACK}:{ports.http}/browser/",
            version=version,
            pid=None if running is None else running.pid,
            data_bytes=size(self.files.neo4j / "data"),
            password_file=self.files.password,
            log_file=self.files.log,
        )

    def _connection(self) -> Connection | None:
        ports, password = self.files.read_ports(), self.files.read_password()
        if ports is None or password is None:
            return None
        return Connection(f"bolt://{LOOPBACK}:{ports.bolt}", "neo4j", password, None, is_local=True)

    def _check_home(self) -> None:
        with self._writing():
            self.files.home.mkdir(parents=True, exist_ok=True)
            for folder in ("conf", "data", "logs"):
                (self.files.neo4j / folder).mkdir(parents=True, exist_ok=True)

    def _writing(self) -> AbstractContextManager[None]:
        return writing(self.files.home, "CELLPACT_HOME")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = filelock.FileLock(self.files.lock)
        with self._writing():
            try:
                lock.acquire(timeout=0)
            except filelock.Timeout:
                self._tell("Another process is starting or stopping Neo4j; waiting for it")
                try:
                    lock.acquire(timeout=LOCK_TIMEOUT)
                except filelock.Timeout as error:
                    message = (
                        f"another process has held {self.files.lock} for {LOCK_TIMEOUT:.0f} s. "
                        "Look for a `cellpact` that hangs, end it, and try again"
                    )
                    raise ServerBusyError(message) from error
        try:
            yield
        finally:
            lock.release()

    def _set_password(self, jars: Path) -> None:
        """Make a password before the first start; Neo4j takes it over when it makes its system database."""
        if (self.files.neo4j / "data" / "databases" / "system").exists():
            if self.files.read_password() is None:
                message = (
                    f"{self.files.password} is missing, and without it the data in {self.files.neo4j} cannot be "
                    "read. Put it back, or remove that folder to begin with an empty graph"
                )
                raise HomeError(message)
            return
        if self.files.read_password() is None:
            write_private(self.files.password, secrets.token_hex(16) + "\n")
        done = process.set_first_password(self.files.neo4j, jars, self.files.password)
        if done.returncode != 0:
            message = _with_log("Neo4j's admin tool could not set the first password", done.stdout.splitlines())
            raise ServerStartError(message)

    def _start(self, jars: Path) -> None:
        """Start the server and wait for it; once more on other ports where somebody was faster to take ours."""
        for attempt in (1, 2):
            ports = self._choose_ports()
            text = process.configuration(ports, browser_command=self.browser_command)
            (self.files.neo4j / "conf" / "neo4j.conf").write_text(text, encoding="utf-8")
            write_private(self.files.ports, ports.model_dump_json() + "\n")
            self._tell(f"Starting Neo4j in {self.files.home}")
            pid = process.start(
                self.files.neo4j, jars, self.files.console, heap_mb=self.heap_mb, quick_start=self.quick_start
            )
            try:
                self._wait_until_ready(pid)
            except ServerStartError:
                self._abandon()
                if attempt == 1 and process.could_not_bind(self._log()):
                    continue
                raise
            except BaseException:
                self._abandon()
                raise
            return

    def _abandon(self) -> None:
        running = process.find(self.files.neo4j)
        if running is not None:
            self._stop(running)

    def _wait_until_ready(self, pid: int) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        refused = 0
        while time.monotonic() < deadline:
            if not process.is_alive(pid):
                raise ServerStartError(_with_log("Neo4j ended while it was starting", self._log()))
            connection = self._connection()
            try:
                if connection is not None:
                    with GraphClient(connection) as client:
                        client.verify()
                    # Another server on our port would have let us in only by chance, but ours might just have ended.
                    if process.is_alive(pid):
                        return
            except CredentialsError as error:
                refused += 1
                if refused > REFUSALS:
                    message = (
                        f"the local Neo4j refuses the password in {self.files.password}; it must have been changed. "
                        "Write the new one into that file"
                    )
                    raise CredentialsError(message) from error
            except GraphError:
                # Not ready yet: it does not listen, or its databases are not online.
                pass
            time.sleep(0.2)
        message = f"Neo4j did not answer within {START_TIMEOUT:.0f} s"
        raise ServerStartError(_with_log(message, self._log()))

    def _log(self) -> list[str]:
        printed = process.tail(self.files.console, LOG_LINES)
        return printed or process.tail(self.files.log, LOG_LINES)

    def _choose_ports(self) -> Ports:
        before = self.files.read_ports() or USUAL_PORTS
        bolt = self._choose_port("bolt", (before.bolt, USUAL_PORTS.bolt), taken=None)
        http = self._choose_port("http", (before.http, USUAL_PORTS.http), taken=bolt)
        return Ports(bolt=bolt, http=http)

    def _choose_port(self, name: str, preferred: tuple[int, int], *, taken: int | None) -> int:
        wanted = self._wanted[name]
        if wanted is not None:
            if wanted == taken or not is_free(wanted):
                message = (
                    f"port {wanted} is taken by another program. Stop that, or set CELLPACT_{name.upper()}_PORT to "
                    "another port, or unset it to have a free one chosen"
                )
                raise PortTakenError(message)
            return wanted
        candidates = (*preferred, *range(preferred[1] + 1, preferred[1] + PORTS_TO_TRY))
        port = next((port for port in candidates if port != taken and is_free(port)), None) or any_free_port()
        if port != preferred[0]:
            self._tell(f"Port {preferred[0]} is taken by another program; using {port}")
        return port

    def _stop(self, server: psutil.Process) -> Stopped:
        try:
            stopped = process.stop(server)
        except psutil.Error as error:
            message = f"Neo4j (process {server.pid}) could not be stopped: {error}. Stop it with your system's tools"
            raise ServerStopError(message) from error
        return stopped


class HeldServer:
    """A server that only its holder starts and stops."""

    def __init__(self, server: LocalServer, jars: Path) -> None:
        self._server = server
        self.jars = jars

    def runs(self) -> bool:
        """Whether it runs."""
        return process.find(self._server.files.neo4j) is not None

    def start(self) -> None:
        """Start it, and return when it answers."""
        with self._server._writing():  # noqa: SLF001 - its other half
            self._server._set_password(self.jars)  # noqa: SLF001
            self._server._start(self.jars)  # noqa: SLF001

    def stop(self) -> None:
        """Stop it where it runs."""
        running = process.find(self._server.files.neo4j)
        if running is not None:
            self._server._stop(running)  # noqa: SLF001


def _with_log(message: str, lines: list[str]) -> str:
    if not lines:
        return f"{message}, and printed nothing"
    return "\n  ".join([f"{message}. The last lines of its log:", *lines])
