"""Annotated texts as the network takes them in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ingest.components.encoder import Gap, Pieces, split_pieces, windows, with_special
from ingest.train.labels import ANY, GROUPS, NAMES, TAG_INDEX, TAGS

Marked = tuple[int, int, str]
"""Start and end in characters, and a label: a key of `labels.GROUPS`."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text with its names. Of the labels in `silent` the annotation says nothing: unmarked text may hold them."""

    text: str
    marks: tuple[Marked, ...]
    silent: frozenset[str] = frozenset()
    source: str = ""

    def with_text(self, text: str, marks: Iterable[Marked]) -> "Example":
        """The same kind of example with another text."""
        return replace(self, text=text, marks=tuple(marks))


@dataclass(frozen=True, slots=True)
class Window:
    """One row of a batch. `allowed` (pieces x tags) marks the tags that the annotation allows; all false: no loss."""

    ids: NDArray[np.int64]
    features: NDArray[np.int64]
    allowed: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.ids)


def allowed_tags(pieces: Pieces, example: Example) -> NDArray[np.bool_]:
    """For each piece that begins a word the tags that the annotation allows; nothing for the other pieces."""
    allowed = np.zeros((len(pieces), len(TAGS)), dtype=bool)
    begins = pieces.features[:, 1] != Gap.INSIDE_WORD
    free = ["O", *(f"{prefix}-{name}" for name in NAMES if name in example.silent for prefix in "BI")]
    allowed[np.ix_(begins, [TAG_INDEX[tag] for tag in free])] = True
    for start, end, label in example.marks:
        inside = np.flatnonzero(begins & (pieces.starts < end) & (pieces.ends > start))
        if not len(inside):
            continue
        allowed[inside] = False
        if label == ANY:
            continue
        for name in GROUPS[label]:
            allowed[inside[0], TAG_INDEX[f"B-{name}"]] = True
            allowed[inside[1:], TAG_INDEX[f"I-{name}"]] = True
    return allowed


def to_windows(tokenizer: Tokenizer, example: Example, limit: int) -> list[Window]:
    """Cut an example as the encoder will cut its text."""
    pieces = split_pieces(tokenizer, example.text)
    allowed = allowed_tags(pieces, example)
    rows = []
    for part in windows(example.text, pieces, limit):
        ids, features = with_special(pieces[part])
        tags = np.zeros((len(ids), len(TAGS)), dtype=bool)
        tags[1:-1] = allowed[part]
        rows.append(Window(ids, features, tags))
    return rows


def join_words(words: Sequence[str], tags: Sequence[tuple[str, str]]) -> tuple[str, list[Marked]]:
    """Text and marks of a sentence that comes as words with (prefix, label) tags; spacing is set as in print.

    A prefix of `B` begins a name; `I` continues the one before if that has the same label, else begins one.
    """
    text, marks = "", list[Marked]()
    quotes = 0
    glue = True
    for word, (prefix, label) in zip(words, tags, strict=True):
        closing = word in {".", ",", ";", ":", "!", "?", ")", "]", "%", "'s", "’s", "n't", "'", "-", "–", "/"}  # noqa: RUF001
        if word == '"':
            closing = quotes % 2 == 1
            quotes += 1
        if not glue and not closing:
            text += " "
        start = len(text)
        text += word
        glue = word in {"(", "[", "$", "-", "–", "/", "#"} or (word == '"' and not closing)  # noqa: RUF001
        if not label:
            continue
        if prefix == "I" and marks and marks[-1][2] == label and marks[-1][1] >= start - 1:
            marks[-1] = (marks[-1][0], len(text), label)
        else:
            marks.append((start, len(text), label))
    return text, marks
