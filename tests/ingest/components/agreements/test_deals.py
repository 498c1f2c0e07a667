from ingest.annotations import Unit
from ingest.components.agreements.deals import propose
from ingest.components.agreements.pairs import Pair, all_pairs
from ingest.components.agreements.reading import read

from .conftest import MakeDoc


def party_sets(doc: object, chances: dict[tuple[int, int], float]) -> list[set[int]]:
    reading = read(doc)  # type: ignore[arg-type]

    def chance(pair: Pair) -> float:
        return chances.get((pair.a, pair.b), 0.0)

    return [set(p.parties) for p in propose(reading, all_pairs(reading), chance, keep=0.5, join=0.3)]


def test_a_third_party_of_the_same_sentence_joins(make_doc: MakeDoc) -> None:
    doc = make_doc(
        "Norrsken signed a research agreement with Vinga and Kullen.",
        {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"], "Kullen": ["Kullen"]},
    )
    assert party_sets(doc, {(0, 1): 0.9, (0, 2): 0.8, (1, 2): 0.4}) == [{0, 1, 2}]


def test_two_licensees_in_two_sentences_are_two_deals(make_doc: MakeDoc) -> None:
    doc = make_doc(
        "Norrsken signed a licence with Vinga. Norrsken signed a supply contract with Kullen.",
        {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"], "Kullen": ["Kullen"]},
    )
    assert party_sets(doc, {(0, 1): 0.9, (0, 2): 0.8, (1, 2): 0.1}) == [{0, 1}, {0, 2}]


def test_an_unlikely_pair_makes_no_deal(make_doc: MakeDoc) -> None:
    doc = make_doc("Norrsken is a rival of Vinga.", {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"]})
    assert party_sets(doc, {(0, 1): 0.49}) == []


def test_features_do_not_depend_on_the_order_of_a_pair(make_doc: MakeDoc) -> None:
    text = "Norrsken granted Vinga a licence in March 2020."
    one = all_pairs(read(make_doc(text, {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"]})))
    other = all_pairs(read(make_doc(text, {"Vinga": ["Vinga"], "Norrsken": ["Norrsken"]})))
    assert one[0].features == other[0].features


def test_a_unit_is_seen_as_a_link(make_doc: MakeDoc) -> None:
    doc = make_doc("Norrsken, a subsidiary of Vinga, makes vectors.", {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"]})
    (pair,) = all_pairs(read(doc))
    assert pair.features["link.unit"] == 1


def test_a_parent_that_only_stands_behind_its_unit_is_no_party(make_doc: MakeDoc) -> None:
    doc = make_doc(
        "Norrsken, the unit of Kullen, signed a licence with Vinga.",
        {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"], "Kullen": ["Kullen"]},
    )
    doc._.units = [Unit(0, 2, ())]
    assert party_sets(doc, {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.1}) == [{0, 1}]


def test_a_trial_site_is_no_party(make_doc: MakeDoc) -> None:
    doc = make_doc("Norrsken enrolled patients at Vinga.", {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"]})
    assert party_sets(doc, {(0, 1): 0.9}) == []


def test_a_parent_beside_its_unit_joins_only_where_its_own_pairs_are_likely(make_doc: MakeDoc) -> None:
    doc = make_doc(
        "Norrsken and its parent Kullen signed a licence with Vinga.",
        {"Norrsken": ["Norrsken"], "Vinga": ["Vinga"], "Kullen": ["Kullen"]},
    )
    doc._.units = [Unit(0, 2, ())]
    assert party_sets(doc, {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.2}) == [{0, 1}]
    assert party_sets(doc, {(0, 1): 0.9, (1, 2): 0.8, (0, 2): 0.4}) == [{0, 1, 2}]
