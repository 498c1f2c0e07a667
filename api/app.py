"""The application: routes, errors and documentation put together around one graph client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from api import errors, openapi
from api.dependencies import RootPath
from api.routers import agreements, indications, organizations, people, releases, search, service, technologies
from api.settings import ApiSettings
from graph.client import GraphClient

ASSETS: Final = "/docs/assets"
"""Where Swagger UI's script and style are served, from the package that ships them: /docs needs no internet."""

ROUTERS: Final = (
    organizations.router,
    organizations.ledgers,
    organizations.paths,
    agreements.router,
    agreements.disagreements,
    agreements.types,
    people.router,
    technologies.router,
    indications.router,
    releases.router,
    search.router,
)


def create_app(settings: ApiSettings, client: GraphClient) -> FastAPI:
    """Make the application; it closes `client` when it shuts down.

    Making it contacts nobody, so it starts also where the database is down: /readyz then says so.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with client:
            yield

    app = FastAPI(
        title="Cellpact",
        version=version("cellpact"),
        summary=openapi.SUMMARY,
        description=openapi.DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_tags=openapi.TAGS,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.client = client
    app.state.links = _links(settings)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    errors.install(app)
    v1 = APIRouter(prefix="/v1")
    for router in ROUTERS:
        v1.include_router(router)
    app.include_router(v1)
    app.include_router(service.router)
    _add_docs(app)
    # FastAPI documents this as the way to change the document.
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    return app


def _links(settings: ApiSettings) -> dict[str, str]:
    """Return what the index page links to; what starts with a slash is the application's own."""
    links = {
        "docs": "/docs",
        "openapi": "/openapi.json",
        "health": "/healthz",
        "readiness": "/readyz",
        "organizations": "/v1/organizations",
        "agreements": "/v1/agreements",
        "agreement types": "/v1/agreement-types",
        "people": "/v1/people",
        "technologies": "/v1/technologies",
        "indications": "/v1/indications",
        "releases": "/v1/releases",
        "counts": "/v1/counts",
    }
    return links | ({"Neo4j Browser": settings.browser_url} if settings.browser_url else {})


def _add_docs(app: FastAPI) -> None:
    app.mount(ASSETS, StaticFiles(packages=[("fastapi_swagger", "resources")]), name="docs-assets")
    # Without an address for its validator, Swagger UI asks nobody else about the document.
    options: dict[str, Any] = {"tryItOutEnabled": True, "docExpansion": "list", "validatorUrl": None}

    @app.get("/docs", include_in_schema=False)
    def get_docs(root: RootPath) -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url=f"{root}/openapi.json",
            title="Cellpact API",
            swagger_js_url=f"{root}{ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{root}{ASSETS}/swagger-ui.css",
            swagger_favicon_url=f"{root}{ASSETS}/favicon-32x32.png",
            swagger_ui_parameters=options,
        )
