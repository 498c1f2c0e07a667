"""Boosted trees from examples, in the shape that `ingest.components.agreements.model.Forest` reads.

The one place that knows LightGBM; the models of deals, terms and positions are made of what it returns. Numbers are
rounded, so that files stay small: what a tree decides changes only for values as near to a threshold as its rounding.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import lightgbm
import numpy as np
from numpy.typing import NDArray

LEAF_DIGITS: Final = 5
THRESHOLD_DIGITS: Final = 6

Row = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fitted:
    """A classifier with the features that it asks for, in the order of its columns."""

    names: Sequence[str]
    classifier: lightgbm.LGBMClassifier

    def chances(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        """The probabilities of the classes, a row for each example, a column for each class in their order."""
        found: NDArray[np.float64] = self.classifier.predict_proba(_matrix(rows, self.names))
        return found

    def forest(self) -> dict[str, Any]:
        """The trees of a yes-or-no question, as data."""
        return {"names": list(self.names), "trees": self._trees()}

    def forests(self) -> dict[str, dict[str, Any]]:
        """The trees of each of several classes, as data; the library grows them in turn."""
        kinds, trees = [str(kind) for kind in self.classifier.classes_], self._trees()
        return {
            kind: {"names": list(self.names), "trees": trees[place :: len(kinds)]} for place, kind in enumerate(kinds)
        }

    def _trees(self) -> list[dict[str, list[Any]]]:
        return [flat(info["tree_structure"]) for info in self.classifier.booster_.dump_model()["tree_info"]]


def fit(
    rows: Sequence[Row],
    classes: Sequence[Hashable],
    settings: Mapping[str, Any],
    *,
    weights: Sequence[float] | None = None,
    narrowed: bool = False,
) -> Fitted:
    """Fit LightGBM trees; every row has the same features.

    `weights` say how much each row counts. `narrowed` fits a second time with only those features that the first trees
    ask for, so that a model does not carry, nor a reader compute, what decides nothing.
    """
    names, truth = sorted(rows[0]), np.array(classes)
    fitted = lightgbm.LGBMClassifier(**settings).fit(_matrix(rows, names), truth, sample_weight=weights)
    if narrowed:
        asked = fitted.booster_.feature_importance()
        names = [name for name, count in zip(names, asked, strict=True) if count]
        fitted = lightgbm.LGBMClassifier(**settings).fit(_matrix(rows, names), truth, sample_weight=weights)
    return Fitted(names, fitted)


def grow(
    rows: Sequence[Row], truth: Sequence[bool], settings: Mapping[str, Any], *, weights: Sequence[float] | None = None
) -> dict[str, Any]:
    """The trees of a yes-or-no question, as data, with all features."""
    return fit(rows, truth, settings, weights=weights).forest()


def mean(forests: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One forest whose value is the mean of several, which ask for the same features.

    Raises:
        ValueError: They ask for different features, or there are none.
    """
    first, *others = forests
    if any(other["names"] != first["names"] for other in others):
        raise ValueError("forests that ask for different features have no mean")
    trees = [
        {**tree, "leaves": [round(leaf / len(forests), LEAF_DIGITS + 1) for leaf in tree["leaves"]]}
        for forest in forests
        for tree in forest["trees"]
    ]
    return {"names": list(first["names"]), "trees": trees}


def flat(structure: Mapping[str, Any]) -> dict[str, list[Any]]:
    """A tree of the library in the arrays of `ingest.components.agreements.model.Tree`."""
    tree: dict[str, list[Any]] = {"feature": [], "threshold": [], "left": [], "right": [], "leaves": []}

    def add(node: Mapping[str, Any]) -> int:
        if "leaf_value" in node:
            tree["leaves"].append(round(node["leaf_value"], LEAF_DIGITS))
            return -len(tree["leaves"])
        place = len(tree["feature"])
        tree["feature"].append(node["split_feature"])
        tree["threshold"].append(round(node["threshold"], THRESHOLD_DIGITS))
        tree["left"].append(0)
        tree["right"].append(0)
        tree["left"][place] = add(node["left_child"])
        tree["right"][place] = add(node["right_child"])
        return place

    add(structure)
    return tree


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> NDArray[np.float64]:
    return np.array([[row[name] for name in names] for row in rows], dtype=np.float64)
