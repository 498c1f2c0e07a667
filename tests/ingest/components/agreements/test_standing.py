from collections.abc import Callable

from spacy.tokens import Doc

from graph.vocabulary import AgreementStatus, AgreementType
from ingest.components.agreements.reading import read
from ingest.components.agreements.scope import Told, scopes
from ingest.components.agreements.standing import Deal, Release, cue_traits, standing, view

MakeDoc = Callable[..., Doc]
TWO_DEALS = (
    "Norrsken Bio licensed CellOne from Vinga Cell Therapies. It pays $12 million upfront. "
    "Norrsken Bio had sold a plant to Fjord Supply. The price was $30 million."
)
NAMES = {
    "Norrsken Bio": ["Norrsken Bio"],
    "Vinga Cell Therapies": ["Vinga Cell Therapies"],
    "Fjord Supply": ["Fjord Supply"],
}


def release_of(doc: Doc, *parties: frozenset[int]) -> Release:
    reading = read(doc)
    types = (AgreementType.LICENSE,)
    told = [Told(reading, each, scope) for each, scope in zip(parties, scopes(reading, list(parties)), strict=True)]
    return view(reading, [Deal(each, types, AgreementStatus.SIGNED) for each in told])


def test_a_sentence_stands_nearer_to_the_deal_that_was_told_last(make_doc: MakeDoc) -> None:
    release = release_of(make_doc(TWO_DEALS, NAMES), frozenset({0, 1}), frozenset({0, 2}))
    price = release.reading.sentences[3]
    first, second = (standing(release, number, price, price.start, price.end) for number in (0, 1))
    assert (first["behind_core"], second["behind_core"]) == (3, 1)
    assert (first["is_latest"], second["is_latest"]) == (0, 1)
    assert (first["first_deal"], second["first_deal"]) == (1, 0)


def test_a_cue_counts_more_the_nearer_it_stands(make_doc: MakeDoc) -> None:
    release = release_of(make_doc(TWO_DEALS, NAMES), frozenset({0, 1}))
    sentence = release.reading.sentences[1]
    start = release.reading.text.index("$12")
    near = cue_traits(release, sentence, start, start + len("$12 million"), {"sum"})
    assert near["behind.sum.upfront"] > 0.8
    assert near["before.sum.pays"] > 0.8
    assert near["before.sum.upfront"] == 0
    assert near["sentence.sum.price"] == 0


def test_both_deals_ask_for_the_same_numbers(make_doc: MakeDoc) -> None:
    release = release_of(make_doc(TWO_DEALS, NAMES), frozenset({0, 1}), frozenset({0, 2}))
    sentence = release.reading.sentences[0]
    one, other = (standing(release, number, sentence, 0, 5) for number in (0, 1))
    assert one.keys() == other.keys()
