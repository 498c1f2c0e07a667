"""Weighs what the sources say: measures to a probability that an analyst would enter a name under a label.

A logistic model for each label. The weights stand in `ingest/vocabulary/fusion_weights.json`, once for readings with
the trained model and once for readings without it, and were fitted by `benchmarks/fit_fusion.py` to releases that the
model had not learned from, with half of the known organizations hidden, so that no source is believed more than it
deserves on a new release.
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from ingest.annotations import EntityLabel
from ingest.components.evidence import MODEL

FILE: Final = "fusion_weights.json"
BIAS: Final = "bias"


class Weights(BaseModel):
    """What each measure adds to the log odds of a label, and the probability that a name of it must reach."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least: float = Field(gt=0, lt=1)
    weights: dict[str, float]

    def probability(self, measures: Mapping[str, float]) -> float:
        """Of this label, given all measures."""
        odds = self.weights[BIAS] + sum(self.weights.get(name, 0.0) * value for name, value in measures.items())
        return 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))

    def reasons(self, measures: Mapping[str, float]) -> list[tuple[str, float]]:
        """What each measure adds, the largest first: for `cellpact extract --explain`."""
        parts = [(name, self.weights.get(name, 0.0) * value) for name, value in measures.items()]
        return sorted((part for part in parts if part[1]), key=lambda part: -abs(part[1]))


@cache
def table() -> Mapping[str, Mapping[EntityLabel, Weights]]:
    """Weights by mode (`with_model`, `without_model`) and label, as fitted."""
    text = files("ingest.vocabulary").joinpath(FILE).read_text("utf-8")
    return {
        mode: {EntityLabel(label): Weights.model_validate(value) for label, value in labels.items()}
        for mode, labels in json.loads(text).items()
    }


def weights_for(sources: frozenset[str]) -> Mapping[EntityLabel, Weights]:
    """The weights that fit the sources that ran."""
    return table()["with_model" if MODEL in sources else "without_model"]
