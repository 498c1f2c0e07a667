"""Where a name stands in a text: every place, in the cases in which releases write names."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc

from ingest.annotations import TokenSpan

_WORDS: Final = "cellpact.words"
"""Key in `Doc.user_data`."""


def occurrences(doc: Doc, words: tuple[str, ...]) -> Iterator[TokenSpan]:
    """Where a name stands: in the same case, in capitals, or (names of several words) in any case but all lower."""
    text = _words_of(doc)
    wanted = [word.casefold() for word in words]
    for index in text.places.get(wanted[0], ()):
        if text.folded[index : index + len(words)] != wanted:
            continue
        found = text.texts[index : index + len(words)]
        exact = found == list(words) or (found == [word.upper() for word in words] and len("".join(words)) > 3)
        if exact or (len(words) > 1 and found[0][0].isupper()):
            yield text.tokens[index], text.tokens[index + len(words) - 1] + 1


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text with their token indexes, without white space, and where each stands, in any case."""

    texts: list[str]
    folded: list[str]
    tokens: list[int]
    places: dict[str, list[int]]


def _words_of(doc: Doc) -> _Words:
    """Made once a text: a hundred names are looked up in it."""
    found: _Words | None = doc.user_data.get(_WORDS)
    if found is None:
        tokens = [token for token in doc if not token.is_space]
        texts = [token.text for token in tokens]
        folded = [text.casefold() for text in texts]
        places: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(folded):
            places[word].append(index)
        found = doc.user_data[_WORDS] = _Words(texts, folded, [token.i for token in tokens], dict(places))
    return found
