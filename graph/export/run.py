"""The run behind `cellpact export`: which formats there are, where each may go, and what is read for it."""

import difflib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from graph.client import GraphClient
from graph.errors import ExportError
from graph.export import graphml, jsonld, records, tables
from graph.export.output import GZIP, STDOUT, opened, opened_all
from graph.export.pages import Pages
from graph.export.parquet import parquet_writers
from graph.export.sheets import csv_writers

Count = Callable[[int], None]


class TableWriter(Protocol):
    """Takes the rows of tables."""

    def write(self, table: str, values: tables.Values) -> None:
        """Add a row to a table."""


class Format(StrEnum):
    """What the graph can be written as."""

    JSONL = "jsonl"
    JSONLD = "json-ld"
    GRAPHML = "graphml"
    CSV = "csv"
    PARQUET = "parquet"


OTHER_NAMES: Final[Mapping[str, Format]] = {
    "json": Format.JSONL,
    "jsonlines": Format.JSONL,
    "ndjson": Format.JSONL,
    "facts": Format.JSONL,
    "jsonld": Format.JSONLD,
    "gephi": Format.GRAPHML,
    "cytoscape": Format.GRAPHML,
    "excel": Format.CSV,
    "xlsx": Format.CSV,
    "tsv": Format.CSV,
    "tables": Format.CSV,
    "pandas": Format.PARQUET,
    "arrow": Format.PARQUET,
    "dump": Format.JSONL,
}
"""Other words for a format, to suggest it; none of them is taken for it."""

TABULAR: Final = frozenset({Format.CSV, Format.PARQUET})


@dataclass(frozen=True, slots=True)
class Request:
    """What to export and where to.

    `output` is a file or `-`; for all tables it is a folder. `table` asks for that one alone.
    """

    format: Format
    output: str
    table: str | None = None
    force: bool = False
    gzip: bool = False
    bom: bool = False
    base: str | None = None


def find_format(name: str) -> Format:
    """The format of this name.

    Raises:
        ExportError: There is none; the message suggests one.
    """
    plain = name.strip().lower().lstrip(".")
    if plain in set(Format):
        return Format(plain)
    known = {**{each.value: each for each in Format}, **OTHER_NAMES}
    close = list(dict.fromkeys(known[each] for each in difflib.get_close_matches(plain, known, n=2)))
    guess = f"did you mean {' or '.join(close)}? " if close else ""
    raise ExportError(f"there is no format {name!r}; {guess}There are {', '.join(Format)}")


def check(request: Request) -> None:
    """See that a request can be met before the graph is asked for anything.

    Raises:
        ExportError: It cannot; the message says how to ask.
    """
    if request.table is not None:
        if request.format not in TABULAR:
            raise ExportError(f"{request.format} has no tables; leave out --table, or export {' or '.join(TABULAR)}")
        if request.table not in tables.TABLES:
            close = difflib.get_close_matches(request.table, tables.TABLES, n=2)
            guess = f"did you mean {' or '.join(close)}? " if close else ""
            raise ExportError(f"there is no table {request.table!r}; {guess}There are {', '.join(tables.TABLES)}")
    elif request.format in TABULAR and request.output == STDOUT:
        raise ExportError(f"{request.format} is many tables: name a folder with -o, or one table with --table")
    if request.format is Format.PARQUET and request.output == STDOUT and sys.stdout.isatty():
        raise ExportError("Parquet is binary and no use on a terminal. Name a file with -o, or pipe it on")
    if request.gzip and request.format is not Format.CSV:
        raise ExportError("--gzip is for the tables of csv; other formats are compressed where -o ends in .gz")


def export(client: GraphClient, request: Request, console: Console) -> bool:
    """Write the graph as asked, and return whether it stayed the same meanwhile; progress goes to `console`.

    Neo4j has no snapshots: a reader sees what others commit while it reads. Each release is read whole; but where the
    graph changed in between, parts of different pages may not fit together.

    Raises:
        ExportError: It cannot be written.
        GraphError: As `GraphClient.read`.
    """
    check(request)
    before = client.state()
    with ExitStack() as stack:
        if request.format in TABULAR:
            _export_tables(client, request, console, stack)
        else:
            stream = stack.enter_context(opened(request.output, force=request.force))
            _export_stream(client, request, console, stream)
    return client.state() == before


def _export_stream(client: GraphClient, request: Request, console: Console, stream: BinaryIO) -> None:
    match request.format:
        case Format.JSONL:
            with _counting(client, console, records.LABELS) as count:
                records.write_records(client, stream, count)
        case Format.JSONLD:
            with _counting(client, console, jsonld.LABELS) as count:
                jsonld.write_jsonld(Pages(client, count=count), stream, base=request.base)
        case _:
            with _counting(client, console, graphml.LABELS) as count:
                graphml.write_graphml(Pages(client, count=count), stream)


def _export_tables(client: GraphClient, request: Request, console: Console, stack: ExitStack) -> None:
    names = list(tables.TABLES) if request.table is None else [request.table]
    if request.table is None:
        ending = f".{request.format}{GZIP if request.gzip else ''}"
        paths = [Path(request.output) / f"{name}{ending}" for name in names]
        if Path(request.output).is_file():
            raise ExportError(f"{request.output} is a file, and {request.format} is many tables: name a folder")
        streams = dict(zip(names, stack.enter_context(opened_all(paths, force=request.force)), strict=True))
    else:
        streams = {names[0]: stack.enter_context(opened(request.output, force=request.force))}
    writers: TableWriter
    if request.format is Format.CSV:
        writers = stack.enter_context(csv_writers(streams, bom=request.bom))
    else:
        writers = stack.enter_context(parquet_writers(streams))
    wanted = frozenset(names)
    with _counting(client, console, tables.labels(wanted)) as count:
        for table, values in tables.table_rows(Pages(client, count=count), wanted):
            writers.write(table, values)


@contextmanager
def _counting(client: GraphClient, console: Console, labels: Iterable[str]) -> Iterator[Count]:
    """Show how much of the graph is written, on a terminal."""
    if not console.is_terminal:
        yield lambda _: None
        return
    total = sum(client.read(f"MATCH (n:{label}) RETURN count(n) AS n")[0]["n"] for label in labels)
    columns = (SpinnerColumn(), TextColumn("exporting"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("exporting", total=total)
        yield lambda rows: progress.advance(task, rows)
