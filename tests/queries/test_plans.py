"""Plans on a graph that is not small, also those that were made while it was empty.

Neo4j keeps a plan as long as it thinks it good; one that was made on an empty graph may scan a label for ever after.
"""

import re

import pytest

import queries
from graph.client import GraphClient
from graph.results import Operator
from tests.queries.test_files import explain

WRITE = queries.names("write")
BY_ID = tuple(name for name in queries.names("read") if re.match(r"MATCH \(\w+:\w+ \{id: \$", queries.get(name).text))
SEEKS = {"NodeUniqueIndexSeek", "NodeUniqueIndexSeekByRange", "NodeUniqueIndexSeek(Locking)", "MergeUniqueNode"}


EXPORT = tuple(name for name in queries.names("export") if name != "export/list_unread_releases")


def starts(root: Operator) -> list[str]:
    """The names of the steps that find their nodes in the store: those without a step below, but for bare rows."""
    return [step.name for step in root.walk() if not step.children and step.name not in {"Argument", "EmptyRow"}]


def test_there_are_look_ups_by_id_to_test() -> None:
    assert {"read/get_organization", "read/get_agreement", "read/list_partners"} <= set(BY_ID)


@pytest.mark.parametrize("name", [*BY_ID, *WRITE])
def test_a_look_up_by_id_starts_from_the_unique_index(large_graph: GraphClient, name: str) -> None:
    plan = explain(large_graph, name)

    assert [step for step in plan.operators if "Scan" in step] == []
    # A procedure or a plain UNWIND may stand before it, no other way into the store but an index that a hint names.
    hinted = (
        {"NodeIndexSeek"} if "(sha256)" in queries.get(name).text or "(family)" in queries.get(name).text else set()
    )
    assert set(plan.operators) & (SEEKS | hinted)
    assert set(starts(plan.root)) <= SEEKS | hinted | {"Unwind"}


def test_a_new_plan_is_as_good(large_graph: GraphClient) -> None:
    large_graph.execute("CALL db.clearQueryCaches()")

    scans = {name: [step for step in explain(large_graph, name).operators if "Scan" in step] for name in BY_ID + WRITE}

    assert {name: steps for name, steps in scans.items() if steps} == {}


# A redirect is kept under a key of its own, and the others look up two things.
ONE = [name for name in BY_ID if name.startswith("read/get_") and "{id: $id}" in queries.get(name).text]


@pytest.mark.parametrize("name", [name for name in ONE if name != "read/get_redirect"])
def test_reading_one_thing_does_not_read_the_graph(large_graph: GraphClient, name: str) -> None:
    query = queries.get(name)
    (kind,) = re.findall(r"MATCH \(\w+:(\w+) \{id: \$id\}\)", query.text)
    key = {"Release": "770"}.get(kind, f"{kind.lower()}-770")

    plan = large_graph.profile(
        query.text, query.complete({"id": key} | {p.name: "2021-01-01" for p in query.parameters if p.name == "day"})
    )

    assert plan.root.rows == 1
    # A technology has some hundreds of agreements here; a scan of any label that matters takes 10,000 and more.
    assert 0 < plan.db_hits < 8_000


@pytest.mark.parametrize("name", EXPORT)
def test_a_page_of_an_export_reads_that_page(large_graph: GraphClient, name: str) -> None:
    query = queries.get(name)

    plan = large_graph.profile(query.text, query.complete({"after": "1", "limit": 10}))

    # In the order of the index, so that nothing is sorted or held before the first row.
    assert "NodeUniqueIndexSeekByRange" in plan.operators
    assert [step for step in plan.operators if "Scan" in step] == []
    assert plan.root.rows == 10
    assert plan.db_hits < 10_000
