"""Indications and the tree of kinds that they make."""

from dataclasses import replace

from fastapi import APIRouter

from api.dependencies import Client, DatePages, IdPages, IndicationId, found, part_of
from api.errors import NOT_FOUND
from api.openapi import answers
from api.routers.agreements import Filters
from api.schemas import Page
from graph import lookup
from graph.records import AgreementSummary, IndicationRecord, IndicationSummary

router = APIRouter(prefix="/indications", tags=["indications"])


@router.get("", summary="List indications")
def list_indications(client: Client, pages: IdPages) -> Page[IndicationSummary]:
    """All indications in the order of their ids."""
    return pages(lookup.list_indications(client, key=pages.key, limit=pages.limit))


@router.get("/{indication}", summary="Get an indication", responses=answers(NOT_FOUND))
def get_indication(client: Client, indication: IndicationId) -> IndicationRecord:
    """Its names, what it is a kind of, the kinds of it, and how many agreements are for any of them."""
    return found(lookup.get_indication(client, indication), "indication", indication)


@router.get("/{indication}/agreements", summary="List an indication's agreements", responses=answers(NOT_FOUND))
def list_indication_agreements(
    client: Client, pages: DatePages, indication: IndicationId, filters: Filters
) -> Page[AgreementSummary]:
    """Agreements for it or for any kind of it, the newest first."""
    page = lookup.list_agreements(client, replace(filters, indication=indication), key=pages.key, limit=pages.limit)
    return pages(part_of(page, lookup.get_indication, client, "indication", indication))
