from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from ingest.components.aliases import Named, definitions, is_short_for, same_person, same_reason


def named(text: str, *, form: tuple[str, ...] = (), known: str | None = None) -> Named:
    words = tuple(text.replace(",", " ,").split())
    return Named(words, [(0, len(words))], 0.9, "test", known, forms={form} if form else set())


@pytest.mark.parametrize(
    ("full", "short", "reason"),
    [
        ("Cryoval, Inc.", "Cryoval", "aliases.spelling"),
        ("Acme Therapeutics", "Acme", "aliases.beginning"),
        ("The University of Utrecht MD Hartog Cancer Center", "MD Hartog", "aliases.inside"),
        ("Bristow Mayer Squire", "BMS", "aliases.initials"),
    ],
)
def test_short_forms_are_joined(full: str, short: str, reason: str) -> None:
    assert same_reason(named(full), named(short)) == reason


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Genwell ProBio", "Genwell Biotech"),
        ("Acme Bio Japan", "Acme Bio"),
        ("Acme Ventures", "Acme"),
        ("University of Ghent", "University"),
        ("Boxel Medical Center", "Cancer Center"),
    ],
)
def test_parents_units_and_strangers_stay_apart(full: str, short: str) -> None:
    assert same_reason(named(full), named(short)) is None


def test_two_legal_forms_are_two_companies() -> None:
    assert same_reason(named("Acme Bio Inc.", form=("inc",)), named("Acme Ltd", form=("ltd",))) is None
    assert same_reason(named("Acme Bio Co., Ltd.", form=("co", "ltd")), named("Acme Bio Ltd", form=("ltd",)))


def test_the_same_known_organization_is_joined_whatever_its_names() -> None:
    assert same_reason(named("Novex Holding", known="novex"), named("NVX", known="novex")) == "aliases.known"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme Bio, Inc. (“Acme”) grew.", [("Acme", "defined")]),
        ("Acme Bio, Inc. (Nasdaq: ACME) grew.", []),
        ("Acme Bio, Inc. (the “Company”) grew.", []),
        ("Acme Bio, Inc. (formerly Boxel Labs) grew.", [("Boxel Labs", "former")]),
        ("Acme Bio, Inc. (AB) grew.", [("AB", "acronym")]),
        ("Acme Bio, Inc. (in Ghent) grew.", []),
        ("Acme Bio, Inc. (hereinafter “Acme Bio”) grew.", [("Acme Bio", "defined")]),
    ],
)
def test_a_bracket_defines_a_name(read: Callable[..., Doc], text: str, expected: list[tuple[str, str]]) -> None:
    doc = read(text, ["Acme Bio, Inc."])
    span = doc._.entities[0].spans[0]
    assert [(doc[start:end].text, how) for (start, end), how in definitions(doc, span)] == expected


@pytest.mark.parametrize(
    ("short", "full", "expected"),
    [
        (["NCI"], ["National", "Cancer", "Institute"], True),
        (["DHT"], ["Department", "of", "Health", "and", "Trade"], True),
        (["Resolve"], ["National", "Resolve", ",", "Inc."], True),
        (["XYZ"], ["National", "Cancer", "Institute"], False),
    ],
)
def test_initials(short: list[str], full: list[str], *, expected: bool) -> None:
    assert is_short_for(short, full) is expected


@pytest.mark.parametrize(
    ("full", "short", "expected"),
    [
        (["Jane", "Poe"], ["Poe"], True),
        (["Jane", "Poe"], ["Jane"], False),
        (["Robert", "J.", "Doe"], ["Robert", "Doe"], True),
        (["Robert", "J.", "Doe"], ["Rupert", "Doe"], False),
        (["Jeong", "Jong", "-", "seop"], ["Jeong"], True),
        (["Patrick", "Soon", "-", "Shin"], ["Soon", "-", "Shin"], True),
    ],
)
def test_a_surname_is_the_person(full: list[str], short: list[str], *, expected: bool) -> None:
    assert same_person(full, short) is expected
