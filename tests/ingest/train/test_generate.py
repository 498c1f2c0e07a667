"""Coined names, swapped names, made releases: whatever is made, the marks must stand on the names."""

import random
import re

import pytest

pytest.importorskip("faker", reason="made releases need Faker")

from ingest.train.coin import Coiner
from ingest.train.examples import Example
from ingest.train.generate import Cast, Templates, field_names, first, write_line, write_release
from ingest.train.labels import GROUPS
from ingest.train.swap import swap_names, vary_case

TEXT = (
    "TARVANE AND OSTREL JOIN FORCES\nTarvane Bio, Inc. and Ostrel University will test TRV-101 against lupus. "
    "Ana Ruiz leads Tarvane. Dr. Ruiz likes TRV-101."
)
NAMES = (
    ("TARVANE", "ORG_company"),
    ("OSTREL", "ORG_institution"),
    ("Tarvane Bio, Inc.", "ORG_company"),
    ("Ostrel University", "ORG_institution"),
    ("TRV-101", "TECHNOLOGY_product"),
    ("lupus", "INDICATION"),
    ("Ana Ruiz", "PERSON"),
    ("Tarvane", "ORG_company"),
    ("Ruiz", "PERSON"),
    ("TRV-101", "TECHNOLOGY_product"),
)


def release() -> Example:
    marks, at = [], 0
    for name, label in NAMES:
        at = TEXT.index(name, at)
        marks.append((at, at + len(name), label))
        at += len(name)
    return Example(TEXT, tuple(marks))


def surfaces(example: Example) -> list[str]:
    return [example.text[start:end] for start, end, _ in example.marks]


@pytest.fixture
def coiner() -> Coiner:
    return Coiner(random.Random(1))  # noqa: S311


def test_swapped_names_stay_relatives_and_keep_their_kind(coiner: Coiner) -> None:
    for _ in range(30):
        example = swap_names(release(), coiner, ["CD19"], [["gout", "gouty arthritis"]])
        found = surfaces(example)
        assert [label for _, _, label in example.marks] == [label for _, label in NAMES]
        assert found[2].endswith(" Bio, Inc.")
        assert found[3].endswith(" University")
        assert found[2].startswith(found[7])
        assert found[6].endswith(" " + found[8]) or found[6].endswith(found[8])
        assert found[4] == found[9]
        assert re.fullmatch(r"[A-Z]{3}-\d{3}", found[4])
        # What stands between the names is as it was.
        assert "will test" in example.text
        assert example.text.count("\n") == 1


def test_swapping_changes_names_most_of_the_time(coiner: Coiner) -> None:
    firms = {surfaces(swap_names(release(), coiner, [], [["gout"]]))[7] for _ in range(30)}
    assert len(firms) > 15


def test_case_variation_moves_no_mark(coiner: Coiner) -> None:
    for _ in range(60):
        example = vary_case(release(), coiner.rng)
        assert [name.casefold() for name in surfaces(example)] == [name.casefold() for name, _ in NAMES]


def test_made_releases_mark_whole_names_without_overlap() -> None:
    for example in first(25, seed=3):
        at = 0
        for start, end, label in example.marks:
            assert at <= start < end
            assert label in GROUPS
            surface = example.text[start:end]
            assert surface == surface.strip()
            before, after = example.text[start - 1 : start], example.text[end : end + 1]
            assert not (before.isalnum() and surface[0].isalnum())
            assert not (after.isalnum() and surface[-1].isalnum())
            at = end
        assert not re.search(r"[\[\]{}|]", example.text)


def test_a_seed_fixes_what_is_made() -> None:
    assert first(3, seed=5) == first(3, seed=5)
    assert first(3, seed=5) != first(3, seed=6)


def test_every_template_can_be_written(coiner: Coiner) -> None:
    templates = Templates.read()
    names = field_names(["University of Made Things"])
    assert {"headline", "lead", "detail", "quote", "about", "forward", "contact"} <= set(templates.lines)
    for lines in templates.lines.values():
        for line in lines:
            text, marks = write_line(line, Cast(coiner, names))
            assert all(text[start:end].strip() for start, end, _ in marks)


def test_a_release_keeps_its_names(coiner: Coiner) -> None:
    cast = Cast(coiner, field_names())
    example = write_release(Templates.read(), cast)
    if "A" in cast.slots:
        firm = cast.slots["A"]
        assert any(form in example.text or form.upper() in example.text for form in firm.forms)
    people = {cast.slots[slot].full for slot in "PQ" if slot in cast.slots}
    marked = {example.text[start:end] for start, end, label in example.marks if label == "PERSON"}
    assert all(any(name in person for person in people) for name in marked)


@pytest.mark.parametrize("kind", ["company", "person", "product", "platform", "place"])
def test_the_short_form_belongs_to_the_full_one(coiner: Coiner, kind: str) -> None:
    for _ in range(100):
        coined = getattr(coiner, kind)()
        assert coined.short in coined.full
        assert coined.label in GROUPS
