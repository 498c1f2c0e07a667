"""Finds job titles: "Chief Medical Officer and co-founder", "head of cell therapy", "VP, Investor Relations"."""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc, Token

from ingest.components.lexicon import Lexicon, lexicon
from ingest.components.phrases import has_capital, next_word

MAX_WORDS: Final = 16
TEAMS: Final = (
    ("Investor", "Relations"),
    ("Media", "Relations"),
    ("Corporate", "Communications"),
    ("Public", "Relations"),
)
"""Departments that stand in place of a title in contact lines."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title's tokens, end exclusive, and its text as written."""

    start: int
    end: int
    text: str


def titles(doc: Doc, organizations: Collection[int], people: Collection[int]) -> list[Title]:
    """All titles of a text; `organizations` and `people` are the tokens of names, which no title goes into."""
    words = lexicon()
    taken = {*organizations, *people}
    found = []
    index = 0
    while index < len(doc):
        end = _title_end(doc, index, words, set(organizations), taken)
        if end > index:
            found.append(Title(index, end, " ".join(doc[index:end].text.split())))
            index = end
        else:
            index += 1
    return found


def _is_head(token: Token, words: Lexicon) -> bool:
    return token.lower_.rstrip("s") in words.title_heads or token.lower_ in words.title_heads


def _title_end(  # noqa: C901 - one branch for each kind of word in a title
    doc: Doc, start: int, words: Lexicon, organizations: set[int], taken: set[int]
) -> int:
    first = doc[start]
    if start in taken:
        return start
    after = next_word(doc, start + 1)
    if after < len(doc) and (first.text, doc[after].text) in TEAMS:
        return after + 1
    if first.lower_ not in words.title_words and first.lower_ not in {
        "deputy",
        "assistant",
        "associate",
        "vice",
        "co",
        "medical",
        "board",
        "scientific",
    }:
        return start
    end, last, has_head = start, start, False
    while end < len(doc) and end - start < MAX_WORDS and end not in taken:
        token = doc[end]
        following = next_word(doc, end + 1)
        word = token.lower_
        if token.is_sent_start and end > start:
            break
        if word in words.title_words or word in words.title_modifiers:
            has_head |= _is_head(token, words)
            last = end + 1
        elif token.text in {"-", "‑"} and not token.whitespace_ and end == last:
            pass
        elif token.text in {"and", "&", "&amp;", "/", ",", "und"} and following < len(doc) and following not in taken:
            if not _goes_on(doc, token, following, words, has_head=has_head):
                break
        elif word in {"of", "for"} and has_head:
            return _over_of(doc, end, last, words, organizations, taken)
        elif not token.is_space or "\n" in token.text:
            break
        end += 1
    return last if has_head else start


def _goes_on(doc: Doc, joint: Token, following: int, words: Lexicon, *, has_head: bool) -> bool:
    """Whether what stands behind "and" or a comma still belongs to the title."""
    token = doc[following]
    if token.lower_ in words.title_words:
        return True
    if joint.text == ",":
        return has_head and token.text in words.title_functions
    return token.lower_ in words.title_modifiers


def _over_of(  # noqa: PLR0913, PLR0917 - a step of the loop above, with all that it knows
    doc: Doc, of: int, last: int, words: Lexicon, organizations: set[int], taken: set[int]
) -> int:
    """The end of "head of cell therapy"; a title ends before "of" where an organization follows."""
    index = next_word(doc, of + 1)
    while index < len(doc) and doc[index].lower_ in {"the", "its", "our", "their", "a"}:
        index = next_word(doc, index + 1)
    if index >= len(doc) or index in taken:
        return last
    end = last
    while index < len(doc) and index - of < 9 and index not in taken:
        token = doc[index]
        if token.is_sent_start or token.is_space or token.lower_ in words.title_stops or token.text in {"'s", "’s"}:
            break
        if token.is_punct and token.text not in {"-", "&", "/", "‑"}:
            break
        following = next_word(doc, index + 1)
        if token.lower_ in {"of", "and", "for"} and (following in organizations or following >= len(doc)):
            break
        if (
            token.lower_ in {"of", "and", "for"}
            and doc[following].lower_ == "the"
            and next_word(doc, following + 1) in organizations
        ):
            break
        end = index + 1
        index = following
    while end > last and doc[end - 1].lower_ in {"of", "and", "for", "the", "&"}:
        end -= 1
    return end


def is_capitalised(doc: Doc, title: Title) -> bool:
    """Whether the title is written with a capital."""
    return has_capital(doc[title.start].text)
