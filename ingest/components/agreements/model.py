"""Small models that run without any learning library: sums of weights, trees, and calibration curves, kept as JSON.

`ingest.train.agreements` makes the file. Each part names its features; a feature that the file does not know counts for
nothing, and a feature that the file knows but that no longer exists makes reading fail, because the model would then
decide on a zero it never saw in training.
"""

import json
import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from ingest.components.agreements.errors import ModelError

MODEL_FILE: Final = "agreements.json"
VERSION: Final = 1


def sigmoid(value: float) -> float:
    """The logistic function, safe for large numbers."""
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    small = math.exp(value)
    return small / (1 + small)


@dataclass(frozen=True, slots=True)
class Linear:
    """A weighted sum."""

    weights: Mapping[str, float]
    bias: float

    def value(self, features: Mapping[str, float]) -> float:
        """The sum for one example, in log-odds."""
        return self.bias + sum(weight * features[name] for name, weight in self.weights.items() if name in features)

    def reasons(self, features: Mapping[str, float], count: int = 3) -> list[str]:
        """The features that spoke for it most."""
        terms = sorted(((w * features[n], n) for n, w in self.weights.items() if features.get(n)), reverse=True)
        return [name for value, name in terms[:count] if value > 0]


@dataclass(frozen=True, slots=True)
class Tree:
    """A binary tree in arrays: node i asks `feature[i] <= threshold[i]`; a negative child is leaf `-child - 1`."""

    feature: Sequence[int]
    threshold: Sequence[float]
    left: Sequence[int]
    right: Sequence[int]
    leaves: Sequence[float]

    def value(self, row: Sequence[float]) -> float:
        """The leaf that a row falls into."""
        if not self.feature:
            return self.leaves[0]
        node = 0
        while node >= 0:
            node = self.left[node] if row[self.feature[node]] <= self.threshold[node] else self.right[node]
        return self.leaves[-node - 1]


@dataclass(frozen=True, slots=True)
class Forest:
    """Boosted trees; their leaves add up to log-odds."""

    names: Sequence[str]
    trees: Sequence[Tree]

    def value(self, features: Mapping[str, float]) -> float:
        """The sum of all trees for one example, in log-odds.

        Raises:
            ModelError: a feature of the model is missing.
        """
        try:
            row = [features[name] for name in self.names]
        except KeyError as error:
            raise ModelError(f"the model asks for the feature {error}; train the deals model again") from error
        return sum(tree.value(row) for tree in self.trees)


@dataclass(frozen=True, slots=True)
class Curve:
    """A calibration curve, linear between its knots: what a score was worth on releases left out of training."""

    scores: Sequence[float]
    shares: Sequence[float]

    def confidence(self, score: float) -> float:
        """The share of decisions with this score that were right."""
        if not self.scores:
            return score
        place = bisect_right(self.scores, score)
        if place == 0:
            return self.shares[0]
        if place == len(self.scores):
            return self.shares[-1]
        low, high = self.scores[place - 1], self.scores[place]
        part = (score - low) / (high - low) if high > low else 0.0
        return self.shares[place - 1] + part * (self.shares[place] - self.shares[place - 1])


@dataclass(frozen=True, slots=True)
class DealsModel:
    """All that was learned about deals."""

    pairs: Forest
    pair_confidence: Curve
    types: Mapping[str, Linear]
    type_thresholds: Mapping[str, float]
    status: Mapping[str, Linear]
    frames: Mapping[str, Linear]
    orientation: Linear
    keep: float
    join: float


def read_forest(data: Mapping[str, Any]) -> Forest:
    """Trees as the model files keep them: the names of the features, and each tree's columns."""
    return Forest(data["names"], [Tree(**tree) for tree in data["trees"]])


def _linear(data: Mapping[str, Any]) -> Linear:
    return Linear({name: float(weight) for name, weight in data["weights"].items()}, float(data["bias"]))


def parse_model(text: str) -> DealsModel:
    """A model from JSON.

    Raises:
        ModelError: it is no JSON, of another version, or a part is missing.
    """
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise ModelError(f"the deals model has version {data['version']}, not {VERSION}; train it again")
        return DealsModel(
            pairs=read_forest(data["pairs"]),
            pair_confidence=Curve(**data["pair_confidence"]),
            types={name: _linear(part) for name, part in data["types"].items()},
            type_thresholds=data["type_thresholds"],
            status={name: _linear(part) for name, part in data["status"].items()},
            frames={name: _linear(part) for name, part in data["frames"].items()},
            orientation=_linear(data["orientation"]),
            keep=float(data["keep"]),
            join=float(data["join"]),
        )
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ModelError(f"the deals model cannot be read ({error}); train it again") from error


@cache
def load_model() -> DealsModel:
    """The model that comes with Cellpact."""
    return parse_model((files("ingest.model") / MODEL_FILE).read_text(encoding="utf-8"))
