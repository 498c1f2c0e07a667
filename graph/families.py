"""Which releases are near copies of each other: wire copies, light edits, the same text with another end.

MinHash (Broder 1997): of all runs of five words, 128 hashes of which each is equal in two texts as often as the texts
have runs in common (Jaccard). Texts that agree in one of 12 bands of eight hashes are compared; two with an estimate of
at least `LIKE` are near copies, and a family is what hangs together by near copies. Pure, and so a function of the set.
"""

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from datasketch import MinHash

HASHES: Final = 128
BANDS: Final = 12
"""Keys of a sketch: each is a node to write. With WIDTH hashes each, two texts that have 80 of 100 runs in common meet
with probability 0.89, at 85 with 0.98, at 90 with 0.999."""

WIDTH: Final = 8
"""Hashes of a band."""

RUN: Final = 5
"""Words of a run: shorter ones are common to all releases."""

LIKE: Final = 0.8
"""Estimated share of common runs from which on two releases are near copies."""


def sketch(text: str) -> bytes:
    """The 128 hashes of a text, 512 bytes; case, spaces and punctuation make no difference."""
    words = re.findall(r"\w+", text.casefold())
    runs = {" ".join(words[start : start + RUN]) for start in range(max(len(words) - RUN + 1, 1))}
    hashed = _empty().copy()
    hashed.update_batch([run.encode() for run in runs])
    return bytes(hashed.hashvalues.astype("<u4"))


def bands(kept: bytes) -> list[str]:
    """The keys of a sketch: near copies mostly have one in common."""
    size = 4 * WIDTH
    pieces = (kept[number * size : (number + 1) * size] for number in range(BANDS))
    return [f"{n:02}-{hashlib.blake2b(piece, digest_size=8).hexdigest()}" for n, piece in enumerate(pieces)]


def likeness(one: bytes, other: bytes) -> float:
    """The estimated share of runs that two texts have in common."""
    return float(np.mean(np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")))


def families(sketches: Mapping[str, bytes]) -> dict[str, str]:
    """The family of each release: the least id of those that hang together."""
    above = {release: release for release in sketches}

    def top(release: str) -> str:
        while above[release] != release:
            above[release] = above[above[release]]
            release = above[release]
        return release

    for near in _met(sketches):
        for one, other in near:
            first, second = sorted((top(one), top(other)))
            if first != second and likeness(sketches[one], sketches[other]) >= LIKE:
                above[second] = first
    return {release: top(release) for release in sketches}


def _met(sketches: Mapping[str, bytes]) -> Iterable[list[tuple[str, str]]]:
    """Pairs to compare; of releases with the very same sketch one stands for all."""
    same: dict[bytes, list[str]] = {}
    for release in sorted(sketches):
        same.setdefault(sketches[release], []).append(release)
    together: dict[str, list[str]] = {}
    for kept, releases in same.items():
        yield [(releases[0], other) for other in releases[1:]]
        for band in bands(kept):
            together.setdefault(band, []).append(releases[0])
    for met in together.values():
        yield [(one, other) for n, one in enumerate(met) for other in met[n + 1 :]]


@lru_cache(maxsize=1)
def _empty() -> "MinHash":
    # Takes a second to import, and whoever only reads the graph does not need it.
    from datasketch import MinHash  # noqa: PLC0415

    return MinHash(num_perm=HASHES, seed=1, hashfunc=zlib.crc32)
