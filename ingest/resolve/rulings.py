"""What persons decided about who is who, in the form in which `settle` takes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.resolve.namings import Label

Pair = tuple[str, str]


def pair(one: str, other: str) -> Pair:
    """The two in order."""
    return (one, other) if one <= other else (other, one)


@dataclass(frozen=True, slots=True)
class Ruling:
    """One decision about two plain ids; of one that joins, `keeps` is the id to answer with."""

    same: bool
    by: str
    keeps: str | None = None


@dataclass(frozen=True, slots=True)
class Rulings:
    """All that stands. The pairs are in the order of the decisions; `names` are given to canonical ids."""

    pairs: Mapping[tuple[Label, Pair], Ruling] = field(default_factory=dict)
    names: Mapping[tuple[Label, str], str] = field(default_factory=dict)
    elsewhere: Mapping[tuple[str, Label, str], str] = field(default_factory=dict)
    """By release, label and plain id: the id that this name has in this release."""

    def of(self, label: Label) -> Mapping[Pair, Ruling]:
        """The decisions about pairs of one label."""
        return {ids: ruling for (kind, ids), ruling in self.pairs.items() if kind is label}

    def about(self) -> Sequence[tuple[Label, str]]:
        """Every id that a decision is about, sorted."""
        ids = {(label, one) for label, both in self.pairs for one in both}
        ids |= set(self.names) | {(label, one) for _, label, one in self.elsewhere}
        return sorted(ids)
