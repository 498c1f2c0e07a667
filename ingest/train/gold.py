"""Annotated releases as training examples: every occurrence of a listed surface form is a mention."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.train.examples import Example, Marked
from ingest.train.labels import PLACE


def read_releases(folder: Path) -> list[dict[str, Any]]:
    """The annotated releases of a folder, by file name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def forms(release: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each (surface form, label of the model) that an annotation lists."""
    for entry in release["organizations"]:
        yield from ((form, f"ORG_{entry['kind']}") for form in entry["mentions"])
    for entry in release["people"]:
        yield from ((form, "PERSON") for form in entry["mentions"])
    for entry in release["technologies"]:
        yield from ((form, f"TECHNOLOGY_{entry['kind']}") for form in entry["mentions"])
    for entry in release["indications"]:
        yield from ((form, "INDICATION") for form in entry["mentions"])


def occurrence(form: str) -> re.Pattern[str]:
    """A form as a whole word; a plural or possessive ending may follow it."""
    left = r"(?<!\w)" if form[:1].isalnum() else ""
    right = r"(?!\w)" if form[-1:].isalnum() else ""
    return re.compile(left + re.escape(form) + right)


def marks(release: dict[str, Any]) -> tuple[Marked, ...]:
    """All mentions in the text, the longest form first; a form inside a longer one is not a mention of its own."""
    text: str = release["text"]
    taken = bytearray(len(text))
    found: list[Marked] = []
    for form, label in sorted(forms(release), key=lambda pair: -len(pair[0])):
        for match in occurrence(form).finditer(text):
            start, end = match.span()
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.append((start, end, label))
    return tuple(sorted(found))


def example(release: dict[str, Any]) -> Example:
    """The release with all mentions; places are not annotated."""
    return Example(release["text"], marks(release), frozenset({PLACE}), release["id"])
