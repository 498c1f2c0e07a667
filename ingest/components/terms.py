"""What the two vocabulary components share: places of names as candidates, and abbreviations that a text defines."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel, TokenSpan
from ingest.vocabulary.matcher import pieces_of

SIGN: Final = r"\s?(?:[®™℠]|\((?:R|TM|tm|SM)\))"
"""A trademark sign."""
_OPEN: Final = rf"(?:{SIGN})?\s?\(\s?[\"“\u2018']?"
_CLOSE: Final = rf"(?:{SIGN})?[\"”\u2019']?\s?\)"
_OPENS: Final = re.compile(_OPEN)
_CLOSES: Final = re.compile(_CLOSE)
_SIGNED: Final = re.compile(rf"(?!\n){SIGN}")
_DEFINED: Final = re.compile(rf"{_OPEN}(?P<short>[A-Za-z0-9][A-Za-z0-9+/-]{{1,11}}?)s?{_CLOSE}")
_NAME_GOES_ON: Final = re.compile(
    r"(?:[ -](?:[A-Z][\w\u2019']*|&|and|for|of|in))*?[ -](?:Society|Foundation|Association|Institutes?|Cent(?:er|re)s?"
    r"|Network|Alliance|Hospitals?|University|College|Council|Consortium|Initiative|Fund|Catapult|Congress|Conference"
    r"|Symposium|Summit|Act|Award|Journal|Clinic|Laborator(?:y|ies)|Department|Division|Inc|Corp|Ltd|GmbH|LLC|AG|Group"
    r"|Holdings|Fair|Forum|Week|Month|Day)\b"
)
"""Behind a capitalized term, in the same run of capitalized words: an institution, a meeting, a journal."""


@dataclass(frozen=True, slots=True)
class Found:
    """Characters of a text that are a name, by which rule, and what it stands for.

    `concept` is an id of the vocabulary; `group` is the same for names of one thing that the vocabulary does not have.
    """

    start: int
    end: int
    rule: str
    confidence: float
    kind: str | None = None
    concept: str | None = None
    group: str | None = None

    @property
    def thing(self) -> str | None:
        """What names of one thing have in common."""
        return self.concept or self.group


def token_span(doc: Doc, start: int, end: int) -> TokenSpan | None:
    """The tokens of a run of characters, if it begins and ends with a token."""
    span = doc.char_span(start, end, alignment_mode="strict")
    return None if span is None else (span.start, span.end)


def signed(text: str, found: Iterable[Found]) -> Iterator[Found]:
    """Names that a trademark sign follows, with the sign: it is part of how the text writes them."""
    for name in found:
        if sign := _SIGNED.match(text, name.end):
            yield replace(name, end=sign.end())


def within_name(text: str, start: int, end: int) -> bool:
    """Whether a term is only part of another proper name: "Leukemia" in "Leukemia & Lymphoma Society"."""
    return text[start].isupper() and text[start:end] != text[start:end].upper() and bool(_NAME_GOES_ON.match(text, end))


def grouped(text: str, found: Found) -> str:
    """The group of a name that no vocabulary has: the name without sign, case and plural."""
    return " ".join(piece.folded for piece in pieces_of(text[found.start : found.end]))


def candidates(doc: Doc, label: EntityLabel, found: Iterable[Found]) -> Iterator[Candidate]:
    """`Candidate`s for what was found, without those that cut a token."""
    for name in found:
        span = token_span(doc, name.start, name.end)
        if span is not None:
            yield Candidate(label, span, name.rule, name.confidence, name.kind, name.concept, name.group)


def is_abbreviation(short: str, long: str) -> bool:
    """Whether `short` can abbreviate `long`: two capitals at least, its letters in order, the first in front of a word.

    The test of Schwartz and Hearst (2003), "A simple algorithm for identifying abbreviation definitions in biomedical
    text", read from the left.
    """
    letters = [letter for letter in short.casefold() if letter.isalpha()]
    capitals = sum(letter.isupper() for letter in short)
    if capitals < 2 or not letters or letters[0] not in {word[:1] for word in re.findall(r"\w+", long.casefold())}:
        return False
    at = iter(long.casefold())
    return all(letter in at for letter in letters)


def defined_abbreviations(text: str, found: Iterable[Found], rule: str) -> list[Found]:
    """Further places of abbreviations that the text defines behind a name: "large B-cell lymphoma (“LBCL”)"."""
    known: dict[str, Found] = {}
    taken = set()
    for name in found:
        taken.add(name.start)
        defined = _DEFINED.match(text, name.end)
        if defined and is_abbreviation(defined["short"], text[name.start : name.end]):
            known.setdefault(defined["short"], name)
    return [
        replace(name, start=place.start(), end=place.end(), rule=rule)
        for short, name in known.items()
        for place in re.finditer(rf"(?<![\w-]){re.escape(short)}s?(?!\w)", text)
        if place.start() not in taken
    ]


def in_brackets(text: str, found: Iterable[Found]) -> Iterator[tuple[Found, Found, int]]:
    """Pairs of names of which the second stands in brackets right behind the first, and where the brackets end."""
    for first, second in pairwise(sorted(found, key=lambda name: (name.start, name.end))):
        if _OPENS.fullmatch(text, first.end, second.start) and (closing := _CLOSES.match(text, second.end)):
            yield first, second, closing.end()


def with_abbreviation(text: str, found: Iterable[Found]) -> Iterator[Found]:
    """Names with their other name in brackets, where both stand for the same: "acute myeloid leukaemia (AML)"."""
    for first, second, end in in_brackets(text, found):
        if first.thing and first.thing == second.thing:
            yield replace(first, end=end)


def without_overlaps(found: Iterable[Found], taken: Iterable[Found]) -> list[Found]:
    """What of `found` shares no character with `taken` or with an earlier one of `found`."""
    characters = {at for name in taken for at in range(name.start, name.end)}
    kept = []
    for name in found:
        if characters.isdisjoint(range(name.start, name.end)):
            characters.update(range(name.start, name.end))
            kept.append(name)
    return kept


def again(text: str, found: Iterable[Found], taken: Iterable[Found], rule: str) -> list[Found]:
    """Further places of names that were found by their surroundings or sign: the same word elsewhere in the text."""
    by_surface: dict[str, Found] = {}
    for name in found:
        surface = text[name.start : name.end]
        if len(surface) > 2:
            by_surface.setdefault(surface, name)
    places = (
        replace(name, start=place.start(), end=place.end(), rule=rule)
        for surface, name in by_surface.items()
        for place in re.finditer(rf"(?<![\w-]){re.escape(surface)}(?![\w-])", text)
    )
    return without_overlaps(places, taken)
