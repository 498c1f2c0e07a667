"""Annotated and predicted releases, in the shape of the annotation guidelines.

Predictions may come from any system, so codes are plain strings here, extra keys are ignored and lists may be missing.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import starmap
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import EvaluationError


class _Lenient(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Entry(_Lenient):
    """One real-world thing; `kind` is None for people and indications."""

    name: str
    mentions: tuple[str, ...] = ()
    kind: str | None = None


class Position(_Lenient):
    """Who is what where."""

    person: str
    title: str
    organization: str


class Unit(_Lenient):
    """Which organization is part of which."""

    unit: str
    parent: str


class Party(_Lenient):
    """An organization in a deal."""

    organization: str
    role: str | None = None


class Amount(_Lenient):
    """A sum in a deal; not told where both `amount` and `percent` are None."""

    kind: str | None = None
    amount: float | None = None
    currency: str | None = None
    percent: float | None = None


class Deal(_Lenient):
    """An agreement."""

    types: tuple[str, ...]
    status: str
    parties: tuple[Party, ...]
    technologies: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    territories: tuple[str, ...] = ()
    date: str | None = None

    def __str__(self) -> str:
        parties = " + ".join(f"{party.organization} ({party.role})" for party in self.parties)
        return f"{'/'.join(self.types)} {self.status}: {parties}"


class Annotation(_Lenient):
    """What one release says, according to an annotator or a system."""

    id: str
    organizations: tuple[Entry, ...] = ()
    people: tuple[Entry, ...] = ()
    technologies: tuple[Entry, ...] = ()
    indications: tuple[Entry, ...] = ()
    positions: tuple[Position, ...] = ()
    units: tuple[Unit, ...] = ()
    agreements: tuple[Deal, ...] = ()


def read_annotations(path: Path) -> dict[str, Annotation]:
    """Read a .jsonl file, a .json file or a folder of .json files: one record a release, by id.

    Raises:
        EvaluationError: The path holds no records, or one that is malformed.
    """
    found = {annotation.id: annotation for annotation in starmap(_parsed, _texts(path))}
    if not found:
        raise EvaluationError(f"{path} holds no records", next_step="give a folder of .json files or a .jsonl file")
    return found


def _texts(path: Path) -> Iterator[tuple[str, str]]:
    """Each record as text, with the place where it stands."""
    try:
        if path.is_dir():
            files: Iterable[Path] = sorted(path.glob("*.json"))
            yield from ((str(file), file.read_text("utf-8")) for file in files)
        elif path.suffix == ".json":
            yield str(path), path.read_text("utf-8")
        else:
            lines = enumerate(path.read_text("utf-8").splitlines(), 1)
            yield from ((f"{path}:{number}", line) for number, line in lines if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"cannot read {path} ({error})", next_step="check the name") from error


def _parsed(place: str, text: str) -> Annotation:
    try:
        return Annotation.model_validate(json.loads(text))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise EvaluationError(f"{place}: {where}: {first['msg']}", next_step="see the guidelines' shape") from error
    except ValueError as error:
        raise EvaluationError(f"{place} is not valid JSON ({error})", next_step="mend it") from error
