"""Agreements and their types."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import StringConstraints

from api.dependencies import MAX_ID, MAX_PARTIES, AgreementId, Client, DatePages, found
from api.errors import NOT_FOUND
from api.openapi import answers
from api.schemas import Page, Results
from graph import lookup
from graph.lookup import AgreementFilters
from graph.records import AgreementRecord, AgreementSummary, AgreementTypeCount
from graph.vocabulary import AgreementStatus, AgreementType

router = APIRouter(prefix="/agreements", tags=["agreements"])
types = APIRouter(prefix="/agreement-types", tags=["agreements"])

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


@types.get("", summary="Count agreements by type")
def count_agreements_by_type(client: Client) -> Results[AgreementTypeCount]:
    """Every agreement type with its meaning and the number of agreements of it, the most frequent first."""
    return Results(items=lookup.count_agreements_by_type(client))
