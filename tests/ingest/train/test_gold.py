"""Annotated releases as examples."""

from typing import Any

import pytest

from ingest.train.gold import as_guidelines, example, marks, parts_of
from ingest.train.labels import PLACE


def release(text: str, **groups: list[dict[str, Any]]) -> dict[str, Any]:
    empty: dict[str, Any] = {"organizations": [], "people": [], "technologies": [], "indications": []}
    return {"id": "made", "text": text, **empty, **groups}


def marked(record: dict[str, Any]) -> list[tuple[str, str]]:
    return [(record["text"][start:end], label) for start, end, label in marks(record)]


def test_every_occurrence_counts_and_the_longest_form_wins() -> None:
    record = release(
        "Ostrel Bio hired. Ostrel said so.",
        organizations=[{"name": "Ostrel Bio", "mentions": ["Ostrel", "Ostrel Bio"], "kind": "company"}],
    )
    assert marked(record) == [("Ostrel Bio", "ORG_company"), ("Ostrel", "ORG_company")]


def test_a_form_within_a_word_is_no_mention() -> None:
    record = release("NKT and NK-cell", technologies=[{"name": "NK", "mentions": ["NK"], "kind": "modality"}])
    assert marks(record) == ((8, 10, "TECHNOLOGY_modality"),)


def test_a_form_may_end_in_a_sign() -> None:
    record = release("Velmora® works", technologies=[{"name": "x", "mentions": ["Velmora®"], "kind": "product"}])
    assert marked(record) == [("Velmora®", "TECHNOLOGY_product")]


def test_a_form_inside_another_entry_is_not_marked_there() -> None:
    record = release(
        "the Lupus Trust on lupus and Lupus",
        organizations=[{"name": "Lupus Trust", "mentions": ["Lupus Trust"], "kind": "institution"}],
        indications=[{"name": "lupus", "mentions": ["lupus", "Lupus"]}],
    )
    assert marked(record) == [("Lupus Trust", "ORG_institution"), ("lupus", "INDICATION"), ("Lupus", "INDICATION")]


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("Ostrel Institute (OI)", ("Ostrel Institute", "OI")),
        ("natural killer (“NK”)", ("natural killer", "NK")),
        ("chimeric antigen receptor (CAR)-T cells", ("chimeric antigen receptor (CAR)-T cells",)),
        ("lupus", ("lupus",)),
    ],
)
def test_a_name_with_its_alias_is_two_mentions(form: str, parts: tuple[str, ...]) -> None:
    assert parts_of(form) == parts


def test_places_are_not_annotated() -> None:
    assert example(release("Leiden")).silent == {PLACE}


def test_releases_written_for_training_lose_titles_and_count_in_capitals() -> None:
    record = release(
        "OSTREL BIO HIRES RUIZ\nOstrel Bio, Inc. hired Dr. Ana Ruiz, Ph.D., M.B.A. She likes Ostrel Bio, Inc.",
        organizations=[{"name": "x", "mentions": ["Ostrel Bio, Inc."], "kind": "company"}],
        people=[{"name": "y", "mentions": ["Dr. Ana Ruiz, Ph.D., M.B.A."]}],
    )
    assert marked(as_guidelines(record)) == [
        ("OSTREL BIO", "ORG_company"),
        ("Ostrel Bio, Inc.", "ORG_company"),
        ("Ana Ruiz", "PERSON"),
        ("Ostrel Bio, Inc.", "ORG_company"),
    ]
