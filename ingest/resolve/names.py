"""Names made comparable: without legal form, case, accents and punctuation."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cleanco import basename

from ingest.release import slug
from ingest.resolve.words import cleaned, is_place, lists, standard_words
from ingest.vocabulary.matcher import fold

# Forms that cleanco does not know.
_MORE_FORMS: Final = re.compile(r",?\s+(?:S\.?\s?de\s?R\.?L\.?(?:\sde\sC\.?V\.?)?|e\.\s?V\.)$", re.IGNORECASE)
# "Merck & Co.", "Merck KGaA": here the partners are a part of the name, in "GmbH & Co. KG" they are not.
_PARTNERS: Final = re.compile(
    r"^(?P<name>[^,]*\w\s*&\s*Co)\b\.?,?(?:\s*(?:Inc|Incorporated|Ltd|Limited|Corp|Corporation|LLC)\.?)?$"
)
_ACRONYM: Final = re.compile(r"[A-Z][A-Z0-9&]{1,6}")
_LINKS: Final = frozenset({"and", "at", "for", "in", "of", "the"})


@lru_cache(maxsize=1 << 14)
def key(name: str) -> str:
    """What spellings of one name share: "ACT therapeutics" and "ACT Therapeutics" have the key act-therapeutics."""
    return slug(re.sub(r"^the\s+", "", name.replace("&", " and "), flags=re.IGNORECASE))


@lru_cache(maxsize=1 << 14)
def without_legal_form(name: str) -> str:
    """A company's name without Inc., GmbH, Co., Ltd. and their like, and without what it defines in brackets.

    As it was where nothing would be left.
    """
    bare = cleaned(name)
    bracket = re.search(r"\s*\(([^()]*)\)$", bare)
    if bracket and not all(map(is_place, standard_words(bracket[1]))):
        bare = bare[: bracket.start()]
    if partners := _PARTNERS.match(bare):
        return partners["name"]
    bare = _MORE_FORMS.sub("", bare)
    # Cleanco takes UK and EU for legal forms, but "Orbis UK Ltd" is not "Orbis".
    bare = re.sub(r"\b(UK|EU)\b", r"\1_", bare)
    while (shorter := basename(bare).strip(" ,&-")) and shorter != bare:
        bare = shorter
    bare = bare.replace("_", "")
    if bare.count("(") > bare.count(")"):
        bare += ")"
    return bare or name


def shortened(name: str) -> Iterator[str]:
    """The name with ever less of its legal form: Merck & Co., Inc. gives Merck & Co. before it gives Merck."""
    words, bare = name.split(), without_legal_form(name)
    for end in range(len(words) - 1, 0, -1):
        shorter = " ".join(words[:end]).rstrip(" ,&-")
        if len(shorter) <= len(bare):
            break
        yield shorter
    yield bare


def term_key(name: str) -> str:
    """What the spellings of a technology or disease share: singular, American spelling, no accents."""
    words = (fold(word) for word in re.findall(r"\w+", name))
    return slug(" ".join(words)) or slug(name)


def is_acronym(name: str) -> bool:
    """Whether a name is nothing but capitals and digits, such as BMS."""
    return bool(_ACRONYM.fullmatch(name))


def initials(name: str) -> str:
    """The first letters of the words that count: "Memorial Sloan Kettering" gives MSK."""
    words = re.findall(r"[^\W_]+", without_legal_form(name))
    return "".join(word[0] for word in words if word.lower() not in _LINKS).upper()


def is_short_form(short: str, name: str) -> bool:
    """Whether `short` is the `name` with words of the trade left off its end, or its acronym."""
    if is_acronym(short):
        return short.replace("&", "") == initials(name)
    words, all_words = key(short).split("-"), key(without_legal_form(name)).split("-")
    known = lists()
    rest = {known.standard.get(word, word) for word in all_words[len(words) :]}
    return all_words[: len(words)] == words and rest <= known.trade | known.division
