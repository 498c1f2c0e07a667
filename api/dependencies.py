"""What routes ask for: the graph, one page of a list, ids and filters; each documented once, here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Depends, Path, Query, Request, Response

from api.cursors import pack, unpack
from api.errors import NotFoundError, root_path
from api.schemas import Page
from graph import lookup
from graph.client import GraphClient
from graph.facts import Record
from graph.lookup import CountKey, DateKey, IdKey

R = TypeVar("R", bound=Record)
K = TypeVar("K", IdKey, DateKey, CountKey)

DEFAULT_LIMIT: Final = 20
MAX_LIMIT: Final = 100
MAX_ID: Final = 300
MAX_PARTIES: Final = 10


def get_client(request: Request) -> GraphClient:
    """Return the client that the application was made with."""
    client: GraphClient = request.app.state.client
    return client


@dataclass(frozen=True, slots=True)
class Pages(Generic[K]):
    """Which page of a list was asked for; called with that page, it makes the response."""

    key: K | None
    limit: int
    request: Request
    response: Response

    def __call__(self, page: lookup.Page[R, K]) -> Page[R]:
        """Return the page as it goes over the wire, with the next one's address in it and in the `Link` header."""
        following = None
        if page.next is not None:
            address = self.request.url.include_query_params(cursor=pack(page.next))
            following = f"{address.path}?{address.query}"
            self.response.headers["Link"] = f'<{following}>; rel="next"'
        return Page[R](items=page.items, next=following)


def found(record: R | None, kind: str, key: str) -> R:
    """Return the record.

    Raises:
        NotFoundError: There is none.
    """
    if record is None:
        raise NotFoundError(kind, key)
    return record


def part_of(
    page: lookup.Page[R, K],
    owner: Callable[[GraphClient, str], Record | None],
    client: GraphClient,
    kind: str,
    key: str,
) -> lookup.Page[R, K]:
    """Return a page of a list that belongs to one thing; the thing is looked up only where the page is empty.

    Raises:
        NotFoundError: The page is empty because there is no such thing.
    """
    if not page.items:
        found(owner(client, key), kind, key)
    return page


Cursor = Annotated[
    str | None,
    Query(
        max_length=1000,
        description="Where the list goes on: copy it from the `next` of the page before",
        examples=["WyJJZEtleSIsWyJraXRlLXBoYXJtYSJdXQ"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Entries a page at most", examples=[DEFAULT_LIMIT])]


def _pages(kind: type[K]) -> Callable[..., Pages[K]]:
    def read(request: Request, response: Response, cursor: Cursor = None, limit: Limit = DEFAULT_LIMIT) -> Pages[K]:
        key = None if cursor is None else unpack(cursor, kind)
        return Pages(key, limit, request, response)

    return read


def _id(description: str, example: str) -> Any:  # noqa: ANN401 - what Path gives
    return Path(min_length=1, max_length=MAX_ID, description=description, examples=[example])


Client = Annotated[GraphClient, Depends(get_client)]
RootPath = Annotated[str, Depends(root_path)]
IdPages = Annotated[Pages[IdKey], Depends(_pages(IdKey))]
DatePages = Annotated[Pages[DateKey], Depends(_pages(DateKey))]
CountPages = Annotated[Pages[CountKey], Depends(_pages(CountKey))]

OrganizationId = Annotated[str, _id("Id of the organization", "kite-pharma")]
PersonId = Annotated[str, _id("Id of the person", "arie-belldegrun--kite-pharma")]
AgreementId = Annotated[str, _id("Id of the agreement", "gilead-sciences--kite-pharma--acquisition")]
TechnologyId = Annotated[str, _id("Id of the technology", "car-t")]
IndicationId = Annotated[str, _id("Id of the indication", "lymphoma")]
ReleaseId = Annotated[str, _id("Id of the release; it may contain slashes", "gilead-kite-2017-08-28")]
