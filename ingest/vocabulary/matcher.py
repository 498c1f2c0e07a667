"""Finds many names in a text at once, forgiving what writers vary and strict where case tells words apart.

A text and the names are cut into pieces: runs of letters, runs of digits, single other signs. Hyphens, trademark signs
and possessive endings are no pieces, so "CAR-T cell", "CAR T-cell" and "CAR T cells" are one name. Pieces are compared
folded (no accents, no plural, American spelling) through a trie: reading a text costs one look-up a piece, however many
names there are. Where the name has capitals, so must the text: "ALL" is not "all", "Fate" not "fate"; a name in lower
case is found in any case, as headlines need.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, NamedTuple, TypeVar

_PIECE: Final = re.compile(r"\((?:R|TM|tm|SM)\)|[^\W\d_]+(?:['\u2019]s?(?![^\W\d_]))?|\d+|\n[^\S\n]*\n|[^\w\s]|_")
_QUOTES: Final = frozenset("\"“”\u2018\u2019'")
_SKIPPED: Final = frozenset("-\u00ad\u2010\u2011\u2012\u2013®™©℠\u200b") | {"(R)", "(TM)", "(tm)", "(SM)"}
_DASHES: Final = frozenset("-\u2010\u2011\u2012\u2013")
_POSSESSIVE: Final = re.compile(r"['\u2019]s?$")
_BRITISH: Final = re.compile("ae|oe|umour|isation|lyse(?=s?$)|centre|fibre")
_AMERICAN: Final = {"umour": "umor", "isation": "ization", "lyse": "lyze", "centre": "center", "fibre": "fiber"}

PayloadT = TypeVar("PayloadT")


class Piece(NamedTuple):
    """A run of letters or digits, or a sign: as written (`text`), folded, and its offsets in the text."""

    text: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit(Generic[PayloadT]):
    """A name found: character offsets, the pieces from `first` to before `last`, and what the name stands for."""

    start: int
    end: int
    first: int
    last: int
    payload: PayloadT


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word without case, accents, possessive and plural endings, in American spelling ("ae" and "oe" are "e")."""
    folded = bare(word).casefold()
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(letter for letter in decomposed if not unicodedata.combining(letter)) or folded
    if len(folded) < 4 and not word[:-1].isupper():
        return folded
    folded = _BRITISH.sub(lambda variant: _AMERICAN.get(variant.group(), "e"), folded)
    if folded.endswith("ies"):
        return folded[:-3] + "y"
    if folded.endswith(("ises", "oses", "uses")):  # crises, diagnoses, viruses
        return folded[:-2]
    return folded[:-1] if folded[-1] == "s" and folded[-2:-1] not in "siu" else folded


def bare(word: str) -> str:
    """A word without its possessive ending."""
    return _POSSESSIVE.sub("", word) if "'" in word or "\u2019" in word else word


def pieces_of(text: str) -> list[Piece]:
    """The pieces of a text in order. A dash between spaces and an empty line stay pieces: no name goes across."""
    pieces: list[Piece] = []
    for found in _PIECE.finditer(text):
        piece, start, end = found.group(), found.start(), found.end()
        if piece in _SKIPPED:
            spaced = piece in _DASHES and text[start - 1 : start].isspace() and text[end : end + 1].isspace()
            if not spaced:
                continue
        if piece in _QUOTES and (text[start - 1 : start] == "(" or text[end : end + 1] == ")"):
            continue  # a defined abbreviation: chimeric antigen receptor (“CAR”) T cells
        pieces.append(Piece(piece, fold(piece) if piece[0].isalpha() else piece, start, end))
    return pieces


def same_case(name: str, surface: str) -> bool:
    """Whether a piece of a text may stand for a piece of a name, which it equals when folded.

    A capitalized name has no plural ("Philips" is not "Philip"), an acronym of three letters or more may ("TILs").
    """
    name, surface = bare(name), bare(surface)
    if name.islower() or not name.isalpha() or surface == name:
        return True
    if name.istitle() and len(name) > 1:
        return surface[0].isupper() and len(surface) == len(name)
    singular = surface.removesuffix("s") if len(name) > 2 else surface
    return singular in {name, name.upper()} or surface == name.upper()


def _possessive(name: str, surface: str) -> int:
    """Length of a possessive ending of the surface that the name lacks: "Lonza's" is a use of "Lonza"."""
    return len(surface) - len(bare(surface)) if bare(name) == name else 0


class TermMatcher(Generic[PayloadT]):
    """A trie of names, each with a payload; of two equal names the first wins."""

    def __init__(self, terms: Iterable[tuple[str, PayloadT]]) -> None:
        self._root: dict[str, object] = {}
        for term, payload in terms:
            pieces = pieces_of(term)
            node = self._root
            for piece in pieces:
                node = node.setdefault(piece.folded, {})  # type: ignore[assignment]
            leaves: list[tuple[tuple[str, ...], PayloadT]] = node.setdefault("", [])  # type: ignore[assignment]
            leaves.append((tuple(piece.text for piece in pieces), payload))

    def find(self, text: str, pieces: list[Piece] | None = None) -> Iterator[Hit[PayloadT]]:
        """Names in `text` from left to right, the longest first where several begin; none overlap."""
        pieces = pieces_of(text) if pieces is None else pieces
        first = 0
        while first < len(pieces):
            hit = self.longest_at(text, pieces, first)
            if hit is None:
                first += 1
            else:
                yield hit
                first = hit.last

    def longest_at(self, text: str, pieces: list[Piece], first: int) -> Hit[PayloadT] | None:
        """The longest name that begins with the piece `first` and ends at the end of a word."""
        node: dict[str, object] | None = self._root.get(pieces[first].folded)  # type: ignore[assignment]
        start = pieces[first].start
        if node is None or (start and text[start - 1].isalnum() and text[start].isalnum()):
            return None
        best: Hit[PayloadT] | None = None
        last = first + 1
        while node is not None:
            end = pieces[last - 1].end
            if "" in node and not (text[end - 1].isalnum() and text[end : end + 1].isalnum()):
                leaves: list[tuple[tuple[str, ...], PayloadT]] = node[""]  # type: ignore[assignment]
                for names, payload in leaves:
                    surfaces = (piece.text for piece in pieces[first:last])
                    if all(map(same_case, names, surfaces)):
                        best = Hit(
                            start,
                            end - _possessive(names[-1], text[pieces[last - 1].start : end]),
                            first,
                            last,
                            payload,
                        )
                        break
            if last == len(pieces):
                break
            node = node.get(pieces[last].folded)  # type: ignore[assignment]
            last += 1
        return best
