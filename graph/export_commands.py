"""`cellpact export`: the graph as files."""

from typing import Annotated, Final

import typer
from rich.console import Console

from graph.client import GraphClient
from graph.export import run
from graph.export.output import STDOUT
from graph.settings import GraphSettings

INTERRUPTED: Final = 130


def export(  # noqa: PLR0913, PLR0917 - each is an option of the command
    format_: Annotated[
        str, typer.Argument(metavar="FORMAT", help="jsonl, json-ld, graphml, csv or parquet", show_default=False)
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="PATH", help="File (compressed if it ends in .gz), folder for tables, or -"
        ),
    ] = STDOUT,
    table: Annotated[
        str | None, typer.Option("--table", "-t", help="Only this table of csv or parquet, into one file")
    ] = None,
    force: Annotated[bool, typer.Option("--force", "-f", help="Replace files that exist")] = False,
    gzip: Annotated[bool, typer.Option("--gzip", "-z", help="Compress the tables of csv")] = False,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin csv with the mark by which Excel knows accented letters")
    ] = False,
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="URL", help="json-ld: make ids addresses below this API, instead of URNs"),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing when all is well")] = False,
) -> None:
    """Write the graph as JSON Lines, JSON-LD, GraphML, CSV or Parquet.

    jsonl holds everything and `cellpact ingest` reads it back. A file appears when it is complete.

    Exit status: 0 all well, 1 the graph changed meanwhile, 2 wrong use, 3 the database cannot be reached.
    """
    request = run.Request(run.find_format(format_), output, table, force=force, gzip=gzip, bom=bom, base=base)
    run.check(request)
    console = Console(stderr=True, highlight=False, soft_wrap=True, quiet=quiet)
    with GraphClient(GraphSettings.load()) as client:
        try:
            unchanged = run.export(client, request, console)
        except KeyboardInterrupt:
            typer.echo("interrupted; " + ("the output is cut" if output == STDOUT else "nothing was written"), err=True)
            raise typer.Exit(INTERRUPTED) from None
    if not unchanged:
        typer.echo(
            "The graph changed while it was exported, so parts of the export may not fit together. Export it again.",
            err=True,
        )
        raise typer.Exit(1)
    if output != STDOUT:
        console.print(f"{output} is complete.")
