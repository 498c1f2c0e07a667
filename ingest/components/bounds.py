"""Where a name ends: mends what any source cut too early or too late.

A bracket that was cut through is closed where a legal form follows it ("Acme (Group) Co., Ltd."), else the name ends
before it. A full stop of a legal form ends a name, whatever capital the next sentence opens
with. Signs at either end, such as quotes and commas, are none of the name.
"""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from typing import Final

from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel, TokenSpan
from ingest.components.evidence import NAMES
from ingest.components.lexicon import lexicon
from ingest.components.phrases import ends_name, next_word

_LOOSE: Final = frozenset(",;:.!?'\"“”„‘’«»[]{}<>|*•/-–—&")
"""Signs that no name begins or ends with."""
_JOINING: Final = frozenset({"of", "in", "the", "and", "for", "at", "on", "with", "by", "to", "from"})
"""Words that join a name to what follows; none ends with one."""
_LONGEST_BRACKET: Final = 6


def mended(doc: Doc, span: TokenSpan, *, close: bool = False) -> TokenSpan | None:
    """The span with the bounds of a name; None where nothing is left.

    With `close` a bracket that lacks only its end gets it ("cytokine (CK)"), else the name ends before it.
    """
    start, end = span
    end = _after_form(doc, start, end)
    end = _balanced(doc, start, end, close=close)
    while start < end and (doc[start].is_space or doc[start].text in _LOOSE or doc[start].text == ")"):
        start += 1
    loose = _LOOSE | _JOINING | {"("}
    while start < end and (doc[end - 1].is_space or doc[end - 1].text in loose):
        end -= 1
    return (start, end) if start < end else None


def tidied(doc: Doc, candidates: Iterable[Candidate]) -> list[Candidate]:
    """All candidates with mended bounds."""
    candidates = list(candidates)
    organizations = {c.span for c in candidates if c.label is EntityLabel.ORGANIZATION}
    found = []
    for candidate in candidates:
        span = mended(doc, candidate.span, close=candidate.label not in NAMES)
        if span is not None and candidate.label is EntityLabel.ORGANIZATION:
            span = _without_common_words(doc, span, organizations)
        if span is not None:
            found.append(candidate if span == candidate.span else replace(candidate, span=span))
    return found


def _without_common_words(doc: Doc, span: TokenSpan, organizations: AbstractSet[TokenSpan]) -> TokenSpan:
    """An organization without the small letters that follow it, where another source sees it so: "Acme Bio timid"."""
    start, end = span
    if doc[end - 1].text in _small_endings():
        return span
    while end - start > 1 and doc[end - 1].text.isalpha() and doc[end - 1].text.islower():
        end -= 1
    return (start, end) if (start, end) in organizations else span


@cache
def _small_endings() -> frozenset[str]:
    """Words that end names of organizations, in small letters: some write "Acme bio"."""
    words = lexicon()
    return frozenset(w.casefold() for w in (*words.company_endings, *words.institution_heads, *words.legal_forms))


def _after_form(doc: Doc, start: int, end: int) -> int:
    for index in range(start + 1, end - 1):
        if ends_name(doc, index, lexicon()):
            return index + 1
    return end


def _balanced(doc: Doc, start: int, end: int, *, close: bool) -> int:
    words = [token.text for token in doc[start:end]]
    if words.count("(") <= words.count(")"):
        return end
    opening = start + len(words) - 1 - words[::-1].index("(")
    closing = next((i for i in range(end, min(opening + _LONGEST_BRACKET, len(doc))) if doc[i].text == ")"), None)
    if closing is None or opening == end - 1:
        return opening
    behind = _over_form(doc, closing + 1)
    return behind if behind > closing + 1 or (close and closing == end) else opening


def _over_form(doc: Doc, end: int) -> int:
    """Over a legal form that follows: "Co., Ltd."."""
    forms = lexicon().legal_forms
    here = next_word(doc, end)
    if here < len(doc) and doc[here].text == ",":
        here = next_word(doc, here + 1)
    return _over_form(doc, here + 1) if here < len(doc) and doc[here].text in forms else end
