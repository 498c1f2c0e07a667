"""Releases: the documents that everything was read from."""

from fastapi import APIRouter

from api.dependencies import Client, DatePages, ReleaseId, found
from api.errors import NOT_FOUND
from api.openapi import answers
from api.schemas import Page
from graph import lookup
from graph.records import ReleaseSummary
from graph.release_records import ReleaseRecord

router = APIRouter(prefix="/releases", tags=["releases"])


@router.get("", summary="List releases")
def list_releases(client: Client, pages: DatePages) -> Page[ReleaseSummary]:
    """All releases, the newest first, without their texts."""
    return pages(lookup.list_releases(client, key=pages.key, limit=pages.limit))


@router.get("/{release:path}", summary="Get a release", responses=answers(NOT_FOUND))
def get_release(client: Client, release: ReleaseId) -> ReleaseRecord:
    """Its text, and by character offsets what it names and says."""
    return found(lookup.get_release(client, release), "release", release)
