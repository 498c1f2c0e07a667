import json
from collections.abc import Callable
from datetime import date

import pytest
from spacy.tokens import Doc

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind
from ingest.components.agreements.component import term_offsets
from ingest.components.agreements.errors import ModelError
from ingest.components.agreements.reading import read
from ingest.components.agreements.scope import Told, scopes
from ingest.components.agreements.standing import Deal
from ingest.components.agreements.terms import Terms, find_terms, load_terms_model, parse_terms_model

MakeDoc = Callable[..., Doc]
NEWS = (
    "Norrsken Bio Licenses Worldwide Rights to CellOne from Vinga Cell Therapies\n"
    "Norrsken Bio today announced that it has entered into an exclusive worldwide license agreement with "
    "Vinga Cell Therapies for CellOne. Under the terms of the agreement, Vinga Cell Therapies will receive an upfront "
    "payment of $25 million and is eligible for up to $310 million in development and commercial milestones, plus "
    "royalties on net sales. Norrsken Bio had cash of $640 million at the end of the quarter."
)
NAMES = {"Norrsken Bio": ["Norrsken Bio"], "Vinga Cell Therapies": ["Vinga Cell Therapies"]}


def terms_of(doc: Doc, published: date | None) -> Terms:
    reading = read(doc)
    parties = frozenset({0, 1})
    told = Told(reading, parties, scopes(reading, [parties])[0])
    deal = Deal(told, (AgreementType.LICENSE,), AgreementStatus.SIGNED)
    (terms,) = find_terms(reading, [deal], published, term_offsets(doc, reading), load_terms_model())
    return terms


@pytest.fixture
def terms(make_doc: MakeDoc) -> Terms:
    doc = make_doc(NEWS, NAMES, technologies={"CellOne": ["CellOne"]}, headline=True)
    return terms_of(doc, date(2023, 5, 9))


def test_sums_have_their_purpose(terms: Terms) -> None:
    told = {(amount.kind, amount.amount, amount.up_to) for amount in terms.amounts}
    assert (AmountKind.UPFRONT, 25_000_000, False) in told
    assert (AmountKind.MILESTONES, 310_000_000, True) in told


def test_the_money_in_the_bank_is_no_term(terms: Terms) -> None:
    assert 640_000_000 not in {amount.amount for amount in terms.amounts}


def test_a_royalty_without_a_figure_is_a_term(terms: Terms) -> None:
    assert [amount.percent for amount in terms.amounts if amount.kind is AmountKind.ROYALTY] == [None]


def test_the_day_of_the_news_where_the_text_says_today(terms: Terms) -> None:
    assert terms.day == "2023-05-09"


def test_the_product_and_the_territory(terms: Terms) -> None:
    assert terms.technologies == (2,)
    assert terms.territories == ("worldwide",)


def test_no_day_without_a_day_of_the_news(make_doc: MakeDoc) -> None:
    doc = make_doc(NEWS, NAMES, technologies={"CellOne": ["CellOne"]}, headline=True)
    assert terms_of(doc, None).day is None


def test_no_deals_no_terms(make_doc: MakeDoc) -> None:
    assert find_terms(read(make_doc(NEWS, NAMES)), [], None, {}, load_terms_model()) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"version": 0}), json.dumps({"version": 1, "least": {}})])
def test_a_malformed_model_says_what_to_do(text: str) -> None:
    with pytest.raises(ModelError, match="train it again"):
        parse_terms_model(text)
