from datetime import date

import pytest
from spacy.tokens import Doc

from ingest.components.agreements.follow_on import find_background, find_follow_on
from ingest.components.agreements.reading import read
from ingest.components.agreements.scope import scopes

from .conftest import MakeDoc

NAMES = {"Norrsken Bio": ["Norrsken Bio", "Norrsken"], "Vinga": ["Vinga"], "Kullen": ["Kullen"]}
NEWS = date(2023, 5, 4)
ANNOUNCED = "Norrsken Bio and Vinga signed a supply agreement today. "


def background(doc: Doc) -> str | None:
    reading = read(doc)
    parties = frozenset({0, 1})
    (scope,) = scopes(reading, [parties])
    found = find_background(reading, parties, scope, NEWS)
    return found.text if found else None


@pytest.mark.parametrize(
    "sentence",
    [
        "In April 2019 Norrsken granted Vinga an exclusive licence to its vectors.",
        "In January 2023 the two companies entered into a research collaboration.",
        "Norrsken also makes cells for Vinga under an existing manufacturing contract signed with it.",
        "In 2021 the two companies entered into a distribution agreement that Kullen serves.",
    ],
)
def test_an_earlier_or_standing_deal_of_the_same_parties_is_found(make_doc: MakeDoc, sentence: str) -> None:
    assert background(make_doc(ANNOUNCED + sentence, NAMES)) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "In May 2023 Norrsken granted Vinga an exclusive licence to its vectors.",
        "In April 2019 Norrsken granted Kullen an exclusive licence to its vectors.",
        "In April 2019 Norrsken and Kullen granted Vinga a licence.",
        "In April 2019 Norrsken and Vinga signed a letter of intent for it.",
        "In April 2019 Norrsken and Vinga were founded.",
        "Norrsken will grant Vinga a licence.",
    ],
)
def test_news_stages_of_it_and_deals_of_others_are_no_background(make_doc: MakeDoc, sentence: str) -> None:
    assert background(make_doc(ANNOUNCED + sentence, NAMES)) is None


def test_what_opens_the_text_is_the_announced_deal(make_doc: MakeDoc) -> None:
    assert background(make_doc("In April 2019 Norrsken Bio granted Vinga a licence.", NAMES)) is None


def test_a_further_contract_that_is_only_meant_is_found(make_doc: MakeDoc) -> None:
    meant = "Norrsken also plans to sign a manufacturing contract with Vinga."
    reading = read(make_doc(ANNOUNCED + meant, NAMES))
    parties = frozenset({0, 1})
    (scope,) = scopes(reading, [parties])
    found = find_follow_on(reading, parties, scope)
    assert found is not None
    assert found.text == meant
