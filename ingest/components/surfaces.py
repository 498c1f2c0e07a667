"""Names as strings: what is left of one without legal form, article, trademark sign and case."""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

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


SAME_FORM: Final = {"incorporated": "inc", "corporation": "corp", "limited": "ltd", "company": "co"}


def legal_form_of(words: Sequence[str]) -> tuple[str, ...]:
    """The legal form that a name ends with, short and without full stops: ("co", "ltd"); empty if it has none."""
    forms = lexicon().legal_forms
    found: list[str] = []
    for word in reversed([word for word in words if word not in _SKIPPED and word.strip()]):
        if word not in forms:
            break
        form = word.replace(".", "").casefold()
        if form != "publ":
            found.insert(0, SAME_FORM.get(form, form))
    return tuple(found)


def without_form(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a name as written, without the legal form and the comma before it."""
    forms = lexicon().legal_forms | _SKIPPED
    bare = list(words)
    # A bracket is part of the name: "Acme (Group) Co., Ltd." without its form is "Acme (Group)".
    while len(bare) > 1 and bare[-1] in forms and not (bare[-1] == ")" and "(" in bare):
        bare.pop()
    return tuple(bare)


def same_form(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two legal forms may be of one company: equal, or one written shorter."""
    return set(one) <= set(other) or set(other) <= set(one)
