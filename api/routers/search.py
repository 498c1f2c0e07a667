"""Search over names, and how much the graph holds."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import DEFAULT_LIMIT, Client, Limit
from api.schemas import Results
from graph import lookup
from graph.fields import FoundKind
from graph.records import GraphCounts, NameMatch

router = APIRouter(tags=["search"])

SearchText = Annotated[
    str, Query(min_length=1, max_length=300, description="What to look for, as one would write it", examples=["kite"])
]
KindsFilter = Annotated[
    Sequence[FoundKind], Query(max_length=5, description="Only these kinds of thing", examples=[["organization"]])
]


@router.get("/search", summary="Search names")
def find_names(
    client: Client,
    q: SearchText,
    kind: KindsFilter = (),
    limit: Limit = DEFAULT_LIMIT,
) -> Results[NameMatch]:
    """Names and titles like the text, the best match first; typing errors and unfinished words are forgiven."""
    return Results(items=lookup.find_names(client, q, kinds=kind or None, limit=limit))


@router.get("/counts", summary="Count everything")
def count_graph(client: Client) -> GraphCounts:
    """How many organizations, people, technologies, indications, agreements, releases and sentences there are."""
    return lookup.count_graph(client)
