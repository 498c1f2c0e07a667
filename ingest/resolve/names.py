"""Names made comparable: without legal form, case, accents and punctuation."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from cleanco import basename

from ingest.release import slug
from ingest.vocabulary.matcher import fold

# Words that say what trade a company is in: "Kite" and "Kite Pharma" are one name, "Kite" and "Kite Airlines" are not.
TRADE_WORDS: Final = frozenset(
    (  # noqa: SIM905 - reads better than a list of quoted words
        "bio biologics biomedical biopharma biopharmaceutical biopharmaceuticals bioscience biosciences biotech "
        "biotechnologies biotechnology biotherapeutics cell cells group healthcare holding holdings immunotherapies "
        "international laboratories labs lifescience lifesciences medical medicine medicines oncology pharma "
        "pharmaceutical pharmaceuticals science sciences technologies therapeutics therapies"
    ).split()
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
    bare = re.sub(r"\s*\([^()]*\)$", "", name.strip())
    while (shorter := basename(bare).strip(" ,&-")) and shorter != bare:
        bare = shorter
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
    rest = all_words[len(words) :]
    return all_words[: len(words)] == words and set(rest) <= TRADE_WORDS
