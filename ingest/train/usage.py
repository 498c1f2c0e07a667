"""Counts how analysts use the technology vocabulary: makes `ingest/vocabulary/usage.jsonl`.

`python -m ingest.train.usage FOLDER` reads annotated releases (never those that the results are measured on). For each
concept: in how many releases it is named, outside the names of organizations and people, and in how many of those the
analyst entered it. "Antigen" is named often and entered seldom; "CAR-T" nearly always.
"""

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from ingest.components.technologies import known, narrowed, yielding
from ingest.vocabulary import Usage, technology_by_id
from ingest.vocabulary.matcher import pieces_of

MADE = "usage.jsonl"


def key(surface: str) -> tuple[str, ...]:
    """A surface form as the matcher compares it."""
    return tuple(piece.folded for piece in pieces_of(surface))


def used(release: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Concepts that a release names, each once, and whether its annotation has them."""
    text = release["text"]
    names = {name for kind in ("organizations", "people") for entry in release[kind] for name in entry["mentions"]}
    within = [place.span() for name in names for place in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
    entered = {key(mention) for entry in release["technologies"] for mention in entry["mentions"]}
    found = [
        name
        for name in yielding(narrowed(known(text)))
        if not any(start <= name.start and name.end <= end for start, end in within)
    ]
    marked = {name.concept for name in found if key(text[name.start : name.end]) in entered}
    for concept in {name.concept for name in found if name.concept}:
        yield concept, concept in marked


def usages(releases: Iterable[dict[str, Any]]) -> Iterator[Usage]:
    """The counts, in the order of ids."""
    seen: Counter[str] = Counter()
    marked: Counter[str] = Counter()
    for release in releases:
        for concept, entered in used(release):
            seen[concept] += 1
            marked[concept] += entered
    for concept in sorted(seen):
        yield Usage(id=concept, name=technology_by_id()[concept].name, seen=seen[concept], marked=marked[concept])


def main() -> None:
    """Read the annotated releases, write the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="annotated releases, one JSON file each")
    releases = [json.loads(path.read_text("utf-8")) for path in sorted(parser.parse_args().folder.glob("*.json"))]
    lines = [usage.model_dump_json() + "\n" for usage in usages(releases)]
    Path(str(files("ingest.vocabulary"))).joinpath(MADE).write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
