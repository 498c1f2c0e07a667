"""Two hundred releases about sixty deals, in any order, end as sixty agreements."""

import pytest

from graph import lookup
from graph.client import GraphClient
from graph.load import load_releases
from ingest.resolve import Vocabulary, resolve
from tests.graph import stream as made
from tests.graph.made import luck_of, picture


def steps(found: lookup.AgreementRecord) -> list[tuple[str, str | None]]:
    return [(change.status.value, change.date) for change in found.changes]


@pytest.mark.parametrize("seed", ["as told", 1, 2, 3])
def test_the_stream_ends_as_its_deals(client: GraphClient, seed: str | int) -> None:
    releases, expected = made.stream()
    if seed != "as told":
        luck_of(seed).shuffle(releases)
    resolved = [resolve(facts, Vocabulary.of()) for facts in releases]

    assert len(list(load_releases(client, resolved, size=20, writers=2))) == made.RELEASES

    rows = client.read(
        "MATCH (r:Release)-[:REPORTS]->(:Report)-[:TELLS]->(a:Agreement) RETURN a.id AS id, collect(r.id) AS releases"
    )
    by_releases = {frozenset(row["releases"]): row["id"] for row in rows}
    assert set(by_releases) == {frozenset(deal.releases) for deal in expected}
    assert len(rows) == made.DEALS == client.read("MATCH (a:Agreement) RETURN count(a) AS n")[0]["n"]
    for deal in expected:
        found = lookup.get_agreement(client, by_releases[frozenset(deal.releases)])
        assert found is not None
        assert tuple(party.id for party in found.parties) == deal.parties
        assert steps(found) == deal.steps, found.id
        assert (found.status, set(found.disputed)) == (deal.status, deal.disputed)
        assert (found.releases, len(found.evidence)) == (len(deal.releases), len(deal.releases))


def test_the_order_makes_no_difference_at_all(client: GraphClient) -> None:
    releases, _ = made.stream()
    pictures = []
    for seed in (1, 2):
        client.execute("MATCH (n WHERE n.id IS NOT NULL AND NOT n:Schema AND NOT n:AgreementType) DETACH DELETE n")
        luck_of(seed).shuffle(releases)
        list(load_releases(client, [resolve(facts, Vocabulary.of()) for facts in releases], size=seed * 7, writers=3))
        pictures.append(picture(client))

    assert pictures[0] == pictures[1]
