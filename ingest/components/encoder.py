"""The one pass of the transformer encoder that names, deals and search share.

A text is cut into windows of whole lines (long lines at sentence ends, else between words), each window into word
pieces. The encoder is uncased, so what the casing and the layout say goes in beside each piece as small numbers:
`Shape`, `Gap` and `Line`. The graph answers with label scores and a vector for each piece.

Runs on onnxruntime and tokenizers alone. Training builds its input with the same functions, so that what the model
saw when it learned is what it sees here.
"""

import json
import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ingest.errors import ModelError

MAX_PIECES: Final = 254
"""Pieces of a window besides the two special ones; the encoder was pre-trained on 256."""

FEATURES: Final = 3
"""Numbers beside each piece: shape, gap, line."""

_NEXT_STEP: Final = "install Cellpact again, or name another folder of weights"
_CLS, _SEP = 101, 102
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_SENTENCE_END = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")


class Shape(IntEnum):
    """How the word of a piece is written."""

    NONE = 0
    LOWER = 1
    TITLE = 2
    UPPER = 3
    LETTER = 4
    CAMEL = 5
    DIGITS = 6
    LOWER_DIGITS = 7
    UPPER_DIGITS = 8
    MIXED_DIGITS = 9
    STOP = 10
    COMMA = 11
    HYPHEN = 12
    OPENING = 13
    CLOSING = 14
    QUOTE = 15
    APOSTROPHE = 16
    MARK = 17
    SYMBOL = 18


class Gap(IntEnum):
    """What stands before a piece."""

    START = 0
    INSIDE_WORD = 1
    NOTHING = 2
    SPACE = 3
    LINE_BREAK = 4


class Line(IntEnum):
    """How the line of a piece is written, which tells headlines, where capitals mean little."""

    SENTENCES = 0
    SHORT = 1
    TITLE_CASE = 2
    CAPITALS = 3


SHAPES: Final = len(Shape)
GAPS: Final = len(Gap)
LINES: Final = len(Line)

_PUNCTUATION: Final = {
    **dict.fromkeys(".!?;:", Shape.STOP),
    ",": Shape.COMMA,
    **dict.fromkeys("-–—‑/+", Shape.HYPHEN),  # noqa: RUF001 - the dashes are meant
    **dict.fromkeys("([{", Shape.OPENING),
    **dict.fromkeys(")]}", Shape.CLOSING),
    **dict.fromkeys('"“”«»„', Shape.QUOTE),
    **dict.fromkeys("'’‘`", Shape.APOSTROPHE),  # noqa: RUF001 - the quotes are meant
    **dict.fromkeys("®™©", Shape.MARK),
}


@lru_cache(maxsize=50_000)
def word_shape(word: str) -> Shape:
    """How a word is written: `CAR` is UPPER, `CD19` UPPER_DIGITS, `GenScript` CAMEL."""
    letters = "".join(c for c in word if c.isalpha())
    digits = any(c.isdigit() for c in word)
    if not letters and not digits:
        return _PUNCTUATION.get(word, Shape.SYMBOL)
    if digits:
        return _with_digits(letters)
    if not any(c.isupper() for c in letters):
        return Shape.LOWER
    if letters.isupper():
        return Shape.UPPER if len(word) > 1 else Shape.LETTER
    return Shape.TITLE if word[0].isupper() and not any(c.isupper() for c in word[1:]) else Shape.CAMEL


def _with_digits(letters: str) -> Shape:
    if not letters:
        return Shape.DIGITS
    if letters.isupper():
        return Shape.UPPER_DIGITS
    return Shape.MIXED_DIGITS if any(c.isupper() for c in letters) else Shape.LOWER_DIGITS


def line_style(line: str) -> Line:
    """How a line is written: running sentences, a short line without a full stop, a title or all capitals."""
    words: list[str] = re.findall(r"[^\W\d_]{2,}", line)
    if not words:
        return Line.SHORT
    if len(words) > 40 or line.rstrip().endswith((".", "!", "?", "”", '"')):
        return Line.CAPITALS if sum(word.isupper() for word in words) > 0.7 * len(words) else Line.SENTENCES
    if sum(word.isupper() for word in words) > 0.7 * len(words):
        return Line.CAPITALS
    long = [word for word in words if len(word) > 3]
    if long and sum(word[0].isupper() for word in long) > 0.75 * len(long):
        return Line.TITLE_CASE
    return Line.SHORT if len(words) <= 16 else Line.SENTENCES


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of a text: vocabulary ids, features and character offsets (end exclusive)."""

    ids: NDArray[np.int64]
    features: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, part: slice) -> "Pieces":
        return Pieces(self.ids[part], self.features[part], self.starts[part], self.ends[part])


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says about one text, piece by piece, in text order.

    `logits` are label scores (pieces x labels), `vectors` the last layer (pieces x width).
    """

    text: str
    pieces: Pieces
    logits: NDArray[np.float32]
    vectors: NDArray[np.float32]


def split_pieces(tokenizer: Tokenizer, text: str) -> Pieces:
    """Cut a text into word pieces with their features."""
    encoding = tokenizer.encode(text, add_special_tokens=False)
    words: list[int | None] = encoding.word_ids
    offsets: list[tuple[int, int]] = encoding.offsets
    count = len(words)
    bounds: dict[int | None, tuple[int, int]] = {}
    for word, (start, end) in zip(words, offsets, strict=True):
        first, _ = bounds.get(word, (start, end))
        bounds[word] = first, end
    shapes = {word: int(word_shape(text[start:end])) for word, (start, end) in bounds.items()}
    lines = [(match.start(), match.end(), int(line_style(match[0]))) for match in _LINE.finditer(text)]
    features = np.zeros((count, FEATURES), dtype=np.int64)
    at, previous_end, previous_word = 0, 0, None
    for i, (word, (start, end)) in enumerate(zip(words, offsets, strict=True)):
        while at + 1 < len(lines) and lines[at][1] <= start:
            at += 1
        if i == 0:
            gap = Gap.START
        elif word == previous_word:
            gap = Gap.INSIDE_WORD
        elif start == previous_end:
            gap = Gap.NOTHING
        else:
            gap = Gap.LINE_BREAK if "\n" in text[previous_end:start] else Gap.SPACE
        features[i] = shapes[word], gap, lines[at][2] if lines else 0
        previous_end, previous_word = end, word
    spans = np.array(offsets, dtype=np.int64).reshape(count, 2)
    return Pieces(np.array(encoding.ids, dtype=np.int64), features, spans[:, 0], spans[:, 1])


def cut_points(text: str) -> tuple[list[int], list[int]]:
    """Character offsets where a window may begin: starts of lines, and starts of sentences."""
    lines = [match.start() for match in _LINE.finditer(text)]
    sentences = [match.end() for match in _SENTENCE_END.finditer(text)]
    return lines, sorted({*lines, *sentences})


def windows(text: str, pieces: Pieces, limit: int = MAX_PIECES) -> list[slice]:
    """Cut pieces into windows of at most `limit`, of about equal length, at line starts if these lie well.

    A window ends at the last line start in its second half, else at the last sentence start there, else before the
    last word that fits.
    """
    total = len(pieces)
    if total <= limit:
        return [slice(0, total)] if total else []
    lines, sentences = cut_points(text)
    line_at = np.searchsorted(pieces.starts, lines)
    sentence_at = np.searchsorted(pieces.starts, sentences)
    found: list[slice] = []
    begin = 0
    while begin < total:
        left = total - begin
        if left <= limit:
            found.append(slice(begin, total))
            break
        # Two windows of 150 pieces cost less than one of 254 and one of 46, and see more on both sides.
        share = left / -(-left // limit)
        wanted, latest = begin + round(share), begin + limit
        end = _nearest(line_at, wanted, begin + limit // 2, latest)
        if end is None:
            end = _nearest(sentence_at, wanted, begin + limit // 2, latest)
        if end is None:
            end = latest
            while end > begin + 1 and pieces.features[end, 1] == Gap.INSIDE_WORD:
                end -= 1
        found.append(slice(begin, end))
        begin = end
    return found


def _nearest(points: NDArray[Any], wanted: int, low: int, high: int) -> int | None:
    inside = points[(points > low) & (points <= high)]
    return int(inside[np.abs(inside - wanted).argmin()]) if len(inside) else None


def with_special(pieces: Pieces) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ids and features of a window between the two special pieces that the encoder expects."""
    ids = np.concatenate([[_CLS], pieces.ids, [_SEP]])
    features = np.zeros((len(ids), FEATURES), dtype=np.int64)
    features[1:-1] = pieces.features
    return ids, features


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What stands in `names.json` beside the weights: what the graph's outputs mean.

    `labels` are the columns of the scores. `calibration` holds slope and offset for each label: see `names`.
    """

    version: str
    labels: tuple[str, ...]
    calibration: dict[str, tuple[float, float]]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the file, or say which one is missing."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            calibration = {label: (pair[0], pair[1]) for label, pair in data["calibration"].items()}
            return cls(data["version"], tuple(data["labels"]), calibration)
        except (OSError, ValueError, KeyError) as error:
            raise ModelError(f"cannot read the model's {path}: {error}", next_step=_NEXT_STEP) from error


class Encoder:
    """The ONNX graph with its tokenizer, on `threads` threads of one process.

    Each window is run alone. The graph scales activations to bytes by their range in a run, so in a batch a text would
    be read a little differently in other company; and on one core batches are no faster.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        import onnxruntime  # noqa: PLC0415 - half of the start-up time, and not needed to build a pipeline

        self.card = ModelCard.read(folder / "names.json")
        weights, vocabulary = folder / "names.onnx", folder / "tokenizer.json"
        for path in (weights, vocabulary):
            if not path.is_file():
                raise ModelError(f"the model has no {path.name} in {folder}", next_step=_NEXT_STEP)
        self.tokenizer = Tokenizer.from_file(str(vocabulary))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self.width: int = self._session.get_outputs()[1].shape[-1]

    def encode(self, text: str) -> Encoded:
        """Encode a text, window by window."""
        pieces = split_pieces(self.tokenizer, text)
        runs = [self._run(pieces[part]) for part in windows(text, pieces)]
        logits = np.concatenate([np.zeros((0, len(self.card.labels)), dtype=np.float32), *(run[0] for run in runs)])
        vectors = np.concatenate([np.zeros((0, self.width), dtype=np.float32), *(run[1] for run in runs)])
        return Encoded(text, pieces, logits, vectors)

    def _run(self, part: Pieces) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        ids, features = with_special(part)
        inputs = {"input_ids": ids[None], "attention_mask": np.ones_like(ids)[None], "features": features[None]}
        logits, vectors = self._session.run(["logits", "vectors"], inputs)
        return logits[0, 1:-1], vectors[0, 1:-1]
