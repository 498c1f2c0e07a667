"""Cellpact's command line: mounts the commands that `ingest`, `graph` and `api` define beside what they run."""

import logging
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module, metadata
from types import MappingProxyType
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from graph.errors import GraphError
from ingest.errors import IngestError

UNEXPECTED: Final = 70
"""Exit status of a fault of Cellpact's own, as in sysexits.h."""


@dataclass(frozen=True, slots=True)
class Mounted:
    """Where a command is, and what the overview says about it: the first line of its own help (held by a test)."""

    module: str
    attribute: str
    summary: str

    def load(self, name: str) -> Any:  # noqa: ANN401 - a command of the click that Typer carries inside
        """Import the command."""
        target = getattr(import_module(self.module), self.attribute)
        if isinstance(target, typer.Typer):
            return typer.main.get_command(target)
        alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        alone.command(name)(target)
        return typer.main.get_command(alone)


# A table and not imports: spaCy, FastAPI and the driver take seconds, and each command needs one of them.
COMMANDS: Final[Mapping[str, Mounted]] = MappingProxyType(
    {
        "demo": Mounted(
            "ingest.demo", "demo", "Read the sample releases into a local Neo4j and ask the API about them."
        ),
        "extract": Mounted(
            "ingest.commands", "extract", "Read releases and print what they say, a JSON record a line."
        ),
        "ingest": Mounted("ingest.commands", "ingest", "Read releases and load what they say into the graph."),
        "forget": Mounted(
            "ingest.forgetting", "forget", "Take back all that releases said, and the releases themselves."
        ),
        "review": Mounted(
            "ingest.decision_commands",
            "review",
            "Show pairs that may be one, with what speaks for it, and take the answers.",
        ),
        "merge": Mounted("ingest.decision_commands", "merge", "Say that two organizations, or two people, are one."),
        "split": Mounted("ingest.decision_commands", "split", "Say that two organizations, or two people, are two."),
        "rename": Mounted(
            "ingest.decision_commands", "rename", "Say what an organization or a person is called; the id stays."
        ),
        "facts": Mounted(
            "ingest.decision_commands",
            "facts",
            "List the facts of a release with their ids, and what persons said of them.",
        ),
        "reject": Mounted(
            "ingest.decision_commands",
            "reject",
            "Say that facts are wrong: they leave the graph, and stay out when the release is read again.",
        ),
        "accept": Mounted(
            "ingest.decision_commands",
            "accept",
            "Say that facts are right: they count as sure, and stay when a later reading misses them.",
        ),
        "undo": Mounted(
            "ingest.decision_commands", "undo", "Take back a decision: the graph is then what it would be without it."
        ),
        "evaluate": Mounted("ingest.commands", "evaluate", "Score what the pipeline reads against annotated releases."),
        "train": Mounted(
            "ingest.train.commands",
            "train",
            "Rebuild the model of names and links from annotated releases and the open corpora.",
        ),
        "graph": Mounted("graph.commands", "app", "Run the local Neo4j that holds the graph."),
        "query": Mounted("graph.query_commands", "query", "Run one of Cellpact's read queries."),
        "export": Mounted(
            "graph.export_commands", "export", "Write the graph as JSON Lines, JSON-LD, GraphML, CSV or Parquet."
        ),
        "serve": Mounted("api.commands", "serve", "Answer questions about the graph over HTTP."),
    }
)


class Commands(TyperGroup):
    """Loads the command that is asked for, and turns errors into one line and an exit status."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - as in click
        """The names, in the order of the overview."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - as in click
        """What the overview shows of a command; nothing is imported."""
        mounted = COMMANDS.get(cmd_name)
        return mounted and TyperCommand(cmd_name, help=mounted.summary)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as in click
        """The command to run."""
        name, command, rest = super().resolve_command(ctx, args)
        mounted = COMMANDS.get(name or "")
        return name, mounted.load(str(name)) if mounted else command, rest

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as in click
        """Run it."""
        try:
            return super().invoke(ctx)
        except (GraphError, IngestError) as error:
            _tell(str(error))
            _trace(ctx)
            ctx.exit(error.exit_status)
        except (typer.TyperException, typer.Exit, typer.Abort, BrokenPipeError):
            raise
        except Exception as error:  # noqa: BLE001 - the last place where it can be told
            first = next(iter(str(error).splitlines()), "")
            _tell(f"unexpected {type(error).__name__}: {first}")
            if not _trace(ctx):
                typer.echo("This is a fault of Cellpact; `cellpact --debug …` shows where. Please report it.", err=True)
            ctx.exit(UNEXPECTED)


app = typer.Typer(
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Reads cell-therapy press releases and keeps who agreed what with whom as a graph, with the sentence that "
    "says it.",
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"cellpact {metadata.version('cellpact')}")
        raise typer.Exit


@app.callback()
def main(
    ctx: typer.Context,
    debug: Annotated[bool, typer.Option("--debug", help="Show log messages, and tracebacks of errors")] = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """What all commands have in common."""
    del version
    ctx.obj = {"debug": debug}
    level = logging.DEBUG if debug else logging.ERROR
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    # Cellpact's own warnings are for the reader; those of libraries are about their insides.
    for package in ("ingest", "graph", "api"):
        logging.getLogger(package).setLevel(min(level, logging.WARNING))


def _tell(message: str) -> None:
    typer.echo(f"cellpact: {message}", err=True)


def _trace(ctx: typer.Context) -> bool:
    """Show the traceback where it was asked for."""
    if not (ctx.obj or {}).get("debug"):
        return False
    traceback.print_exc()
    return True


if __name__ == "__main__":
    app()
