from functools import cache

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel
from ingest.components.technologies import technologies
from ingest.tokenizer import finer_tokenizer


@cache
def nlp() -> Language:
    blank = spacy.blank("en")
    blank.tokenizer = finer_tokenizer(blank)
    return blank


def read(text: str) -> tuple[Doc, list[Candidate]]:
    doc = technologies(nlp()(text))
    return doc, doc._.candidates


def named(text: str) -> dict[str, str | None]:
    doc, found = read(text)
    return {doc[c.span[0] : c.span[1]].text: c.kind for c in found}


def concepts(text: str) -> dict[str, str | None]:
    doc, found = read(text)
    return {doc[c.span[0] : c.span[1]].text: c.concept for c in found}


@pytest.mark.parametrize(
    "surface",
    [
        "CAR-T",
        "CAR T cells",
        "CAR-T cell therapies",
        "chimeric antigen receptor (CAR) T-cell therapy",
        "chimeric antigen receptor (“CAR”)-T cell",
        "CAR-T immunotherapies",
    ],
)
def test_a_modality_is_taken_with_what_belongs_to_it(surface: str) -> None:
    assert concepts(f"makers of {surface} in Ghent") == {surface: "car-t"}


def test_origin_makes_another_concept() -> None:
    assert concepts("an allogeneic CAR-NK cell therapy")["allogeneic CAR-NK cell therapy"] == "car-nk"
    assert concepts("off-the-shelf CAR T cells") == {"off-the-shelf CAR T cells": "allogeneic-car-t"}


def test_a_wider_name_means_the_narrower_thing_of_the_same_text() -> None:
    assert concepts("Our allogeneic CAR-T is a CAR-T.") == {
        "allogeneic CAR-T": "allogeneic-car-t",
        "CAR-T": "allogeneic-car-t",
    }
    assert concepts("Our CAR-T is good.") == {"CAR-T": "car-t"}


def test_general_names_yield_to_special_ones() -> None:
    assert "T cells" not in named("TCR-T therapy arms T cells.")
    assert "T cells" in named("Their T cells are frozen.")


def test_target_and_modality_stand_apart() -> None:
    assert named("an anti-BCMA CAR-T and a CD19-directed CAR-NK") == {
        "BCMA": "target",
        "CAR-T": "modality",
        "CD19": "target",
        "CAR-NK": "modality",
    }


@pytest.mark.parametrize("slot", ["targeting {}", "anti-{}", "a {}-directed drug", "directed against {}"])
def test_an_antigen_is_known_by_its_slot(slot: str) -> None:
    assert named(slot.format("QRP7")) == {"QRP7": "target"}


@pytest.mark.parametrize("code", ["ABX-1021", "XQ201", "XQ-201A", "P-QRT-ALLO1"])
def test_a_candidate_is_known_by_its_code(code: str) -> None:
    assert named(f"patients were given {code} at once") == {code: "product"}


@pytest.mark.parametrize(
    "text",
    ["COVID-19 spread", "ISO 9001 and 21 CFR-1271", "on Form 8-K for FY2021", "in Suite B-200", "SARS-CoV-2", "US$100"],
)
def test_other_codes_are_no_products(text: str) -> None:
    assert "product" not in named(text).values()


def test_generic_names_of_cell_and_gene_therapies() -> None:
    assert (
        named("dosed with qorvacabtagene zitoleucel and beta-cel or nelotimogene parvovec")["qorvacabtagene zitoleucel"]
        == "product"
    )
    assert named("zito-cel was safe") == {"zito-cel": "product"}
    assert named("an excellent parcel, they cancel") == {}


def test_a_trademark_is_a_product_and_found_again_without_its_sign() -> None:
    doc, found = read("Zorbitan® is approved. Zorbitan sells well.")
    assert [doc[a:b].text for a, b in sorted(c.span for c in found)] == ["Zorbitan", "Zorbitan®", "Zorbitan"]
    assert {c.group for c in found} == {"zorbitan"}
    assert {c.kind for c in found} == {"product"}


def test_a_trademark_before_its_noun_is_a_platform() -> None:
    assert named("the Zorbeam™ platform") == dict.fromkeys(["Zorbeam", "Zorbeam™", "Zorbeam™ platform"], "platform")
    assert named("with its ZBX platform") == {"ZBX platform": "platform"}


def test_a_modality_that_names_a_platform_is_the_platform() -> None:
    assert named("its TCR platform") == {"TCR platform": "platform"}


def test_a_modality_with_the_one_named_platform_means_that() -> None:
    text = "The ZBX platform is new. The CAR-T platform was bought."
    groups = {c.group for c in read(text)[1] if c.kind == "platform"}
    assert groups == {"zbx platform"}
    two = read("The ZBX platform, the QRT platform and a CAR-T platform.")[1]
    assert {c.group for c in two} == {"zbx platform", "qrt platform", "car-t platform"}


def test_a_term_inside_a_proper_name_is_none() -> None:
    assert named("at the Cell Therapy & Regeneration Society and the Gene Therapy Institute") == {}
    assert named("Cell Therapy at its best") == {"Cell Therapy": "modality"}


def test_a_code_of_a_trial_is_no_product() -> None:
    assert named("The ZUMX-22 trial and the KARX-7 phase 2 study enrolled.") == {}


def test_brand_and_generic_name_in_brackets_are_one() -> None:
    _, found = read("Zorbitan® (zorvacabtagene autoleucel) is new.")
    assert {c.group for c in found} == {"zorbitan"}
    assert set(concepts("Kymriah® (tisagenlecleucel)").values()) == {"kymriah"}


def test_materials_and_processes() -> None:
    text = "GMP manufacturing of lentiviral vectors and plasmid DNA, with cryopreservation"
    assert named(text) == {
        "GMP manufacturing": "process",
        "lentiviral vectors": "material",
        "plasmid DNA": "material",
        "cryopreservation": "process",
    }


@pytest.mark.parametrize(
    "text", ["regenerative medicine", "new technologies and products", "our pipeline of therapies"]
)
def test_general_words_are_no_technologies(text: str) -> None:
    assert named(text) == {}


def test_candidates_say_label_and_rule() -> None:
    _, found = read("Zorbitan® and CAR-T")
    assert {c.label for c in found} == {EntityLabel.TECHNOLOGY}
    assert {c.rule for c in found} == {"technologies.product-signed", "technologies.known"}
