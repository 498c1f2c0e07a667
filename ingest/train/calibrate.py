"""From the model's probabilities to ones that can be believed, on releases that it did not learn from."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.annotations import EntityLabel
from ingest.components.encoder import Encoded
from ingest.components.names import SECOND_LOOK, Reading, Tagset, calibrate, read_names
from ingest.train.examples import Marked

BINS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """A name that the model read, and whether the annotation has just this span with this label."""

    label: EntityLabel
    probability: float
    right: bool


def readings(encoded: Encoded, tagset: Tagset) -> list[Reading]:
    """All that `names` would propose: the best reading, and what a more generous one adds."""
    first, second = read_names(encoded, tagset, 0.0, SECOND_LOOK)
    seen = {(reading.start, reading.end, reading.label) for reading in first}
    return first + [reading for reading in second if (reading.start, reading.end, reading.label) not in seen]


def judge(encoded: Encoded, marks: Iterable[Marked], tagset: Tagset) -> list[Judged]:
    """Compare what is proposed with what an annotator marked."""
    true = {(start, end, label.partition("_")[0]) for start, end, label in marks}
    return [
        Judged(reading.label, reading.probability, (reading.start, reading.end, str(reading.label)) in true)
        for reading in readings(encoded, tagset)
    ]


def fit_platt(judged: Sequence[Judged]) -> tuple[float, float]:
    """Slope and offset in log-odds by maximum likelihood (Platt 1999), with a weak pull towards (1, 0)."""
    odds = np.array([_log_odds(item.probability) for item in judged])
    # Platt's targets: never quite 0 or 1, as the sample is small.
    right = np.array([item.right for item in judged])
    positive, negative = right.sum(), (~right).sum()
    target = np.where(right, (positive + 1) / (positive + 2), 1 / (negative + 2))
    inputs = np.stack([odds, np.ones_like(odds)], axis=1)
    prior = np.array([1.0, 0.0])

    def loss(weights: NDArray[np.float64]) -> float:
        scores = inputs @ weights
        return float((np.logaddexp(0, scores) - target * scores).sum() + ((weights - prior) ** 2).sum() / 2)

    weights = prior
    for _ in range(100):
        predicted = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (predicted - target) + (weights - prior)
        curvature = (inputs * (predicted * (1 - predicted))[:, None]).T @ inputs + np.eye(2)
        step = np.linalg.solve(curvature, gradient)
        # Newton's step may overshoot where the curve is flat.
        while loss(weights - step) > loss(weights) + 1e-9:
            step /= 2
        weights = weights - step
        if np.abs(step).max() < 1e-8:
            break
    return float(weights[0]), float(weights[1])


def _log_odds(probability: float) -> float:
    clipped = min(max(probability, 1e-9), 1 - 1e-9)
    return float(np.log(clipped) - np.log1p(-clipped))


def fit_all(judged: Sequence[Judged]) -> dict[str, tuple[float, float]]:
    """Slope and offset for each label."""
    by_label: dict[EntityLabel, list[Judged]] = defaultdict(list)
    for item in judged:
        by_label[item.label].append(item)
    return {str(label): fit_platt(items) for label, items in sorted(by_label.items())}


@dataclass(frozen=True, slots=True)
class Bin:
    """Names whose confidence fell between `low` and `high`: the mean confidence, and the share that was right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(judged: Sequence[Judged], calibration: dict[str, tuple[float, float]]) -> list[Bin]:
    """The reliability table after calibration; bins without names are left out."""
    confidence: NDArray[np.float64] = np.array(
        [calibrate(item.probability, *calibration.get(item.label, (1.0, 0.0))) for item in judged]
    )
    right = np.array([item.right for item in judged], dtype=float)
    table = []
    for low, high in pairwise(BINS):
        inside = (confidence >= low) & ((confidence < high) | (high == 1.0))
        if inside.any():
            table.append(
                Bin(low, high, int(inside.sum()), float(confidence[inside].mean()), float(right[inside].mean()))
            )
    return table
