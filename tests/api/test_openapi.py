"""The document says what the routes do, in full."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from api.app import create_app
from api.openapi import TAGS
from api.settings import ApiSettings
from graph.client import GraphClient
from graph.settings import Connection

MERGEABLE = re.compile(r"/v1/(organizations/|people/|agreements/|paths|ledgers)")
"""Addresses with the id of something that may be merged into another: they may answer with a redirect."""


@pytest.fixture(scope="module")
def app() -> Iterator[FastAPI]:
    """An application that is only looked at: its graph is never asked."""
    with GraphClient(Connection("bolt://127.0.0.1:1", "neo4j", None, None)) as client:
        yield create_app(ApiSettings(), client)


@pytest.fixture(scope="module")
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        assert list(methods) == ["get"]
        yield path, methods["get"]


def test_every_route_is_described(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        assert operation["summary"], path
        assert operation["description"].endswith("."), path
        assert set(operation["tags"]) <= {tag["name"] for tag in TAGS}, path
        answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert document["components"]["schemas"][answer["$ref"].rpartition("/")[2]]["description"], path


def test_every_tag_is_used(document: dict[str, Any]) -> None:
    assert [tag["name"] for tag in document["tags"]] == [tag["name"] for tag in TAGS]
    used = {tag for _, operation in operations(document) for tag in operation["tags"]}
    assert used == {tag["name"] for tag in TAGS}


def test_every_parameter_has_a_meaning_and_an_example(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])
            assert parameter["schema"].get("examples") or parameter.get("examples"), (path, parameter["name"])


def test_every_field_has_a_meaning_and_every_value_an_example(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        if "enum" in schema:
            assert schema["description"], name
        for field, value in schema.get("properties", {}).items():
            assert value.get("description"), (name, field)
            is_nested = "$ref" in str(value) and "enum" not in str(value)
            assert is_nested or value.get("examples"), (name, field)


def test_errors_are_documented_as_problems(document: dict[str, Any]) -> None:
    for path, operation in operations(document):
        parameters = {parameter["name"] for parameter in operation.get("parameters", ())}
        expected = {"422"} if parameters else set()
        expected |= {"400"} if "cursor" in parameters else set()
        expected |= {"404"} if "{" in path or path in {"/v1/paths", "/v1/ledgers"} else set()
        expected |= {"500", "503", "504"} if path.startswith("/v1/") or path == "/readyz" else set()
        moved = {"308"} if MERGEABLE.match(path) else set()
        assert set(operation["responses"]) == {"200", *moved, *expected}, path
        for status in moved:
            assert "Location" in operation["responses"][status]["headers"], path
        for status in expected:
            content = operation["responses"][status]["content"]
            assert list(content) == ["application/problem+json"], (path, status)
            assert content["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
            for sample in content["application/problem+json"]["examples"].values():
                assert str(sample["value"]["status"]) == status
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_all_references_lead_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name in re.findall(r"#/components/schemas/([^'\"]+)", str(document)):
        assert name in schemas


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in operations(document)]
    assert len(ids) == len(set(ids))


def test_only_the_documentation_itself_is_not_documented(app: FastAPI) -> None:
    hidden = {route.path for route in app.routes if isinstance(route, APIRoute) and not route.include_in_schema}
    assert hidden == {"/docs"}


def test_the_documentation_page_needs_no_internet(app: FastAPI) -> None:
    http = TestClient(app)
    page = http.get("/docs")

    assert page.status_code == 200
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(addresses) == 3
    for address in addresses:
        assert address.startswith("/docs/assets/")
        assert http.get(address).status_code == 200
    assert "//" not in re.sub(r"https?://(?=\s)", "", " ".join(addresses))
    assert "url: '/openapi.json'" in page.text


def test_behind_a_proxy_all_addresses_have_its_path(app: FastAPI) -> None:
    http = TestClient(app, root_path="/deals")

    assert 'href="/deals/docs/assets/swagger-ui.css"' in http.get("/docs").text
    assert "url: '/deals/openapi.json'" in http.get("/docs").text
    assert http.get("/").json()["links"]["docs"] == "/deals/docs"
    assert http.get("/nothing").json()["type"] == "/deals/problems/no-route"
