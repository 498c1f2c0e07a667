"""Cuts a release into sentences, by rule: the sets are too small and too odd in layout to learn it from.

A sentence ends at a full stop, question or exclamation mark (with closing quotes and brackets) before a word that may
open one; at a blank line; at a new line, unless the text is hard-wrapped; before a bullet; and where a region of the
release ends. An abbreviation's full stop ends one only before a word that can hardly be part of a name ("The", "In").
"""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

import re
from itertools import pairwise
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Token

from ingest.components.lexicon import lexicon
from ingest.tokenizer import BULLETS

ENDS: Final = frozenset({".", "!", "?", "…", "..."})
CLOSERS: Final = frozenset("\"'”’»)]“‘")
TITLES_BEFORE_NAMES: Final = frozenset(
    {"Dr.", "DR.", "Drs.", "Mr.", "Mrs.", "Ms.", "Prof.", "St.", "No.", "Nos.", "vs.", "e.g.", "i.e.", "approx.", "cf."}
)
"""An abbreviation that never ends a sentence."""
WRAP_WIDTH: Final = (55, 100)
"""Hard-wrapped text has lines of about this many characters."""
_NEWLINES: Final = re.compile(r"\n")


def is_hard_wrapped(text: str) -> bool:
    """Whether most lines were broken at a fixed width, as in old wire texts and mails."""
    all_lines = [line for line in text.split("\n") if line.strip()]
    inner = [one for one, following in pairwise(all_lines) if following[:1].islower() and one[-1:].isalpha()]
    longest = max((len(line) for line in all_lines), default=0)
    return len(inner) >= 2 and longest <= WRAP_WIDTH[1]


def may_open(token: Token) -> bool:
    """Whether a sentence may start with `token`, as far as its own look tells."""
    first = token.text[0]
    return first.isupper() or first.isdigit() or first in BULLETS or first in "“\"‘'„«([" or first.istitle()


def ends_abbreviated(token: Token, following: Token) -> bool:
    """Whether the full stop inside `token` ("Inc.", "U.S.") also ends the sentence."""
    return token.text not in TITLES_BEFORE_NAMES and following.text in lexicon().sentence_starters


def is_break(doc: Doc, index: int, *, wrapped: bool) -> bool:
    """Whether the white space `doc[index]` ends a sentence."""
    token = doc[index]
    count = len(_NEWLINES.findall(token.text))
    if count == 0 or index + 1 >= len(doc):
        return False
    if count > 1 or not wrapped:
        return True
    before, following = doc[index - 1] if index else None, doc[index + 1]
    line_start = doc.text.rfind("\n", 0, token.idx) + 1
    return (
        following.text[0] in BULLETS
        or before is None
        or (token.idx - line_start < WRAP_WIDTH[0] and not following.text[0].islower())
    )


def sentence_starts(doc: Doc) -> list[int]:
    """The indexes of the tokens that open a sentence."""
    borders = {span.start for span in doc.spans.get("sections", ())}
    wrapped = is_hard_wrapped(doc.text)
    starts = [0]
    index = 0
    while index < len(doc) - 1:
        token, following = doc[index], doc[index + 1]
        starts_here = index + 1 in borders
        if token.is_space:
            starts_here |= is_break(doc, index, wrapped=wrapped)
        elif token.text in ENDS:
            end = index
            while end + 1 < len(doc) and doc[end + 1].text in CLOSERS and not _opens(doc, end + 1):
                end += 1
            following = doc[end + 1] if end + 1 < len(doc) else token
            spaced = bool(doc[end].whitespace_) or doc[end].text in "”»" or following.is_space
            starts_here = end + 1 in borders or (end + 1 < len(doc) and spaced and may_open(following))
            if starts_here and not following.is_space:
                starts.append(end + 1)
            index = end + 1
            continue
        elif token.text[-1] == "." and len(token.text) > 1:
            starts_here |= ends_abbreviated(token, following)
        elif following.text[0] in BULLETS and token.text not in {",", ":"}:
            starts_here |= following.text in BULLETS and following.text not in "·∙"
        if starts_here:
            starts.append(index + 1)
        index += 1
    return sorted({start for start in starts if start < len(doc)})


def _opens(doc: Doc, index: int) -> bool:
    """Whether the quote or bracket at `index` opens something rather than closes it: it sticks to the next word."""
    before, token = doc[index - 1], doc[index]
    return bool(before.whitespace_) and not token.whitespace_ and index + 1 < len(doc)


@Language.component("sentences", assigns=["token.is_sent_start", "doc.sents"], requires=["doc.spans"])
def sentences(doc: Doc) -> Doc:
    """Marks the first token of each sentence."""
    if len(doc):
        starts = set(sentence_starts(doc))
        for token in doc:
            token.is_sent_start = token.i in starts
    return doc
