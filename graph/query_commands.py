"""`cellpact query`: any statement of `queries/read`, by name."""

import difflib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.syntax import Syntax
from rich.table import Table
from rich.text import Text

import queries
from graph.client import GraphClient, Row
from graph.errors import GraphError
from graph.settings import GraphSettings
from queries import Column, Parameter, Query

FOLDER: Final = "read/"
TIMEOUT: Final = 60.0
"""Seconds after which the server stops a query: longer than for the API, since whoever types it can wait or stop it."""

MAX_INTEGER: Final = 2**63 - 1
"""Neo4j's integers have 64 bits."""

TRUTH: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


FIRST: Final = ("name", "id", "kind", "title", "role", "status", "date")
"""Parts of a map that are shown first, in this order; the evidence comes last."""


class ArgumentError(GraphError):
    """The name or an argument does not fit any query; the message says what would."""

    exit_status = 2


def query(
    name: Annotated[str | None, typer.Argument(help="Name of the query; --list shows all.")] = None,
    arguments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY=VALUE]...", help="Its parameters. For a list, give the key several times or a JSON list."
        ),
    ] = None,
    list_all: Annotated[bool, typer.Option("--list", help="Show all queries and what they are for.")] = False,
    show: Annotated[
        bool, typer.Option("--show", help="Print the Cypher with its parameters instead of running it.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON Lines, as is done where the output is no terminal.")
    ] = False,
) -> None:
    """Run one of Cellpact's read queries.

    Prints a table on a terminal, else JSON Lines: one row a line. Ends with status 2 where the name or a parameter is
    wrong, 3 where the database is not reached.
    """
    as_json = as_json or not sys.stdout.isatty()
    if list_all:
        _print_all(as_json=as_json)
        return
    if name is None:
        raise ArgumentError("name a query, for example `cellpact query count_graph`; `cellpact query --list` shows all")
    chosen = find(name)
    if show:
        _print_cypher(chosen, as_text=as_json)
        return
    parameters = parse(chosen, arguments or ())
    with GraphClient(GraphSettings.load()) as client:
        rows = client.read(chosen.text, parameters, timeout=TIMEOUT)
    _print_rows(chosen, rows, as_json=as_json)


def find(name: str) -> Query:
    """Return the read query of this name, with or without its folder.

    Raises:
        ArgumentError: There is none.
    """
    known = [full.removeprefix(FOLDER) for full in queries.names("read")]
    short = name.removeprefix(FOLDER)
    if short not in known:
        close = difflib.get_close_matches(short, known, n=3)
        guess = f"did you mean {' or '.join(close)}?" if close else "`cellpact query --list` shows all"
        raise ArgumentError(f"there is no query {name!r}; {guess}")
    return queries.get(FOLDER + short)


def parse(chosen: Query, arguments: Iterable[str]) -> dict[str, Any]:
    """Return the parameters that `key=value` arguments give, with defaults for the others.

    Raises:
        ArgumentError: One is malformed, unknown, missing, given twice or not of its type.
    """
    known = {parameter.name: parameter for parameter in chosen.parameters}
    given: dict[str, list[str]] = {}
    for argument in arguments:
        key, equals, value = argument.partition("=")
        if not equals:
            raise ArgumentError(f"{argument!r} is not of the form key=value; {_usage(chosen)}")
        if key not in known:
            raise ArgumentError(f"there is no parameter {key!r}; {_usage(chosen)}")
        given.setdefault(key, []).append(value)
    missing = [p.name for p in chosen.parameters if p.required and p.name not in given]
    if missing:
        raise ArgumentError(f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing; {_usage(chosen)}")
    return chosen.complete({key: _value(known[key], values) for key, values in given.items()})


def _value(parameter: Parameter, texts: Sequence[str]) -> Any:  # noqa: ANN401 - any value that Cypher takes
    if parameter.many:
        items = [item for text in texts for item in _items(parameter, text)]
        return [_scalar(parameter, item) for item in items]
    if len(texts) > 1:
        raise ArgumentError(f"{parameter.name} is given {len(texts)} times, and takes one value")
    return _scalar(parameter, texts[0])


def _items(parameter: Parameter, text: str) -> list[str]:
    if not text.lstrip().startswith("["):
        return [text]
    items = _json(parameter, text)
    return [item if isinstance(item, str) else json.dumps(item) for item in items]


def _scalar(parameter: Parameter, text: str) -> Any:  # noqa: ANN401 - any value that Cypher takes
    if parameter.type not in READERS:
        return _json(parameter, text)
    try:
        return READERS[parameter.type](text)
    except (ValueError, KeyError) as error:
        raise ArgumentError(
            f"{parameter.name}={text!a} is not {_article(parameter.type)} ({parameter.meaning})"
        ) from error


def _string(text: str) -> str:
    text.encode()  # bytes of the command line that are no text in its encoding cannot be sent
    return text


def _integer(text: str) -> int:
    number = int(text)
    if abs(number) > MAX_INTEGER:
        raise ValueError
    return number


READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "string": _string,
    "integer": _integer,
    "float": float,
    "boolean": lambda text: TRUTH[text.lower()],
    "date": date.fromisoformat,
}
"""How values are read from the command line, by type; those of other types are JSON."""


def _json(parameter: Parameter, text: str) -> Any:  # noqa: ANN401 - any value that JSON has
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ArgumentError(f"{parameter.name}={text!a} is not JSON ({parameter.meaning})") from error


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _usage(chosen: Query) -> str:
    short = chosen.name.removeprefix(FOLDER)
    if not chosen.parameters:
        return f"{short} takes no parameters"
    return f"use: {short} {' '.join(_signature(parameter) for parameter in chosen.parameters)}"


def _signature(parameter: Parameter) -> str:
    text = f"{parameter.name}={_type(parameter)}"
    return text if parameter.required else f"[{text}]"


def _type(column: Column) -> str:
    return column.type + ("…" if column.many else "")


def _print_all(*, as_json: bool) -> None:
    all_queries = [queries.get(name) for name in queries.names("read")]
    if as_json:
        for each in all_queries:
            parameters = {
                p.name: {"type": _type(p), "required": p.required, "meaning": p.meaning} for p in each.parameters
            }
            entry = {"name": each.name.removeprefix(FOLDER), "purpose": each.purpose, "parameters": parameters}
            typer.echo(json.dumps(entry, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("query", style="cyan", no_wrap=True)
    table.add_column("parameters")
    table.add_column("what it is for")
    for each in all_queries:
        usage = Text("\n".join(_signature(parameter) for parameter in each.parameters))
        table.add_row(each.name.removeprefix(FOLDER), usage, Text(each.purpose.partition(". ")[0].rstrip(".")))
    Console().print(table)


def _print_cypher(chosen: Query, *, as_text: bool) -> None:
    lines = [f"// {chosen.purpose}", "//"]
    lines += [f"// ${p.name}: {_type(p)} - {p.meaning}" for p in chosen.parameters]
    source = "\n".join([*lines, chosen.text])
    if as_text:
        typer.echo(source)
    else:
        Console().print(Syntax(source, "cypher", background_color="default", word_wrap=True))


def _print_rows(chosen: Query, rows: Sequence[Row], *, as_json: bool) -> None:
    if as_json:
        for row in rows:
            typer.echo(json.dumps(row, ensure_ascii=False, default=str))
        return
    if not rows:
        typer.echo("no rows", err=True)
        return
    columns = [column.name for column in chosen.columns]
    console = Console()
    if len(rows) > 1 and not any(isinstance(value, dict) or _is_long(value) for row in rows for value in row.values()):
        console.print(_table(columns, rows))
        return
    for number, row in enumerate(rows):
        if number:
            console.rule(style="dim")
        console.print(_record(row))


def _record(row: Row) -> Table:
    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in row.items():
        table.add_row(key, _cell(value))
    return table


def _table(columns: Sequence[str], rows: Sequence[Row]) -> Table:
    table = Table(header_style="bold cyan")
    for column in columns:
        numbers = all(isinstance(row[column], int | float) for row in rows)
        table.add_column(column, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row[column]) for column in columns))
    return table


def _is_long(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _cell(value: object) -> Text:
    """Return a value as a person reads it: maps as their parts, evidence as a quote with its release."""
    match value:
        case None:
            return Text("-", style="dim")
        case float():
            return Text(f"{value:.3g}")
        case dict():
            return _map(value)
        case list() if _is_long(value):
            return Text("\n").join(_cell(item) for item in value)
        case list():
            return Text(", ".join(map(str, value)))
        case _:
            return Text(str(value))


def _map(value: dict[str, Any]) -> Text:
    if {"text", "release"} <= value.keys():
        quote = f"“{value['text']}” — {value['release']['id']}, {value['confidence']:.2f}"
        return Text(quote, style="italic")
    text = Text()
    for key in sorted(value, key=_place(value)):
        if value[key] in (None, [], {}):
            continue
        if _is_long(value[key]):
            for item in value[key]:
                text.append("\n    ")
                text.append_text(_cell(item))
        else:
            text.append("  " if text else "")
            text.append("" if key == "name" else f"{key} ", style="dim")
            text.append_text(_cell(value[key]))
    return text


def _place(value: dict[str, Any]) -> Callable[[str], tuple[bool, int, str]]:
    return lambda key: (_is_long(value[key]), FIRST.index(key) if key in FIRST else len(FIRST), key)
