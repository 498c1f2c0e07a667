"""Every route of /v1 answers with what its model says, and refuses what it should."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from api.schemas import Chain, Health, Index, Page, Problem, ProblemPage, Ready, Results
from graph import deal_records, records, release_records

# Address, and the model that the answer has to fit.
ROUTES: list[tuple[str, type[BaseModel]]] = [
    ("/v1/organizations", Page[records.OrganizationSummary]),
    ("/v1/organizations?kind=institution", Page[records.OrganizationSummary]),
    ("/v1/organizations/lindgren-cell-works", records.OrganizationRecord),
    ("/v1/organizations/lindgren-cell-works/partners", Page[records.PartnerRecord]),
    ("/v1/organizations/lindgren-cell-works/agreements", Page[records.AgreementSummary]),
    ("/v1/organizations/lindgren-cell-works/people", Page[records.PersonSummary]),
    ("/v1/paths?from=hospital-of-aarhus&to=vektor", Chain),
    ("/v1/agreements", Page[records.AgreementSummary]),
    ("/v1/agreements?party=lindgren-cell-works&party=vektor", Page[records.AgreementSummary]),
    ("/v1/agreements?technology=car-t&indication=cancer", Page[records.AgreementSummary]),
    ("/v1/agreements/aarhus-lindgren", records.AgreementRecord),
    ("/v1/agreements/aarhus-lindgren/as-of?day=2022-01-01", deal_records.AgreementAsOf),
    ("/v1/agreements/aarhus-lindgren/ledger", deal_records.LedgerRecord),
    ("/v1/disagreements", Page[deal_records.Disagreement]),
    ("/v1/ledgers?one=lindgren-cell-works&other=hospital-of-aarhus", deal_records.PairLedgerRecord),
    ("/v1/agreement-types", Results[records.AgreementTypeCount]),
    ("/v1/people", Page[records.PersonSummary]),
    ("/v1/people/asta-lindgren", records.PersonRecord),
    ("/v1/technologies", Page[records.TechnologySummary]),
    ("/v1/technologies/car-t", records.TechnologyRecord),
    ("/v1/technologies/car-t/agreements", Page[records.AgreementSummary]),
    ("/v1/indications", Page[records.IndicationSummary]),
    ("/v1/indications/cancer", records.IndicationRecord),
    ("/v1/indications/cancer/agreements", Page[records.AgreementSummary]),
    ("/v1/releases", Page[records.ReleaseSummary]),
    ("/v1/releases/alliance", release_records.ReleaseRecord),
    ("/v1/search?q=lindgren", Results[records.NameMatch]),
    ("/v1/counts", records.GraphCounts),
    ("/", Index),
    ("/healthz", Health),
    ("/readyz", Ready),
    ("/problems/not-found", ProblemPage),
]

THINGS = {
    "organizations": "organization",
    "agreements": "agreement",
    "people": "person",
    "technologies": "technology",
    "indications": "indication",
    "releases": "release",
}


def test_every_documented_address_is_tried_here(api: TestClient) -> None:
    tried = {address.partition("?")[0] for address, _ in ROUTES}

    for path in api.get("/openapi.json").json()["paths"]:
        head, _, rest = path.partition("{")
        tail = rest.partition("}")[2]
        assert any(address.startswith(head) and address.endswith(tail) for address in tried), path


@pytest.mark.parametrize(("address", "model"), ROUTES, ids=[address for address, _ in ROUTES])
def test_an_answer_fits_its_model(api: TestClient, address: str, model: type[BaseModel]) -> None:
    response = api.get(address)

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    answer = model.model_validate_json(response.content)
    assert answer.model_dump(mode="json") == response.json()
    assert response.json().get("items", True), "an empty list shows nothing"


@pytest.mark.parametrize(
    ("address", "missing"),
    [
        *((f"/v1/{things}/nobody", f"{thing} with the id 'nobody'") for things, thing in THINGS.items()),
        *(
            (f"/v1/organizations/nobody/{part}", "organization with the id 'nobody'")
            for part in ("partners", "agreements", "people")
        ),
        ("/v1/technologies/nothing/agreements", "technology with the id 'nothing'"),
        ("/v1/indications/nothing/agreements", "indication with the id 'nothing'"),
        ("/v1/agreements/nothing/as-of?day=2022-01-01", "agreement with the id 'nothing'"),
        ("/v1/agreements/nothing/ledger", "agreement with the id 'nothing'"),
        ("/v1/ledgers?one=nobody&other=vektor", "organization with the id 'nobody'"),
        ("/v1/ledgers?one=vektor&other=nobody", "organization with the id 'nobody'"),
        ("/v1/paths?from=nobody&to=vektor", "organization with the id 'nobody'"),
        ("/v1/paths?from=vektor&to=nobody", "organization with the id 'nobody'"),
        ("/v1/releases/of/many%2Fparts", "release with the id 'of/many/parts'"),
        ("/problems/unheard-of", "problem with the id 'unheard-of'"),
    ],
)
def test_what_is_not_there_is_named(api: TestClient, address: str, missing: str) -> None:
    problem = refused(api, address, 404)

    assert problem.type == "/problems/not-found"
    assert problem.detail == f"There is no {missing}."


def test_a_thing_without_agreements_has_an_empty_list(api: TestClient) -> None:
    assert api.get("/v1/organizations/lindgren-group/agreements").json() == {"items": [], "next": None}
    assert api.get("/v1/organizations/lindgren-group/partners").json() == {"items": [], "next": None}


def test_no_chain_is_another_problem_than_nobody(api: TestClient) -> None:
    problem = refused(api, "/v1/paths?from=lindgren-group&to=vektor", 404)

    assert problem.type == "/problems/no-path"


@pytest.mark.parametrize(
    ("address", "where", "name"),
    [
        ("/v1/organizations?limit=0", "query", "limit"),
        ("/v1/organizations?limit=101", "query", "limit"),
        ("/v1/organizations?limit=many", "query", "limit"),
        ("/v1/organizations?kind=club", "query", "kind"),
        ("/v1/agreements?type=friendship", "query", "type"),
        ("/v1/agreements?status=happy", "query", "status"),
        ("/v1/agreements?" + "&".join(["party=x"] * 11), "query", "party"),
        ("/v1/agreements/aarhus-lindgren/as-of?day=soon", "query", "day"),
        ("/v1/agreements?party=", "query", "party.0"),
        ("/v1/technologies?kind=magic", "query", "kind"),
        ("/v1/search", "query", "q"),
        ("/v1/search?q=", "query", "q"),
        (f"/v1/search?q={'x' * 301}", "query", "q"),
        ("/v1/search?q=x&kind=dog", "query", "kind.0"),
        ("/v1/paths?from=vektor", "query", "to"),
        (f"/v1/organizations/{'x' * 301}", "path", "organization"),
        (f"/v1/people?cursor={'x' * 1001}", "query", "cursor"),
    ],
)
def test_input_that_cannot_be_used_is_named(api: TestClient, address: str, where: str, name: str) -> None:
    problem = refused(api, address, 422)

    assert problem.errors is not None
    assert [(fault.where, fault.name) for fault in problem.errors] == [(where, name)]
    assert problem.errors[0].message


@pytest.mark.parametrize("address", ["/v1/", "/v1/nothing", "/nothing", "/v2/organizations", "/docs/assets/nothing.js"])
def test_an_unknown_address_is_a_problem_too(api: TestClient, address: str) -> None:
    assert refused(api, address, 404).type == "/problems/no-route"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(api: TestClient, method: str) -> None:
    response = api.request(method, "/v1/organizations")

    assert response.status_code == 405
    assert response.headers["allow"] == "GET"
    assert Problem.model_validate_json(response.content).type == "/problems/wrong-method"


@pytest.mark.parametrize(
    "address",
    [
        "/v1/organizations",
        "/v1/organizations/maker-3/partners",
        "/v1/organizations/maker-3/agreements",
        "/v1/agreements?technology=cell-therapy",
        "/v1/agreements",
        "/v1/people",
        "/v1/releases",
    ],
)
def test_following_next_gives_everything_once(api: TestClient, address: str) -> None:
    join = "&" if "?" in address else "?"
    whole = api.get(f"{address}{join}limit=100").json()
    found: list[Any] = []
    following: str | None = f"{address}{join}limit=2"
    while following is not None:
        response = api.get(following)
        page = response.json()
        found += page["items"]
        following = page["next"]
        assert response.headers.get("link") == (f'<{following}>; rel="next"' if following else None)

    assert whole["next"] is None
    assert len(whole["items"]) > 2
    assert found == whole["items"]


def test_the_index_is_a_page_for_browsers(api: TestClient) -> None:
    response = api.get("/", headers={"accept": "text/html,application/xhtml+xml"})

    assert response.headers["content-type"] == "text/html; charset=utf-8"
    for address in api.get("/").json()["links"].values():
        assert f'href="{address}"' in response.text
        assert api.get(address).status_code == 200


def test_long_answers_are_compressed(api: TestClient) -> None:
    response = api.get("/v1/agreements?limit=100", headers={"accept-encoding": "gzip"})

    assert response.headers["content-encoding"] == "gzip"


def refused(api: TestClient, address: str, status: int) -> Problem:
    response = api.get(address)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate_json(response.content)
    assert problem.status == status
    assert problem.title
    assert problem.next_step
    assert api.get(problem.type).json()["title"] == problem.title
    return problem
