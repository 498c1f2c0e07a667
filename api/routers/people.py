"""People and their positions."""

from fastapi import APIRouter

from api.dependencies import Client, IdPages, PersonId, found
from api.errors import NOT_FOUND
from api.openapi import answers
from api.schemas import Page
from graph import lookup
from graph.records import PersonRecord, PersonSummary

router = APIRouter(prefix="/people", tags=["people"])


@router.get("", summary="List people")
def list_people(client: Client, pages: IdPages) -> Page[PersonSummary]:
    """Everybody in the order of ids, with positions."""
    return pages(lookup.list_people(client, key=pages.key, limit=pages.limit))


@router.get("/{person}", summary="Get a person", responses=answers(NOT_FOUND))
def get_person(client: Client, person: PersonId) -> PersonRecord:
    """Names and positions, each with the sentences that say it."""
    return found(lookup.get_person(client, person), "person", person)
