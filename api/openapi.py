"""The OpenAPI document: what FastAPI derives from the routes, with the problems that every route may answer with."""

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import (
    INTERNAL,
    INVALID_CURSOR,
    INVALID_INPUT,
    MEDIA_TYPE,
    NOT_READY,
    TIMEOUT,
    UNAVAILABLE,
    ProblemKind,
)
from api.schemas import Problem

SUMMARY: Final = "Who agreed what with whom in cell therapy, with the sentence that says it."

DESCRIPTION: Final = """
Cellpact reads press releases about cell therapy and keeps who agreed what with whom as a graph. Every fact comes with
its **evidence**: the sentence, the release it stands in, its character offsets, and how sure the reading is.

- **Ids** are readable and stable. `GET /v1/search?q=…` finds them, typing errors forgiven. An id that was merged into
  another one is answered with a redirect (308) to that.
- **Lists** come in pages: follow `next` (or the `Link` header) until it is null. Nothing is lost or shown twice.
- **Errors** are problem details (RFC 9457) with a `next_step`.
"""

TAGS: Final = [
    {
        "name": "organizations",
        "description": "Companies and institutions, their people and partners, and chains of them",
    },
    {"name": "agreements", "description": "Deals with parties, types, status, money and evidence"},
    {"name": "people", "description": "People and their positions"},
    {"name": "technologies", "description": "What deals are about, as a tree of kinds"},
    {"name": "indications", "description": "The diseases that deals are for, as a tree of kinds"},
    {"name": "releases", "description": "The documents that everything was read from"},
    {"name": "search", "description": "Names, and how much there is"},
    {"name": "service", "description": "The service itself"},
]

MERGEABLE: Final = ("/v1/organizations/", "/v1/people/", "/v1/agreements/", "/v1/paths", "/v1/ledgers")
"""How addresses begin that take the id of something that may have been merged into another."""

MOVED: Final = {
    "description": "The id was merged into another one: the same address with that id",
    "headers": {"Location": {"schema": {"type": "string"}, "example": "/v1/organizations/kite-pharma"}},
}

Answers = dict[int | str, dict[str, Any]]


def answers(*kinds: ProblemKind) -> Answers:
    """Return the documented error responses for these problems, in the form that routes take."""
    result: Answers = {}
    for kind in kinds:
        answer = result.setdefault(
            int(kind.status),
            {
                "description": kind.title,
                "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}},
            },
        )
        if kind.title not in answer["description"]:
            answer["description"] += f", or: {kind.title[0].lower()}{kind.title[1:]}"
        answer["content"][MEDIA_TYPE]["examples"][kind.name] = {"summary": kind.title, "value": _example(kind)}
    return result


def document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application; made once."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
            tags=app.openapi_tags,
            servers=app.servers,
            license_info=app.license_info,
        )
        schemas = made["components"]["schemas"]
        schemas.pop("HTTPValidationError", None)
        schemas.pop("ValidationError", None)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(problem.pop("$defs", {}))
        schemas["Problem"] = problem
        for path, operation in _operations(made):
            common = {str(status): answer for status, answer in answers(*_common(path, operation)).items()}
            operation["responses"].pop("422", None)
            if path.startswith(MERGEABLE):
                common["308"] = MOVED
            operation["responses"] = dict(sorted({**common, **operation["responses"]}.items()))
        app.openapi_schema = made
    return app.openapi_schema


def _operations(made: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in made["paths"].items():
        for operation in methods.values():
            yield path, operation


def _common(path: str, operation: dict[str, Any]) -> Iterator[ProblemKind]:
    """Yield the problems that follow from what the operation takes and touches."""
    parameters = {parameter["name"] for parameter in operation.get("parameters", ())}
    if "cursor" in parameters:
        yield INVALID_CURSOR
    if parameters:
        yield INVALID_INPUT
    if path.startswith("/v1/") or path == "/readyz":
        yield from (INTERNAL, UNAVAILABLE, NOT_READY, TIMEOUT)


def _example(kind: ProblemKind) -> dict[str, Any]:
    example = Problem(
        type=kind.uri,
        title=kind.title,
        status=kind.status,
        detail=kind.detail or "There is no organization with the id 'kite'.",
        instance="/v1/organizations/kite",
        next_step=kind.next_step,
    )
    return example.model_dump(mode="json", exclude_none=True)
