"""Which names of one text are the same thing: short forms, definitions in brackets, acronyms, former names, surnames.

Organizations: a short form must be the beginning of the full name ("Cryoport" of "Cryoport, Inc."), stand inside an
institution's ("MD Anderson"), be its initials, or be defined ("(BIRAC)", "formerly Y"). A parent and its unit stay
apart: "Acme Japan" is not "Acme", and two names with legal forms of their own are two companies.
"""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from spacy.tokens import Doc

from ingest.annotations import TokenSpan
from ingest.components.lexicon import lexicon
from ingest.components.phrases import has_capital, next_word
from ingest.components.surfaces import core_words, same_form

MAX_BRACKET: Final = 14
"""A longer bracket is a remark, not a definition."""
_QUOTES: Final = frozenset("“”\"'‘’„") | {"&quot;", "``", "''"}
_FORMERLY: Final = frozenset({"formerly", "previously", "née", "ex"})


@dataclass
class Named:
    """One name of an organization with its mentions; `known` is its id in the gazetteer, where it has one."""

    words: tuple[str, ...]
    spans: list[TokenSpan]
    confidence: float
    rule: str
    known: str | None = None
    kind: str | None = None
    forms: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def core(self) -> tuple[str, ...]:
        """The name without legal form, in lower case."""
        return core_words(self.words)


def name_of(doc: Doc, span: TokenSpan) -> tuple[str, ...]:
    """The words of a span."""
    return tuple(token.text for token in doc[span[0] : span[1]] if not token.is_space)


def definitions(doc: Doc, span: TokenSpan) -> Iterator[tuple[TokenSpan, str]]:
    """What the bracket right behind a name defines as another name for it, and how: `defined`, `acronym`, `former`."""
    opening = next_word(doc, span[1])
    if opening >= len(doc) or doc[opening].text != "(":
        return
    close = opening + 1
    while close < len(doc) and close - opening <= MAX_BRACKET and doc[close].text != ")":
        close += 1
    if close >= len(doc) or doc[close].text != ")":
        return
    inside = [token for token in doc[opening + 1 : close] if not token.is_space]
    quoted = _quoted(inside)
    if quoted:
        for start, end in quoted:
            if _may_name(doc, (start, end)):
                yield (start, end), "defined"
        return
    if not inside:
        return
    if inside[0].lower_ in _FORMERLY and len(inside) > 1 and has_capital(inside[-1].text):
        first = 2 if inside[1].lower_ in {"known", "called"} and len(inside) > 2 else 1
        first += first < len(inside) - 1 and inside[first].lower_ == "as"
        yield (inside[first].i, close), "former"
    elif _may_name(doc, (inside[0].i, close)) and (
        is_short_for([t.text for t in inside], name_of(doc, span))
        or _is_bare_acronym([t.text for t in inside], name_of(doc, span))
    ):
        yield (inside[0].i, close), "acronym"


def _is_bare_acronym(inside: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a bracket behind a longer name holds nothing but an acronym, whatever its letters: "(UGent)"."""
    text = "".join(inside)
    lists = lexicon()
    capitals = sum(map(str.isupper, text))
    plain = text.isalpha() or all(word.isupper() or word == "-" for word in inside)
    return (
        len(name) > 1 and plain and capitals >= 2 and 2 <= len(text) <= 12 and text not in lists.common_titles_of_text
    )


def _quoted(inside: Sequence[object]) -> list[TokenSpan]:
    tokens: list[object] = list(inside)
    marks = [number for number, token in enumerate(tokens) if str(token) in _QUOTES]
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return [(tokens[first].i + 1, tokens[last].i) for first, last in pairs if last - first > 1]  # type: ignore[attr-defined]


def _may_name(doc: Doc, span: TokenSpan) -> bool:
    words = [token.text for token in doc[span[0] : span[1]] if not token.is_space]
    lists = lexicon()
    plain = {"Company", "Parent", "Issuer", "Parties", "Party", "Group", "Bank", "Buyer", "Seller", "Fund", "Investor"}
    fine = bool(words) and len(words) <= 6 and has_capital(words[0]) and words[0].lower() != "the"
    text = " ".join(words)
    return fine and text not in plain and text not in lists.exchanges and not lists.is_place(text) and ":" not in words


def is_short_for(short: Sequence[str], full: Sequence[str]) -> bool:
    """Whether `short` is made of the initials of `full`, or is a word of it."""
    letters = "".join(re.findall(r"\w", "".join(short))).casefold()
    if len(letters) < 2:
        return False
    words = [word for word in full if word[0].isalnum()]
    if len(short) == 1 and short[0].casefold() in {word.casefold() for word in words}:
        return True
    initials = "".join(word[0] for word in words).casefold()
    capitals = "".join(word[0] for word in words if word[0].isupper()).casefold()
    if letters in {initials, capitals}:
        return True
    return (
        len(short) == 1 and sum(map(str.isupper, short[0])) >= 2 and _is_subsequence(letters, "".join(words).casefold())
    )


def _is_subsequence(letters: str, text: str) -> bool:
    rest = iter(text)
    return letters[:1] == text[:1] and all(letter in rest for letter in letters)


Question = Callable[[Named, Named], bool]


def _is_known(full: Named, short: Named) -> bool:
    return full.known is not None and full.known == short.known


def _is_beginning(full: Named, short: Named) -> bool:
    distinct = not lexicon().institution_heads.issuperset(short.words)
    return distinct and len(short.core) < len(full.core) and full.core[: len(short.core)] == short.core


def _is_inside(full: Named, short: Named) -> bool:
    """Such as "MD Anderson" in "The University of Texas MD Anderson Cancer Center"; not the head or the place alone."""
    lists = lexicon()
    if not lists.institution_heads.intersection(full.words) or not 0 < len(short.core) < len(full.core):
        return False
    if all(word in lists.institution_heads or lists.is_place(word) for word in short.words):
        return False
    if lists.institution_heads.intersection(short.words):
        return full.core[-len(short.core) :] == short.core and full.core[0] in {"u.s.", "us", "united", "thai"}
    return any(full.core[i : i + len(short.core)] == short.core for i in range(len(full.core)))


def _is_initials(full: Named, short: Named) -> bool:
    if len(short.words) != 1 or not short.words[0].isupper() or len(short.words[0]) < 3 or len(full.core) < 3:
        return False
    return is_short_for(short.words, full.words) and not set(short.core) & set(full.core)


def _is_respelled(full: Named, short: Named) -> bool:
    return "".join(full.core) == "".join(short.core)


SAME: Final[tuple[tuple[str, Question], ...]] = (
    ("aliases.known", _is_known),
    ("aliases.spelling", _is_respelled),
    ("aliases.beginning", _is_beginning),
    ("aliases.inside", _is_inside),
    ("aliases.initials", _is_initials),
)
"""Reasons to take the second name for a short form of the first; definitions in brackets come before all of them."""


def _own_forms(full: Named, short: Named) -> bool:
    """Both carry a legal form, and not the same: two companies."""
    pairs = [(one, other) for one in full.forms for other in short.forms]
    return bool(pairs) and not any(same_form(one, other) for one, other in pairs)


def _names_unit(full: Named, short: Named) -> bool:
    """What the longer name adds is a country or the word for a unit: "Acme Japan", "Acme Ventures"."""
    is_longer = full.core[: len(short.core)] == short.core and len(full.core) > len(short.core)
    endings = {
        word.casefold() for word in lexicon().unit_words - {"Hospital", "Institute", "Center", "Centre", "Research"}
    }
    return is_longer and full.core[-1] in endings


def _known_apart(full: Named, short: Named) -> bool:
    return full.known is not None and short.known is not None and full.known != short.known


APART: Final[tuple[tuple[str, Question], ...]] = (
    ("aliases.own_legal_form", _own_forms),
    ("aliases.names_a_unit", _names_unit),
    ("aliases.known_apart", _known_apart),
)
"""Reasons to keep two names apart, whatever speaks for joining them."""


def same_reason(full: Named, short: Named) -> str | None:
    """Why the two are one organization; None if they are not."""
    found = next((name for name, asks in SAME if asks(full, short)), None)
    if found is None or _own_forms(full, short):
        return None
    if found != "aliases.known" and any(asks(full, short) for _, asks in APART):
        return None
    return found


def cluster(doc: Doc, names: Sequence[Named]) -> list[list[int]]:
    """Indexes of `names` grouped by organization, each group with its fullest name first."""
    group = list(range(len(names)))

    def find(number: int) -> int:
        while group[number] != number:
            number = group[number]
        return number

    place = {span: number for number, name in enumerate(names) for span in name.spans}
    cores = {name.core: number for number, name in enumerate(names)}
    for number, name in enumerate(names):
        for span in name.spans:
            for defined, _ in definitions(doc, span):
                other = place.get(defined, cores.get(core_words(name_of(doc, defined))))
                if other is not None and find(other) != find(number):
                    group[find(other)] = find(number)
    order = sorted(range(len(names)), key=lambda n: (len(names[n].core), names[n].spans[0]))
    for short in order:
        fuller = [
            n for n in order if n != short and find(n) != find(short) and len(names[n].core) >= len(names[short].core)
        ]
        joined = [n for n in fuller if same_reason(names[n], names[short])]
        if joined and not _has_fuller(names, group, find, short):
            group[find(short)] = find(min(joined, key=lambda n: names[n].spans[0]))
    clusters: dict[int, list[int]] = {}
    for number in range(len(names)):
        clusters.setdefault(find(number), []).append(number)
    return [sorted(found, key=lambda n: (-len(names[n].words), names[n].spans[0])) for found in clusters.values()]


def _has_fuller(names: Sequence[Named], group: Sequence[int], find: Callable[[int], int], short: int) -> bool:
    """Whether the name already belongs to a fuller one, by definition."""
    return any(
        n != short and find(n) == find(short) and len(names[n].core) > len(names[short].core) for n in range(len(group))
    )


def same_person(full: Sequence[str], short: Sequence[str]) -> bool:
    """Whether a shorter name is the person of the full one: surname, first and last name, or an East Asian surname."""
    words = [word.casefold() for word in full if word not in {"-", "."}]
    other = [word.casefold() for word in short if word not in {"-", "."}]
    if len(words) < 2 or words == other:
        return words == other
    if len(other) == 1:
        first_is_surname = full[0] in lexicon().asian_surnames
        tail = [word.casefold() for word in "".join(full[-3:]).split("-")] if "-" in full else []
        return other[0] == words[-1] or (first_is_surname and other[0] == words[0]) or other == tail
    if other[0] == words[0] and other[-1] == words[-1]:
        return True
    return len(other) < len(words) and words[-len(other) :] == other
