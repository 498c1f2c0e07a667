import pytest
import spacy

from ingest.annotations import EntityLabel
from ingest.components.terms import (
    Found,
    again,
    candidates,
    defined_abbreviations,
    is_abbreviation,
    signed,
    with_abbreviation,
    without_overlaps,
)


def name(text: str, surface: str, concept: str = "x") -> Found:
    start = text.index(surface)
    return Found(start, start + len(surface), "test", 0.9, None, concept)


def surfaces(text: str, found: list[Found]) -> list[str]:
    return [text[one.start : one.end] for one in found]


@pytest.mark.parametrize(
    ("short", "long", "expected"),
    [
        ("LBCL", "large B-cell lymphoma", True),
        ("DMD", "Duchenne muscular dystrophy", True),
        ("GvHD", "graft-versus-host disease", True),
        ("US", "multiple myeloma", False),
        ("the", "the disease", False),
        ("MYELOMA", "multiple sclerosis", False),
    ],
)
def test_abbreviations_have_the_letters_of_the_name_in_order(short: str, long: str, expected: bool) -> None:
    assert is_abbreviation(short, long) is expected


def test_a_defined_abbreviation_is_found_wherever_it_is_used() -> None:
    text = "Infantile glycogenosis (“IGS”) is rare. IGS has no cure, IGSs none, XIGS is something else."
    defined = defined_abbreviations(text, [name(text, "Infantile glycogenosis")], "defined")
    assert surfaces(text, defined) == ["IGS", "IGS", "IGSs"]
    assert {one.concept for one in defined} == {"x"}


def test_what_is_no_abbreviation_defines_nothing() -> None:
    text = "Multiple myeloma (Japan) and Japan."
    assert defined_abbreviations(text, [name(text, "Multiple myeloma")], "defined") == []


def test_name_and_abbreviation_are_also_one_mention() -> None:
    text = "acute myeloid leukaemia (“AML”) or lymphoma (B-ALL)"
    found = [name(text, "acute myeloid leukaemia"), name(text, "AML"), name(text, "lymphoma", "y"), name(text, "B-ALL")]
    assert surfaces(text, list(with_abbreviation(text, found))) == ["acute myeloid leukaemia (“AML”)"]


def test_a_trademark_sign_belongs_to_the_name() -> None:
    for text in ("Kymriah® is", "Kymriah(R) is", "Kymriah ™ is"):
        assert surfaces(text, list(signed(text, [name(text, "Kymriah")]))) == [text[:-3]]
    text = "Kymriah is"
    assert list(signed(text, [name(text, "Kymriah")])) == []


def test_a_name_known_by_its_sign_is_found_without_it() -> None:
    text = "Zorbicel® leads. Zorbicel has grown; pre-Zorbicel not."
    first = [name(text, "Zorbicel")]
    places = again(text, first, first, "again")
    assert [(one.start, text[one.start : one.end]) for one in places] == [(17, "Zorbicel")]


def test_earlier_names_keep_their_characters() -> None:
    text = "one two three"
    found = [name(text, "one two"), name(text, "two"), name(text, "three")]
    assert surfaces(text, without_overlaps(found, [])) == ["one two", "three"]


def test_candidates_stand_on_whole_tokens() -> None:
    doc = spacy.blank("en")("CAR-Ts work")
    found = [name(doc.text, "CAR-Ts"), name(doc.text, "wor")]
    assert [doc[a:b].text for c in candidates(doc, EntityLabel.TECHNOLOGY, found) for a, b in [c.span]] == ["CAR-Ts"]
