"""An id that was merged into another one answers with 308 and the address of that, whatever was asked of it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from graph import schema
from graph.client import GraphClient
from graph.load import load_releases
from graph.settings import GraphSettings
from ingest.resolve import resolve
from ingest.resolve.decisions import NOTHING
from ingest.resolve.settling import settle_graph
from tests.conftest import wipe
from tests.ingest.resolve.made import VOCABULARY, told

RELEASES = (
    told("a", ("Memorial Cell Institute", "MCI"), "Vexa", deals=[("Memorial Cell Institute", "Vexa")]),
    told("b", "MCI", people=[("Ada Moor", "MCI")]),
    told("c", "Memorial Cell Institute", people=[("Ada B. Moor", "Memorial Cell Institute")]),
)
CANONICAL = "memorial-cell-institute"


@pytest.fixture(scope="module")
def merged(neo4j_server: GraphSettings) -> Iterator[TestClient]:
    with GraphClient(neo4j_server) as client:
        wipe(client)
        schema.apply(client)
        list(load_releases(client, [resolve(facts, VOCABULARY) for facts in RELEASES]))
        settle_graph(client, VOCABULARY, NOTHING)
    with TestClient(create_app(ApiSettings(), GraphClient(neo4j_server)), follow_redirects=False) as http:
        yield http


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/v1/organizations/mci", f"/v1/organizations/{CANONICAL}"),
        ("/v1/organizations/mci/agreements?limit=3", f"/v1/organizations/{CANONICAL}/agreements?limit=3"),
        ("/v1/organizations/mci/partners", f"/v1/organizations/{CANONICAL}/partners"),
        ("/v1/organizations/mci/people?limit=1", f"/v1/organizations/{CANONICAL}/people?limit=1"),
        ("/v1/paths?from=mci&to=vexa", f"/v1/paths?from={CANONICAL}&to=vexa"),
        ("/v1/paths?from=vexa&to=mci", f"/v1/paths?from=vexa&to={CANONICAL}"),
        ("/v1/people/ada-moor--mci", f"/v1/people/ada-b-moor--{CANONICAL}"),
    ],
)  # fmt: skip
def test_a_merged_id_leads_to_the_canonical_one(merged: TestClient, asked: str, location: str) -> None:
    answer = merged.get(asked)

    assert (answer.status_code, answer.headers["location"]) == (308, location)
    assert merged.get(location).status_code == 200


def test_an_id_that_nobody_ever_had_is_not_found(merged: TestClient) -> None:
    assert merged.get("/v1/organizations/nobody").status_code == 404


@pytest.mark.usefixtures("merged")
def test_the_redirect_keeps_the_path_that_a_proxy_adds(neo4j_server: GraphSettings) -> None:
    app = create_app(ApiSettings(), GraphClient(neo4j_server))
    with TestClient(app, root_path="/cellpact", follow_redirects=False) as http:
        answer = http.get("/cellpact/v1/organizations/mci")

    assert answer.headers["location"] == f"/cellpact/v1/organizations/{CANONICAL}"


def test_redirects_are_documented(merged: TestClient) -> None:
    paths = merged.get("/openapi.json").json()["paths"]

    assert "308" in paths["/v1/organizations/{organization}"]["get"]["responses"]
    assert "308" in paths["/v1/people/{person}"]["get"]["responses"]
    assert "308" not in paths["/v1/releases"]["get"]["responses"]
