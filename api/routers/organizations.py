"""Organizations: what they are, their people and partners, and how they are joined."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.dependencies import MAX_ID, Client, CountPages, DatePages, IdPages, OrganizationId, found, part_of
from api.errors import NO_PATH, NOT_FOUND, NoPathError
from api.openapi import answers
from api.routers.agreements import Filters
from api.schemas import Chain, Page
from graph import lookup
from graph.deal_records import PairLedgerRecord
from graph.records import (
    AgreementSummary,
    OrganizationRecord,
    OrganizationSummary,
    PartnerRecord,
    PersonSummary,
)
from graph.vocabulary import OrganizationKind

router = APIRouter(prefix="/organizations", tags=["organizations"])

KindFilter = Annotated[
    OrganizationKind | None, Query(description="Only companies, or only institutions", examples=["company"])
]


def _end(name: str, meaning: str, example: str) -> Any:  # noqa: ANN401 - what Query gives
    return Query(alias=name, min_length=1, max_length=MAX_ID, description=meaning, examples=[example])


@router.get("", summary="List organizations")
def list_organizations(client: Client, pages: IdPages, kind: KindFilter = None) -> Page[OrganizationSummary]:
    """All companies and institutions in the order of their ids."""
    return pages(lookup.list_organizations(client, kind=kind, key=pages.key, limit=pages.limit))


@router.get("/{organization}", summary="Get an organization", responses=answers(NOT_FOUND))
def get_organization(client: Client, organization: OrganizationId) -> OrganizationRecord:
    """Its names, its people with their titles, the units below it and the organizations above it, with evidence."""
    return found(lookup.get_organization(client, organization), "organization", organization)


@router.get("/{organization}/partners", summary="List an organization's partners", responses=answers(NOT_FOUND))
def list_partners(client: Client, pages: CountPages, organization: OrganizationId) -> Page[PartnerRecord]:
    """Who shares agreements with it, those with most agreements first: how many, of which types, since when."""
    page = lookup.list_partners(client, organization, key=pages.key, limit=pages.limit)
    return pages(part_of(page, lookup.get_organization, client, "organization", organization))


@router.get("/{organization}/agreements", summary="List an organization's agreements", responses=answers(NOT_FOUND))
def list_organization_agreements(
    client: Client, pages: DatePages, organization: OrganizationId, filters: Filters
) -> Page[AgreementSummary]:
    """What it is a party to, the newest first."""
    page = lookup.list_agreements(client, replace(filters, parties=(organization,)), key=pages.key, limit=pages.limit)
    return pages(part_of(page, lookup.get_organization, client, "organization", organization))


@router.get("/{organization}/people", summary="List an organization's people", responses=answers(NOT_FOUND))
def list_organization_people(client: Client, pages: IdPages, organization: OrganizationId) -> Page[PersonSummary]:
    """Who holds or held a position there, in the order of ids, with all their positions."""
    page = lookup.list_people(client, organization=organization, key=pages.key, limit=pages.limit)
    return pages(part_of(page, lookup.get_organization, client, "organization", organization))


ledgers = APIRouter(prefix="/ledgers", tags=["organizations"])
paths = APIRouter(prefix="/paths", tags=["organizations"])


@paths.get("", summary="Find a chain of partners", responses=answers(NOT_FOUND, NO_PATH))
def get_path(
    client: Client,
    source: Annotated[str, _end("from", "Id of the organization to start from", "kite-pharma")],
    target: Annotated[str, _end("to", "Id of the organization to reach", "novartis")],
) -> Chain:
    """A shortest chain of organizations from one to the other, each sharing an agreement with the next."""
    path = lookup.get_path(client, source, target)
    if path is None:
        found(lookup.get_organization(client, source), "organization", source)
    path = found(path, "organization", target)
    if path.hops is None:
        raise NoPathError(source, target)
    return Chain(source=path.source, target=path.target, length=len(path.hops), hops=path.hops)


@ledgers.get("", summary="Get the money between two organizations", responses=answers(NOT_FOUND))
def get_pair_ledger(
    client: Client,
    one: Annotated[str, _end("one", "Id of an organization", "kite-pharma")],
    other: Annotated[str, _end("other", "Id of another organization", "gilead-sciences")],
) -> PairLedgerRecord:
    """What is added up over all agreements that both are party to; those of which no sum is told are counted apart."""
    ledger = lookup.get_pair_ledger(client, one, other)
    if ledger is None:
        found(lookup.get_organization(client, one), "organization", one)
    return found(ledger, "organization", other)
