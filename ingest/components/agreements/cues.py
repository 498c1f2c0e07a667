"""The words that tell of deals: groups of patterns, each with an id, read from `vocabulary/agreement_cues.jsonl`.

A group stands for one thing that a text may say ("names a licence", "the subject pays", "ended or cancelled"). The
models of this package see which groups occur where, never a single word, so that a new wording is added in the data
file alone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from ingest.components.agreements.errors import VocabularyError

CUES_FILE: Final = "agreement_cues.jsonl"


@dataclass(frozen=True, slots=True)
class Cue:
    """One place where a group's pattern fits; offsets count characters of the text."""

    group: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group of patterns. `direction` is "gives" or "takes" where the grammatical subject does so."""

    id: str
    pattern: re.Pattern[str]
    direction: str | None


def read_groups(text: str, source: str = CUES_FILE) -> tuple[Group, ...]:
    """Groups from JSON lines; a space in a pattern stands for up to three white-space characters or a hyphen.

    Raises:
        VocabularyError: a line is no JSON, lacks a key, repeats an id or holds a pattern that does not compile.
    """
    groups: dict[str, Group] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            name, patterns, direction = entry["id"], entry["patterns"], entry.get("direction")
            joined = "|".join(pattern.replace(" ", r"(?:\s{1,3}|-)") for pattern in patterns)
            compiled = re.compile(rf"(?<![\w])(?:{joined})(?![\w])")
        except (json.JSONDecodeError, KeyError, TypeError, re.error) as error:
            raise VocabularyError(f"{source}, line {number}: {error}; mend the line") from error
        if name in groups:
            raise VocabularyError(f"{source}, line {number}: the id {name} stands there twice; rename one")
        if direction not in {None, "gives", "takes"}:
            raise VocabularyError(f"{source}, line {number}: direction is {direction!r}, not gives or takes")
        groups[name] = Group(name, compiled, direction)
    return tuple(groups.values())


@cache
def load_groups() -> tuple[Group, ...]:
    """The groups that come with Cellpact."""
    return read_groups((files("ingest.vocabulary") / CUES_FILE).read_text(encoding="utf-8"))


def find_cues(text: str, groups: tuple[Group, ...]) -> Iterator[Cue]:
    """Every place in `text` where a group fits, group by group."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a few letters change length in lower case, and offsets must hold
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    for group in groups:
        for match in group.pattern.finditer(lowered):
            yield Cue(group.id, match.start(), match.end())
