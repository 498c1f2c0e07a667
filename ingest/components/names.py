"""Names as the trained model reads them: organizations, people, technologies and indications.

`names` runs the encoder once over a text, keeps what it says in `doc._.encoded` for the components after it, and
writes a `Candidate` for each name that it sees, with the calibrated probability that an analyst would mark just this
span with this label. It decides nothing: `entities` weighs these candidates against those of rules and vocabularies.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel
from ingest.components.encoder import Encoded, Encoder, Gap, ModelCard, Shape

MODEL: Final = Path(__file__).resolve().parent.parent / "model"
"""The folder of the weights that come with Cellpact."""

RULE: Final = "names.model"
DOUBTFUL: Final = "names.doubtful"
"""The rule of a candidate that the best reading leaves out."""

SECOND_LOOK: Final = 2.0
"""Nats taken from "no name here" on the second reading, which finds what the first just missed."""

AGREEMENT: Final = 0.6
"""How far the readings of one word move towards their mean in a release; chosen on releases held out of training."""

SURELY_NO_NAME: Final = float(np.log(0.998))
"""Log-probability of "no name here" from which on a word ends every name: so for more than half of all words."""

FLOOR: Final = 0.05
"""Candidates less likely than this are not worth weighing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A span of characters read as a name; `probability` is that of `label` (not of `kind`), before calibration."""

    start: int
    end: int
    label: EntityLabel
    kind: str | None
    probability: float


@dataclass(frozen=True, slots=True)
class Tagset:
    """The columns of the scores: `O`, then B and I of each name. A name is a label, or a label and a kind."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, card: ModelCard) -> "Tagset":
        """Read the columns' names: `O`, `B-x`, `I-x`, `B-y` and so on."""
        return cls(tuple(tag[2:] for tag in card.labels[1::2]))

    def split(self, column: int) -> tuple[str, str | None]:
        """Label and kind of a name: `TECHNOLOGY_product` is a technology, a product."""
        label, _, kind = self.names[column].partition("_")
        return label, kind or None

    def group(self, column: int) -> list[int]:
        """All names of the same label."""
        label, _ = self.split(column)
        return [i for i in range(len(self.names)) if self.split(i)[0] == label]


def log_softmax(scores: NDArray[Any]) -> NDArray[np.float64]:
    """Scores as log-probabilities, row by row."""
    shifted: NDArray[np.float64] = scores.astype(np.float64) - scores.max(axis=1, keepdims=True)
    total: NDArray[np.float64] = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return shifted - total


def best_names(logs: NDArray[np.float64], bias: float = 0.0) -> list[tuple[int, int, int]]:
    """The likeliest names of a text, searched for only between words that surely are no part of one."""
    doubtful = np.concatenate([[False], logs[:, 0] < SURELY_NO_NAME, [False]])
    edges = np.flatnonzero(doubtful[1:] != doubtful[:-1])
    return [
        (first + start, first + end, name)
        for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        for start, end, name in best_path(logs[first:last], bias)
    ]


def best_path(logs: NDArray[np.float64], bias: float = 0.0) -> list[tuple[int, int, int]]:
    """The likeliest names (first word, end, name) among those where every I follows a B or I of its own name.

    Viterbi's algorithm; as no transition has a score, what may precede B or O is simply the best of the word before.
    """
    count = len(logs)
    if not count:
        return []
    outside, begin, inside = logs[:, 0] - bias, logs[:, 1::2], logs[:, 2::2]
    width = begin.shape[1]
    from_begin = np.zeros((count, width), dtype=bool)
    free = np.zeros(count, dtype=np.int64)
    best_free = 0.0
    score_begin = begin[0]
    score_inside = np.full(width, -np.inf)
    score_outside = outside[0]
    for i in range(count):
        if i:
            from_begin[i] = score_begin >= score_inside
            stay = np.where(from_begin[i], score_begin, score_inside) + inside[i]
            score_begin = best_free + begin[i]
            score_outside = best_free + outside[i]
            score_inside = stay
        # Where the best path up to this word ends: 0 outside, 1 + n in a B, 1 + width + n in an I.
        b, s = int(score_begin.argmax()), int(score_inside.argmax())
        options = (score_outside, score_begin[b], score_inside[s])
        which = int(np.argmax(options))
        free[i] = (0, 1 + b, 1 + width + s)[which]
        best_free = float(options[which])
    found = []
    i, state = count - 1, int(free[-1])
    end = count
    while i >= 0:
        if state == 0:
            i, end = i - 1, i
            state = int(free[i]) if i >= 0 else 0
        elif state <= width:
            found.append((i, end, state - 1))
            i, end = i - 1, i
            state = int(free[i]) if i >= 0 else 0
        else:
            name = state - 1 - width
            state = 1 + name if from_begin[i, name] else state
            i -= 1
    return found[::-1]


def span_probability(probabilities: NDArray[np.float64], start: int, end: int, group: list[int]) -> float:
    """The probability that just these words are a name of this group of names, taking words as independent."""
    begin = [1 + 2 * name for name in group]
    inside = [2 + 2 * name for name in group]
    result = float(probabilities[start, begin].sum())
    for i in range(start + 1, end):
        result *= float(probabilities[i, inside].sum())
    if end < len(probabilities):
        result *= 1.0 - float(probabilities[end, inside].sum())
    return result


_LABELS: Final = frozenset(EntityLabel)
_NAME_LIKE: Final = frozenset(
    (Shape.TITLE, Shape.UPPER, Shape.CAMEL, Shape.UPPER_DIGITS, Shape.MIXED_DIGITS, Shape.LOWER_DIGITS)
)


def agree(logs: NDArray[np.float64], words: Sequence[str | None], weight: float = AGREEMENT) -> NDArray[np.float64]:
    """Log-probabilities after the places where a word stands have heard of each other.

    What a word is in one sentence it mostly is in the next, and where context says little ("Kite fell") others say
    more ("Kite Pharma, a Gilead company"). Which name a word belongs to is shared, whether it begins one is not.
    `words` has None for words that do not take part.
    """
    index: dict[str, int] = {}
    rows = [i for i, word in enumerate(words) if word is not None]
    groups = np.array([index.setdefault(str(words[i]), len(index)) for i in rows], dtype=np.int64)
    if len(index) == len(rows):
        return logs
    chances = np.exp(logs[rows])
    kinds = np.log(np.concatenate([chances[:, :1], chances[:, 1::2] + chances[:, 2::2]], axis=1) + 1e-6)
    sums = np.zeros((len(index), kinds.shape[1]))
    np.add.at(sums, groups, kinds)
    mean = sums / np.bincount(groups)[:, None]
    shift = weight * (mean[groups] - kinds)
    result = logs.copy()
    result[rows, 0] += shift[:, 0]
    result[np.ix_(rows, range(1, logs.shape[1], 2))] += shift[:, 1:]
    result[np.ix_(rows, range(2, logs.shape[1], 2))] += shift[:, 1:]
    return log_softmax(result)


def read_names(encoded: Encoded, tagset: Tagset, *biases: float) -> list[list[Reading]]:
    """The names of a text in text order, once for each bias: nats taken from "no name here"."""
    pieces = encoded.pieces
    if not len(pieces):
        return [[] for _ in biases]
    begins = np.flatnonzero(pieces.features[:, 1] != Gap.INSIDE_WORD)
    starts, ends = pieces.starts[begins], pieces.ends[np.append(begins[1:], len(pieces)) - 1]
    words = [
        encoded.text[start:end].casefold() if shape in _NAME_LIKE else None
        for start, end, shape in zip(starts, ends, pieces.features[begins, 0], strict=True)
    ]
    logs = agree(log_softmax(encoded.logits[begins]), words)
    probabilities = np.exp(logs)
    found = []
    for bias in biases:
        readings = []
        for first, end, name in best_names(logs, bias):
            label, kind = tagset.split(name)
            if label in _LABELS:
                probability = span_probability(probabilities, first, end, tagset.group(name))
                place = int(starts[first]), int(ends[end - 1])
                readings.append(Reading(*place, EntityLabel(label), kind, probability))
        found.append(readings)
    return found


def calibrate(probability: float, slope: float, offset: float) -> float:
    """Platt's scaling of a probability in log-odds."""
    odds = np.log(max(probability, 1e-9)) - np.log1p(-min(probability, 1 - 1e-9))
    return float(1 / (1 + np.exp(-(slope * odds + offset))))


def candidates(doc: Doc, encoded: Encoded, card: ModelCard) -> list[Candidate]:
    """What the model reads in a text, as candidates; a second, more generous reading adds doubtful ones."""
    tagset = Tagset.of(card)
    found: list[Candidate] = []
    seen: set[tuple[int, int, EntityLabel]] = set()
    for rule, readings in zip((RULE, DOUBTFUL), read_names(encoded, tagset, 0.0, SECOND_LOOK), strict=True):
        for reading in readings:
            if (reading.start, reading.end, reading.label) in seen:
                continue
            seen.add((reading.start, reading.end, reading.label))
            span = doc.char_span(reading.start, reading.end, alignment_mode="expand")
            if span is None:
                continue
            slope, offset = card.calibration.get(reading.label, (1.0, 0.0))
            confidence = calibrate(reading.probability, slope, offset)
            if confidence >= FLOOR:
                found.append(Candidate(reading.label, (span.start, span.end), rule, confidence, reading.kind))
    return found


class Names:
    """The component. The model is read at the first text, so that building or pickling a pipeline costs nothing."""

    def __init__(self, model: Path, *, threads: int = 1) -> None:
        self.model = model
        self.threads = threads
        self._encoder: Encoder | None = None

    @property
    def encoder(self) -> Encoder:
        """The encoder, read when first asked for."""
        if self._encoder is None:
            self._encoder = Encoder(self.model, threads=self.threads)
        return self._encoder

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_encoder": None}

    def __call__(self, doc: Doc) -> Doc:
        """Read one text."""
        encoded = self.encoder.encode(doc.text)
        doc._.candidates = [*doc._.candidates, *candidates(doc, encoded, self.encoder.card)]
        doc._.encoded = encoded
        return doc


@Language.factory(
    "names",
    assigns=["doc._.candidates", "doc._.encoded"],
    default_config={"model": None, "threads": 1},
)
def make_names(nlp: Language, name: str, model: str | None, threads: int) -> Names:  # noqa: ARG001
    """Make the component; `model` is a folder with names.onnx, names.json and tokenizer.json."""
    return Names(Path(model) if model else MODEL, threads=threads)
