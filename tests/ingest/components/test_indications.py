from functools import cache

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel
from ingest.components.indications import indications
from ingest.tokenizer import finer_tokenizer


@cache
def nlp() -> Language:
    blank = spacy.blank("en")
    blank.tokenizer = finer_tokenizer(blank)
    return blank


def read(text: str) -> tuple[Doc, list[Candidate]]:
    doc = indications(nlp()(text))
    return doc, doc._.candidates


def named(text: str) -> list[tuple[str, str | None]]:
    doc, found = read(text)
    return sorted({(doc[c.span[0] : c.span[1]].text, c.concept) for c in found})


def test_variants_of_a_disease_are_one_concept() -> None:
    text = "Multiple Myeloma, MULTIPLE MYELOMA or multiple myelomas; MM for short"
    assert {concept for _, concept in named(text)} == {"multiple-myeloma"}
    assert len(named(text)) == 4


def test_british_and_american_spelling_are_one() -> None:
    assert named("acute myeloid leukaemia") == [("acute myeloid leukaemia", "acute-myeloid-leukemia")]
    assert named("solid tumours") == [("solid tumours", "solid-tumor")]


@pytest.mark.parametrize(
    "stage", ["relapsed or refractory", "relapsed/refractory", "R/R", "metastatic", "newly diagnosed", "severe"]
)
def test_stage_and_severity_belong_to_the_disease(stage: str) -> None:
    assert dict(named(f"for {stage} neuroblastoma today")) == {
        "neuroblastoma": "neuroblastoma",
        f"{stage} neuroblastoma": "neuroblastoma",
    }


def test_members_of_a_list_share_the_head() -> None:
    assert named("against kidney, ovarian and lung cancers") == [("kidney, ovarian and lung cancers", None)]


def test_name_and_abbreviation_count_alone_and_together() -> None:
    assert [surface for surface, _ in named("systemic lupus erythematosus (SLE)")] == [
        "SLE",
        "systemic lupus erythematosus",
        "systemic lupus erythematosus (SLE)",
    ]


def test_an_abbreviation_that_only_the_text_defines_is_followed() -> None:
    assert ("LGX", "lupus-nephritis") not in named("LGX is a fund.")
    found = named("Granulomatous hepatitis of childhood is rare. Farber lipogranulomatosis (FLG) is rarer; FLG kills.")
    assert ("FLG", "farber-lipogranulomatosis") in found


def test_short_acronyms_need_their_long_form() -> None:
    assert named("Jackson, MS 39201 and Boston, MA; RA Capital led.") == []
    assert ("MS", "multiple-sclerosis") in named("In multiple sclerosis, MS for short, nerves suffer.")


@pytest.mark.parametrize("text", ["tumor cells", "the tumour shrank", "cancer cells died", "Cancer Research Network"])
def test_what_only_describes_is_no_indication(text: str) -> None:
    assert named(text) == []


def test_everyday_words_are_no_diseases() -> None:
    assert named("All of them said that a cold winter was over, also for the staff.") == []


def test_candidates_say_label_and_rule() -> None:
    _, found = read("relapsed lymphoma")
    assert {c.label for c in found} == {EntityLabel.INDICATION}
    assert {c.rule for c in found} == {"indications.known", "indications.qualified"}
    assert all(0 < c.confidence < 1 and c.kind is None for c in found)
