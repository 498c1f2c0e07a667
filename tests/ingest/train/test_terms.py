import pytest

pytest.importorskip("lightgbm", reason="training needs the train extra")

from ingest.components.agreements.model import Tree
from ingest.train.terms import Example, f1, tree


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
    built = Tree(**tree(structure))
    assert [built.value(row) for row in ([9.0, 0.5], [2.0, 1.0], [3.0, 1.0])] == [-1.0, 0.25, 2.0]


def test_a_term_told_twice_counts_once_and_a_deal_has_one_day() -> None:
    scored = [
        (Example(0, 0, "2021", {}, right=True), 0.9),
        (Example(0, 0, "2021", {}, right=True), 0.6),
        (Example(0, 0, "2019", {}, right=False), 0.8),
        (Example(0, 0, "2015", {}, right=False), 0.1),
    ]
    assert f1(scored, 1, 0.5) == pytest.approx(2 / 3)
    assert f1(scored, 1, 0.5, single=True) == 1
