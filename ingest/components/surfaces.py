"""Names as strings: what is left of one without legal form, article, trademark sign and case."""

from collections.abc import Iterable, Sequence
from typing import Final

from ingest.components.lexicon import lexicon
from ingest.tokenizer import HYPHENS, MARKS

_SKIPPED: Final = frozenset({*HYPHENS, *MARKS, ",", ".", "(", ")", "&amp;", "’", "'", "“", "”", '"'})


def core_words(words: Iterable[str]) -> tuple[str, ...]:
    """The words that tell one name from another, in lower case: "Cryoport", "Inc." gives ("cryoport",).

    A name that is all legal form keeps its words.
    """
    forms = lexicon().legal_forms
    kept = [word for word in words if word not in _SKIPPED and word.strip()]
    core = list(kept)
    while len(core) > 1 and core[-1] in forms:
        core.pop()
    while len(core) > 1 and core[0].lower() == "the":
        core.pop(0)
    return tuple(word.casefold() for word in core)


def core_of(words: Sequence[str]) -> str:
    """`core_words` as one string."""
    return " ".join(core_words(words))


def legal_form_of(words: Sequence[str]) -> tuple[str, ...]:
    """The legal form that a name ends with, without full stops: ("co", "ltd"); empty if it has none."""
    forms = lexicon().legal_forms
    found: list[str] = []
    for word in reversed([word for word in words if word not in _SKIPPED and word.strip()]):
        if word not in forms:
            break
        found.insert(0, word.strip(".").casefold())
    return tuple(found)
