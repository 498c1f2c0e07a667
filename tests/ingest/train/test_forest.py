from random import Random
from typing import Any, Final

import pytest

pytest.importorskip("lightgbm", reason="training needs the train extra")

from ingest.components.agreements.model import Forest, Tree, sigmoid
from ingest.train.forest import fit, flat, grow, mean

SETTINGS: Final[dict[str, Any]] = {
    "n_estimators": 12,
    "num_leaves": 4,
    "min_child_samples": 5,
    "verbose": -1,
    "random_state": 1,
    "n_jobs": 1,
    "deterministic": True,
}


def rows(count: int = 120) -> list[dict[str, float]]:
    """Two features, of which `size` alone tells anything, and one that never changes."""
    chance = Random(7)  # noqa: S311 - numbers to learn from, and the same at every run
    return [{"size": chance.random(), "noise": chance.random(), "same": 1.0} for _ in range(count)]


def forest(data: dict[str, Any]) -> Forest:
    return Forest(data["names"], [Tree(**tree) for tree in data["trees"]])


def test_a_tree_of_the_library_becomes_arrays_that_decide_alike() -> None:
    structure = {
        "split_feature": 1,
        "threshold": 0.5,
        "left_child": {"leaf_value": -1.0},
        "right_child": {
            "split_feature": 0,
            "threshold": 2.0,
            "left_child": {"leaf_value": 0.25},
            "right_child": {"leaf_value": 2.0},
        },
    }
    built = Tree(**flat(structure))
    assert [built.value(row) for row in ([9.0, 0.5], [2.0, 1.0], [3.0, 1.0])] == [-1.0, 0.25, 2.0]


def test_the_data_decide_as_the_library_does() -> None:
    examples = rows()
    fitted = fit(examples, [row["size"] > 0.5 for row in examples], SETTINGS)
    read = forest(fitted.forest())
    ours = [sigmoid(read.value(row)) for row in examples]
    assert ours == pytest.approx(fitted.chances(examples)[:, 1].tolist(), abs=1e-3)
    assert (
        read.value({"size": 0.9, "noise": 0.5, "same": 1.0}) > 0 > read.value({"size": 0.1, "noise": 0.5, "same": 1.0})
    )


def test_each_of_several_classes_has_its_own_trees() -> None:
    examples = rows()
    kinds = ["low" if row["size"] < 0.3 else "high" if row["size"] > 0.7 else "middle" for row in examples]
    read = {kind: forest(data) for kind, data in fit(examples, kinds, SETTINGS).forests().items()}
    for size, kind in ((0.1, "low"), (0.5, "middle"), (0.9, "high")):
        values = {name: part.value({"size": size, "noise": 0.5, "same": 1.0}) for name, part in read.items()}
        assert max(values, key=values.__getitem__) == kind


def test_a_narrowed_model_asks_only_for_what_decides() -> None:
    examples = rows()
    truth = [row["size"] > 0.5 for row in examples]
    assert fit(examples, truth, SETTINGS).names == ["noise", "same", "size"]
    narrowed = fit(examples, truth, SETTINGS, narrowed=True)
    assert "same" not in narrowed.names
    assert "size" in narrowed.names


def test_weights_say_what_counts() -> None:
    examples = rows()
    truth = [number % 2 == 0 for number in range(len(examples))]
    weights = [9.0 if right else 1.0 for right in truth]
    read = forest(grow(examples, truth, SETTINGS, weights=weights))
    assert all(read.value(row) > 0 for row in examples)


def test_the_mean_of_two_forests_lies_half_way() -> None:
    examples = rows()
    truth = [row["size"] > 0.5 for row in examples]
    one, other = grow(examples, truth, SETTINGS), grow(examples, truth, SETTINGS | {"extra_trees": True})
    both = forest(mean([one, other]))
    for row in examples:
        assert both.value(row) == pytest.approx((forest(one).value(row) + forest(other).value(row)) / 2, abs=1e-3)
    with pytest.raises(ValueError, match="different features"):
        mean([one, {"names": ["size"], "trees": []}])
