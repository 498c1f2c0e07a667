"""The facts that the graph keeps: as they were, for any release that one asks for."""

import pytest

from graph import schema
from graph.client import GraphClient
from graph.errors import SchemaError
from graph.load import load_releases
from graph.stored import all_releases, packed, releases_naming, stored_facts, unpacked
from tests.graph.made import alliance, closure, many


@pytest.fixture
def told(graph: GraphClient) -> GraphClient:
    schema.apply(graph)
    assert len(list(load_releases(graph, [alliance(), closure(), *many(5)]))) == 7
    return graph


def test_what_is_packed_is_small_and_comes_back_as_it_was() -> None:
    facts = alliance().facts

    assert unpacked(packed(facts), facts.text) == facts
    assert len(packed(facts)) < len(facts.model_dump_json())


def test_facts_come_back_in_the_order_asked_for(told: GraphClient) -> None:
    found = list(stored_facts(told, ["closure", "nowhere", "alliance"]))

    assert found == [closure().facts, alliance().facts]


def test_releases_are_found_by_what_they_name(told: GraphClient) -> None:
    assert releases_naming(told, "Organization", ["vektor", "hospital-of-aarhus", "nobody"]) == ["alliance", "closure"]
    assert releases_naming(told, "Person", ["asta-lindgren"]) == ["alliance"]
    assert releases_naming(told, "Technology", ["viral-vector"]) == ["closure"]
    assert "alliance" in releases_naming(told, "Indication", ["lymphoma"])
    assert releases_naming(told, "Person", ["vektor"]) == []


def test_all_releases_are_listed_page_by_page(told: GraphClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.stored.PAGE", 3)

    assert list(all_releases(told)) == ["alliance", "closure", *(f"release-{n:06}" for n in range(5))]


def test_a_release_of_an_older_graph_is_to_be_read_again(told: GraphClient) -> None:
    told.execute("MATCH (r:Release {id: 'closure'}) REMOVE r.facts")

    with pytest.raises(SchemaError, match=r"closure.*again"):
        list(stored_facts(told, ["closure"]))
