"""Makes `Release`s: the one place that decides ids, titles, dates and what text is too little or too much."""

import hashlib
import logging
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from graph.facts import Release
from ingest.errors import SourceError

log = logging.getLogger(__name__)

LEAST_LETTERS = 20
LONGEST_ID = 200
LONGEST_TITLE = 250
LEAST_WORDS = 4
SLUG_LENGTH = 60

# Letters that Unicode does not take apart.
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})  # noqa: RUF001 - the dotless i

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
# "SHANGHAI, Aug. 2, 2021 /Wire/ --", "Basel, 2 August 2021 -", "(August 2nd, 2021)": a day near the top of the text.
_DAY = re.compile(
    rf"\b(?:(?P<month>{_MONTHS})[a-z]*\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d)"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?P<month2>{_MONTHS})[a-z]*\.?,?\s+(?P<year2>20\d\d)"
    r"|(?P<year3>20\d\d)-(?P<month3>\d\d)-(?P<day3>\d\d))\b",
    re.IGNORECASE,
)
# What follows the day in a dateline: a dash, a wire's name in slashes or brackets, a colon, or the end of the line.
_AFTER_DAY = re.compile(r"\s*(?:[-–—/:|)\]]|\([A-Z]|$|\n)")  # noqa: RUF001 - releases use these dashes
_DATELINE_REACH = 1_200


@dataclass(frozen=True, slots=True)
class Rejected:
    """A source or record that did not become a release: `reason` says why, `next_step` what to do about it."""

    source: str
    reason: str
    next_step: str = ""

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}" + (f"; {self.next_step}" if self.next_step else "")


def make_release(  # noqa: PLR0913 - the fields of a release
    text: str,
    *,
    id: str | None = None,  # noqa: A002 - the field's name
    url: str | None = None,
    title: str | None = None,
    published: date | None = None,
    publisher: str | None = None,
    max_characters: int = 200_000,
) -> Release:
    """Make a release of a text that stays as it is, so that offsets hold.

    Without a title, a headline-like first line is taken; without a day, the dateline's. Without an id, one is made
    from content: the title's words and eight digits of the text's hash.

    Raises:
        SourceError: The text is empty, too long or hardly text, or the id is too long.
    """
    # Half of a surrogate pair (a cut emoji in JSON) cannot be stored; one character for one keeps the offsets.
    text = re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)
    if not text.strip():
        raise SourceError("is empty", next_step="give the text of a release")
    if sum(character.isalpha() for character in text[: 50 * LEAST_LETTERS]) < LEAST_LETTERS:
        raise SourceError("holds hardly any text", next_step="give the text of a release")
    if len(text) > max_characters:
        raise SourceError(
            f"is {len(text):,} characters long, more than any release ({max_characters:,})",
            next_step="split it into its releases, or set CELLPACT_MAX_CHARACTERS",
        )
    if id is not None and len(id) > LONGEST_ID:
        raise SourceError(f"has an id of {len(id)} characters", next_step=f"use at most {LONGEST_ID}")
    digest = hashlib.sha256(text.encode()).hexdigest()
    title = _one_line(title) or headline(text)
    return Release(
        id=id or f"{_shortened(slug(title or text[:200])) or 'release'}-{digest[:8]}",
        url=url or None,
        title=title,
        published=published or dateline_day(text),
        publisher=_one_line(publisher) or None,
        text=text,
        sha256=digest,
    )


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, without accents: readable in an address, and the same on every machine.

    Text in another script keeps its letters, so that it does not vanish.
    """
    text = unicodedata.normalize("NFKD", re.sub("[®™©℠'\N{RIGHT SINGLE QUOTATION MARK}]", "", text)).casefold()
    text = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    return re.sub(r"[\W_]+", "-", "".join(c for c in text if not unicodedata.combining(c))).strip("-")


def headline(text: str) -> str | None:
    """The first line where it reads like a headline: some words, no full stop, and not the whole text."""
    first, _, rest = text.strip().partition("\n")
    first = first.strip()
    if len(first) > LONGEST_TITLE or len(first.split()) < LEAST_WORDS or not rest.strip():
        return None
    if first.endswith((".", ":", ";", ",")):
        return None
    return _one_line(first)


def dateline_day(text: str) -> date | None:
    """The day that a dateline near the top gives, or None; a day in running text is not a dateline."""
    for found in _DAY.finditer(text[:_DATELINE_REACH]):
        if not _AFTER_DAY.match(text, found.end()):
            continue
        part = {name.rstrip("23"): value for name, value in found.groupdict().items() if value}
        month = part["month"]
        number = int(month) if month.isdigit() else _MONTHS.split("|").index(month[:3].lower()) + 1
        try:
            return date(int(part["year"]), number, int(part["day"]))
        except ValueError:
            log.debug("no such day: %s", found.group())
    return None


def _shortened(words: str) -> str:
    """At most `SLUG_LENGTH` characters, cut between words."""
    return words if len(words) <= SLUG_LENGTH else words[: SLUG_LENGTH + 1].rpartition("-")[0] or words[:SLUG_LENGTH]


def _one_line(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None
