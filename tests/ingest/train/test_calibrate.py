"""Calibration of the model's probabilities."""

import random

import numpy as np
import pytest

from ingest.annotations import EntityLabel
from ingest.components.encoder import Encoded, Gap, ModelCard, Pieces
from ingest.components.names import Tagset, calibrate
from ingest.train.calibrate import Judged, fit_all, fit_platt, judge, reliability
from ingest.train.labels import TAGS


def made(count: int, *, boast: float) -> list[Judged]:
    """Names whose true chance is known; the model's log-odds are `boast` times too large."""
    rng = random.Random(4)  # noqa: S311
    items = []
    for _ in range(count):
        odds = rng.uniform(-3, 3)
        chance = 1 / (1 + np.exp(-odds))
        claimed = 1 / (1 + np.exp(-odds * boast))
        items.append(Judged(EntityLabel.PERSON, float(claimed), rng.random() < chance))
    return items


def test_a_boastful_model_is_brought_down() -> None:
    slope, offset = fit_platt(made(4000, boast=2.0))
    assert slope == pytest.approx(0.5, abs=0.06)
    assert offset == pytest.approx(0, abs=0.12)


def test_an_honest_model_stays_as_it_is() -> None:
    slope, offset = fit_platt(made(4000, boast=1.0))
    assert calibrate(0.8, slope, offset) == pytest.approx(0.8, abs=0.03)


def test_a_label_that_is_always_right_gives_no_certainty() -> None:
    slope, offset = fit_platt([Judged(EntityLabel.PERSON, 0.9, right=True)] * 20)
    assert 0.9 < calibrate(0.9, slope, offset) < 0.995


def test_labels_are_calibrated_apart() -> None:
    items = [*made(500, boast=2.0), *[Judged(EntityLabel.TECHNOLOGY, 0.9, right=i % 2 == 0) for i in range(200)]]
    fitted = fit_all(items)
    assert set(fitted) == {"PERSON", "TECHNOLOGY"}
    assert calibrate(0.9, *fitted["TECHNOLOGY"]) == pytest.approx(0.5, abs=0.05)


def test_after_calibration_confidence_is_the_share_that_is_right() -> None:
    items = made(4000, boast=2.0)
    for row in reliability(items, fit_all(items)):
        assert row.confidence == pytest.approx(row.right, abs=0.06)
        assert row.low <= row.confidence <= row.high


def test_a_proposal_is_right_only_with_the_very_span_and_label() -> None:
    logits = np.zeros((3, len(TAGS)), dtype=np.float32)
    logits[0, TAGS.index("B-ORG_company")] = logits[1, TAGS.index("O")] = logits[2, TAGS.index("B-PERSON")] = 9
    features = np.array([[0, Gap.SPACE, 0]] * 3)
    pieces = Pieces(np.ones(3, np.int64), features, np.array([0, 7, 12]), np.array([6, 11, 15]))
    encoded = Encoded("Ostrel grew Ana", pieces, logits, np.zeros((3, 1), np.float32))
    tagset = Tagset.of(ModelCard("", TAGS, {}))
    # A wrong kind is still the right label; a longer span is not right.
    found = judge(encoded, [(0, 6, "ORG_institution"), (7, 15, "PERSON")], tagset)
    assert [(item.label, item.right) for item in found] == [
        (EntityLabel.ORGANIZATION, True),
        (EntityLabel.PERSON, False),
    ]
