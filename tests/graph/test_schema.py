"""The schema: complete, harmless when applied again, refused when it is a newer one's."""

import pytest

from graph import schema
from graph.client import GraphClient, Transaction
from graph.errors import SchemaTooNewError
from graph.results import Counters
from graph.vocabulary import AGREEMENT_TYPE_DEFINITIONS


def rewritten(transaction: Transaction) -> Counters:
    schema.write(transaction)
    return transaction.counters


SHOW = "SHOW INDEXES YIELD name, state, type, labelsOrTypes, properties RETURN * ORDER BY name"


def test_all_indexes_are_online_when_it_returns(graph: GraphClient) -> None:
    schema.apply(graph)

    indexes = graph.read(SHOW)
    assert {row["state"] for row in indexes} == {"ONLINE"}
    (names,) = [row for row in indexes if row["type"] == "FULLTEXT"]
    assert set(names["labelsOrTypes"]) == {"Organization", "Person", "Technology", "Indication", "Agreement"}


def test_applying_it_again_changes_nothing(graph: GraphClient) -> None:
    schema.apply(graph)
    before = graph.read(SHOW)
    written = graph.read("MATCH (n) RETURN count(n) AS nodes")

    schema.apply(graph)
    counters = graph.write(rewritten)

    assert not counters
    assert graph.read(SHOW) == before
    assert graph.read("MATCH (n) RETURN count(n) AS nodes") == written


def test_the_agreement_types_come_with_their_definitions(graph: GraphClient) -> None:
    schema.apply(graph)

    rows = graph.read("MATCH (t:AgreementType) RETURN t.id AS id, t.definition AS definition")

    assert {row["id"]: row["definition"] for row in rows} == AGREEMENT_TYPE_DEFINITIONS


def test_a_definition_that_changed_is_corrected(graph: GraphClient) -> None:
    schema.apply(graph)
    graph.execute("MATCH (t:AgreementType {id: 'supply'}) SET t.definition = 'old'")

    schema.apply(graph)

    (row,) = graph.read("MATCH (t:AgreementType {id: 'supply'}) RETURN t.definition AS definition")
    assert row["definition"] == AGREEMENT_TYPE_DEFINITIONS["supply"]  # type: ignore[index]


def test_a_newer_graph_is_refused_and_left_alone(graph: GraphClient) -> None:
    schema.apply(graph)
    graph.execute("MATCH (s:Schema) SET s.version = $version", {"version": schema.VERSION + 1})

    with pytest.raises(SchemaTooNewError, match="Update Cellpact"):
        schema.apply(graph)

    (row,) = graph.read("MATCH (s:Schema) RETURN s.version AS version")
    assert row["version"] == schema.VERSION + 1
