"""The version of the pipeline: what has to differ when the same text may give other facts."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

READS: Final = ("annotations.py", "components", "extract", "model", "pipeline.py", "tokenizer.py", "vocabulary")
"""The parts of `ingest` that decide what is read out of a text: code, term lists and weights."""


def pipeline_version(without: frozenset[str] = frozenset()) -> str:
    """`0.1.0+3f2a9c81`: the package's version and a hash of the code, the vocabularies and the weights.

    The graph keeps it with each release. Where it differs, the release is read again and replaced, so it must change
    with anything that changes what is read, and only with that. Components that are left out are named at the end.
    """
    left_out = "".join(f".no-{name}" for name in sorted(without))
    return f"{metadata.version('cellpact')}+{_digest()}{left_out}"


@cache
def _digest() -> str:
    """Eight digits of SHA-256 over all files of `READS`, read once a process."""
    digest = hashlib.sha256()
    root = files("ingest")
    for name in READS:
        for path, content in _contents(root / name, name):
            digest.update(f"{path}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()[:8]


def _contents(place: Traversable, path: str) -> Iterable[tuple[str, bytes]]:
    if place.is_file():
        yield path, place.read_bytes()
    elif place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda entry: entry.name):
            if not inner.name.startswith((".", "__pycache__")):
                yield from _contents(inner, f"{path}/{inner.name}")
