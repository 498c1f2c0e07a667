from collections.abc import Callable

import pytest
from spacy.tokens import Doc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Acme, Inc. and Boxel Corp. signed. The deal is new.",
            ["Acme, Inc. and Boxel Corp. signed.", "The deal is new."],
        ),
        ("He joined Acme, Inc. The firm is old.", ["He joined Acme, Inc.", "The firm is old."]),
        ("Dr. Poe met Mr. Doe at No. 5 in the U.S. market.", ["Dr. Poe met Mr. Doe at No. 5 in the U.S. market."]),
        ("“We grow.” Then she left.", ["“We grow.”", "Then she left."]),
        ("“Do we grow?” asked Ann Poe.", ["“Do we grow?” asked Ann Poe."]),
        ("One line\nAnother line", ["One line", "Another line"]),
        ("It covers: \n• cells\n• vectors", ["It covers:", "• cells", "• vectors"]),
        ("It costs $2.5 million. Nobody paid.", ["It costs $2.5 million.", "Nobody paid."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(read: Callable[..., Doc], text: str, expected: list[str]) -> None:
    assert [sent.text.strip() for sent in read(text).sents] == expected


def test_a_hard_wrapped_line_goes_on(read: Callable[..., Doc]) -> None:
    text = (
        "The two companies said that they would work together on the manufacture\nof cells for early trials, and that"
        " they would share what they learn from\nthe work with the hospital in which the patients will be treated."
    )
    assert len(list(read(text).sents)) == 1


def test_the_headline_is_a_sentence_of_its_own(read: Callable[..., Doc]) -> None:
    doc = read("Acme buys Boxel\n\nOSAKA, Japan, July 1, 2021 -- Acme has bought Boxel. It paid cash.")
    assert [sent.text.strip() for sent in doc.sents] == [
        "Acme buys Boxel",
        "OSAKA, Japan, July 1, 2021 --",
        "Acme has bought Boxel.",
        "It paid cash.",
    ]
