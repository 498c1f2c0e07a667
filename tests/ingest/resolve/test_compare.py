"""Names against each other: what joins them, what keeps them apart, and what leaves it to a person."""

import pytest

from benchmarks import resolve as benchmark
from ingest.resolve import Vocabulary
from ingest.resolve.compare import APART, MERGE, REVIEW, SAME, compare
from ingest.resolve.keys import organization_keys, sought
from ingest.resolve.names import without_legal_form
from ingest.resolve.words import cleaned, lists, standard_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Orbis Cell Therapies GmbH", "ORBIS CELL THERAPIES"),
        ("Neo-Vexa Bio", "NeoVexa Bio"),
        ("Universitätsklinikum Valsund", "Valsund University Hospital"),
        ("Universität Köln", "University of Cologne"),
        ("Müller Zelltechnik", "Mueller Zelltechnik"),
        ("Vexa", "Vexa Pharma, Inc."),
        ("Valsund Regenerative Medicine Institute", "Valsund Regenerative Medicne Institute"),
        ("Tal Institute, Stockholm", "Tal Institute"),
        ("The Regents of the University of Valsund", "University of Valsund"),
        ("Vexa Pharma, an Orbis company", "Vexa Pharma"),
        ("Vexа Pharma", "Vexa Pharma"),  # noqa: RUF001 - with a Cyrillic letter
    ],
)
def test_one(one: str, other: str) -> None:
    found = compare(one, other)
    assert found.score >= MERGE
    assert found.apart is None
    assert organization_keys(one) & set(map(sought, organization_keys(other)))
    assert compare(other, one) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vexa Pharma", "Vexa Therapeutics"),
        ("Vexa Pharma", "Vexa Airlines"),
        ("Vexara", "Vexaro Foods"),
        ("Cell", "Cell Therapies"),
        ("University Hospital", "University Hospital Valsund"),
        ("Friends of Vexa Pharma", "Vexa Pharma"),
    ],
)
def test_two(one: str, other: str) -> None:
    assert compare(one, other).score < REVIEW


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        ("Vexa", "Vexa Japan"),
        ("Vexa Pharma", "Vexa Pharma UK Ltd"),
        ("Vexa Pharma", "Vexa Pharma (Suzhou) Co., Ltd."),
        ("Vexa", "Vexa Ventures"),
        ("Vexa", "Vexa II, LLC"),
        ("Vexa, Inc.", "Vexa Merger Sub, Inc."),
        ("University of Valsund", "Valsund University Hospital"),
        ("University of Valsund", "Universitätsklinikum Valsund"),
    ],
)
def test_a_part_is_kept_apart(whole: str, part: str) -> None:
    assert compare(whole, part).apart == "one names a part of the other"


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("York University", "University of York", "two universities share these words"),
        ("Vexa Therapeutics AG", "Vexa Inc.", "each has its own legal form"),
        ("Northern Cell Works", "Southern Cell Works", "they name opposites"),
        ("Vexa Fund II", "Vexa Fund III", "they have two numbers"),
    ],
)
def test_reasons_against(one: str, other: str, reason: str) -> None:
    assert compare(one, other).apart == reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vexa", "Vexa Oncology"),
        ("MCI", "Memorial Cell Institute"),
        ("Vexara", "Vexaro"),
        ("Hunan Cell Hospital", "Henan Cell Hospital"),
    ],
)
def test_what_is_left_to_a_person(one: str, other: str) -> None:
    assert REVIEW <= compare(one, other).score < MERGE


def test_the_seat_and_the_subject_of_an_institute_are_no_parts_of_it() -> None:
    assert compare("Shanghai Vexa Pharma", "Vexa Pharma").apart is None
    assert compare("Tal Institute for Biomedical Research", "Tal Institute").apart is None


def test_reasons_stand_in_the_order_of_their_weights_and_those_against_have_none() -> None:
    weights = [reason.weight for reason in SAME]
    assert weights == sorted(weights, reverse=True)
    assert {reason.weight for reason in APART} == {0.0}


def test_each_list_is_in_the_spelling_that_names_are_compared_in() -> None:
    known = lists()
    for words in (known.trade, known.division, known.unit, known.generic, known.heads, known.fields, *known.opposites):
        assert {word for word in words if standard_words(word) not in {(word,), ()}} == set()


def test_what_a_text_wraps_around_a_name_goes() -> None:
    assert cleaned("“Vexa Pharma”, ") == "Vexa Pharma"
    assert cleaned("Vexa Pharma (Nasdaq: VEXA)") == "Vexa Pharma"
    assert cleaned("Vexa\N{ZERO WIDTH SPACE} Pharma and its subsidiaries") == "Vexa Pharma"
    assert without_legal_form("Vexa Pharma UK Ltd") == "Vexa Pharma UK"
    assert without_legal_form("Orbis & Co., Inc.") == "Orbis & Co"
    assert without_legal_form("Orbis GmbH & Co. KG") == "Orbis"


@pytest.fixture(scope="module")
def judged() -> list[benchmark.Judged]:
    vocabulary = Vocabulary.load()
    return [benchmark.judge(pair, vocabulary) for pair in benchmark.read()]


def test_the_labelled_pairs_are_enough_and_split_alike() -> None:
    pairs = benchmark.read()
    assert len(pairs) >= 400
    assert sum(pair.kind == "adversarial" for pair in pairs) >= len(pairs) / 10
    parts = [pair.part for pair in pairs]
    assert abs(parts.count("tune") - parts.count("held-out")) <= 1


@pytest.mark.parametrize("part", ["tune", "held-out"])
def test_the_labelled_pairs_are_judged_well(judged: list[benchmark.Judged], part: str) -> None:
    found = benchmark.score([j for j in judged if j.pair.part == part])
    assert found.precision >= 0.99
    assert found.recall >= 0.90
    assert found.units == 0
