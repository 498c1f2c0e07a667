"""Technologies and the tree of kinds that they make."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import Client, DatePages, IdPages, TechnologyId, found, part_of
from api.errors import NOT_FOUND
from api.openapi import answers
from api.routers.agreements import Filters
from api.schemas import Page
from graph import lookup
from graph.records import AgreementSummary, TechnologyRecord, TechnologySummary
from graph.vocabulary import TechnologyKind

router = APIRouter(prefix="/technologies", tags=["technologies"])

KindFilter = Annotated[
    TechnologyKind | None, Query(description="Only technologies of this kind", examples=["modality"])
]


@router.get("", summary="List technologies")
def list_technologies(client: Client, pages: IdPages, kind: KindFilter = None) -> Page[TechnologySummary]:
    """All technologies in the order of their ids."""
    return pages(lookup.list_technologies(client, kind=kind, key=pages.key, limit=pages.limit))


@router.get("/{technology}", summary="Get a technology", responses=answers(NOT_FOUND))
def get_technology(client: Client, technology: TechnologyId) -> TechnologyRecord:
    """Its names, what it is a kind of, the kinds of it, and how many agreements are on any of them."""
    return found(lookup.get_technology(client, technology), "technology", technology)


@router.get("/{technology}/agreements", summary="List a technology's agreements", responses=answers(NOT_FOUND))
def list_technology_agreements(
    client: Client, pages: DatePages, technology: TechnologyId, filters: Filters
) -> Page[AgreementSummary]:
    """Agreements about it or about any kind of it, the newest first."""
    page = lookup.list_agreements(client, replace(filters, technology=technology), key=pages.key, limit=pages.limit)
    return pages(part_of(page, lookup.get_technology, client, "technology", technology))
