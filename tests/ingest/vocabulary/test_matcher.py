import pytest

from ingest.vocabulary.matcher import TermMatcher, fold, pieces_of


def found(text: str, *terms: str) -> list[str]:
    return [text[hit.start : hit.end] for hit in TermMatcher((term, term) for term in terms).find(text)]


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Therapies", "therapy"),
        ("viruses", "virus"),
        ("virus", "virus"),
        ("leukaemias", "leukemia"),
        ("Tumours", "tumor"),
        ("Parkinson\u2019s", "parkinson"),
        ("Sjögren's", "sjogren"),
        ("TILs", "til"),
        ("sclerosis", "sclerosis"),
        ("cryopreservation", "cryopreservation"),
        ("das", "das"),
    ],
)
def test_a_word_is_folded_to_what_its_variants_share(word: str, folded: str) -> None:
    assert fold(word) == folded


@pytest.mark.parametrize(
    "surface",
    ["CAR-T cell", "CAR T-cells", "CAR\u2011T cells", "CAR T\ncell", "CAR-T CELLS", "CAR-T® cells", "CAR-T (TM) cells"],
)
def test_hyphens_plural_signs_and_capitals_do_not_matter(surface: str) -> None:
    assert found(f"The {surface}, at last.", "CAR-T cell") == [surface]


@pytest.mark.parametrize(
    "text", ["a car t cell", "CAR, T cells", "CAR \u2013 T cells", "CAR\n\nT cells", "SCAR-T cells"]
)
def test_what_is_not_the_name_is_not_found(text: str) -> None:
    assert found(text, "CAR-T cell") == []


def test_capitals_of_a_name_must_stand_in_the_text() -> None:
    assert found("All patients with ALL had, in all, ALL.", "ALL") == ["ALL", "ALL"]
    assert found("It was fate, Fate said, and FATE.", "Fate") == ["Fate", "FATE"]
    assert found("mRNA, MRNA and mrna", "mRNA") == ["mRNA", "MRNA"]


def test_proper_names_have_no_plural_and_acronyms_may() -> None:
    assert found("Philip met Philips", "Philips") == ["Philips"]
    assert found("Kites and Kite", "Kite") == ["Kite"]
    assert found("TILs, TIL, MGs and MG", "TIL", "MG") == ["TILs", "TIL", "MG"]


def test_the_longest_name_wins_and_names_do_not_overlap() -> None:
    text = "B-cell acute lymphoblastic leukaemia and acute leukemia"
    terms = ("acute lymphoblastic leukemia", "acute leukemia", "B-cell acute lymphoblastic leukemia")
    assert found(text, *terms) == ["B-cell acute lymphoblastic leukaemia", "acute leukemia"]


def test_a_name_ends_with_a_word() -> None:
    assert found("CD19 and CD1 and IL-2Rβ", "CD1", "IL-2") == ["CD1"]


def test_of_equal_names_the_first_is_meant() -> None:
    hits = list(TermMatcher([("AAV", "vector"), ("AAV", "vasculitis")]).find("an AAV"))
    assert [hit.payload for hit in hits] == ["vector"]


def test_quotes_around_a_defined_abbreviation_are_skipped() -> None:
    text = "chimeric antigen receptor (“CAR”) T cells"
    assert found(text, "chimeric antigen receptor (CAR) T cell") == [text]


def test_a_possessive_ending_is_part_only_of_names_that_have_one() -> None:
    assert found("Lonza's plant, Lonza\u2019s plants", "Lonza") == ["Lonza", "Lonza"]
    assert found("Parkinson's and Parkinson disease", "Parkinson's") == ["Parkinson's", "Parkinson"]


def test_pieces_keep_their_offsets() -> None:
    text = "anti-CD19 “x”"
    assert [(piece.text, text[piece.start : piece.end]) for piece in pieces_of(text)] == [
        ("anti", "anti"),
        ("CD", "CD"),
        ("19", "19"),
        ("“", "“"),
        ("x", "x"),
        ("”", "”"),
    ]
