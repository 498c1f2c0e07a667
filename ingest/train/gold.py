"""Annotated releases as training examples: every occurrence of a listed surface form is a mention."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ingest.train.examples import Example, Marked
from ingest.train.labels import PLACE


def read_releases(folder: Path) -> list[dict[str, Any]]:
    """The annotated releases of a folder, by file name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


_WITH_ALIAS: Final = re.compile(r"(.*\S)\s*\([“\"‘']?([^()]*[^()”\"’'])[”\"’']?\)")  # noqa: RUF001 - the quotes are meant


def parts_of(form: str) -> tuple[str, ...]:
    """The two names of "X (Y)", which the guidelines count as two mentions; else the form alone."""
    match = _WITH_ALIAS.fullmatch(form)
    return (match[1], match[2]) if match else (form,)


def forms(release: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each (surface form, label of the model) that an annotation lists."""
    for group, label in (("organizations", "ORG"), ("people", "PERSON"), ("technologies", "TECHNOLOGY")):
        for entry in release[group]:
            kind = entry.get("kind")
            for form in entry["mentions"]:
                yield from ((part, f"{label}_{kind}" if kind else label) for part in parts_of(form))
    for entry in release["indications"]:
        for form in entry["mentions"]:
            yield from ((part, "INDICATION") for part in parts_of(form))


_HONORIFIC: Final = re.compile(r"^(?:(?:Dr|Prof|Professor|Mr|Ms|Mrs|Sir|Dame)\b\.?\s+)+")
_DEGREE: Final = re.compile(r"(?:,?\s+(?:Ph\.?\s?D|M\.?D|M\.?B\.?A|M\.?Sc|Pharm\.?D|D\.?V\.?M|J\.?D)\b\.?)+$")


def as_guidelines(release: dict[str, Any]) -> dict[str, Any]:
    """A release written for training (see `ingest.train.markup`) as the guidelines would have it.

    Those tag each form once and people as they stand. Honorifics and degrees go, and names of organizations and people
    also count where a headline has them in capitals, with or without what follows a comma.
    """

    def widened(entry: dict[str, Any], *, person: bool) -> dict[str, Any]:
        forms = list(entry["mentions"])
        if person:
            forms = [_DEGREE.sub("", _HONORIFIC.sub("", form)) for form in forms]
        capitals = [form.upper() for form in [*forms, *(form.partition(",")[0] for form in forms)]]
        return {**entry, "mentions": list(dict.fromkeys([*forms, *capitals]))}

    people = [widened(entry, person=True) for entry in release["people"]]
    organizations = [widened(entry, person=False) for entry in release["organizations"]]
    return {**release, "people": people, "organizations": organizations}


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
