"""Who is who in a real graph: in any order and in any parts, with decisions and without, it is the same graph."""

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import schema
from graph.client import GraphClient
from graph.facts import Facts
from graph.load import forget_release, load_releases
from ingest.resolve import ledger, resolve
from ingest.resolve.decisions import Action, Decision, Decisions, now
from ingest.resolve.judged import fact_records
from ingest.resolve.ledger import Ledger
from ingest.resolve.namings import Label
from ingest.resolve.settling import Settling, settle_graph, standing
from tests.conftest import wipe
from tests.graph.made import picture
from tests.ingest.resolve.made import CAST, VOCABULARY, told

NOTHING = Decisions()


@pytest.fixture
def empty(graph: GraphClient) -> GraphClient:
    schema.apply(graph)
    return graph


def clear(client: GraphClient) -> None:
    wipe(client)
    schema.apply(client)


def load(client: GraphClient, releases: Iterable[Facts], decisions: Decisions = NOTHING) -> Settling:
    """What `cellpact ingest` does with facts."""
    stands = standing(client, decisions)
    list(load_releases(client, [resolve(facts, VOCABULARY, stands) for facts in releases]))
    return settle_graph(client, VOCABULARY, decisions)


def fresh(client: GraphClient, releases: Iterable[Facts], decisions: Decisions = NOTHING) -> set[str]:
    """The graph of these releases, loaded into an empty one together."""
    clear(client)
    load(client, releases, decisions)
    return picture(client)


def ids(client: GraphClient, label: str = "Organization") -> set[str]:
    return {row["id"] for row in client.read(f"MATCH (n:{label}) RETURN n.id AS id")}


def decide(action: Action, **said: object) -> Decision:
    return Decision.model_validate({"action": action, "by": "Eva Lind", "at": now(), **said})


MERGE = decide(Action.MERGE, label=Label.ORGANIZATION, one="nova-gene-works", other="vexa-cell")
SPLIT = decide(Action.SPLIT, label=Label.ORGANIZATION, one="orbis", other="orbis-therapeutics")
RENAME = decide(Action.RENAME, label=Label.ORGANIZATION, one="lumen-bio", name="Lumen Biologics")
MOVE = decide(Action.SPLIT, label=Label.ORGANIZATION, one="mci", release="b", new="mci-of-orbis")
REJECT = decide(Action.REJECT, fact=next(r for r in fact_records(CAST[0]) if "#agreement" in r.id))
DECISIONS = (MERGE, SPLIT, RENAME, MOVE, REJECT)


def test_the_cast_settles(empty: GraphClient) -> None:
    load(empty, CAST)

    assert ids(empty) == {
        "grand-union-pharma", "lumen-bio", "mci", "memorial-cell-institute", "mountain-city-immunology",
        "multiple-cell-industries", "nova-gene-works", "orbis-therapeutics-japan", "university-of-ostermark",
        "vexa", "vexa-cell-therapies", "vexa-pharma", "vexa-therapeutics",
    }  # fmt: skip
    assert ids(empty, "Person") == {
        "ada-moor--nova-gene-works", "ada-moor--orbis-therapeutics", "bill-tarn--grand-union-pharma", "li-wei",
        "li-wei--nova-gene-works", "li-wei--vexa-pharma",
    }  # fmt: skip


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(CAST), cuts=st.sets(st.integers(1, len(CAST) - 1), max_size=4))
def test_order_and_parts_do_not_matter(empty: GraphClient, order: Sequence[Facts], cuts: set[int]) -> None:
    expected = fresh(empty, CAST)
    clear(empty)
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(order)], strict=True):
        load(empty, order[start:end])

    assert picture(empty) == expected


def test_a_second_run_does_nothing(empty: GraphClient) -> None:
    load(empty, CAST)

    assert load(empty, CAST) == Settling(0, 0, 0)


def test_a_later_release_moves_what_earlier_ones_said(empty: GraphClient) -> None:
    load(empty, [told("b", "MCI", "Vexa", deals=[("MCI", "Vexa")])])
    assert ids(empty) == {"mci", "vexa"}

    done = load(empty, [told("a", ("Memorial Cell Institute", "MCI"))])

    assert ids(empty) == {"memorial-cell-institute", "vexa"}
    assert done.reloaded == 1, "only what names the acronym"
    (row,) = empty.read("MATCH (:Organization {id: 'memorial-cell-institute'})-[:PARTY_TO]->(a) RETURN a.id AS id")
    assert row["id"].startswith("memorial-cell-institute--vexa")


def test_a_forgotten_release_takes_back_what_it_joined(empty: GraphClient) -> None:
    one, other = told("b", "MCI"), told("a", ("Memorial Cell Institute", "MCI"), "Vexa")
    expected = fresh(empty, [one])
    load(empty, [one, other])
    assert "mci" not in ids(empty)

    forget_release(empty, "a")
    settle_graph(empty, VOCABULARY, NOTHING)

    assert picture(empty) == expected


def test_a_replaced_release_takes_back_what_it_joined(empty: GraphClient) -> None:
    one, other = told("b", "MCI"), told("a", "Vexa")
    expected = fresh(empty, [one, other])
    clear(empty)
    load(empty, [one, told("a", ("Memorial Cell Institute", "MCI"), "Vexa")])

    load(empty, [other])

    assert picture(empty) == expected


def test_a_run_that_was_killed_is_finished_by_the_next(empty: GraphClient, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = fresh(empty, CAST)
    for step in ("name", "settle", "releases_naming", "fresh"):
        clear(empty)
        with monkeypatch.context() as patched:
            patched.setattr(Ledger, step, _killed)
            with pytest.raises(KeyboardInterrupt):
                load(empty, CAST)
        settle_graph(empty, VOCABULARY, NOTHING)
        assert picture(empty) == expected, step


def _killed(*_arguments: object) -> None:
    raise KeyboardInterrupt


# Decisions


def test_decisions_do_what_they_say(empty: GraphClient) -> None:
    load(empty, CAST)
    before = ids(empty)
    load(empty, [], Decisions(DECISIONS))

    assert "vexa-cell-therapies" in before - ids(empty)
    assert {"orbis", "mci-of-orbis"} <= ids(empty) - before
    (row,) = empty.read("MATCH (o:Organization {id: 'lumen-bio'}) RETURN o.name AS name")
    assert row["name"] == "Lumen Biologics"
    assert not empty.read("MATCH (:Release {id: 'a'})-[:REPORTS]->(r) RETURN r")


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.action)
def test_undoing_leaves_nothing(empty: GraphClient, decision: Decision) -> None:
    load(empty, CAST)
    before = picture(empty)
    load(empty, [], Decisions((decision,)))
    assert picture(empty) != before

    load(empty, [], Decisions((decision, decide(Action.UNDO, undoes=decision.id))))

    assert picture(empty) == before


def test_decisions_are_replayed_in_a_new_graph(empty: GraphClient) -> None:
    load(empty, CAST)
    load(empty, [], Decisions(DECISIONS))
    decided = picture(empty)

    assert fresh(empty, reversed(CAST), Decisions(DECISIONS)) == decided


def test_a_merge_keeps_the_id_that_was_named_first(empty: GraphClient) -> None:
    load(empty, CAST, Decisions((MERGE,)))

    assert ledger.redirects(empty)["Organization vexa-cell"] == ("nova-gene-works", "Nova Gene Works")
