"""The catalog of Cypher statements: one statement a file, typed and checked when it is read.

A file is named verb + object (`read/get_organization.cypher`) and opens with a header of comment lines:

    // An organization with its names.
    //
    // param id: string - the organization's id
    // param limit: integer = 20 - how many people at most
    // returns name: string - its name
    // returns people: map[] - id, name and title of those who work there

Prose before the first `param` or `returns` is the purpose. A type is one of `TYPES`, with `[]` for a list of it and `?`
where it may be null. A parameter with a default (JSON) or with `?` may be left out of a call. A file without a
`returns` line gives no rows. The statement itself follows the header and is sent without it.

    CatalogError
    ├── UnknownQueryError    no file of that name
    └── QueryFileError       a file that breaks the rules above: says the file and the line
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

__all__ = ["CatalogError", "Column", "Parameter", "Query", "QueryFileError", "UnknownQueryError", "get", "names"]

FOLDERS: Final = ("schema", "migrations", "read", "write", "export")
SUFFIX: Final = ".cypher"
TYPES: Final = frozenset({"string", "integer", "float", "boolean", "date", "datetime", "map", "any"})

_TYPE = r"(?P<type>[a-z]+)(?P<many>\[\])?(?P<nullable>\?)?"
_PARAMETER = re.compile(rf"param (?P<name>[a-z]\w*): {_TYPE}(?: = (?P<default>.+?))? - (?P<meaning>\S.*)")
_COLUMN = re.compile(rf"returns (?P<name>[a-z]\w*): {_TYPE} - (?P<meaning>\S.*)")


class CatalogError(Exception):
    """A query could not be had."""


class UnknownQueryError(CatalogError):
    """There is no query of this name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        close = difflib.get_close_matches(name, known, n=3) or known
        super().__init__(f"there is no query {name!r}; did you mean {', '.join(close)}?")
        self.name = name


class QueryFileError(CatalogError):
    """A query file breaks the rules for headers; `line` counts from 1."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"queries/{file}, line {line}: {problem}")
        self.file = file
        self.line = line


@dataclass(frozen=True, slots=True)
class Column:
    """A value that a query returns. `type` is a member of `TYPES`, `many` says that it is a list."""

    name: str
    type: str
    many: bool
    nullable: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Parameter(Column):
    """A value that a query takes; where it is not `required`, `default` stands for it."""

    required: bool
    default: Any = None


@dataclass(frozen=True, slots=True)
class Query:
    """A statement of the catalog: `text` is what is sent to the database."""

    name: str
    purpose: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    text: str

    def complete(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """`parameters` with defaults for those left out.

        Raises:
            TypeError: One is missing that has no default, or one is given that the query does not declare.
        """
        unknown = parameters.keys() - {parameter.name for parameter in self.parameters}
        missing = {p.name for p in self.parameters if p.required} - parameters.keys()
        if unknown or missing:
            complaints = [
                f"{what} {', '.join(sorted(which))}"
                for what, which in (("does not take", unknown), ("needs", missing))
                if which
            ]
            raise TypeError(f"{self.name} {' and '.join(complaints)}")
        return {p.name: parameters.get(p.name, p.default) for p in self.parameters}


def names(folder: str | None = None) -> tuple[str, ...]:
    """Names of the queries in a folder (`"schema"`, `"read"`, …) or of all, sorted, in the form `get` takes."""
    if folder is None:
        return tuple(name for each in FOLDERS for name in _names(each))
    if folder not in FOLDERS:
        raise UnknownQueryError(folder, FOLDERS)
    return _names(folder)


@cache
def get(name: str) -> Query:
    """The query of this name (`"read/get_organization"`).

    Raises:
        UnknownQueryError: No such file.
        QueryFileError: The file breaks the rules for headers.
    """
    folder, _, _ = name.partition("/")
    if folder not in FOLDERS or name not in _names(folder):
        raise UnknownQueryError(name, names())
    file = name + SUFFIX
    return parse(name, _folder(folder).joinpath(file.removeprefix(f"{folder}/")).read_text(encoding="utf-8"))


def parse(name: str, source: str) -> Query:
    """Read one file's `source`; `get` is what callers want.

    Raises:
        QueryFileError: It breaks the rules for headers.
    """
    file = name + SUFFIX
    lines = source.splitlines()
    size = next((n for n, line in enumerate(lines) if not line.startswith("//")), len(lines))
    header = [line.removeprefix("//").strip() for line in lines[:size]]
    text = "\n".join(lines[size:]).strip()
    first_declaration = next((n for n, line in enumerate(header) if _is_declaration(line)), size)
    purpose = " ".join(line for line in header[:first_declaration] if line)
    if not purpose:
        raise QueryFileError(file, 1, "the file has to open with comment lines that say its purpose")
    if not text:
        raise QueryFileError(file, size, "there is no statement after the header")
    if text.rstrip().endswith(";"):
        raise QueryFileError(file, len(lines), "a file is one statement, without a semicolon at its end")
    parameters: list[Parameter] = []
    columns: list[Column] = []
    for number, line in _declarations(header, first_declaration):
        declared = _declaration(file, number, line)
        known = parameters if isinstance(declared, Parameter) else columns
        if declared.name in {other.name for other in known}:
            raise QueryFileError(file, number, f"{declared.name} is declared twice")
        if isinstance(declared, Parameter):
            parameters.append(declared)
        else:
            columns.append(declared)
    return Query(name, purpose, tuple(parameters), tuple(columns), text)


def _is_declaration(line: str) -> bool:
    return line.startswith(("param ", "returns "))


def _declarations(header: list[str], first: int) -> Iterator[tuple[int, str]]:
    """Declarations with their line number; a line that opens with neither word continues the one before."""
    number, current = 0, ""
    for n, line in enumerate(header[first:], start=first + 1):
        if line and not _is_declaration(line):
            current += " " + line
            continue
        if current:
            yield number, current
        number, current = n, line
    if current:
        yield number, current


def _declaration(file: str, number: int, line: str) -> Parameter | Column:
    is_parameter = line.startswith("param ")
    match = (_PARAMETER if is_parameter else _COLUMN).fullmatch(line)
    if match is None:
        form = "param name: type [= default] - meaning" if is_parameter else "returns name: type - meaning"
        raise QueryFileError(file, number, f"{line!r} is not of the form `{form}`")
    if match["type"] not in TYPES:
        raise QueryFileError(file, number, f"{match['type']!r} is not one of {', '.join(sorted(TYPES))}")
    name, kind, meaning = match["name"], match["type"], match["meaning"]
    many, nullable = match["many"] is not None, match["nullable"] is not None
    if not is_parameter:
        return Column(name, kind, many, nullable, meaning)
    if match["default"] is None:
        return Parameter(name, kind, many, nullable, meaning, required=not nullable)
    try:
        default = json.loads(match["default"])
    except json.JSONDecodeError as error:
        raise QueryFileError(file, number, f"the default {match['default']} is not JSON") from error
    return Parameter(name, kind, many, nullable, meaning, required=False, default=default)


@cache
def _names(folder: str) -> tuple[str, ...]:
    found = (entry.name for entry in _folder(folder).iterdir())
    return tuple(sorted(f"{folder}/{file.removesuffix(SUFFIX)}" for file in found if file.endswith(SUFFIX)))


def _folder(folder: str) -> Traversable:
    return files(__name__).joinpath(folder)
