import pytest

pytest.importorskip("lightgbm", reason="training needs the train extra")

from ingest.train.terms import Example, f1


def test_a_term_told_twice_counts_once_and_a_deal_has_one_day() -> None:
    scored = [
        (Example(0, 0, "2021", {}, right=True), 0.9),
        (Example(0, 0, "2021", {}, right=True), 0.6),
        (Example(0, 0, "2019", {}, right=False), 0.8),
        (Example(0, 0, "2015", {}, right=False), 0.1),
    ]
    assert f1(scored, 1, 0.5) == pytest.approx(2 / 3)
    assert f1(scored, 1, 0.5, single=True) == 1
