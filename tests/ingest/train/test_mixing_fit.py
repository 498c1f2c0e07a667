"""How rules and vectors are weighed, on numbers made by hand; needs no training extra."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from ingest.components.agreements.model import sigmoid
from ingest.train.mixing_fit import (
    ALONE,
    FOLDS,
    Row,
    average_precision,
    chosen,
    crossed,
    fit,
    goodness,
    loss,
    mixed,
    write,
)

Draw = Callable[[float, float], float]


def judged(count: int, chance: Draw) -> list[Row]:
    """Rows of many releases whose truth is drawn with a chance that depends on both numbers."""
    rng = np.random.default_rng(3)
    rows = []
    for number in range(count):
        base, link = rng.normal(0, 2, 2).tolist()
        rows.append(Row(number % 40, base, link, bool(rng.random() < chance(base, link))))
    return rows


def test_the_weights_that_made_the_truth_are_found() -> None:
    rows = judged(20_000, lambda base, link: sigmoid(-1 + 0.5 * base + 1.5 * link))
    assert fit(rows, choice=False).tolist() == pytest.approx([-1, 0.5, 1.5], abs=0.1)


def test_of_a_choice_the_weights_are_found_too_and_there_is_no_offset() -> None:
    rng = np.random.default_rng(5)
    rows = []
    for number in range(4_000):
        values = rng.normal(0, 2, (3, 2))
        powers = np.exp(values @ [0.4, 1.2])
        right = rng.choice(3, p=powers / powers.sum())
        rows += [Row(number % 40, *values[i].tolist(), bool(i == right), number) for i in range(3)]
    assert fit(rows, choice=True).tolist() == pytest.approx([0, 0.4, 1.2], abs=0.1)


def test_what_speaks_against_itself_is_left_out() -> None:
    rows = judged(4_000, lambda base, link: sigmoid(base - link))
    offset, base, link = fit(rows, choice=False).tolist()
    assert link == 0
    assert base > 0.5
    assert abs(offset) < 0.2


def test_a_row_counts_by_its_weight() -> None:
    rows = judged(400, lambda base, link: sigmoid(base + link))
    doubled = [Row(r.release, r.base, r.link, r.right, weight=2.0) for r in rows]
    assert fit(doubled, choice=False).tolist() == pytest.approx(fit([*rows, *rows], choice=False).tolist())


def test_few_rows_change_little_and_no_rows_nothing() -> None:
    few = fit([Row(0, 1.0, 1.0, right=True), Row(0, -1.0, 3.0, right=False)], choice=False)
    none = fit([Row(0, 1.0, None, right=True)], choice=False)
    assert few.tolist() == pytest.approx(none.tolist(), abs=0.15)
    assert none.tolist() == pytest.approx([0, 0.7, 0.3])
    assert fit([], choice=True).tolist() == pytest.approx([0, 0.7, 0.3])


def test_where_the_vectors_say_nothing_the_trees_stay_as_they_are() -> None:
    weights = np.array([1.0, 0.5, 2.0])
    assert mixed(Row(0, 3.0, None, right=True), weights) == 3.0
    assert mixed(Row(0, 3.0, -1.0, right=True), weights) == 0.5


def test_a_release_is_scored_by_weights_from_others() -> None:
    rows = judged(500, lambda base, link: sigmoid(base + link))
    scores = crossed(rows, choice=False)
    others = fit([row for row in rows if row.release % FOLDS != 0], choice=False)
    assert [s for s, row in zip(scores, rows, strict=True) if row.release % FOLDS == 0] == [
        mixed(row, others) for row in rows if row.release % FOLDS == 0
    ]


def test_the_mixture_is_taken_unless_it_is_worse_in_both_ways() -> None:
    useful = judged(1_000, lambda base, link: sigmoid(base + link))
    assert chosen(useful, choice=False).tolist() == fit(useful, choice=False).tolist()
    # Calibrated trees, and vectors that only seem to help: each release has a liking of its own.
    rng = np.random.default_rng(0)
    noise = []
    for release in range(FOLDS):
        for _ in range(12):
            base = float(rng.normal(0, 3))
            right = bool(base > 0)
            noise.append(Row(release, base * 2, float((-1) ** (right + release) * 40), right))
    assert chosen(noise, choice=False).tolist() == list(ALONE)


def test_average_precision_of_a_ranking() -> None:
    assert average_precision([True, False, True], [3, 2, 1]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([True, False], [1, 2], [1, 3]) == pytest.approx(1 / 4)
    assert average_precision([False], [1]) == 0


def test_of_equals_in_a_choice_the_wrong_one_counts() -> None:
    rows = [
        Row(0, 1.0, 0.0, right=True, choice="a"), Row(0, 0.0, 0.0, right=False, choice="a"),
        Row(0, 1.0, 0.0, right=True, choice="b"), Row(0, 1.0, 0.0, right=False, choice="b"),
    ]  # fmt: skip
    assert goodness(rows, [row.base for row in rows], choice=True) == 0.5


def test_the_loss_is_in_nats() -> None:
    rows = [Row(0, 0.0, 0.0, right=True, choice=1), Row(0, 0.0, 0.0, right=False, choice=1)]
    assert loss(rows, [0.0, 0.0], choice=False) == pytest.approx(np.log(2))
    assert loss(rows, [0.0, 0.0], choice=True) == pytest.approx(np.log(2))
    assert loss(rows, [20.0, -20.0], choice=True) == pytest.approx(0, abs=1e-6)


def test_weights_are_put_beside_what_the_file_holds(tmp_path: Path) -> None:
    path = tmp_path / "links.npz"
    np.savez_compressed(path, **{"mix": np.ones((2, 3)), "mix.bias": np.ones(3), "mix.days": np.zeros(3)})
    write(path, {"days": np.array([1.0, 2.0, 3.0]), "deal": np.array(ALONE)})
    with np.load(path) as data:
        assert sorted(data.files) == ["mix", "mix.bias", "mix.days", "mix.deal"]
        assert data["mix.days"].tolist() == [1, 2, 3]
        assert data["mix.bias"].tolist() == [1, 1, 1]
    assert [p.name for p in tmp_path.iterdir()] == ["links.npz"]
