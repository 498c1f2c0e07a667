# ruff: noqa: RUF001 - texts have the signs that releases have
from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from ingest.components.phrases import phrases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was sold to Cryoval, Inc. and Boxel in May.", ["Cryoval, Inc.", "Boxel"]),
        ("It took cells from the University of Ghent and Acme Bio.", ["University of Ghent", "Acme Bio"]),
        ("It asked the Food and Drug Administration for advice.", ["Food and Drug Administration"]),
        ("So said Acme Therapeutics CEO Kim Young-ho in Seoul.", ["Acme Therapeutics", "Kim Young-ho", "Seoul"]),
        ("With Jane Poe, M.D., Ph.D., of Acme it went well.", ["Jane Poe", "Acme"]),
        ("Its partner is bluefin bio of Boston.", ["bluefin bio", "Boston"]),
        ("It took advice from Gable, Thorn & Reed LLP today.", ["Gable, Thorn & Reed LLP"]),
        ("It buys from Acme (Wuxi) Co., Ltd. for now.", ["Acme (Wuxi) Co., Ltd."]),
        ("The Cambridge-based firm grew.", ["Cambridge"]),
        ("It was made at King’s College London.", ["King’s College London"]),
        ("They were patients of Professor Carl June there.", ["Carl June"]),
        ("The Berlin firm’s Acme AG grew.", ["Berlin", "Acme AG"]),
        ("It joined with Acme Pharma, Inc. Boxel was told.", ["Acme Pharma, Inc.", "Boxel"]),
        ("It was sold to Acme Group Co., Ltd. of Ghent.", ["Acme Group Co., Ltd.", "Ghent"]),
        ("It has a Center for Cell Therapies on the Acme campus.", ["Center for Cell Therapies", "Acme"]),
        ("It asked the National Institute on Aging for help.", ["National Institute on Aging"]),
        ("It is run with Acme\u00a0Bio,\u00a0Inc. now.", ["Acme\u00a0Bio,\u00a0Inc."]),
    ],
)
def test_a_phrase_is_one_name(read: Callable[..., Doc], text: str, expected: list[str]) -> None:
    doc = read(text)
    assert [doc[start:end].text for start, end in phrases(doc)] == expected


def test_capitals_of_a_headline_tell_nothing(read: Callable[..., Doc]) -> None:
    doc = read(
        "Acme Signs Exclusive License Agreement With Boxel\n\nBoth firms said so on Monday. It is Acme that pays."
    )
    assert [doc[start:end].text for start, end in phrases(doc)] == ["Acme"]
