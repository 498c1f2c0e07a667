from ingest.annotations import Section
from ingest.components.agreements.reading import GROUP, NAMED, NOMINAL, read
from ingest.components.agreements.scope import scopes

from .conftest import MakeDoc


def presence(doc: object, sentence: int) -> dict[str, float]:
    reading = read(doc)  # type: ignore[arg-type]
    return {reading.entities[e].name: weight for e, weight in reading.sentences[sentence].presence.items()}


def test_a_pronoun_stands_for_the_subject_before(make_doc: MakeDoc) -> None:
    doc = make_doc(
        "Norrsken bought Vinga. Kullen makes vectors. It has a plant in Lund.",
        {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"], "Kullen": ["Kullen"]},
    )
    assert presence(doc, 2)["Kullen"] == NOMINAL


def test_both_companies_are_those_that_stood_together(make_doc: MakeDoc) -> None:
    doc = make_doc(
        "Norrsken signed a contract with Vinga. Kullen is a rival. Both companies will share the costs.",
        {"Kullen": ["Kullen"], "Norrsken": ["Norrsken"], "Vinga": ["Vinga"]},
    )
    found = presence(doc, 2)
    assert found["Vinga"] == GROUP
    assert "Kullen" not in found


def test_the_company_is_who_is_defined_so(make_doc: MakeDoc) -> None:
    doc = make_doc(
        'Vinga met Norrsken AB (the "Company") in Lund. Vinga will pay. A loan was granted to the Company too.',
        {"Norrsken AB": ["Norrsken AB"], "Vinga": ["Vinga"]},
    )
    reading = read(doc)
    assert reading.topic == 0
    assert presence(doc, 2)["Norrsken AB"] == NOMINAL


def test_names_count_in_full(make_doc: MakeDoc) -> None:
    doc = make_doc("Norrsken signed with Vinga.", {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"]})
    assert presence(doc, 0) == {"Norrsken": NAMED, "Vinga": NAMED}


def test_deals_are_not_read_from_contact_blocks(make_doc: MakeDoc) -> None:
    doc = make_doc("Norrsken signed with Vinga.", {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"]})
    doc.spans["sections"] = [doc[0:5]]
    doc.spans["sections"] = [type(doc[0:1])(doc, 0, len(doc), label=Section.CONTACT)]
    assert not read(doc).sentences[0].tells


def test_each_sentence_goes_to_the_deal_whose_parties_it_names(make_doc: MakeDoc) -> None:
    doc = make_doc(
        "Norrsken licensed a vector from Vinga. It pays a fee. Kullen sold a plant to Sandhamn. Closing is near.",
        {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"], "Kullen": ["Kullen"], "Sandhamn": ["Sandhamn"]},
    )
    first, second = scopes(read(doc), [frozenset({0, 1}), frozenset({2, 3})])
    assert sorted(first) == [0, 1]
    assert sorted(second) == [2, 3]
