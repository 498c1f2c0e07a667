"""The words of names in one spelling: what two writings of one name share, and what sets two names apart.

`standard_words` folds case, accents and number, takes British and American spelling and the heads of institutions in
other languages for one ("Universität Köln", "University of Cologne") and leaves out words that only join. The lists
stand in `vocabulary/resolve_words.json`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ingest import vocabulary
from ingest.errors import VocabularyError
from ingest.release import slug

FILE: Final = "resolve_words.json"

PLACE_CODES: Final = frozenset({"eu", "uk", "us", "hongkong"})
SHORTEST_SLIP: Final = 7
"""Letters of a word of the trade in which one letter may be wrong."""

_DIGRAPHS: Final = re.compile(r"(?<=[aou])e(?=[a-z])|^a(?=a)")


class WordLists(BaseModel):
    """What is known about the words of names, in the spelling of `standard`.

    `trade` may be left off a name without changing whom it means, `division` sometimes; `unit` names a part of a
    whole; those of them that also say what an institution is for
    are `fields`; `generic` tells no one from others; `heads` say what kind of institution; `links` join.
    `opposites` are groups of words of which two never stand for one thing. `swapped_apart` are places whose "X
    University" is not the "University of X". `owners` are the bodies in whose name an institution signs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    trade: frozenset[str]
    division: frozenset[str]
    generic: frozenset[str]
    unit: frozenset[str]
    fields: frozenset[str]
    heads: frozenset[str]
    links: frozenset[str]
    standard: Mapping[str, str]
    compounds: Mapping[str, str]
    exonyms: Mapping[str, str]
    swapped_apart: frozenset[str]
    opposites: tuple[frozenset[str], ...]
    owners: tuple[str, ...]
    confusables: Mapping[str, str]

    @cached_property
    def listed(self) -> frozenset[str]:
        """The words of all lists that say what a word does in a name."""
        return frozenset().union(self.trade, self.division, self.unit, self.fields, self.generic, self.heads)


@cache
def lists() -> WordLists:
    """The lists, read once.

    Raises:
        VocabularyError: The file is malformed.
    """
    try:
        return WordLists.model_validate_json(files(vocabulary).joinpath(FILE).read_text("utf-8"))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in problem["loc"])
        raise VocabularyError(f"{FILE}: {place}: {problem['msg']}", next_step="correct the list") from error


@cache
def _plain_lists() -> tuple[frozenset[str], frozenset[str]]:
    common, places = (
        frozenset(files(vocabulary).joinpath(name).read_text("utf-8").casefold().split("\n"))
        for name in ("common_words.txt", "places.txt")
    )
    return common, places


def is_common(word: str) -> bool:
    """Whether a word is also an ordinary one."""
    return word in _plain_lists()[0]


def is_place(word: str) -> bool:
    """Whether a word, or its English form, is also a place."""
    return word in PLACE_CODES or word in _plain_lists()[1] or word in lists().exonyms.values()


@lru_cache(maxsize=1 << 15)
def cleaned(name: str) -> str:
    """A name without what a text wraps around it: quotes, marks, tickers, look-alike letters, "a Gilead company".

    Also without the body in whose name an institution signs ("Trustees of").
    """
    name = unicodedata.normalize("NFKC", re.sub("[®™©℠]", "", name))
    name = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    name = " ".join(_latin(word) for word in name.split())
    name = re.sub(r"\s*\((?:[^()]*:[^()]*|publ|formerly[^()]*|previously[^()]*)\)", "", name, flags=re.IGNORECASE)
    name = re.sub(r",\s+(?:an?|the)\s+[^,]*\b(?:company|firm|business)\.?$", "", name, flags=re.IGNORECASE)
    name = re.sub(r",?\s+and\s+its\s+(?:subsidiaries|affiliates|units)$", "", name, flags=re.IGNORECASE)
    name = name.strip(" \t\"'“”„‘’«»,;:*")  # noqa: RUF001 - the quotes that releases have
    without = re.sub(r"^the\s+", "", name, flags=re.IGNORECASE)
    for owner in sorted(lists().owners, key=len, reverse=True):
        if without.casefold().startswith(owner + " "):
            return re.sub(r"^the\s+", "", without[len(owner) + 1 :], flags=re.IGNORECASE)
    return name


def _latin(word: str) -> str:
    """A word whose letters are from two scripts, with the look-alikes of the other script replaced."""
    table = lists().confusables
    if not any(letter in table for letter in word) or not any("a" <= letter <= "z" for letter in word.casefold()):
        return word
    return "".join(table.get(letter, letter) for letter in word)


@lru_cache(maxsize=1 << 15)
def standard_words(name: str) -> tuple[str, ...]:
    """The words that count, in order: "Universitätsklinikum Würzburg" gives university, hospital, wurzburg."""
    known = lists()
    found: list[str] = []
    name = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", name.replace("&", " and ").replace("+", " "))
    plain = slug(name).replace("hong-kong", "hongkong")
    for written in plain.split("-"):
        for word in _of(known.compounds, _without_slip(written)).split():
            standard = _of(known.standard, _of(known.exonyms, word))
            if standard not in known.links or len(plain) <= 2:
                found.append(standard if standard in known.listed else _folded(standard))
    return tuple(found)


def _of(table: Mapping[str, str], word: str) -> str:
    return table.get(word) or table.get(_folded(word), word)


@lru_cache(maxsize=1 << 15)
def _without_slip(word: str) -> str:
    """A long word that is no word, but one letter from a word of the trade, is that word: "Labratories"."""
    trade = _trade_words()
    if len(word) < SHORTEST_SLIP or word in trade or word in lists().listed or is_common(word) or is_place(word):
        return word
    found = process.extractOne(word, trade, scorer=OSA.distance, score_cutoff=1)
    return found[0] if found and found[0][0] == word[0] else word


@cache
def _trade_words() -> tuple[str, ...]:
    known = lists()
    words = {*known.standard, *known.standard.values(), *known.trade, *known.division, *known.heads}
    return tuple(sorted(word for word in words if len(word) >= SHORTEST_SLIP))


def _folded(word: str) -> str:
    """Without what is left of ä, ö, ü and å where they were written as two letters."""
    return _DIGRAPHS.sub("", word) if len(word) > 4 else word


@dataclass(frozen=True, slots=True)
class NameWords:
    """A name as the comparison sees it: its words, the same without words of the trade at the end, and as one word."""

    words: tuple[str, ...]

    @property
    def joined(self) -> str:
        """All letters of the words."""
        return "".join(self.words)

    @property
    def core(self) -> tuple[str, ...]:
        """Without words of the trade at the end; as it is where nothing that tells it from others would be left."""
        words = self.words
        while len(words) > 1 and words[-1] in lists().trade:
            words = words[:-1]
        return words if any(is_distinct(word) for word in words) else self.words


def is_distinct(word: str) -> bool:
    """Whether a word can tell a name from others."""
    known = lists()
    return len(word) > 1 and word not in known.generic | known.trade | known.division and not word.isdigit()
