"""Cellpact's command line: mounts the commands that `ingest`, `graph` and `api` define beside what they run."""

import logging
import sys
import traceback
from importlib import metadata
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import ingest.commands
from graph.errors import GraphError
from ingest.errors import IngestError

UNEXPECTED = 70  # EX_SOFTWARE of sysexits.h


class _Commands(TyperGroup):
    """Turns errors into one line and an exit status, wherever a command raises them."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - the context of the click that Typer carries inside
        try:
            return super().invoke(ctx)
        except (GraphError, IngestError) as error:
            _tell(str(error))
            _trace(ctx)
            ctx.exit(error.exit_status)
        except (typer.TyperException, typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - the last place where it can be told
            first = (str(error).splitlines() or [""])[0]
            _tell(f"unexpected {type(error).__name__}: {first}".rstrip(": "))
            if not _trace(ctx):
                typer.echo("`cellpact --debug …` shows where; please report it", err=True)
            ctx.exit(UNEXPECTED)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Reads cell-therapy press releases and keeps who agreed what with whom as a graph, with the sentence that "
    "says it.",
)


def _version(*, asked: bool) -> None:
    if asked:
        typer.echo(f"cellpact {metadata.version('cellpact')}")
        raise typer.Exit


@app.callback()
def main(
    ctx: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show log messages, and tracebacks of errors")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version", is_eager=True, callback=lambda asked: _version(asked=asked)),
    ] = False,
) -> None:
    """What all commands have in common."""
    del version
    ctx.obj = {"debug": debug}
    logging.basicConfig(
        level=logging.DEBUG if debug else logging.ERROR, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    # Cellpact's own warnings are for the reader; those of libraries are about their insides.
    for package in ("ingest", "graph", "api"):
        logging.getLogger(package).setLevel(logging.DEBUG if debug else logging.WARNING)


def _tell(message: str) -> None:
    typer.secho("error: ", fg="red", err=True, nl=False)
    typer.echo(message, err=True)


def _trace(ctx: typer.Context) -> bool:
    if not (ctx.obj or {}).get("debug"):
        return False
    traceback.print_exc()
    return True


app.add_typer(ingest.commands.app)
