"""Finds what looks like a name: runs of capitalised words with the small words that names may have inside.

A phrase is cut before and after titles ("ACT Therapeutics | CEO | Seogkyoung-Kong"), honorifics and degrees, at a
possessive ending, and before "and" unless both sides are one institution ("Food and Drug Administration"). It goes on
over a comma before a legal form ("Cryoport, Inc."), over "&", over a hyphen between capitals, and over "of" and "for"
after the head of an institution ("University of Ghent").
"""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc, Token

from ingest.annotations import Section, TokenSpan
from ingest.components.lexicon import Lexicon, lexicon
from ingest.components.sections import section_of
from ingest.tokenizer import HYPHENS, MARKS

MAX_WORDS: Final = 14
"""A longer run is a line in title case, no name."""
TITLE_CASE_SHARE: Final = 0.6
"""A line whose longer words are capitalised to this share is in title case, so that capitals tell nothing there."""

_OF: Final = frozenset({"of", "de", "des", "du", "di", "della", "do", "da", "del", "der", "für"})
_MONTH_NAMES: Final = frozenset({"April", "May", "June", "August", "March", "Jan", "January"})
"""Months that are also names of people: "Carl June"."""
_HEADS_WITH_OF: Final = frozenset({"City", "Bank", "State", "Republic", "Division", "Group", "Companies"})
_LOWER_FORMS: Final = frozenset({"plc", "mbh", "bio", "a.s.", "s.r.o.", "d.o.o.", "kk", "gmbh", "publ", "pharmteco"})

_PHRASES: Final = "cellpact.phrases"
"""Key in `Doc.user_data`."""


def next_word(doc: Doc, index: int) -> int:
    """The first token from `index` on that is no white space within a line; `len(doc)` at the end."""
    while index < len(doc) and doc[index].is_space and "\n" not in doc[index].text:
        index += 1
    return index


def previous_word(doc: Doc, index: int) -> int:
    """The last token up to `index` that is no white space within a line; -1 at the beginning."""
    while index >= 0 and doc[index].is_space and "\n" not in doc[index].text:
        index -= 1
    return index


def has_capital(text: str) -> bool:
    """Whether a word is capitalised, or has a capital inside ("iTolerance", "inno.N", "4D")."""
    return text[0].isupper() or (any(letter.isupper() for letter in text) and text[0].isalnum())


def is_name_word(token: Token, words: Lexicon) -> bool:
    """Whether `token` may stand in a name by its look, and is none of the words that never do."""
    text = token.text
    return has_capital(text) and any(letter.isalpha() for letter in text) and not is_breaker(token, words)


def is_breaker(token: Token, words: Lexicon) -> bool:
    """Whether `token` is capitalised but ends a name: a title, honorific, function word, or degree behind a comma."""
    text = token.text
    if (
        text == "Dean"
        and (following := next_word(token.doc, token.i + 1)) < len(token.doc)
        and len(token.doc[following].text) == 2
    ):
        return False  # A first name: "Dean J. Morris".
    if text in words.not_names or text in words.honorifics or text.lower() in words.title_heads | {"vice", "senior"}:
        return True
    if text in words.degrees:
        doc = token.doc
        before, after = previous_word(doc, token.i - 1), next_word(doc, token.i + 1)
        behind_comma = before >= 0 and doc[before].text in {",", ")"}
        return behind_comma or after >= len(doc) or not has_capital(doc[after].text)
    return False


def ends_name(doc: Doc, index: int, words: Lexicon) -> bool:
    """Whether the token is a legal form with a full stop behind which no further part of the form follows."""
    forms = words.legal_forms
    token, following = doc[index], next_word(doc, index + 1)
    if not (token.text in forms and token.text.endswith(".") and following < len(doc)):
        return False
    after = doc[following]
    return after.text[0].isalnum() and after.text not in forms


def _continues(doc: Doc, start: int, end: int, words: Lexicon) -> int:
    """The end of the phrase `start:end` with one more piece, or `end` if it ends there."""
    here = next_word(doc, end)
    is_over = end - start > 1 and ends_name(doc, end - 1, words)
    if is_over or here >= len(doc) or doc[here].is_sent_start:
        return end
    token, last = doc[here], doc[end - 1]
    after = next_word(doc, here + 1)
    following = doc[after] if after < len(doc) and not doc[after].is_sent_start else None
    is_surname = (
        token.text in _MONTH_NAMES and last.text.istitle() and not (following is not None and following.is_digit)
    )
    if is_surname or is_name_word(token, words) or token.text in _LOWER_FORMS:
        return here + 1
    if following is None:
        return end
    if token.text.isalpha() and token.text != "and":
        return _over_small_word(doc, start, end, after, words)
    if not is_name_word(following, words) and token.text not in {*HYPHENS, "(", ","}:
        return end
    return _over_sign(doc, start, end, after, words)


def _over_small_word(doc: Doc, start: int, end: int, after: int, words: Lexicon) -> int:
    """Over "of", "for the", "van": behind the head of an institution, or within a person's name."""
    small = doc[next_word(doc, end)].text
    inside = {word.text for word in doc[start:end]}
    institution = bool(inside & (words.institution_heads | _HEADS_WITH_OF)) and not (
        end - start > 1 and doc[end - 1].text in words.legal_forms - {"Company"}
    )
    if small in _OF and (institution or small in words.person_particles):
        return _over_article(doc, after, words, end)
    if institution and small == "on":
        # "National Institute on Aging", but "the Center for Cellular Therapies on the Penn campus".
        is_topic = doc[end - 1].text in words.institution_heads and is_name_word(doc[after], words)
        return after + 1 if is_topic else end
    if institution and (small == "for" or (small == "in" and "for" in inside)):
        return _over_article(doc, after, words, end)
    joins = small in words.person_particles and is_name_word(doc[after], words) and doc[end - 1].text.istitle()
    return after + 1 if joins else end


def _over_sign(doc: Doc, start: int, end: int, after: int, words: Lexicon) -> int:
    """Over "&", "and", a hyphen, a comma before a legal form, a trademark sign, a possessive ending or a bracket."""
    here = next_word(doc, end)
    sign, last, following = doc[here], doc[end - 1], doc[after]
    if sign.text in HYPHENS:
        glued = not last.whitespace_ and not sign.whitespace_ and here == end
        return _over_hyphen(doc[start], last, following, words, end) if glued else end
    if sign.text == "(":
        return _over_bracket(doc, here, words, end) if following.text != "the" else end
    if sign.text == ",":
        is_form = following.text in words.legal_forms and following.text not in {"A.S.", "MA"}
        goes_on = is_form or (is_name_word(following, words) and _lists_partners(doc, after, words))
        return after + 1 if goes_on else end
    if sign.text == "and":
        return after + 1 if _joins(doc, start, end, after, words) else end
    if sign.text in {"'s", "’s"}:
        owns = last.text in words.possessive_names and following.text in words.institution_only | {"Health", "Research"}
        return after + 1 if owns else end
    return after + 1 if sign.text in {"&", "&amp;", "+", *MARKS} else end


def _over_hyphen(first: Token, last: Token, following: Token, words: Lexicon, end: int) -> int:
    if has_capital(following.text) and not is_breaker(following, words):
        return following.i + 1
    is_given_name = following.text.islower() and following.text.isalpha() and 2 <= len(following.text) <= 7
    is_surname = first.text in words.asian_surnames and first.i == last.i - 1
    if following.text in words.hyphen_adjectives or (following.text in words.common_words and not is_surname):
        return end
    if is_given_name and last.text.istitle():
        return following.i + 1
    return end


def _lists_partners(doc: Doc, index: int, words: Lexicon) -> bool:
    """Whether a firm named after its partners goes on: "Bryan, Garnier & Co.", "Gibson, Dunn & Crutcher LLP"."""
    seen_ampersand = False
    for token in doc[index : index + 9]:
        if seen_ampersand and token.text in {"LLP", "Co.", "Co", "LLC", "PLLC"}:
            return True
        seen_ampersand |= token.text in {"&", "&amp;"}
        if not (is_name_word(token, words) or token.text in {",", "&", "&amp;"}):
            return False
    return False


def _over_article(doc: Doc, after: int, words: Lexicon, end: int) -> int:
    if doc[after].text in {"the", "la", "las", "los"}:
        after = next_word(doc, after + 1)
    return after + 1 if after < len(doc) and is_name_word(doc[after], words) else end


def _joins(doc: Doc, start: int, end: int, after: int, words: Lexicon) -> bool:
    """Whether "and" between `start:end` and `after` stands within one institution's name."""
    left = [token.text for token in doc[start:end]]
    if left[-1] not in words.joins_and:
        return False
    right = end
    while right < len(doc) and right - end < 8 and not doc[right].is_punct:
        if doc[right].text in words.institution_heads:
            return True
        right += 1
    return bool(set(left) & words.institution_heads) and ("of" in left or "for" in left) and after > end


def _over_bracket(doc: Doc, here: int, words: Lexicon, end: int) -> int:
    """Over "(publ)", or a place in brackets with a legal form behind: "(Shanghai) Co., Ltd."."""
    close = here + 1
    while close < len(doc) and close - here < 4 and doc[close].text != ")":
        close += 1
    if close >= len(doc) or doc[close].text != ")":
        return end
    content = doc[here + 1 : close].text
    if content == "publ":
        return close + 1
    behind = next_word(doc, close + 1)
    form_follows = behind < len(doc) and doc[behind].text in words.legal_forms
    return close + 1 if form_follows and has_capital(content) else end


def title_case_tokens(doc: Doc) -> frozenset[int]:
    """Tokens of lines in title case or capitals, where a capital tells nothing."""
    found: set[int] = set()
    for sent in doc.sents:
        if section_of(doc, sent.start) is not Section.HEADLINE and not sent.text.isupper():
            continue
        long_words = [token for token in sent if token.is_alpha and len(token) > 3]
        if len(long_words) >= 4:
            capitals = sum(token.text[0].isupper() for token in long_words)
            if capitals / len(long_words) >= TITLE_CASE_SHARE:
                found.update(token.i for token in sent)
    return frozenset(found)


def phrases(doc: Doc) -> tuple[TokenSpan, ...]:
    """Spans that look like names, in text order, none overlapping, outside lines in title case.

    Found once a text, whose sections and sentences are known by then: several components go through them.
    """
    found: tuple[TokenSpan, ...] | None = doc.user_data.get(_PHRASES)
    if found is None:
        found = doc.user_data[_PHRASES] = tuple(_phrases(doc))
    return found


def _phrases(doc: Doc) -> Iterator[TokenSpan]:
    words = lexicon()
    blind = title_case_tokens(doc)
    index = 0
    while index < len(doc):
        if index in blind or not (is_name_word(doc[index], words) or _opens_in_lower_case(doc, index, words)):
            index += 1
            continue
        start, end = index, index + 1
        while (longer := _continues(doc, start, end, words)) != end and longer - start <= MAX_WORDS:
            end = longer
        index = end
        trimmed = trim(doc, start, end, words)
        if trimmed is not None:
            yield trimmed


def _opens_in_lower_case(doc: Doc, index: int, words: Lexicon) -> bool:
    """A name that begins in lower case or with a digit, as what follows tells: "bluebird bio", "apceth GmbH"."""
    token = doc[index]
    text = token.text
    if len(text) < 4 or not text[0].isalnum() or text[0].isupper() or text in words.common_words:
        return False
    after = next_word(doc, index + 1)
    if after >= len(doc) or token.is_digit or text.isupper():
        return False
    following = doc[after].text
    return following == "bio" or following in words.company_endings or following in words.legal_forms


def trim(doc: Doc, start: int, end: int, words: Lexicon) -> TokenSpan | None:
    """The phrase without a nationality before a company's name and without loose ends; None if nothing is left."""
    while start < end and doc[start].text in HYPHENS:
        start += 1
    tail = {"The", "Of", "&", *HYPHENS}
    while start < end and (doc[end - 1].text in tail or doc[end - 1].is_space):
        end -= 1
    has_head = any(
        token.text in words.institution_heads or token.text in words.institution_acronyms for token in doc[start:end]
    )
    while (
        end - start > 1
        and doc[start].text in words.more_places
        and doc[start].text.endswith(("an", "se", "sh", "ch", "i", "ss"))
        and not has_head
    ):
        start += 1
    return (start, end) if start < end else None
