"""What can go wrong in the API, and the only place that knows status codes.

    ApiError
    |-- NotFoundError       there is nothing of this id
    |-- NoPathError         no chain of partners joins the two organizations
    `-- InvalidCursorError  a cursor that this list did not give out

Every error, also of routing and validation, is answered with problem details (RFC 9457, `application/problem+json`):
`PROBLEMS` says which status, title and next step an exception gets. The messages of `ApiError`s are written for
clients and are sent; those of all others may hold addresses and queries, so they go to the log and a fixed sentence is
sent.

One answer is no error: where there is nothing of an id because it was merged into another one, the client is sent to
the same address with that id (308).
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl, quote, unquote, urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import URL
from starlette.exceptions import HTTPException

from api.schemas import InvalidInput, Problem
from graph import lookup
from graph.client import GraphClient
from graph.errors import (
    CredentialsError,
    DatabaseFailedError,
    DatabaseMissingError,
    DatabaseUnavailableError,
    GraphError,
    QueryTimeoutError,
    SchemaError,
)

MEDIA_TYPE: Final = "application/problem+json"
log = logging.getLogger(__name__)


class ApiError(Exception):
    """Root of the tree. The message is sent to the client."""


class NotFoundError(ApiError):
    """There is nothing of this id."""

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"There is no {kind} with the id {key!r}.")
        self.kind = kind
        self.key = key


class NoPathError(ApiError):
    """No chain of partners joins the two organizations."""

    def __init__(self, source: str, target: str) -> None:
        super().__init__(f"No chain of shared agreements leads from {source!r} to {target!r}.")


class InvalidCursorError(ApiError):
    """A cursor that this list did not give out."""

    def __init__(self) -> None:
        super().__init__("The cursor was not given out by this list.")


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """How one sort of error is answered; `detail` is sent where the exception's own message is not."""

    name: str
    status: HTTPStatus
    title: str
    next_step: str
    detail: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def uri(self) -> str:
        """The problem's `type`: an address that explains it."""
        return f"/problems/{self.name}"


RETRY: Final = {"Retry-After": "5"}

NOT_FOUND: Final = ProblemKind(
    "not-found",
    HTTPStatus.NOT_FOUND,
    "No such thing",
    "Look the id up with GET /v1/search?q=… and ask again.",
)
NO_PATH: Final = ProblemKind(
    "no-path",
    HTTPStatus.NOT_FOUND,
    "No chain of partners",
    "Look at the partners of both with GET /v1/organizations/{id}/partners.",
)
INVALID_CURSOR: Final = ProblemKind(
    "invalid-cursor",
    HTTPStatus.BAD_REQUEST,
    "Cursor not known",
    "Leave the cursor out to start from the first page, and follow the `next` of each page unchanged.",
)
INVALID_INPUT: Final = ProblemKind(
    "invalid-input",
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "Input not valid",
    "Correct what `errors` names; /docs lists the parameters and their values.",
    "Some of the input cannot be used.",
)
NO_ROUTE: Final = ProblemKind(
    "no-route",
    HTTPStatus.NOT_FOUND,
    "No such address",
    "See /docs for all addresses.",
    "Nothing is served at this address.",
)
WRONG_METHOD: Final = ProblemKind(
    "wrong-method",
    HTTPStatus.METHOD_NOT_ALLOWED,
    "Method not allowed",
    "Use a method that the `Allow` header names.",
    "This address does not answer to this method.",
)
UNAVAILABLE: Final = ProblemKind(
    "database-unavailable",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Database not reached",
    "Try again in a few seconds. Whoever runs the service: `cellpact graph status`, and see its log.",
    "The graph cannot be reached at the moment.",
    RETRY,
)
NOT_READY: Final = ProblemKind(
    "graph-not-ready",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Graph not ready",
    "Whoever runs the service: load releases with `cellpact ingest`, or start a version that fits the graph.",
    "The graph was not made for this version, or holds nothing yet.",
    RETRY,
)
TIMEOUT: Final = ProblemKind(
    "timeout",
    HTTPStatus.GATEWAY_TIMEOUT,
    "Took too long",
    "Ask for less: a smaller `limit`, or more filters.",
    "The look-up was stopped at its time limit.",
)
INTERNAL: Final = ProblemKind(
    "internal",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Internal error",
    "Report it with the time and this address; the service's log says more.",
    "Something failed that should not.",
)

PROBLEMS: Final[Mapping[type[Exception], ProblemKind]] = {
    NotFoundError: NOT_FOUND,
    NoPathError: NO_PATH,
    InvalidCursorError: INVALID_CURSOR,
    RequestValidationError: INVALID_INPUT,
    DatabaseUnavailableError: UNAVAILABLE,
    DatabaseFailedError: UNAVAILABLE,
    DatabaseMissingError: UNAVAILABLE,
    CredentialsError: UNAVAILABLE,
    SchemaError: NOT_READY,
    QueryTimeoutError: TIMEOUT,
    GraphError: INTERNAL,
    Exception: INTERNAL,
}
"""From exception to problem; of several that fit, the nearest base class counts."""


def _merged(label: str) -> Callable[[GraphClient, str], str | None]:
    def find(client: GraphClient, key: str) -> str | None:
        moved = lookup.get_redirect(client, label, key)
        return None if moved is None else moved.canonical

    return find


def _reported(client: GraphClient, key: str) -> str | None:
    agreement = lookup.get_agreement_of_report(client, key)
    return None if agreement is None else agreement.id


MERGED: Final[Mapping[str, Callable[[GraphClient, str], str | None]]] = {
    "organization": _merged("Organization"),
    "person": _merged("Person"),
    "agreement": _reported,
}
"""Kinds of things whose ids may be merged into others, and how the id is found that one was merged into."""

ROUTING: Final[Mapping[int, ProblemKind]] = {kind.status: kind for kind in (NO_ROUTE, WRONG_METHOD)}
"""Problems for what the framework itself refuses."""

KINDS: Final[Mapping[str, ProblemKind]] = {kind.name: kind for kind in (*PROBLEMS.values(), *ROUTING.values())}
"""All problems by name."""


def install(app: FastAPI) -> None:
    """Answer every error with problem details."""
    for exception in PROBLEMS:
        app.add_exception_handler(exception, _answer)
    app.add_exception_handler(NotFoundError, _answer_not_found)
    app.add_exception_handler(HTTPException, _answer_routing)


def kind_of(error: Exception) -> ProblemKind:
    """Return how an error is answered."""
    return next(PROBLEMS[base] for base in type(error).__mro__ if base in PROBLEMS)


def root_path(request: Request) -> str:
    """Return the path under which a proxy serves the application, without a slash at the end."""
    # Within a mounted application `root_path` has the mount's path as well.
    return str(request.scope.get("app_root_path", request.scope.get("root_path", ""))).rstrip("/")


def _answer(request: Request, error: Exception) -> JSONResponse:
    kind = kind_of(error)
    if kind.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s %s: %s", request.method, request.url.path, error)
    errors = _invalid_inputs(error) if isinstance(error, RequestValidationError) else None
    return _response(request, kind, str(error) if isinstance(error, ApiError) else kind.detail, errors=errors)


def _answer_not_found(request: Request, error: Exception) -> Response:
    """Send the client on where the id was merged into another one."""
    if isinstance(error, NotFoundError) and error.kind in MERGED:
        try:
            moved = MERGED[error.kind](request.app.state.client, error.key)
        except GraphError as failure:
            return _answer(request, failure)
        if moved is not None:
            return RedirectResponse(_moved(request.url, error.key, moved), HTTPStatus.PERMANENT_REDIRECT)
    return _answer(request, error)


def _moved(address: URL, key: str, canonical: str) -> str:
    """The same address with another id, in its path or in its query."""
    path = [quote(canonical, safe="") if unquote(part) == key else part for part in address.path.split("/")]
    query = [(name, canonical if value == key else value) for name, value in parse_qsl(address.query, True)]  # noqa: FBT003
    return "/".join(path) + (f"?{urlencode(query)}" if query else "")


def _answer_routing(request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else INTERNAL.status
    headers = getattr(error, "headers", None)
    kind = ROUTING.get(status) or ProblemKind(
        "http", HTTPStatus(status), HTTPStatus(status).phrase, NO_ROUTE.next_step, HTTPStatus(status).description
    )
    return _response(request, kind, kind.detail, headers=headers)


def _response(
    request: Request,
    kind: ProblemKind,
    detail: str,
    *,
    errors: list[InvalidInput] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    problem = Problem(
        type=root_path(request) + kind.uri if kind.name in KINDS else "about:blank",
        title=kind.title,
        status=kind.status,
        detail=detail,
        instance=request.url.path,
        next_step=kind.next_step,
        errors=errors,
    )
    content: dict[str, Any] = problem.model_dump(mode="json", exclude_none=True)
    return JSONResponse(content, kind.status, {**kind.headers, **(headers or {})}, MEDIA_TYPE)


def _invalid_inputs(error: RequestValidationError) -> list[InvalidInput]:
    return [
        InvalidInput(
            where=str(fault["loc"][0]), name=".".join(map(str, fault["loc"][1:])) or "body", message=fault["msg"]
        )
        for fault in error.errors()
    ]
