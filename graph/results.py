"""What a query gives back: rows, what it changed, and how the server ran it. Plain values, no type of the driver."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counters:
    """What a query, or a transaction, changed."""

    nodes_created: int = 0
    nodes_deleted: int = 0
    relationships_created: int = 0
    relationships_deleted: int = 0
    properties_set: int = 0
    labels_added: int = 0
    labels_removed: int = 0
    indexes_added: int = 0
    indexes_removed: int = 0
    constraints_added: int = 0
    constraints_removed: int = 0

    def __add__(self, other: "Counters") -> "Counters":
        return Counters(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __bool__(self) -> bool:
        """Whether anything was changed."""
        return self != Counters()


@dataclass(frozen=True, slots=True)
class Result:
    """The rows that a query returned, and what it changed."""

    rows: list[Row]
    counters: Counters


@dataclass(frozen=True, slots=True)
class Notification:
    """A remark of the server about a query, for example GQL status 01N50: unknown label."""

    status: str
    severity: str
    description: str


@dataclass(frozen=True, slots=True)
class Operator:
    """One step of a plan; `db_hits` and `rows` are known only from `profile`."""

    name: str
    arguments: Mapping[str, Any]
    children: tuple["Operator", ...]
    db_hits: int | None = None
    rows: int | None = None

    def walk(self) -> Iterator["Operator"]:
        """Yield this step and all below it, top down."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Plan:
    """How the server would run (or ran) a query. `query_type` is "r", "rw", "w" or "s" (schema)."""

    root: Operator
    query_type: str | None
    notifications: tuple[Notification, ...]

    @property
    def operators(self) -> list[str]:
        """The names of all steps, top down, without the suffix that names the database."""
        return [operator.name for operator in self.root.walk()]

    @property
    def db_hits(self) -> int:
        """Work done in the store, over all steps; 0 where the query was only explained."""
        return sum(operator.db_hits or 0 for operator in self.root.walk())
