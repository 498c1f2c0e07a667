import json
import math

import pytest

from ingest.components.agreements.errors import ModelError
from ingest.components.agreements.model import Curve, Forest, Linear, Tree, load_model, parse_model, sigmoid


def test_a_linear_part_adds_what_it_knows() -> None:
    part = Linear({"a": 2.0, "b": -1.0}, 0.5)
    assert part.value({"a": 1.0, "unknown": 9.0}) == 2.5
    assert part.reasons({"a": 1.0, "b": 1.0}) == ["a"]


def test_a_tree_walks_to_its_leaf() -> None:
    tree = Tree(feature=[0, 1], threshold=[0.5, 0.5], left=[-1, -2], right=[1, -3], leaves=[1.0, 2.0, 3.0])
    assert [tree.value(row) for row in ([0.5, 0], [1, 0], [1, 1])] == [1.0, 2.0, 3.0]
    assert Tree([], [], [], [], [7.0]).value([]) == 7.0


def test_a_forest_refuses_to_guess_a_missing_feature() -> None:
    forest = Forest(["a"], [Tree([0], [0.5], [-1], [-2], [0.0, 1.0])])
    assert forest.value({"a": 1.0}) == 1.0
    with pytest.raises(ModelError, match="train the deals model again"):
        forest.value({"b": 1.0})


def test_confidence_lies_between_the_knots() -> None:
    curve = Curve([0.2, 0.6], [0.1, 0.9])
    assert [curve.confidence(score) for score in (0.0, 0.2, 0.4, 0.8)] == pytest.approx([0.1, 0.1, 0.5, 0.9])


def test_sigmoid_is_safe_for_large_numbers() -> None:
    assert sigmoid(1000) == 1
    assert sigmoid(-1000) == 0
    assert sigmoid(0.3) == pytest.approx(1 / (1 + math.exp(-0.3)))


@pytest.mark.parametrize("text", ["{", "{}", json.dumps({"version": 0}), json.dumps({"version": 1, "pairs": {}})])
def test_a_malformed_model_is_refused(text: str) -> None:
    with pytest.raises(ModelError):
        parse_model(text)


def test_the_confidence_of_the_shipped_model_rises_with_the_score() -> None:
    curve = load_model().pair_confidence
    values = [curve.confidence(step / 20) for step in range(21)]
    assert values == sorted(values)
    assert values[0] < 0.2
    assert values[-1] > 0.7
