import pytest

from ingest.train.disease_ontology import concepts, stanzas, usable
from ingest.vocabulary import IndicationConcept

OBO = """format-version: 1.2

[Term]
id: DOID:4
name: disease

[Term]
id: DOID:10
name: blue disorder
synonym: "azure disease" EXACT []
synonym: "sky feeling" RELATED []
is_a: DOID:4 ! disease

[Term]
id: DOID:11
name: deep blue disorder
is_a: DOID:10 ! blue disorder

[Term]
id: DOID:12
name: indigo fever syndrome
synonym: "IFS" EXACT []
synonym: "indigo sickness" EXACT []
is_a: DOID:11 ! deep blue disorder

[Term]
id: DOID:13
name: green disorder
is_a: DOID:4 ! disease

[Term]
id: DOID:14
name: old blue disorder
is_a: DOID:10 ! blue disorder
is_obsolete: true

[Typedef]
id: is_a
name: is a
"""


def test_stanzas_are_the_living_terms_with_exact_synonyms() -> None:
    terms = {term.id: term for term in stanzas(OBO.splitlines(keepends=True))}
    assert set(terms) == {"DOID:4", "DOID:10", "DOID:11", "DOID:12", "DOID:13"}
    assert terms["DOID:10"].synonyms == ["azure disease"]
    assert terms["DOID:12"].parents == ["DOID:11"]


def test_diseases_hang_below_the_nearest_own_concept() -> None:
    terms = {term.id: term for term in stanzas(OBO.splitlines(keepends=True))}
    own = [IndicationConcept(id="azure", name="azure disease"), IndicationConcept(id="cancer", name="cancer")]
    made = {concept.id: concept for concept in concepts(terms, own)}
    assert set(made) == {"deep-blue-disorder", "indigo-fever-syndrome"}
    assert made["indigo-fever-syndrome"].broader == ("azure",)
    assert made["indigo-fever-syndrome"].terms == ("indigo sickness",)
    assert made["indigo-fever-syndrome"].doid == "DOID:12"


@pytest.mark.parametrize("name", ["said", "AIDS", "type 2 blues", "blues, severe", "blues of the left big toe nail"])
def test_names_that_would_be_misread_are_left_out(name: str) -> None:
    assert not usable(name)
