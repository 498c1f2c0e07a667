from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from graph.vocabulary import AgreementType, AmountKind
from ingest.components.agreements.amounts import find_sums, purposes
from ingest.components.agreements.reading import read

MakeDoc = Callable[..., Doc]


def first_rule(before: str, after: str, kind: AgreementType) -> AmountKind:
    return next(rule.kind for rule in purposes() if rule.fits(before, after, [kind]))


@pytest.mark.parametrize(
    ("before", "after", "kind", "expected"),
    [
        ("norrsken will make an upfront payment of ", ".", AgreementType.LICENSE, AmountKind.UPFRONT),
        ("norrsken pays ", " upfront and", AgreementType.LICENSE, AmountKind.UPFRONT),
        ("and up to ", " in development and regulatory milestones.", AgreementType.LICENSE, AmountKind.MILESTONES),
        ("milestone payments of up to ", ".", AgreementType.COLLABORATION, AmountKind.MILESTONES),
        ("vinga could receive up to ", " in upfront and milestone payments.", AgreementType.LICENSE, AmountKind.TOTAL),
        ("in a deal worth up to ", ".", AgreementType.LICENSE, AmountKind.TOTAL),
        ("fjord bought the company for ", " in cash.", AgreementType.ACQUISITION, AmountKind.PRICE),
        ("vinga buys shares worth ", ".", AgreementType.INVESTMENT, AmountKind.EQUITY),
        ("vinga grants a loan of ", ".", AgreementType.INVESTMENT, AmountKind.FUNDING),
        ("with an exercise fee of ", ".", AgreementType.OPTION, AmountKind.OTHER),
        ("the foundation funds the work with ", ".", AgreementType.COLLABORATION, AmountKind.FUNDING),
        ("the contract has a value of ", ".", AgreementType.SUPPLY, AmountKind.TOTAL),
    ],
)
def test_the_first_rule_says_what_a_sum_is_for(
    before: str, after: str, kind: AgreementType, expected: AmountKind
) -> None:
    assert first_rule(before, after, kind) is expected


def test_every_sum_has_a_rule_and_ids_are_used_once() -> None:
    ids = [rule.id for rule in purposes()]
    assert len(ids) == len(set(ids))
    assert all(first_rule("", "", kind) for kind in AgreementType)


def test_sums_know_what_stands_between_them(make_doc: MakeDoc) -> None:
    doc = make_doc("Vinga pays $5 million now and $20 million later.", {"Vinga": ["Vinga"]})
    first, second = find_sums(read(doc))
    assert (first.place, second.place) == (0, 1)
    assert doc.text[second.left : second.money.start] == " now and "
    assert doc.text[first.money.end : first.right] == " now and "


def test_a_percentage_is_a_term_only_as_a_royalty(make_doc: MakeDoc) -> None:
    doc = make_doc("Vinga holds 51% of Fjord. It pays royalties of 8%.", {"Vinga": ["Vinga"], "Fjord": ["Fjord"]})
    assert [one.value for one in find_sums(read(doc))] == [(None, None, 8)]
