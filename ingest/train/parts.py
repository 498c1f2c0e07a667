"""What coined names and made releases are built of: the lists of name_parts.json, by their names there."""

import json
from functools import cache
from importlib.resources import files


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    data = json.loads(files("ingest.train").joinpath("name_parts.json").read_text("utf-8"))
    return {name: tuple(items) for name, items in data.items()}


def parts(name: str) -> tuple[str, ...]:
    """One list."""
    return _lists()[name]
