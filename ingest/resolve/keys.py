"""What names must share to be compared at all: comparing each with each would take the square of their number."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ingest.resolve.compare import SHORTEST_TYPO, Name
from ingest.resolve.names import initials, is_acronym
from ingest.resolve.people import NICKNAMES, PersonName
from ingest.resolve.words import is_distinct, lists

SHORTEST_ACRONYM: Final = 2
ACRONYM: Final = "acronym"
INITIALS: Final = "initials"


def sought(key: str) -> str:
    """The key that the other name of a pair has: what is an acronym seeks initials, all else seeks the same."""
    kind, _, rest = key.partition(" ")
    return f"{ {ACRONYM: INITIALS, INITIALS: ACRONYM}.get(kind, kind) } {rest}"


@lru_cache(maxsize=1 << 15)
def organization_keys(name: str) -> frozenset[str]:
    """For each reason of `compare.SAME` a key that two names share if the reason can apply."""
    return frozenset(_organization_keys(Name.of(name)))


def _organization_keys(name: Name) -> Iterator[str]:
    known, words = lists(), name.words
    if not words:
        return
    yield f"spelling {name.parts.joined}"
    if known.heads.intersection(words) and any(map(is_distinct, words)):
        yield f"words {' '.join(sorted(words))}"
    core = list(words)
    while len(core) > 1 and core[-1] in known.trade | known.division:
        core.pop()
    if any(map(is_distinct, core)):
        yield f"core {' '.join(core)}"
    if ", " in name.text:
        yield f"core {' '.join(Name.of(name.text.rpartition(', ')[0]).words)}"
    if is_acronym(name.text):
        yield f"{ACRONYM} {name.text.replace('&', '')}"
    elif len(words) > 1 and len(letters := initials(name.text)) >= SHORTEST_ACRONYM:
        yield f"{INITIALS} {letters}"
    yield from _slip_keys(words)


def _slip_keys(words: tuple[str, ...]) -> Iterator[str]:
    """A slip leaves the first letter alone, and the length almost."""
    if len(words) == 1 and len(words[0]) >= SHORTEST_TYPO:
        yield f"slip {words[0][:3]} {len(words[0]) // 2}"
        yield f"slip {words[0][:3]} {(len(words[0]) + 1) // 2}"
    for place, word in enumerate(words):
        if len(word) >= SHORTEST_TYPO - 1 and len(words) > 1:
            begins = word[: 1 if len(words) > 2 else 2]
            yield f"slip {' '.join((*words[:place], begins, *words[place + 1 :]))}"


@lru_cache(maxsize=1 << 15)
def person_keys(name: str) -> frozenset[str]:
    """Surname and the first letter of the first name, or of one that may stand for it."""
    person = PersonName.of(name)
    firsts = {person.first}.union(*(names for names in NICKNAMES if person.first in names))
    return frozenset(f"person {person.last} {first[:1]}" for first in firsts) if person.last else frozenset()
