# ruff: noqa: RUF001 - texts have the signs that releases have
from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from ingest.components.units import units


def said(doc: Doc) -> list[tuple[str, str]]:
    names = [entity.name for entity in units(doc)._.entities]
    return [(names[unit.unit], names[unit.parent]) for unit in doc._.units]


@pytest.mark.parametrize(
    "text",
    [
        "Boxel, the CDMO unit of Acme Bio, has grown.",
        "Boxel, a wholly owned subsidiary of Acme Bio, has grown.",
        "Boxel (a subsidiary of Acme Bio) has grown.",
        "Boxel is a majority-owned subsidiary of Acme Bio.",
        "Boxel, part of Acme Bio, has grown.",
        "Boxel, an Acme Bio company, has grown.",
        "Boxel is majority-owned by Acme Bio.",
        "Boxel, which belongs to Acme Bio, has grown.",
        "Acme Bio’s subsidiary Boxel has grown.",
        "Acme Bio works through its wholly owned subsidiary Boxel.",
        "Boxel (Nasdaq: BXL), a unit of Acme Bio, has grown.",
    ],
)
def test_each_way_to_say_it(read: Callable[..., Doc], text: str) -> None:
    assert said(read(text, ["Acme Bio", "Boxel"])) == [("Boxel", "Acme Bio")]


@pytest.mark.parametrize(
    "text",
    [
        "Boxel will become a subsidiary of Acme Bio.",
        "Boxel, to be a wholly owned subsidiary of Acme Bio, has grown.",
        "Boxel has bought a unit of cord blood from Acme Bio.",
        "Boxel, a partner of Acme Bio, has grown.",
        "Boxel and Acme Bio have signed.",
        "Boxel, formerly a unit of Acme Bio, has grown.",
    ],
)
def test_the_future_the_past_and_partners_are_no_units(read: Callable[..., Doc], text: str) -> None:
    assert said(read(text, ["Acme Bio", "Boxel"])) == []


def test_a_school_belongs_to_its_university(read: Callable[..., Doc]) -> None:
    doc = read(
        "It came from the Hale School of Medicine of Ghent University.", ["Hale School of Medicine", "Ghent University"]
    )
    assert said(doc) == [("Hale School of Medicine", "Ghent University")]


def test_a_name_that_adds_a_country_is_a_unit(read: Callable[..., Doc]) -> None:
    doc = read("Acme Bio Japan opened a plant. Acme Bio paid for it.", ["Acme Bio Japan", "Acme Bio"])
    assert said(doc) == [("Acme Bio Japan", "Acme Bio")]


def test_every_unit_has_the_sentence_that_says_it(read: Callable[..., Doc]) -> None:
    doc = units(read("It rained. Boxel, a unit of Acme Bio, has grown.", ["Acme Bio", "Boxel"]))
    (support,) = doc._.units[0].support
    assert doc[support.span[0] : support.span[1]].text == "Boxel, a unit of Acme Bio, has grown."
    assert support.rule == "units.apposition"
