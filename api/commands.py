"""`cellpact serve`."""

import errno
import socket
from contextlib import suppress
from typing import Annotated, NoReturn

import typer
import uvicorn

from api.app import create_app
from api.settings import ApiSettings
from graph.client import GraphClient
from graph.server import LocalServer
from graph.settings import GraphSettings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on. [default: 127.0.0.1]")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any free one. [default: 8000]")
    ] = None,
) -> None:
    """Answer questions about the graph over HTTP.

    The documentation is at /docs. Ends with status 2 where the address cannot be used, 3 where the database is not
    reached. Stop it with Ctrl-C.
    """
    graph = GraphSettings.load()
    given = ApiSettings.load()
    with GraphClient(graph) as client:
        client.verify()
        changes = {"host": host, "port": port, "browser_url": given.browser_url or _browser(graph)}
        settings = given.model_copy(update={name: value for name, value in changes.items() if value is not None})
        with _listen(settings.host, settings.port) as listener:
            _run(settings, client, listener)


def _run(settings: ApiSettings, client: GraphClient, listener: socket.socket) -> None:
    address = _address(settings.host, listener.getsockname()[1])
    typer.echo(f"Cellpact answers at {address}\n  documentation  {address}/docs", err=True)
    if settings.browser_url:
        typer.echo(f"  Neo4j Browser  {settings.browser_url}", err=True)
    app = create_app(settings, client)
    config = uvicorn.Config(app, log_level="warning", server_header=False, root_path=settings.root_path)
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])


def _browser(graph: GraphSettings) -> str | None:
    return LocalServer.from_settings(graph).status().browser_url if graph.is_local else None


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            problem = f"port {port} of {host} is taken by another program. Choose another with `--port`"
        elif error.errno == errno.EACCES:
            problem = f"port {port} needs more rights than you have. Choose one above 1023 with `--port`"
        else:
            reason = str(error.strerror or error).partition(" (while")[0]
            problem = f"cannot listen on {host}: {reason}. Choose an address of this machine with `--host`"
        _refuse(problem, 2, error)


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _refuse(message: str, status: int, error: Exception) -> NoReturn:
    typer.secho("error: ", fg="red", err=True, nl=False)
    typer.echo(message, err=True)
    raise typer.Exit(status) from error
