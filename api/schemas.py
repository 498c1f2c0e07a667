"""What goes over the wire where it differs from the graph's records: pages, problems, health.

Everything else is answered as the record that the look-up gives, see `graph.records`.
"""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from graph.facts import Record
from graph.records import HopRecord, OrganizationReference

T = TypeVar("T", bound=Record)


class Wire(BaseModel):
    """A frozen message."""

    model_config = ConfigDict(frozen=True)


class Page(Wire, Generic[T]):
    """A part of a list."""

    # Pydantic gives the docstring of a generic model to none of its parametrizations.
    model_config = ConfigDict(json_schema_extra={"description": "A part of a list."})

    items: tuple[T, ...] = Field(description="The entries of this page, in the order of the list")
    next: str | None = Field(
        description="Address of the next page, with all filters; null on the last. The `Link` header has it too.",
        examples=["/v1/organizations?limit=20&cursor=WyJJZEtleSIsICJraXRlLXBoYXJtYSJd"],
    )


class Results(Wire, Generic[T]):
    """A short list that has no pages."""

    model_config = ConfigDict(json_schema_extra={"description": "A short list that has no pages."})

    items: tuple[T, ...] = Field(description="All entries, in the order of the list")


class Chain(Wire):
    """A shortest chain of partners between two organizations."""

    source: OrganizationReference = Field(description="Where the chain starts")
    target: OrganizationReference = Field(description="Where it ends")
    length: int = Field(ge=0, description="Number of links; 0 where both ends are the same", examples=[2])
    hops: tuple[HopRecord, ...] = Field(description="The links in order, each with an agreement that the two share")


class Health(Wire):
    """The process answers."""

    status: str = Field(description="Always `ok`", examples=["ok"])
    version: str = Field(description="Version of Cellpact", examples=["0.1.0"])


class Ready(Wire):
    """The database answers too, and its graph fits this version."""

    status: str = Field(description="Always `ready`; anything else is a problem with status 503", examples=["ready"])
    schema_version: int = Field(description="What the graph was made for", examples=[1])


class Index(Wire):
    """Where to go from here."""

    name: str = Field(description="Name of the service", examples=["Cellpact"])
    version: str = Field(description="Its version", examples=["0.1.0"])
    links: dict[str, str] = Field(
        description="Addresses by what they are", examples=[{"docs": "/docs", "openapi": "/openapi.json"}]
    )


class InvalidInput(Wire):
    """One part of the input that cannot be used."""

    where: Annotated[str, Field(description="path, query, header or body", examples=["query"])]
    name: Annotated[str, Field(description="Name of the parameter", examples=["limit"])]
    message: Annotated[
        str, Field(description="What is wrong with it", examples=["Input should be less than or equal to 100"])
    ]


class Problem(Wire):
    """Problem details as in RFC 9457, with what to do next."""

    type: str = Field(description="Address that explains this sort of problem", examples=["/problems/not-found"])
    title: str = Field(description="The sort of problem", examples=["No such thing"])
    status: int = Field(description="The HTTP status", examples=[404])
    detail: str = Field(description="This problem", examples=["There is no organization with the id 'kite'."])
    instance: str = Field(description="The address that was asked for", examples=["/v1/organizations/kite"])
    next_step: str = Field(description="What to do next", examples=["Look the id up with GET /v1/search?q=…"])
    errors: list[InvalidInput] | None = Field(
        default=None, description="Each part of the input that cannot be used, where that is the problem"
    )


class ProblemPage(Wire):
    """What a sort of problem means."""

    type: str = Field(description="The `type` of problems of this sort", examples=["/problems/not-found"])
    title: str = Field(description="The sort of problem", examples=["No such thing"])
    status: int = Field(description="The HTTP status", examples=[404])
    next_step: str = Field(description="What to do next", examples=["Look the id up with GET /v1/search?q=…"])
