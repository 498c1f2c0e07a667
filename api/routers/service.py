"""The service itself: where to go, whether it is alive and ready, what its problems mean."""

from html import escape
from importlib.resources import files
from string import Template
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from api.dependencies import Client, RootPath
from api.errors import KINDS, NOT_FOUND, NotFoundError
from api.openapi import answers
from api.schemas import Health, Index, ProblemPage, Ready
from graph import lookup

router = APIRouter(tags=["service"])

ProblemName = Annotated[str, Path(max_length=100, description="The last part of a `type`", examples=["not-found"])]


@router.get("/", summary="See where to go", response_model=Index)
def get_index(request: Request, root: RootPath) -> Response:
    """Links to the documentation, to the first questions that one may ask, and to Neo4j Browser; HTML for browsers."""
    links = {name: root + to if to.startswith("/") else to for name, to in request.app.state.links.items()}
    index = Index(name=request.app.title, version=request.app.version, links=links)
    if "text/html" not in request.headers.get("accept", ""):
        return JSONResponse(index.model_dump(mode="json"))
    rows = "\n".join(
        f'<li><a href="{escape(address)}">{escape(name)}</a> <code>{escape(address)}</code></li>'
        for name, address in index.links.items()
    )
    page = Template(files("api").joinpath("pages/index.html").read_text(encoding="utf-8"))
    return HTMLResponse(page.substitute(name=escape(index.name), version=escape(index.version), links=rows))


@router.get("/healthz", summary="Ask whether the process is alive")
def get_health(request: Request) -> Health:
    """Answers without asking the database."""
    return Health(status="ok", version=request.app.version)


@router.get("/readyz", summary="Ask whether questions can be answered")
def get_readiness(client: Client) -> Ready:
    """Asks the database for its schema version; a problem with status 503 where it is not ready."""
    return Ready(status="ready", schema_version=lookup.check_ready(client))


@router.get("/problems/{name}", summary="Explain a sort of problem", responses=answers(NOT_FOUND))
def get_problem(name: ProblemName) -> ProblemPage:
    """What the `type` of a problem means."""
    if name not in KINDS:
        raise NotFoundError("problem", name)
    kind = KINDS[name]
    return ProblemPage(type=kind.uri, title=kind.title, status=kind.status, next_step=kind.next_step)
