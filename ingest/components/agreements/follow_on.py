"""Second deals of the same parties: a further contract that they mean to conclude, or one that they had before."""

import re
from calendar import month_name
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from ingest.annotations import Section
from ingest.components.agreements.reading import GROUP, NOMINAL, Reading, Sentence
from ingest.components.agreements.scope import Scope, core

_MEANT: Final = re.compile(
    r"\b(?:look(?:ing|s)?|plan(?:s|ned|ning)?|intend(?:s|ed)?|expect(?:s|ed)?|want(?:s)?|hope(?:s)?"
    r"|aim(?:s)?|wish(?:es)?|propose(?:s|d)?|going)"
    r" to (?:\w+ )?(?:enter|sign|conclude|negotiate|form|set up|establish|acquire|buy|agree|found|execute)"
    r"|\b(?:in|holding|opened|started|under) (?:\w+ )?(?:talks|negotiations|discussions)\b|\b(?:are"
    r"|is|will be) (?:also )?(?:negotiating|discussing)\b"
    r"|\bwill (?:then |also |later |subsequently )?(?:negotiate|conclude|sign|enter into)\b",
    re.IGNORECASE,
)
"""Words for a contract that is not concluded."""
_FURTHER: Final = re.compile(
    r"\b(?:also|in addition|additionally|further(?:more)?|moreover|besides|separate(?:ly)?|second"
    r"|another|next step|thereafter|subsequent(?:ly)?|should the|if the)\b",
    re.IGNORECASE,
)
"""Words that set it apart from the deal that is announced."""
_APART: Final = re.compile(
    r"^\W*(?:in addition to|besides|apart from|beyond|alongside)\b[^,;]{0,80}[,;]", re.IGNORECASE
)
"""An opening that only looks back on the other deal."""


def find_follow_on(reading: Reading, parties: frozenset[int], scope: Scope) -> Sentence | None:
    """The sentence that tells of a further deal of the same parties which is only meant, without what looks back.

    A definitive agreement that follows a letter of intent is no further deal, so the sentence has to set it apart.
    """
    told = [index for index in sorted(scope) if core(reading.sentences[index], parties)]
    for index in told[1:]:
        sentence = reading.sentences[index]
        here = [p for p in parties if sentence.presence.get(p, 0.0) >= NOMINAL]
        if len(here) < min(2, len(parties)) or not _MEANT.search(sentence.text) or not _FURTHER.search(sentence.text):
            continue
        apart = _APART.match(sentence.text)
        cut = sentence.start + (apart.end() if apart else 0)
        kept = [cue for cue in sentence.cues if cue.start >= cut]
        if any(cue.group.startswith("type.") for cue in kept):
            return replace(sentence, cues=kept)
    return None


_MONTHS: Final = tuple(name.lower() for name in month_name[1:])
_THEN: Final = re.compile(
    r"\b(?:in|since|from|on|of|back in|dated|during)\s+(?:early |late |mid-?|the (?:spring|summer|autumn|fall) of )?"
    rf"(?:(?P<month>{'|'.join(_MONTHS)})\s+)?(?:\d{{1,2}},?\s+)?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_STANDING: Final = re.compile(
    r"\b(?:(?:under|through) (?:an|their|the) (?:existing|earlier|previous|separate|prior)"
    r"|(?:existing|earlier|previous|prior|separate|original)"
    r" (?:[\w-]+ ){0,3}(?:agreement|contract|licen[cs]e|collaboration|partnership|deal|alliance)"
    r"|previously (?:signed|entered|announced|agreed)|already (?:had|have|has|supplies|makes|holds)"
    r"|separately|last year|(?:two|three|four|five|several|\d+) years ago)\b",
    re.IGNORECASE,
)
"""Words for a contract that stands beside the one that is announced."""
_THE_SAME: Final = re.compile(
    r"\b(?:amend|extend|first announced|originally (?:signed|announced)|letter of intent|memorandum|MoU|term sheet"
    r"|definitive|exercis)",
    re.IGNORECASE,
)
"""Words for an earlier stage of the deal that is announced, which the guidelines count as one with it."""
_ACTS: Final = ("act.", "give.", "take.", "make.")
_RECENT: Final = 1
"""A deal of the month before the news may well be the news."""


def find_background(reading: Reading, parties: frozenset[int], scope: Scope, day: date | None) -> Sentence | None:
    """The sentence that tells of another deal of the same parties, an earlier or a standing one.

    `day` is that of the news. The sentence comes after the first that tells of the announced deal, says what was
    agreed, and names no one else. Where the announced deal is an amendment, what came before it is the same deal; the
    caller knows that.
    """
    return next(_background(reading, parties, scope, day), None)


def _background(reading: Reading, parties: frozenset[int], scope: Scope, day: date | None) -> Iterator[Sentence]:
    told = [i for i in sorted(scope) if core(reading.sentences[i], parties)]
    first = next((i for i in told if reading.sentences[i].section is not Section.HEADLINE), None)
    for index in sorted(scope):
        sentence = reading.sentences[index]
        if first is None or index <= first or sentence.section not in {Section.BODY, Section.ABOUT}:
            continue
        here = [p for p in parties if sentence.presence.get(p, 0.0) >= GROUP]
        named = set(sentence.named)
        if len(here) < min(2, len(parties)) or (named - parties and named & parties):
            continue
        if named - parties and "group.parties" not in sentence.groups:
            continue
        if _agrees(sentence) and _elsewhen(sentence.text, day) and not _THE_SAME.search(sentence.text):
            yield sentence


def _agrees(sentence: Sentence) -> bool:
    groups = sentence.groups
    what = any(group.startswith(("type.", "noun.agreement")) for group in groups)
    done = any(group.startswith(_ACTS) for group in groups)
    return what and done and not groups & {"block.people", "block.litigation"}


def _elsewhen(text: str, day: date | None) -> bool:
    """Whether the text speaks of a time well before the news, or of something that stands beside it."""
    then = _THEN.search(text)
    if then is None:
        return bool(_STANDING.search(text))
    if day is None or int(then["year"]) < day.year or _STANDING.search(text):
        return True
    month = _MONTHS.index(then["month"].lower()) + 1 if then["month"] else day.month
    return int(then["year"]) == day.year and month < day.month - _RECENT
