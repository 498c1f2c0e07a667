"""Tables as CSV: UTF-8, RFC 4180, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from graph.export.tables import TABLES, Values

SEPARATOR: Final = "; "
"""Between the values of a cell that holds several."""

FORMULA: Final = tuple(
    "=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
)
"""First characters that make a spreadsheet run a cell, or might once it has cut blanks (OWASP, "CSV injection")."""


@contextmanager
def csv_writers(streams: Mapping[str, BinaryIO], *, bom: bool) -> Iterator["CsvTables"]:
    """Write tables to `streams`, which stay open; `bom` begins each with the mark by which Excel knows UTF-8."""
    wrappers = {name: io.TextIOWrapper(stream, "utf-8", newline="") for name, stream in streams.items()}
    try:
        if bom:
            for wrapper in wrappers.values():
                wrapper.write("\N{ZERO WIDTH NO-BREAK SPACE}")
        yield CsvTables(wrappers)
    finally:
        # Writes what is left, and leaves the stream open to whoever opened it.
        for wrapper in wrappers.values():
            wrapper.detach()


class CsvTables:
    """One CSV file a table."""

    def __init__(self, files: Mapping[str, io.TextIOWrapper]) -> None:
        self._writers = {name: csv.writer(file) for name, file in files.items()}
        for name, writer in self._writers.items():
            writer.writerow([column.name for column in TABLES[name].columns])

    def write(self, table: str, values: Values) -> None:
        """Add a row."""
        self._writers[table].writerow([cell(value) for value in values])


def cell(value: Any) -> str | int | float:  # noqa: ANN401 - any value of a table
    """A value as it stands in a cell: nothing for null, true or false, several joined, a text that cannot be run.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, as one would type it there. Numbers
    are numbers, and stay as they are.
    """
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case int() | float():
            return value
        case list():
            return harmless(SEPARATOR.join(map(str, value)))
        case _:
            return harmless(str(value))


def harmless(text: str) -> str:
    """Text that no spreadsheet runs."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
