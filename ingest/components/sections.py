"""Cuts a release into labelled regions: `doc.spans["sections"]`, in order, covering the text.

A release is a run of lines. Each line that opens a region is known by its wording ("About Acme", "Safe Harbor",
"Media Contact") or, at the top of the text, by its shape: what stands before the first sentence is the headline. The
dateline ("OSAKA, Japan, July 1, 2021 /PRNewswire/ --") is a region of its own, so that the first sentence starts behind it.
"""

# ruff: noqa: E501 - a pattern reads best on one line

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from ingest.annotations import Section

MAX_HEADLINE_WORDS: Final = 45
"""A line longer than this is text, even without a full stop."""
MAX_HEADER_WORDS: Final = 14
"""A line longer than this is no heading."""

OPENERS: Final[tuple[tuple[Section, re.Pattern[str]], ...]] = (
    (
        Section.FORWARD_LOOKING,
        re.compile(
            r"\W*(?:(?:note|cautionary|special|important)\b.{0,40}forward|forward[- ]looking|safe[- ]harbou?r|cautionary|disclaimer"
            r"|legal notice|this (?:press )?(?:release|announcement|document|news release) (?:may )?contains?\b.{0,40}forward"
            r"|(?:certain )?statements (?:in|made in|contained|wherein)\b.{0,90}forward)",
            re.IGNORECASE,
        ),
    ),
    (
        Section.CONTACT,
        re.compile(
            r"\W*(?:(?:media|press|investors?|corporate|business|company|ir|pr|general|public)\b[\w &/,]{0,40}\b"
            r"(?:contacts?|inquiries|enquiries|relations)\b|contacts?\b(?!\s+lens)|for (?:further|more|additional) "
            r"(?:information|details|inquiries)|further information|(?:enquir|inquir)ies\b|signatures?\s*$|ansprechpartner|kontakt\b|source\s*:)",
            re.IGNORECASE,
        ),
    ),
    (
        Section.ABOUT,
        re.compile(
            r"\W*(?:about\s+(?!(?:\d|half|one|two|three|ten|a\s))\S.{1,90}|notes? (?:to|for) (?:the )?editors?\b.{0,20}|über\s+\S.{1,60}"
            r"|(?:company|corporate) (?:profile|overview)|background(?: information)?|boilerplate)\s*:?\W*$",
            re.IGNORECASE,
        ),
    ),
)
"""What a line looks like that opens a region; the first that fits counts."""

ABOUT_INLINE: Final = re.compile(r"\W*(?:About|ABOUT)\s+[A-Z0-9\u201c\"][^.:\n]{1,70}(?::|\s[-\u2013\u2014]{1,2})\s+\S")
"""A boilerplate paragraph whose heading stands on the same line ("About Acme: Acme makes ...")."""

_MONTH: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
DAY: Final = (
    rf"(?:(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s)?(?:{_MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?(?:\s*,?\s*\d{{4}})?"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}\s*,?(?:\s*\d{{4}})?|{_MONTH}\s+\d{{4}}"
    r"|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}/\d{1,2}/\d{4}))"
)
"""A day as datelines write it, in any case."""
_WORD: Final = rf"(?!(?i:{_MONTH}))[A-Z\u00c0-\u00de][\w\u00c0-\u017f.'\u2019-]*+"
_PLACE: Final = rf"{_WORD}(?:[ \u00a0](?:of |de |la |do |am |upon )?{_WORD}){{0,3}}+"
_WIRE: Final = r"(?:/[^/\n]{2,40}/|\([^()\n]{2,60}\)|\[[^\[\]\n]{2,40}\]|[A-Z][\w]* ?(?:Newswire|NEWSWIRE|Wire|WIRE)\b)"
_PIECE: Final = rf"(?:(?i:{DAY})|{_WIRE}|{_PLACE}|and|und|&|[,;|/.\u00b7])"
_DASH: Final = r"(?:--+|[-\u2010-\u2015\u2212~])"
DATELINE: Final = re.compile(
    rf"\W{{0,3}}(?P<pieces>(?>{_PIECE}(?:\s*{_PIECE}){{0,11}}))\s*(?P<mark>{_DASH}|:|\||$|(?<=\d)\.(?=\s)|(?<=[)/\]])(?=\s))\s*"
)
"""Places, a day and a wire in any order, closed by a dash, a colon, or the end of the line."""
_HAS_DAY: Final = re.compile(rf"(?i:{DAY})")
_HAS_WIRE: Final = re.compile(r"/[^/\n]{2,40}/|\([^()]*(?:wire|WIRE|Wire)[^()]*\)")
_SENTENCE_END: Final = re.compile(r"[.!?]['\"\u201d\u2019)\]]*\s*$")
_LINE: Final = re.compile(r"[^\n]*\S[^\n]*")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with something on it; offsets are characters of the text."""

    start: int
    end: int
    text: str

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


def lines(text: str) -> Iterator[Line]:
    """The lines of `text` that are not blank."""
    for found in _LINE.finditer(text):
        yield Line(found.start(), found.end(), found.group())


def dateline_end(paragraph: str) -> int:
    """The length of the dateline that `paragraph` opens with, 0 if it has none.

    A day or a wire proves it; without them, only places closed by a spaced dash do: "HOUSTON -" or "Osaka, Japan -".
    """
    end = 0
    while length := _dateline_part(paragraph[end:]):
        end += length
    return end


def _dateline_part(paragraph: str) -> int:
    found = DATELINE.match(paragraph)
    if not found:
        return 0
    pieces, mark = found["pieces"], found["mark"]
    if _HAS_DAY.search(pieces) or _HAS_WIRE.search(pieces):
        return found.end()
    if not re.match(_DASH, mark) or not paragraph[found.end("pieces")].isspace():
        return 0
    if paragraph.isupper() or not paragraph[found.end() :].strip():
        return 0
    is_capitals = 3 < len(pieces) <= 40 and (
        pieces.isupper() or all(p.strip().isupper() for p in re.split(r"\band\b", pieces))
    )
    is_place_and_country = "," in pieces and len(pieces) <= 60 and not re.search(r",\s*(?:Inc|Ltd|LLC|Corp)", pieces)
    return found.end() if is_capitals or is_place_and_country else 0


def opened_by(line: Line) -> Section | None:
    """The region that `line` opens by its wording, if any."""
    for section, pattern in OPENERS:
        if pattern.match(line.text) and (section is not Section.ABOUT or line.words <= MAX_HEADER_WORDS):
            return section
    if ABOUT_INLINE.match(line.text):
        return Section.ABOUT
    return None


def is_headline(line: Line) -> bool:
    """A line at the top that is no sentence yet: short, without a full stop, and not opened by a dateline."""
    if line.words > MAX_HEADLINE_WORDS or 0 < dateline_end(line.text) < len(line.text):
        return False
    return not _SENTENCE_END.search(line.text)


def cut(text: str) -> list[tuple[Section, int]]:
    """The regions of `text` as pairs of kind and first character; the first starts at 0."""
    regions: list[tuple[Section, int]] = []
    rest = list(lines(text))
    top = 0
    while top < len(rest) - 1 and is_headline(rest[top]):
        top += 1
    if top and rest[top].text[0].islower():
        top = 0  # Not headlines but a hard-wrapped sentence.
    if top:
        regions.append((Section.HEADLINE, 0))
    body_seen = False
    for line in rest[top:]:
        section = opened_by(line)
        if not body_seen and section is not Section.ABOUT:
            body_seen = True
            length = dateline_end(line.text)
            if length:
                regions.append((Section.DATELINE, line.start))
            if length < len(line.text):
                regions.append((Section.BODY, line.start + length))
        elif (
            section is not None and body_seen and (not regions or regions[-1][0] is not section)
        ) or section is Section.ABOUT:
            regions.append((section, line.start))
    if not regions:
        return [(Section.BODY, 0)]
    return [(regions[0][0], 0), *regions[1:]]


@Language.component("sections", assigns=["doc.spans"])
def sections(doc: Doc) -> Doc:
    """Writes `doc.spans["sections"]`; a region's label is a value of `Section`."""
    starts = {token.idx: token.i for token in doc}
    spans = []
    regions = [(section, starts.get(start)) for section, start in cut(doc.text)]
    known = [
        (section, first if number else 0)
        for number, (section, first) in enumerate(regions)
        if first is not None or not number
    ]
    for (section, first), (_, following) in zip(known, [*known[1:], (Section.BODY, len(doc))], strict=True):
        if first is not None and following is not None and first < following:
            spans.append(Span(doc, first, following, label=section.value))
    doc.spans["sections"] = SpanGroup(doc, name="sections", spans=spans)
    return doc


def section_of(doc: Doc, token: int) -> Section:
    """The region that a token stands in; the body where the text was not cut."""
    for span in doc.spans.get("sections", ()):
        if span.start <= token < span.end:
            return Section(span.label_)
    return Section.BODY
