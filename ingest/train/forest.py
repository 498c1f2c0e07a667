"""Boosted trees from examples, in the shape that `ingest.components.agreements.model.Forest` reads."""

from collections.abc import Mapping, Sequence
from typing import Any

import lightgbm
import numpy as np

Row = Mapping[str, float]


def grow(rows: Sequence[Row], truth: Sequence[bool], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Fit LightGBM trees; every row has the same features."""
    names = sorted(rows[0])
    values = np.array([[row[name] for name in names] for row in rows], dtype=float)
    booster = lightgbm.LGBMClassifier(**settings).fit(values, np.array(truth, dtype=int)).booster_
    return {"names": names, "trees": [flat(info["tree_structure"]) for info in booster.dump_model()["tree_info"]]}


def flat(structure: dict[str, Any]) -> dict[str, list[Any]]:
    """A tree as arrays."""
    tree: dict[str, list[Any]] = {"feature": [], "threshold": [], "left": [], "right": [], "leaves": []}

    def add(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            tree["leaves"].append(round(node["leaf_value"], 5))
            return -len(tree["leaves"])
        place = len(tree["feature"])
        tree["feature"].append(node["split_feature"])
        tree["threshold"].append(round(node["threshold"], 6))
        tree["left"].append(0)
        tree["right"].append(0)
        tree["left"][place] = add(node["left_child"])
        tree["right"][place] = add(node["right_child"])
        return place

    add(structure)
    return tree
