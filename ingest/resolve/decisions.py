"""The decisions of persons: a JSON Lines file, one signed and dated decision a line, only ever added to.

The graph is a function of the releases and of this file: every ingest replays it, and what is undone leaves nothing
behind. It is made to lie in git.
"""

import hashlib
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

from filelock import FileLock
from pydantic import Field, ValidationError, model_validator

from graph.facts import Record
from ingest.errors import DecisionsError
from ingest.resolve.judged import FactRecord
from ingest.resolve.namings import Label
from ingest.resolve.rulings import Pair, Ruling, Rulings, pair

LOCK_SECONDS = 10.0
"""How long to wait for another process that writes the file."""


class Action(StrEnum):
    """What a person can decide."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    REJECT = "reject"
    ACCEPT = "accept"
    UNDO = "undo"


class Decision(Record):
    """One line of the file. Which fields an action needs: `NEEDS`.

    merge: `one` and `other` are one, and `one` is the id to answer with. split: they are two; or, with `release` and
    `new`, what that release calls `one` is `new`. rename: `one` is called `name`. reject and accept: `fact`, as
    `cellpact facts` lists it. undo: the decision with the id `undoes` does not count.
    """

    id: str = ""
    action: Action
    by: str = Field(min_length=1)
    at: datetime
    label: Label | None = None
    one: str | None = None
    other: str | None = None
    release: str | None = None
    new: str | None = None
    name: str | None = None
    fact: FactRecord | None = None
    undoes: str | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        given = {name for name in type(self).model_fields if getattr(self, name) is not None}
        if not any(set(needs) <= given for needs in NEEDS[self.action]):
            wanted = " or ".join(", ".join(needs) for needs in NEEDS[self.action])
            raise ValueError(f"{self.action} needs {wanted}")
        if self.other is not None and self.other == self.one:
            raise ValueError(f"{self.one!r} is named twice")
        if not self.id:
            # Frozen for all others: nobody has seen it yet.
            object.__setattr__(self, "id", self.hash())
        return self

    def hash(self) -> str:
        """Eight digits made of all that it says."""
        said = self.model_dump_json(exclude={"id"}, exclude_none=True)
        return hashlib.sha256(said.encode()).hexdigest()[:8]

    def __str__(self) -> str:
        what = {
            Action.MERGE: f"{self.other} is {self.one}",
            Action.SPLIT: f"{self.one} is not {self.other}"
            if self.other
            else f"{self.one} in {self.release} is {self.new}",
            Action.RENAME: f"{self.one} is called {self.name}",
            Action.UNDO: f"{self.undoes} does not count",
        }
        told = what.get(self.action) or (self.fact and self.fact.id)
        return f"{self.id}  {self.at:%Y-%m-%d}  {self.by}: {self.action} {told}"


NEEDS = {
    Action.MERGE: (("label", "one", "other"),),
    Action.SPLIT: (("label", "one", "other"), ("label", "one", "release", "new")),
    Action.RENAME: (("label", "one", "name"),),
    Action.REJECT: (("fact",),),
    Action.ACCEPT: (("fact",),),
    Action.UNDO: (("undoes",),),
}


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions of a file, in its order."""

    lines: tuple[Decision, ...] = ()

    def standing(self) -> tuple[Decision, ...]:
        """Those that count: an undone one does not, unless its undoing was undone."""
        undone: set[str] = set()
        for decision in reversed(self.lines):
            if decision.action is Action.UNDO and decision.id not in undone:
                undone.add(str(decision.undoes))
        return tuple(d for d in self.lines if d.action is not Action.UNDO and d.id not in undone)

    def rulings(self) -> Rulings:
        """What counts about names; of two decisions about the same, the later one."""
        pairs: dict[tuple[Label, Pair], Ruling] = {}
        names: dict[tuple[Label, str], str] = {}
        elsewhere: dict[tuple[str, Label, str], str] = {}
        for d in self.standing():
            if d.label is None or d.one is None:
                continue
            if d.action is Action.RENAME:
                names[d.label, d.one] = str(d.name)
            elif d.release is not None:
                elsewhere[d.release, d.label, d.one] = str(d.new)
            elif d.other is not None:
                # The later of two decisions about a pair stands where it was made.
                pairs.pop((d.label, pair(d.one, d.other)), None)
                same = d.action is Action.MERGE
                pairs[d.label, pair(d.one, d.other)] = Ruling(same=same, by=d.by, keeps=d.one if same else None)
        return Rulings(pairs, names, elsewhere)

    def judgements(self) -> dict[str, dict[str, tuple[FactRecord, bool]]]:
        """By release and fact, what persons said of facts: accepted (True) or rejected."""
        found: dict[str, dict[str, tuple[FactRecord, bool]]] = {}
        for d in self.standing():
            if d.fact is not None:
                found.setdefault(d.fact.release, {})[d.fact.id] = (d.fact, d.action is Action.ACCEPT)
        return found

    def subjects(self) -> dict[str, str]:
        """What the decisions are about (label and id, or Release and its id), with a digest of what they say of it."""
        about: dict[str, list[str]] = {}
        for d in self.standing():
            for subject in _subjects(d):
                about.setdefault(subject, []).append(d.model_dump_json())
        return {key: hashlib.sha256("\n".join(said).encode()).hexdigest()[:16] for key, said in sorted(about.items())}


NOTHING = Decisions()
"""Nobody decided anything."""


def _subjects(decision: Decision) -> Iterable[str]:
    if decision.fact is not None:
        yield f"Release {decision.fact.release}"
    elif decision.release is not None:
        yield f"Release {decision.release}"
    else:
        yield from (f"{decision.label} {one}" for one in (decision.one, decision.other) if one is not None)


def read(path: Path) -> Decisions:
    """Read a file; one that is not there has no decisions.

    Raises:
        DecisionsError: It cannot be read, or a line is no decision; says the line.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return Decisions()
    except (OSError, UnicodeDecodeError) as error:
        raise DecisionsError(f"cannot read the decisions in {path} ({error})", next_step="name another file") from error
    found: list[Decision] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            decision = Decision.model_validate_json(line)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in problem["loc"]) or "line"
            raise DecisionsError(
                f"{path}, line {number}: {place}: {problem['msg']}", next_step="correct the line or remove it"
            ) from error
        if decision.action is Action.UNDO and decision.undoes not in {other.id for other in found}:
            raise DecisionsError(
                f"{path}, line {number}: undoes {decision.undoes!r}, which no line before it has",
                next_step="correct the line or remove it",
            )
        found.append(decision)
    return Decisions(tuple(found))


def append(path: Path, decisions: Sequence[Decision]) -> None:
    """Add lines at the end, whole or not at all as far as a file system gives that.

    Raises:
        DecisionsError: The file cannot be written.
    """
    lines = "".join(decision.model_dump_json(exclude_none=True) + "\n" for decision in decisions)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=LOCK_SECONDS), path.open("a", encoding="utf-8") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise DecisionsError(
            f"cannot write the decisions into {path} ({error})", next_step="name another file with --decisions"
        ) from error


def now() -> datetime:
    """The second in which a decision is made."""
    return datetime.now(UTC).replace(microsecond=0)
