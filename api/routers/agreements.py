"""Agreements and their types."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

from api.dependencies import MAX_ID, MAX_PARTIES, AgreementId, Client, DatePages, IdPages, found
from api.errors import NOT_FOUND
from api.openapi import answers
from api.schemas import Page, Results
from graph import lookup
from graph.deal_records import AgreementAsOf, Disagreement, LedgerRecord
from graph.lookup import AgreementFilters
from graph.records import AgreementRecord, AgreementSummary, AgreementTypeCount
from graph.vocabulary import AgreementStatus, AgreementType

router = APIRouter(prefix="/agreements", tags=["agreements"])
disagreements = APIRouter(prefix="/disagreements", tags=["agreements"])
types = APIRouter(prefix="/agreement-types", tags=["agreements"])

Day = Annotated[date, Query(description="The day at whose end it stood so", examples=["2021-08-12"])]
TypeFilter = Annotated[AgreementType | None, Query(description="Only agreements of this type", examples=["license"])]
StatusFilter = Annotated[
    AgreementStatus | None, Query(description="Only agreements that stand so", examples=["signed"])
]
PartiesFilter = Annotated[
    Sequence[Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID)]],
    Query(
        max_length=MAX_PARTIES,
        description="Only agreements of this organization (its id); given several times: of all of them together",
        examples=[["kite-pharma"]],
    ),
]
TechnologyFilter = Annotated[
    str | None,
    Query(max_length=MAX_ID, description="Only agreements about this technology or a kind of it", examples=["car-t"]),
]
IndicationFilter = Annotated[
    str | None,
    Query(max_length=MAX_ID, description="Only agreements for this indication or a kind of it", examples=["lymphoma"]),
]


def _filters(type: TypeFilter = None, status: StatusFilter = None) -> AgreementFilters:  # noqa: A002
    return AgreementFilters(type=type, status=status)


def _all_filters(
    some: Annotated[AgreementFilters, Depends(_filters)],
    party: PartiesFilter = (),
    technology: TechnologyFilter = None,
    indication: IndicationFilter = None,
) -> AgreementFilters:
    return replace(some, parties=tuple(party), technology=technology, indication=indication)


Filters = Annotated[AgreementFilters, Depends(_filters)]
AllFilters = Annotated[AgreementFilters, Depends(_all_filters)]


@router.get("", summary="List agreements")
def list_agreements(client: Client, pages: DatePages, filters: AllFilters) -> Page[AgreementSummary]:
    """Agreements that pass all filters, the newest first, each with the surest sentence that reports it."""
    return pages(lookup.list_agreements(client, filters, key=pages.key, limit=pages.limit))


@router.get("/{agreement}", summary="Get an agreement", responses=answers(NOT_FOUND))
def get_agreement(client: Client, agreement: AgreementId) -> AgreementRecord:
    """Parties with roles, types, status and life line, money, territories, technologies, indications, evidence."""
    return found(lookup.get_agreement(client, agreement), "agreement", agreement)


@router.get("/{agreement}/as-of", summary="Get where an agreement stood on a day", responses=answers(NOT_FOUND))
def get_agreement_as_of(client: Client, agreement: AgreementId, day: Day) -> AgreementAsOf:
    """Where it stood at the end of the day, and the steps of its life up to then, by all that is known now."""
    return found(lookup.get_agreement_as_of(client, agreement, day), "agreement", agreement)


@router.get("/{agreement}/ledger", summary="Get an agreement's money", responses=answers(NOT_FOUND))
def get_ledger(client: Client, agreement: AgreementId) -> LedgerRecord:
    """What is added up in each currency, and every sum that releases tell. Where none is told, that is not zero."""
    return found(lookup.get_ledger(client, agreement), "agreement", agreement)


@disagreements.get("", summary="List disagreements")
def list_disagreements(client: Client, pages: IdPages) -> Page[Disagreement]:
    """Agreements of which releases say different things, in the order of ids, with who says what."""
    return pages(lookup.list_disagreements(client, key=pages.key, limit=pages.limit))


@types.get("", summary="Count agreements by type")
def count_agreements_by_type(client: Client) -> Results[AgreementTypeCount]:
    """Every agreement type with its meaning and the number of agreements of it, the most frequent first."""
    return Results(items=lookup.count_agreements_by_type(client))
