"""Whether two names are one organization's: a list of weighted reasons for (`SAME`), and one against (`APART`).

Reasons for support each other: with weights a and b they are wrong together only if both are, so the score is
1 - (1 - a)(1 - b). A reason against ends it, whatever speaks for it. Here only names are looked at; what releases say
of them, and what a person decided, is added by `ingest.resolve.settle`. The weights are judgements of how often such
a reason is right, checked on the labelled pairs of `benchmarks/resolve.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

from ingest.resolve.names import initials, is_acronym, without_legal_form
from ingest.resolve.words import NameWords, cleaned, is_common, is_distinct, is_place, lists, standard_words

MERGE: Final = 0.8
"""From this score on two names are one."""
REVIEW: Final = 0.5
"""From this score on a person is asked."""

ROMAN: Final = frozenset({"ii", "iii", "iv", "vi", "vii", "viii"})
SHORTEST_TYPO: Final = 8
"""Letters of a word in which a wrong letter may be a slip; shorter words of one letter's difference are mostly two."""
LONG_WORD: Final = 11
"""Letters of a word or place that hardly anybody else is called almost like."""
LONGEST_TYPO: Final = 1
"""Letters that a slip gets wrong: one left out, one too many, one for another, or two changed about."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name, ready to compare: without its legal form, which stands apart, in small letters."""

    text: str
    parts: NameWords
    form: str = ""

    @classmethod
    def of(cls, text: str) -> "Name":
        """Prepare a name as written."""
        return _prepared(text)

    @property
    def words(self) -> tuple[str, ...]:
        """The words that count."""
        return self.parts.words


@lru_cache(maxsize=1 << 15)
def _prepared(text: str) -> Name:
    bare = without_legal_form(text)
    form = "".join(c for c in cleaned(text).removeprefix(bare).casefold() if c.isalpha())
    return Name(cleaned(bare), NameWords(standard_words(bare) or standard_words(text)), _FORMS.get(form, form))


_FORMS: Final = {
    "incorporated": "inc",
    "corporation": "corp",
    "limited": "ltd",
    "coltd": "ltd",
    "companylimited": "ltd",
}

Question = Callable[[Name, Name], bool]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two names may be one, where the weight is 0 why not. `short`: one is a short form of the other."""

    text: str
    asks: Question
    weight: float = 0.0
    short: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the names say: `score` from 0 to 1, the reasons, whether one is only a short form, and what forbids it."""

    score: float
    reasons: tuple[str, ...] = ()
    short: bool = False
    apart: str | None = None


@lru_cache(maxsize=1 << 17)
def compare(one: str, other: str) -> Comparison:
    """Compare two names as written.

    A short form stands for whoever uses it, so it counts only where it fits one organization alone; the caller sees to
    that.
    """
    first, second = Name.of(one), Name.of(other)
    doubt, reasons, short = 1.0, [], True
    for reason in SAME:
        if reason.asks(first, second) or reason.asks(second, first):
            doubt *= 1 - reason.weight
            reasons.append(f"{reason.text} ({reason.weight:.2f})")
            short = short and reason.short
    apart = next((r.text for r in APART if r.asks(first, second) or r.asks(second, first)), None)
    return Comparison(round(1 - doubt, 4), tuple(reasons), short=bool(reasons) and short, apart=apart)


def _is_spelling(one: Name, other: Name) -> bool:
    return one.parts.joined == other.parts.joined and one.parts.joined != ""


def _is_turned_about(one: Name, other: Name) -> bool:
    """The same words in another order, in the name of an institution: "University of Oslo", "Oslo University"."""
    if one.words == other.words or sorted(one.words) != sorted(other.words):
        return False
    return bool(lists().heads.intersection(one.words)) and any(is_distinct(word) for word in one.words)


def _leaves_off(full: Name, short: Name, words: frozenset[str]) -> bool:
    rest = full.words[len(short.words) :]
    begins = bool(rest) and full.words[: len(short.words)] == short.words
    return begins and set(rest) <= words and any(is_distinct(word) for word in short.words)


def _is_short_form(full: Name, short: Name) -> bool:
    known = lists()
    clear = (
        len(short.words) > 1 or not (is_common(short.words[0]) or is_place(short.words[0])) if short.words else False
    )
    return clear and _leaves_off(full, short, known.trade)


def _is_unclear_short_form(full: Name, short: Name) -> bool:
    known = lists()
    return _leaves_off(full, short, known.trade | known.division) and not _is_short_form(full, short)


def _leaves_off_place(full: Name, short: Name) -> bool:
    """A place behind a comma: "Karolinska Institutet, Stockholm". Not where the short name is one of a place itself."""
    begins, comma, place = full.text.rpartition(", ")
    named = standard_words(place)
    apart = any(is_distinct(word) and not is_place(word) for word in short.words)
    heads = lists().heads.intersection(short.words)
    return bool(comma and heads) and apart and all(map(is_place, named)) and standard_words(begins) == short.words


def _is_acronym_of(full: Name, short: Name) -> bool:
    return is_acronym(short.text) and len(full.words) > 1 and initials(full.text) == short.text.replace("&", "")


def _one_wrong_word(one: Name, other: Name) -> tuple[str, str] | None:
    """The two words that differ, where all others are the same, if a slip can have made one of the other."""
    if len(one.words) != len(other.words):
        return None
    differing = [(a, b) for a, b in zip(one.words, other.words, strict=True) if a != b]
    if len(differing) != 1:
        return None
    first, second = differing[0]
    slip = OSA.distance(first, second, score_cutoff=LONGEST_TYPO) <= LONGEST_TYPO
    return differing[0] if slip and first[0] == second[0] and not any(c.isdigit() for c in first + second) else None


def _is_slip(one: Name, other: Name) -> bool:
    """In a long word of a name that has two other words that tell it, at least one of the two spellings no word."""
    pair = _one_wrong_word(one, other)
    if pair is None or min(map(len, pair)) < SHORTEST_TYPO or all(map(_is_word, pair)):
        return False
    others = [word for word in one.words if word not in pair]
    of_a_word = any(_is_word(word) for word in pair) and min(map(len, pair)) >= LONG_WORD
    return len(others) > 1 or (of_a_word and len(others) == 1)


def _may_be_slip(one: Name, other: Name) -> bool:
    return _one_wrong_word(one, other) is not None and not _is_slip(one, other)


def _is_word(word: str) -> bool:
    known = lists()
    return word in known.trade | known.division | known.generic | known.unit or is_common(word) or is_place(word)


SAME: Final = (
    Reason("the same words in another spelling", _is_spelling, 0.96),
    Reason("the same words in another order", _is_turned_about, 0.88),
    Reason("one leaves off words of the trade", _is_short_form, 0.84, short=True),
    Reason("one leaves off the place", _leaves_off_place, 0.84),
    Reason("one wrong letter in a long name", _is_slip, 0.82),
    Reason("the initials of the other", _is_acronym_of, 0.60, short=True),
    Reason(
        "one leaves off words that may name a division, or is an ordinary word",
        _is_unclear_short_form,
        0.55,
        short=True,
    ),
    Reason("one wrong letter, and little else to tell them by", _may_be_slip, 0.50),
)
"""What speaks for one organization, the strongest first."""


def _differing(one: Name, other: Name) -> tuple[set[str], set[str]]:
    return set(one.words) - set(other.words), set(other.words) - set(one.words)


def _names_a_unit(full: Name, short: Name) -> bool:
    """All of the short name stands in the full one, and what this has more is the word for a part.

    A place before a name, or behind a comma, is where it has its seat: "Shanghai Junshi Biosciences". What an
    institute or hospital is for is no part of it: "Whitehead Institute for Biomedical Research".
    """
    known = lists()
    more, less = _differing(full, short)
    begins = next((number for number, word in enumerate(full.words) if word not in more), 0)
    seat = {*full.words[:begins], *standard_words(full.text.partition(", ")[2])}
    more = {word for word in more if not (word in seat and is_place(word))}
    if less or not more:
        return False
    whole = bool(known.heads.intersection(short.words)) and "university" not in short.words
    marks = known.unit - known.fields if whole else known.unit
    return bool(more & (marks | ROMAN)) or any(map(str.isdigit, more))


def _names_another_place(one: Name, other: Name) -> bool:
    more, less = _differing(one, other)
    return len(more) == len(less) == 1 and all(map(is_place, more | less))


def _names_the_opposite(one: Name, other: Name) -> bool:
    more, less = _differing(one, other)
    return any(more & group and less & group for group in lists().opposites)


def _names_another_number(one: Name, other: Name) -> bool:
    more, less = _differing(one, other)
    return any(map(_is_number, more)) and any(map(_is_number, less))


def _is_number(word: str) -> bool:
    return word in ROMAN or any(map(str.isdigit, word))


def _is_known_swap(one: Name, other: Name) -> bool:
    turned = _is_turned_about(one, other)
    return turned and bool(lists().swapped_apart.intersection(one.words))


def _are_two_companies(one: Name, other: Name) -> bool:
    """Each has a legal form of its own, and they differ in more than that."""
    return bool(one.form and other.form) and one.form != other.form and one.words != other.words


SWAPPED: Final = "two universities share these words"

APART: Final = (
    Reason("one names a part of the other", _names_a_unit),
    Reason("they name two places", _names_another_place),
    Reason("they name opposites", _names_the_opposite),
    Reason("they have two numbers", _names_another_number),
    Reason("each has its own legal form", _are_two_companies),
    Reason(SWAPPED, _is_known_swap),
)
"""What forbids to take them for one."""
