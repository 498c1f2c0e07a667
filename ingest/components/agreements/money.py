"""Sums of money and percentages in a text, with what they are for.

A sum is a number with a currency before it ("US$ 1.25 million", "EUR 26m") or behind it ("30 billion won", "four
billion yen"). A sum in brackets right behind another one is the same money in another currency and is left out.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any, Final

CURRENCIES_FILE: Final = "currencies.json"
SMALLEST: Final = 10_000
"""Smaller sums are prices of a share or a treatment, not of a deal."""


@dataclass(frozen=True, slots=True)
class Money:
    """A sum in whole units of the ISO `currency`, or a percentage; offsets count characters."""

    start: int
    end: int
    amount: int | None
    currency: str | None
    percent: float | None = None
    up_to: bool = False


@cache
def _currencies() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = json.loads(
        (files("ingest.vocabulary") / CURRENCIES_FILE).read_text(encoding="utf-8")
    )
    return data


def _choices(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _pattern() -> re.Pattern[str]:
    data = _currencies()
    symbols, words = _choices(list(data["symbols"])), _choices(list(data["words"]))
    scales, numerals = _choices(list(data["scales"])), _choices(list(data["numerals"]))
    gap = r"[\s\u00a0\u202f]?"
    number = r"\d{1,3}(?:[,\u202f ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+"
    hyphen = r"[\s\u00a0\u202f-]{0,2}"
    return re.compile(
        rf"(?<![\w$])(?P<symbol>{symbols}){gap}(?P<number>{number})(?:{hyphen}(?i:(?P<scale>{scales}))(?![\w]))?"
        rf"|(?<![\w.,$€£¥])(?i:(?P<number2>{number}"
        rf"|(?:{numerals})(?=[\s-])){hyphen}(?P<scale2>{scales})?{hyphen}(?:of[\s])?(?P<word>{words})(?!\w))"
    )


def _value(text: str, scale: str | None) -> Decimal | None:
    data = _currencies()
    lowered = text.lower()
    if lowered in data["numerals"]:
        number = Decimal(str(data["numerals"][lowered]))
    else:
        plain = re.sub(r"[\s\u202f]", "", text)
        if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", plain):
            plain = plain.replace(",", "")
        elif re.fullmatch(r"\d+,\d{1,2}", plain):
            plain = plain.replace(",", ".")
        try:
            number = Decimal(plain.replace(",", ""))
        except InvalidOperation:
            return None
    factor = data["scales"].get((scale or "").lower(), 1)
    return number * Decimal(str(factor))


_UP_TO: Final = re.compile(
    r"(?:up to|as much as|maximum(?: of)?|potentially|could (?:reach|total)|may reach|can reach"
    r"|a possible|at most)\W*(?:(?:an?|the)\W+)?(?:another\W+|additional\W+|further\W+|total of\W+)*$",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(r"(?P<number>\d{1,2}(?:\.\d+)?)\s?(?:%|percent|per cent|per-cent)")


def _is_code(match: re.Match[str]) -> bool:
    """Whether it is a compound's code ("SAR445136"): letters of a currency with the digits right behind, no scale."""
    symbol = match.group("symbol") or ""
    return (
        symbol.isalpha() and symbol.isupper() and match.group("scale") is None and match.group()[len(symbol)].isdigit()
    )


def find_money(text: str, offset: int = 0) -> list[Money]:
    """Sums of money in `text`, in order; `offset` is added to every position."""
    found: list[Money] = []
    for match in _pattern().finditer(text):
        symbol, word = match.group("symbol"), match.group("word")
        value = _value(match.group("number") or match.group("number2"), match.group("scale") or match.group("scale2"))
        if value is None or value < SMALLEST or _is_code(match):
            continue
        currency = _currencies()["symbols"][symbol] if symbol else _currencies()["words"][word.lower()]
        start, end = match.start() + offset, match.end() + offset
        if found and re.fullmatch(
            r"\s?[(\[](?:about |approximately |around |or |some |roughly |ca\. |=)?",
            text[found[-1].end - offset : match.start()],
        ):
            continue
        up_to = bool(_UP_TO.search(text[max(0, match.start() - 40) : match.start()]))
        found.append(Money(start, end, int(value), currency, up_to=up_to))
    return found


def find_percentages(text: str, offset: int = 0) -> Iterator[Money]:
    """Percentages in `text`, in order."""
    for match in _PERCENT.finditer(text):
        number = float(match.group("number"))
        percent = int(number) if number.is_integer() else number
        yield Money(match.start() + offset, match.end() + offset, None, None, percent)
