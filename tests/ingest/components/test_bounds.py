from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel
from ingest.components.bounds import mended, tidied


@pytest.mark.parametrize(
    ("text", "seen", "meant"),
    [
        (
            "They paid Wuxi Acme Pharma (Group) Co., Ltd. for it.",
            "Wuxi Acme Pharma (Group",
            "Wuxi Acme Pharma (Group) Co., Ltd.",
        ),
        ("They paid Acme (a Boxel company that makes them) for it.", "Acme (a Boxel", "Acme"),
        ("They paid Acme Council (“AC”) for it.", "Acme Council (“", "Acme Council"),
        ("They met Acme Pharma Inc. Half of it was paid.", "Acme Pharma Inc. Half", "Acme Pharma Inc."),
        ("They met Acme Co. Ltd. there.", "Acme Co. Ltd.", "Acme Co. Ltd."),
        ("They asked the Acme School of the port.", "Acme School of the", "Acme School"),
        ("Acme, the maker, grew.", "Acme,", "Acme"),
        ("It uses “Boxel” cells.", "“Boxel", "Boxel"),
        ("Acme Bio, Inc. grew.", "Acme Bio, Inc.", "Acme Bio, Inc."),
        ("The Boxel® device grew.", "Boxel®", "Boxel®"),
    ],
)
def test_a_name_gets_its_own_bounds(read: Callable[..., Doc], text: str, seen: str, meant: str) -> None:
    doc = read(text)
    start = text.index(seen)
    span = doc.char_span(start, start + len(seen), alignment_mode="expand")
    found = mended(doc, (span.start, span.end))
    assert found is not None
    assert doc[found[0] : found[1]].text == meant


def test_the_bracket_of_a_term_is_closed(read: Callable[..., Doc]) -> None:
    doc = read("A chimeric switch (CS) works.")
    cut = Candidate(EntityLabel.TECHNOLOGY, (1, 5), "names.model", 0.9)
    assert [doc[c.span[0] : c.span[1]].text for c in tidied(doc, [cut])] == ["chimeric switch (CS)"]


def test_a_candidate_of_signs_alone_is_none(read: Callable[..., Doc]) -> None:
    doc = read("Acme ( grew.")
    name = Candidate(EntityLabel.ORGANIZATION, (0, 1), "names.model", 0.9)
    sign = Candidate(EntityLabel.ORGANIZATION, (1, 2), "names.model", 0.9)
    assert tidied(doc, [name, sign]) == [name]


@pytest.mark.parametrize(
    ("text", "longer", "meant"), [("Nobody calls Acme Bio timid now.", 5, 4), ("Acme bio grew.", 2, 2)]
)
def test_small_letters_behind_a_name_that_another_source_sees_are_none_of_it(
    read: Callable[..., Doc], text: str, longer: int, meant: int
) -> None:
    doc = read(text)
    start = 2 if longer == 5 else 0
    seen = [
        Candidate(EntityLabel.ORGANIZATION, (start, longer), "names.model", 0.9),
        Candidate(EntityLabel.ORGANIZATION, (start, longer - 1), "gazetteer", 0.9),
    ]
    assert tidied(doc, seen)[0].span == (start, meant)
