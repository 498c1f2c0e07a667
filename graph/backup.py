"""The local graph as one dump file of Neo4j's own form, and back. Any Neo4j loads it: `neo4j-admin database load`.

Neo4j Community dumps a database only while it is stopped, so the server is stopped for that and started again. A dump
is loaded beside the graph first: one that is damaged costs nothing.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import IO, Final

from graph import process, schema, swap
from graph.client import GraphClient
from graph.errors import BackupError, RestoreError
from graph.export.output import opened
from graph.files import writing
from graph.server import HeldServer, LocalServer
from graph.settings import DATABASE

NOT_CLEAN: Final = "perform clean shutdown"
"""What the admin tool says of a store whose server was killed: it has to be started once, to mend itself."""

FORMS: Final = (b"DZV1", b"DGV1")
"""How dumps begin: compressed with zstd or gzip."""

LINES: Final = 4
"""Of what the admin tool says about a failure, the last lines."""

NOISE: Final = ("Files: ", "Done: ", "at ", "...", "---", "Full exception", "Please provide", "For more information")
"""How lines begin that say nothing about it: progress, calls, where to turn to."""

Tell = Callable[[str], None]


def back_up(server: LocalServer, target: str, *, force: bool, tell: Tell) -> None:
    """Write the graph into a dump file, or to standard output for `-`.

    Raises:
        OutputError: The file exists and not `force`, or cannot be written.
        BackupError: There is no graph, or Neo4j could not dump it.
        GraphError: As `LocalServer.up`.
    """
    home = server.files.neo4j
    if not swap.exists(home):
        raise BackupError(f"there is no graph in {server.files.home} yet. Start Neo4j with `cellpact graph up`")
    with opened(target, force=force) as stream, server.held() as held:
        if held.runs():
            tell("Neo4j is stopped while its files are copied")
            held.stop()
        failed = _dump(held, home, stream)
        if failed is not None and NOT_CLEAN in failed:
            tell("Neo4j was not stopped properly last time; it is started once, to mend its files")
            held.start()
            held.stop()
            failed = _dump(held, home, stream)
        if failed is not None:
            raise BackupError(f"Neo4j could not dump the graph, which is as it was. It says: {failed}")


def restore(server: LocalServer, source: Path, *, force: bool, tell: Tell) -> None:
    """Put the graph of a dump file in the place of the graph that there is.

    Raises:
        RestoreError: There is a graph and not `force`, or the file is no dump, or damaged; the graph is as it was.
        SchemaTooNewError: A newer Cellpact made it; the graph is as it was.
        GraphError: As `LocalServer.up`.
    """
    home = server.files.neo4j
    if swap.exists(home) and not force:
        raise RestoreError(f"there is a graph in {server.files.home} already. Back it up, and replace it with --force")
    _check(source)
    with writing(server.files.home, "CELLPACT_HOME"):
        server.files.neo4j.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix="restoring-", dir=home))
    try:
        tell(f"Reading {source}")
        jars = server.jars.ensure()
        failed = _load(beside, jars, source)
        if failed is not None or not swap.exists(beside):
            raise RestoreError(
                f"{source} could not be read: it is damaged, or of a newer Neo4j. The graph is as it was. Neo4j says: "
                f"{failed or 'nothing'}"
            )
        _exchange(server, beside, tell)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _exchange(server: LocalServer, beside: Path, tell: Tell) -> None:
    """Replace the store, see that Neo4j opens it and that it is one of ours, else take it back."""
    home = server.files.neo4j
    with server.held() as held:
        held.stop()
        before = any(place.exists() for place in swap.store(home).values())
        try:
            with writing(server.files.home, "CELLPACT_HOME"):
                swap.put_in(home, beside)
            tell("Starting Neo4j with it")
            held.start()
            connection = server.status().connection
            if connection is not None:
                with GraphClient(connection) as client:
                    schema.check(client)
        except BaseException:
            held.stop()
            if before:
                swap.put_back(home)
            else:
                swap.remove(home)
            raise
        swap.settle(home)


def _check(source: Path) -> None:
    try:
        with source.open("rb") as stream:
            head = stream.read(len(FORMS[0]))
    except OSError as error:
        raise RestoreError(
            f"cannot read {source} ({error.strerror}). Name a file of `cellpact graph backup`"
        ) from error
    if head not in FORMS:
        raise RestoreError(f"{source} is no dump of Neo4j. Name a file of `cellpact graph backup`")


def _dump(held: HeldServer, home: Path, stream: IO[bytes]) -> str | None:
    """Write a dump into `stream`; return what went wrong."""
    tool = process.admin(home, held.jars, "database", "dump", DATABASE, "--to-stdout")
    return _finish(tool, stream)


def _load(home: Path, jars: Path, source: Path) -> str | None:
    (home / "conf").mkdir()
    with source.open("rb") as stream:
        tool = process.admin(home, jars, "database", "load", DATABASE, "--from-stdin", stdin=stream)
        return _finish(tool, None)


def _finish(tool: "subprocess.Popen[bytes]", stream: IO[bytes] | None) -> str | None:
    """Copy what the admin tool prints into `stream`, wait for its end, and return what went wrong, in one line."""
    said: list[bytes] = []
    with tool:
        assert tool.stdout is not None  # noqa: S101 - both are pipes
        assert tool.stderr is not None  # noqa: S101
        # Its messages have to be read while it writes, or it would wait for us as we wait for it.
        listener = Thread(target=lambda: said.append(tool.stderr.read()), daemon=True)  # type: ignore[union-attr]
        listener.start()
        try:
            if stream is None:
                said.append(tool.stdout.read())
            else:
                shutil.copyfileobj(tool.stdout, stream, 1 << 20)
        except BaseException:
            tool.kill()
            raise
        listener.join()
    if tool.returncode == 0:
        return None
    return _gist(b"\n".join(said).decode(errors="replace")) or f"nothing (status {tool.returncode})"


def _gist(said: str) -> str:
    """The lines of a message that say what went wrong: no progress, no stack of calls."""
    lines = [line.strip() for line in said.splitlines()]
    kept = [line for line in lines if line and not line.startswith(NOISE) and " INFO " not in line]
    return "; ".join(dict.fromkeys(kept[-LINES:]))
