"""The whole component with the shipped model, on plain wordings that it has to get right."""

from dataclasses import replace
from datetime import date

import pytest

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, Role
from ingest.annotations import Agreement, Trace
from ingest.components.agreements.component import agreements, find_agreements
from ingest.components.agreements.model import load_model
from ingest.components.agreements.terms import load_terms_model

from .conftest import MakeDoc

NAMES = {"Norrsken Bio": ["Norrsken Bio", "Norrsken"], "Vinga Cell Therapies": ["Vinga Cell Therapies", "Vinga"]}


def parties(deal: Agreement) -> dict[int, Role]:
    return {party.organization: party.role for party in deal.parties}


def test_a_licence_with_its_terms(make_doc: MakeDoc) -> None:
    doc = make_doc(
        "Norrsken Bio licenses NB-12 to Vinga Cell Therapies\n"
        "Norrsken Bio today announced that it has granted Vinga Cell Therapies an exclusive license to develop and "
        "commercialize NB-12 in Japan. Under the terms of the agreement, Vinga will pay Norrsken an upfront payment of "
        "$20 million and up to $300 million in milestone payments.",
        NAMES,
        technologies={"NB-12": ["NB-12"]},
        headline=True,
        published=date(2021, 6, 1),
    )
    (deal,) = agreements(doc)._.agreements
    assert AgreementType.LICENSE in deal.types
    assert deal.status is AgreementStatus.SIGNED
    assert parties(deal) == {0: Role.LICENSOR, 1: Role.LICENSEE}
    assert deal.technologies == (2,)
    assert {(a.kind, a.amount, a.currency, a.up_to) for a in deal.amounts} == {
        (AmountKind.UPFRONT, 20_000_000, "USD", False),
        (AmountKind.MILESTONES, 300_000_000, "USD", True),
    }
    assert deal.territories == ("Japan",)
    assert deal.date == "2021-06-01"


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("{a} has acquired {b} for $90 million in cash.", AgreementType.ACQUISITION, AgreementStatus.SIGNED),
        ("{a} has completed its acquisition of {b}.", AgreementType.ACQUISITION, AgreementStatus.COMPLETED),
        (
            "{a} and {b} signed a memorandum of understanding today.",
            AgreementType.MEMORANDUM_OF_UNDERSTANDING,
            AgreementStatus.SIGNED,
        ),
        ("{a} and {b} have formed a joint venture.", AgreementType.JOINT_VENTURE, AgreementStatus.SIGNED),
        ("{a} has terminated its collaboration with {b}.", AgreementType.COLLABORATION, AgreementStatus.TERMINATED),
        (
            "{a} and {b} have entered into a manufacturing agreement under which Norrsken will manufacture vectors.",
            AgreementType.MANUFACTURING,
            AgreementStatus.SIGNED,
        ),
    ],
)
def test_types_and_status(make_doc: MakeDoc, text: str, kind: AgreementType, status: AgreementStatus) -> None:
    (deal,) = agreements(make_doc(text.format(a="Norrsken Bio", b="Vinga Cell Therapies"), NAMES))._.agreements
    assert kind in deal.types
    assert deal.status is status
    assert set(parties(deal)) == {0, 1}


def test_a_contract_that_is_only_meant_is_a_deal_of_its_own(make_doc: MakeDoc) -> None:
    doc = make_doc(
        "Norrsken Bio has entered into a strategic partnership with Vinga Cell Therapies. "
        "In addition to the partnership, Norrsken Bio and Vinga Cell Therapies are also looking to enter into a "
        "contract for the manufacture of vectors.",
        NAMES,
    )
    signed, meant = agreements(doc)._.agreements
    assert AgreementType.STRATEGIC_PARTNERSHIP in signed.types
    assert signed.status is AgreementStatus.SIGNED
    assert AgreementType.MANUFACTURING in meant.types
    assert meant.status is AgreementStatus.PLANNED
    assert meant.support[0].span == tuple((s.start, s.end) for s in doc.sents)[1]


@pytest.mark.parametrize(
    "text",
    [
        "Norrsken Bio competes with Vinga Cell Therapies and other rivals.",
        "Vinga Cell Therapies was legal counsel to Norrsken Bio.",
        "Norrsken Bio won approval of its therapy from Vinga Cell Therapies.",
        "Patients will be enrolled by Norrsken Bio at Vinga Cell Therapies and other trial sites.",
        "Norrsken Bio has sued Vinga Cell Therapies over a patent.",
        "The chief executive joined Norrsken Bio from Vinga Cell Therapies, where she was a director.",
    ],
)
def test_what_is_no_agreement(make_doc: MakeDoc, text: str) -> None:
    assert agreements(make_doc(text, NAMES))._.agreements == []


def test_nothing_comes_of_one_organization_or_none(make_doc: MakeDoc) -> None:
    assert (
        agreements(make_doc("Norrsken Bio signed a contract.", {"Norrsken Bio": ["Norrsken Bio"]}))._.agreements == []
    )
    assert agreements(make_doc("A contract was signed.", {}))._.agreements == []
    assert agreements(make_doc("", {}))._.agreements == []


def test_a_dropped_pair_leaves_a_trace(make_doc: MakeDoc) -> None:
    doc = make_doc("Norrsken Bio signed a licence with Vinga Cell Therapies.", NAMES)
    doc._.trace = Trace()
    strict = replace(load_model(), keep=1.0)
    assert find_agreements(doc, strict, load_terms_model()) == []
    (dropped,) = doc._.trace.dropped
    assert dropped.what == "agreement of Norrsken Bio and Vinga Cell Therapies"
    assert dropped.reason.startswith("agreements.pairs: probability 0.")
