"""Days, months and years in a text, and which of them is the day of a deal."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",), ("june", "jun"),
            ("july", "jul"), ("august", "aug"), ("september", "sep", "sept"), ("october", "oct"), ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}  # fmt: skip
WEEKDAYS: Final = {
    name: number
    for number, name in enumerate(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
}
NUMBERS: Final = ("", "a", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
TODAY: Final = frozenset({"today", "this morning", "this evening", "this afternoon", "tonight"})
_MONTH: Final = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE: Final = re.compile(
    rf"\b(?P<iso>(?:19|20)\d\d-[01]\d-[0-3]\d)\b"
    rf"|\b(?P<m1>{_MONTH})\.?\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?:of\s+)?(?P<y1>(?:19|20)\d\d)\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<m2>{_MONTH})\.?,?\s+(?P<y2>(?:19|20)\d\d)\b"
    r"|\b(?P<d3>\d{1,2})\.\s?(?P<m3>\d{1,2})\.\s?(?P<y3>(?:19|20)\d\d)\b"
    rf"|\b(?P<m4>{_MONTH})\.?,?\s+(?:of\s+)?(?P<y4>(?:19|20)\d\d)\b"
    r"|\b(?P<m5>0[1-9]|1[0-2])/(?P<y5>(?:19|20)\d\d)\b"
    rf"|\b(?P<d6>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m6>{_MONTH})\b(?!\.?,?\s*(?:19|20)\d\d)"
    rf"|\b(?P<m7>{_MONTH})\.?\s+(?P<d7>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s*(?:19|20)\d\d)"
    rf"|\b(?:last|in|since|this|of|that|earlier (?:this|in))\s+(?P<m8>{_MONTH})\b(?!\.?\s*\d)"
    r"|(?<![\d$€£.,-])\b(?P<y9>(?:19|20)\d\d)\b(?!\s*(?:patients|shares|square|litres|m²|[%,.]\d))"
    r"|\b(?:on|since|of)\s+the\s+(?P<d8>\d{1,2})(?:st|nd|rd|th)\b"
    r"(?!\s+(?:of\s+)?[A-Z]\w+ber|\s+(?:anniversary|annual|floor))"
    r"|\b(?P<ago>an?|one|two|three|four|five|six|seven|eight|nine|ten)\s+years?\s+ago\b"
    r"|\b(?P<rel>today|yesterday|this morning|this evening|this afternoon|tonight|last year|this year|last month"
    r"|this month|"
    r"(?:on|last|this)\s+(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in the text; `value` is ISO, as exact as the text ("2021", "2021-08", "2021-08-02")."""

    start: int
    end: int
    value: str
    relative: bool = False


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}" if 1 <= month <= 12 else None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def find_dates(text: str, published: date | None, offset: int = 0) -> list[DateMention]:
    """Dates in `text`; what is told against the day of the news ("last March") needs `published`."""
    found = []
    for match in _DATE.finditer(text):
        value, relative = _resolve(match, published)
        if value:
            found.append(DateMention(match.start() + offset, match.end() + offset, value, relative))
    return found


def _resolve(match: re.Match[str], published: date | None) -> tuple[str | None, bool]:  # noqa: C901, PLR0911, PLR0912  one case for each way to write a date
    part = match.groupdict()
    if part["iso"]:
        return part["iso"], False
    for n in ("1", "2"):
        if part[f"y{n}"]:
            return _iso(int(part[f"y{n}"]), MONTHS[part[f"m{n}"].lower()], int(part[f"d{n}"])), False
    if part["y3"]:
        return _iso(int(part["y3"]), int(part["m3"]), int(part["d3"])), False
    if part["y4"]:
        return _iso(int(part["y4"]), MONTHS[part["m4"].lower()]), False
    if part["y5"]:
        return _iso(int(part["y5"]), int(part["m5"])), False
    if part["y9"]:
        return part["y9"], False
    if published is None:
        return None, True
    for n in ("6", "7"):
        if part[f"m{n}"]:
            month, day = MONTHS[part[f"m{n}"].lower()], int(part[f"d{n}"])
            value = _iso(published.year, month, day)
            if value and value > (published + timedelta(days=60)).isoformat():
                value = _iso(published.year - 1, month, day)
            return value, True
    if part["m8"]:
        month = MONTHS[part["m8"].lower()]
        year = published.year if month <= published.month else published.year - 1
        if match.group().lower().startswith("last") and month == published.month:
            year -= 1
        return _iso(year, month), True
    if part["d8"]:
        return _day_of_month(int(part["d8"]), published), True
    if part["ago"]:
        return str(published.year - NUMBERS.index(part["ago"].lower().replace("an", "a").replace("one", "a"))), True
    return _relative(part["rel"].lower(), published), True


def _day_of_month(day: int, published: date) -> str | None:
    """The last such day up to the news: of this month, else of the one before."""
    value = _iso(published.year, published.month, day)
    if value and value <= published.isoformat():
        return value
    before = published.replace(day=1) - timedelta(days=1)
    return _iso(before.year, before.month, day)


def _relative(word: str, published: date) -> str | None:
    if word in TODAY:
        return published.isoformat()
    spans = {
        "this month": f"{published:%Y-%m}",
        "last month": f"{published.replace(day=1) - timedelta(days=1):%Y-%m}",
        "last year": str(published.year - 1),
        "this year": str(published.year),
    }
    if word in spans:
        return spans[word]
    if word == "yesterday":
        return (published - timedelta(days=1)).isoformat()
    day = WEEKDAYS[word.rsplit(maxsplit=1)[-1]]
    back = (published.weekday() - day) % 7
    return (published - timedelta(days=back)).isoformat()


def dateline_day(texts: Iterable[str]) -> date | None:
    """The first full day in the opening lines."""
    for text in texts:
        for mention in find_dates(text, None):
            if len(mention.value) == 10:
                return date.fromisoformat(mention.value)
    return None
