"""Puts another store in the place of the local server's, so that the former one comes back if anything goes wrong.

The server must not run. As long as the former store is beside, it counts: `put_back` brings it back, also after a kill.
"""

import shutil
from pathlib import Path
from typing import Final

from graph.settings import DATABASE

PARTS: Final = ("databases", "transactions")
FORMER: Final = "former-store"
DONE: Final = "former-store-to-delete"


def store(home: Path) -> dict[str, Path]:
    """Where a Neo4j home has the store of the graph and its transaction logs."""
    return {part: home / "data" / part / DATABASE for part in PARTS}


def exists(home: Path) -> bool:
    """Whether there is a store, in its place or, after a restore that was killed, beside it."""
    return (home / FORMER).is_dir() or all(place.is_dir() for place in store(home).values())


def put_in(home: Path, other: Path) -> None:
    """Move the store of the home `other` into the place of that of `home`, which is kept beside it.

    Raises:
        OSError: Something could not be moved; `put_back` undoes what was.
    """
    shutil.rmtree(home / DONE, ignore_errors=True)
    former = home / FORMER
    new = store(other)
    for part, place in store(home).items():
        if place.exists():
            former.mkdir(exist_ok=True)
            place.rename(former / part)
    for part, place in store(home).items():
        place.parent.mkdir(parents=True, exist_ok=True)
        new[part].rename(place)


def put_back(home: Path) -> bool:
    """Bring the former store back, where there is one; return whether there was.

    Raises:
        OSError: Something could not be moved; it stays where it is.
    """
    former = home / FORMER
    if not former.is_dir():
        return False
    for part, place in store(home).items():
        if (former / part).exists():
            shutil.rmtree(place, ignore_errors=True)
            (former / part).rename(place)
    former.rmdir()
    return True


def remove(home: Path) -> None:
    """Take away a store that took nobody's place."""
    for place in store(home).values():
        shutil.rmtree(place, ignore_errors=True)


def settle(home: Path) -> None:
    """The new store counts from now on; the former one goes."""
    former = home / FORMER
    if former.is_dir():
        # One step that happens or not; removing a folder takes many.
        former.rename(home / DONE)
        shutil.rmtree(home / DONE, ignore_errors=True)
