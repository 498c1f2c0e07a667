"""Two releases that tell of one deal: its other id leads to it, and what they say differently is told."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import ApiSettings
from graph import schema
from graph.client import GraphClient
from graph.facts import AmountFact, ResolvedFacts
from graph.load import load_releases
from graph.settings import GraphSettings
from graph.vocabulary import AmountKind
from tests.conftest import wipe
from tests.graph.made import TREE, Telling


def report(release: str, day: str, deal: str, euros: int) -> ResolvedFacts:
    telling = Telling(release, day)
    said = telling.say(f"Norrland Cells licensed a CAR-T to Brage Bio on 2 May 2022, for {euros} euros upfront.")
    telling.organization("norrland-cells", "Norrland Cells", said)
    telling.organization("brage-bio", "Brage Bio", said)
    telling.technology("car-t", "CAR-T", said)
    telling.deal(
        deal,
        said,
        {"norrland-cells": "licensor", "brage-bio": "licensee"},
        types=("license",),
        on="2022-05-02",
        technologies=("car-t",),
        amounts=(AmountFact(kind=AmountKind.UPFRONT, amount=euros, currency="EUR"),),
    )
    return telling.facts(concepts=TREE)


@pytest.fixture(scope="module")
def reported(neo4j_server: GraphSettings) -> Iterator[TestClient]:
    with GraphClient(neo4j_server) as client:
        wipe(client)
        schema.apply(client)
        first = report("first", "2022-05-03", "brage-norrland", 20_000_000)
        second = report("second", "2022-05-04", "brage-norrland-license", 25_000_000)
        list(load_releases(client, [first, second]))
    with TestClient(create_app(ApiSettings(), GraphClient(neo4j_server)), follow_redirects=False) as http:
        yield http


@pytest.mark.parametrize("rest", ["", "/ledger", "/as-of?day=2022-06-01"])
def test_the_id_that_another_report_gave_the_deal_leads_to_it(reported: TestClient, rest: str) -> None:
    (deal,) = reported.get("/v1/agreements").json()["items"]
    other = ({"brage-norrland", "brage-norrland-license"} - {deal["id"]}).pop()

    answer = reported.get(f"/v1/agreements/{other}{rest}")

    assert (answer.status_code, answer.headers["location"]) == (308, f"/v1/agreements/{deal['id']}{rest}")
    assert reported.get(answer.headers["location"]).json()["id"] == deal["id"]


def test_who_says_what_is_listed(reported: TestClient) -> None:
    (deal,) = reported.get("/v1/disagreements").json()["items"]

    assert deal["disputed"] == ["sum of upfront in EUR"]
    said = {term["amount"]: [each["release"]["id"] for each in term["evidence"]] for term in deal["terms"]}
    assert said == {20_000_000: ["first"], 25_000_000: ["second"]}


def test_one_of_two_sums_is_in_the_ledgers(reported: TestClient) -> None:
    (deal,) = reported.get("/v1/agreements").json()["items"]

    of_deal = reported.get(f"/v1/agreements/{deal['id']}/ledger").json()
    of_pair = reported.get("/v1/ledgers?one=brage-bio&other=norrland-cells").json()

    ((counted, *others),) = [[term["amount"] for term in of_deal["terms"] if term["counted"]]]
    assert others == []
    assert [(each["currency"], each["amount"]) for each in of_deal["sums"]] == [("EUR", counted)]
    assert (of_pair["agreements"], of_pair["undisclosed"]) == (1, 0)
    assert [(each["kind"], each["amount"]) for each in of_pair["sums"]] == [("upfront", counted)]


@pytest.mark.parametrize(("day", "status"), [("2022-05-01", None), ("2022-05-02", "signed")])
def test_it_stood_so_on_a_day(reported: TestClient, day: str, status: str | None) -> None:
    (deal,) = reported.get("/v1/agreements").json()["items"]

    assert reported.get(f"/v1/agreements/{deal['id']}/as-of?day={day}").json()["status"] == status
