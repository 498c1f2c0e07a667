"""`cellpact graph`: the local Neo4j from the command line.

Messages go to stderr, results to stdout. Errors are left to the one command, which tells them all in the same way.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from graph.client import GraphClient
from graph.errors import GraphError, SettingsError
from graph.process import tail
from graph.server import LocalServer, ServerInfo, State
from graph.settings import GraphSettings

app = typer.Typer(
    name="graph",
    help="Run the local Neo4j that holds the graph.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

POLL_SECONDS = 0.5


def _say(message: str) -> None:
    typer.echo(message, err=True)


def _another_server(settings: GraphSettings) -> None:
    """Say that the environment names another server, and whether it answers."""
    with GraphClient(settings) as client:
        agent = client.verify()
    _say(
        f"NEO4J_URI is set: Cellpact uses {settings.neo4j_uri} ({agent}), which is not its own to start or stop. "
        "Unset NEO4J_URI to use the local Neo4j."
    )


@app.command()
def up() -> None:
    """Start the local Neo4j, fetching it the first time (165 MB). Harmless where it already runs."""
    settings = GraphSettings.load()
    if not settings.is_local:
        _another_server(settings)
        return
    server = LocalServer.from_settings(settings, tell=_say)
    before = server.status().state
    info = server.up()
    if before is State.RUNNING:
        _say("Neo4j runs already.")
    _show(info, password=None)


@app.command()
def down() -> None:
    """Stop the local Neo4j; the graph stays in its folder."""
    settings = GraphSettings.load()
    if not settings.is_local:
        _another_server(settings)
        return
    stopped = LocalServer.from_settings(settings, tell=_say).down()
    if stopped is None:
        _say("Neo4j does not run.")
    elif stopped.killed:
        _say(
            f"Neo4j (process {stopped.pid}) did not stop when asked and was killed. "
            "It checks its files at the next start, so nothing that was written is lost."
        )
    else:
        _say("Neo4j has stopped.")


@app.command()
def status(
    *,
    show_password: Annotated[bool, typer.Option("--show-password", help="Also print the password.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Tell whether Neo4j runs, where, and how much it holds. Exit status 3 where it does not answer."""
    settings = GraphSettings.load()
    if not settings.is_local:
        _another_server(settings)
        return
    info = LocalServer.from_settings(settings).status()
    password = None
    if show_password and info.connection is not None and info.connection.password is not None:
        password = info.connection.password.get_secret_value()
    if as_json:
        typer.echo(json.dumps(_fields(info, password), ensure_ascii=False))
    else:
        _show(info, password=password)
    if info.state is not State.RUNNING:
        raise typer.Exit(GraphError.exit_status)


@app.command()
def logs(
    *,
    lines: Annotated[int, typer.Option("--lines", "-n", min=1, help="How many lines to print.")] = 40,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on printing what comes, until Ctrl-C.")] = False,
) -> None:
    """Print the last lines of the local Neo4j's log."""
    settings = GraphSettings.load()
    log = settings.local.log
    if not log.exists():
        _say(f"There is no log at {log} yet. Start Neo4j with `cellpact graph up`.")
        raise typer.Exit(GraphError.exit_status)
    for line in tail(log, lines):
        typer.echo(line)
    if follow:
        try:
            _follow(log, typer.echo)
        except KeyboardInterrupt:
            return


@app.command()
def migrate() -> None:
    """Bring a graph that an older Cellpact made up to date, as `cellpact ingest` does by itself."""
    from graph import schema  # noqa: PLC0415 - needed here alone

    with GraphClient(GraphSettings.load()) as client:
        client.verify()
        done = schema.apply(client, _say)
    if not done:
        _say(f"Nothing to do: the graph has schema version {schema.VERSION}.")


@app.command()
def backup(
    target: Annotated[str, typer.Argument(metavar="FILE", help="Where to write the dump; - is standard output.")],
    *,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace the file if it exists.")] = False,
) -> None:
    """Write the local graph into one dump file. Neo4j is stopped for that, and started again if it ran."""
    from graph.backup import back_up  # noqa: PLC0415 - needed here alone

    back_up(_local("backup"), target, force=force, tell=_say)
    if target != "-":
        _say(f"{target} holds the graph ({Path(target).stat().st_size / 1e6:.1f} MB).")


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="A dump of `cellpact graph backup`.")],
    *,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace the graph that there is.")] = False,
) -> None:
    """Put the graph of a dump file in the place of the local one, which stays if the dump cannot be used."""
    from graph.backup import restore as put_back  # noqa: PLC0415 - needed here alone

    put_back(_local("restore"), source, force=force, tell=_say)
    _say(f"The graph is that of {source}.")


def _local(command: str) -> LocalServer:
    settings = GraphSettings.load()
    if not settings.is_local:
        raise SettingsError(
            f"`cellpact graph {command}` is for the local Neo4j, and NEO4J_URI names {settings.neo4j_uri}. Use that "
            "server's own tools, or unset NEO4J_URI"
        )
    return LocalServer.from_settings(settings, tell=_say)


@app.command(hidden=True)
def lock() -> None:
    """Renew the list of Neo4j's program files and their checksums (for maintainers)."""
    # Needed by maintainers only, and slow to load.
    from graph.jars import LOCK_FILE  # noqa: PLC0415
    from graph.lock import renew  # noqa: PLC0415

    target = Path(__file__).with_name(LOCK_FILE)
    _say(f"{target} now names {renew(target)} files.")


def _follow(log: Path, write: Callable[[str], Any]) -> None:
    """Print lines as they are appended; begin anew where the log was rotated."""
    stream = log.open(encoding="utf-8", errors="replace")
    try:
        stream.seek(0, 2)
        while True:
            line = stream.readline()
            if line:
                write(line.rstrip("\n"))
                continue
            time.sleep(POLL_SECONDS)
            if log.exists() and log.stat().st_size < stream.tell():
                stream.close()
                stream = log.open(encoding="utf-8", errors="replace")
    finally:
        stream.close()


def _fields(info: ServerInfo, password: str | None) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "state": info.state.value,
        "bolt": None if info.connection is None else info.connection.uri,
        "browser": info.browser_url,
        "username": None if info.connection is None else info.connection.username,
        "password_file": str(info.password_file),
        "version": info.version,
        "pid": info.pid,
        "data_bytes": info.data_bytes,
        "home": str(info.home),
        "log": str(info.log_file),
    }
    return fields if password is None else fields | {"password": password}


def _show(info: ServerInfo, *, password: str | None) -> None:
    table = Table.grid(padding=(0, 2))
    fields = _fields(info, password)
    fields["data"] = f"{fields.pop('data_bytes') / 1e6:.1f} MB"
    for name, value in fields.items():
        if value is not None:
            table.add_row(name.replace("_", " "), str(value))
    # Paths must be whole, so that they can be copied.
    Console(soft_wrap=True, highlight=False).print(table, soft_wrap=True)
