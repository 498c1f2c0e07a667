"""The file of decisions: what counts of it, what it refuses, and facts that persons judged."""

from pathlib import Path

import pytest

from ingest.errors import DecisionsError
from ingest.resolve.decisions import Action, Decision, Decisions, append, now, read
from ingest.resolve.judged import ACCEPTED, fact_records, judged
from ingest.resolve.namings import Label
from tests.ingest.resolve.made import told

FACTS = told("r", "Vexa", "Orbis", people=[("Ada Moor", "Vexa")], units=[("Vexa", "Orbis")], deals=[("Vexa", "Orbis")])


def decide(action: str, **said: object) -> Decision:
    return Decision.model_validate({"action": action, "by": "Eva Lind", "at": now(), **said})


def merge(one: str, other: str) -> Decision:
    return decide("merge", label="Organization", one=one, other=other)


def record(kind: str) -> object:
    return next(r for r in fact_records(FACTS) if f"#{kind}-" in r.id)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "decisions.jsonl"
    assert read(path) == Decisions()
    lines = (merge("vexa", "orbis"), decide("reject", fact=record("unit"), note="a customer"))
    append(path, lines[:1])
    append(path, lines[1:])
    assert read(path).lines == lines
    assert path.read_text().count("\n") == 2


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2"),
        ('{"action": "merge", "by": "Eva", "at": "2026-01-01T00:00:00Z", "one": "a"}', "merge needs label, one, other"),
        ('{"action": "drop", "by": "Eva", "at": "2026-01-01T00:00:00Z"}', "action"),
        (
            '{"action": "undo", "by": "Eva", "at": "2026-01-01T00:00:00Z", "undoes": "12345678"}',
            "no line before it has",
        ),
    ],
)
def test_a_line_that_is_no_decision_is_refused_with_its_number(tmp_path: Path, line: str, says: str) -> None:
    path = tmp_path / "decisions.jsonl"
    append(path, [merge("vexa", "orbis")])
    with path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(DecisionsError, match="line 2") as refused:
        read(path)
    assert says in str(refused.value)


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DecisionsError, match="name another file with --decisions"):
        append(tmp_path / "file" / "decisions.jsonl", [merge("vexa", "orbis")])


def test_what_is_undone_does_not_count_unless_the_undoing_is_undone() -> None:
    one = merge("vexa", "orbis")
    undone = decide("undo", undoes=one.id)
    again = decide("undo", undoes=undone.id)
    assert Decisions((one, undone)).standing() == ()
    assert Decisions((one, undone, again)).standing() == (one,)


def test_of_two_decisions_about_a_pair_the_later_counts() -> None:
    split = decide("split", label="Organization", one="orbis", other="vexa")
    pairs = Decisions((merge("vexa", "orbis"), split)).rulings().of(Label.ORGANIZATION)
    assert [(ids, ruling.same) for ids, ruling in pairs.items()] == [(("orbis", "vexa"), False)]


def test_what_a_decision_is_about() -> None:
    decisions = (merge("vexa", "orbis"), decide("reject", fact=record("unit")))
    assert list(Decisions(decisions).subjects()) == ["Organization orbis", "Organization vexa", "Release r"]


def test_a_decision_says_what_it_does() -> None:
    assert str(merge("vexa", "orbis")).endswith("Eva Lind: merge orbis is vexa")
    assert decide("reject", fact=record("unit")).action is Action.REJECT


# Facts


def judge(kind: str, *, accepted: bool) -> dict[str, tuple[object, bool]]:
    found = record(kind)
    return {found.id: (found, accepted)}  # type: ignore[attr-defined]


def test_a_rejected_fact_goes_alone() -> None:
    kept = judged(FACTS, judge("unit", accepted=False))  # type: ignore[arg-type]
    assert kept.units == ()
    assert (len(kept.organizations), len(kept.positions), len(kept.agreements)) == (2, 1, 1)


def test_with_an_entity_goes_what_is_said_of_it() -> None:
    kept = judged(FACTS, judge("organization", accepted=False))  # type: ignore[arg-type]
    assert [o.name for o in kept.organizations] == ["Orbis"]
    assert (kept.positions, kept.units) == ((), ())
    assert [p.organization for deal in kept.agreements for p in deal.parties] == ["Orbis"]


def test_an_accepted_fact_is_sure_and_comes_back_where_a_reading_misses_it() -> None:
    verdict = judge("agreement", accepted=True)
    for reading in (FACTS, FACTS.model_copy(update={"agreements": ()})):
        (deal,) = judged(reading, verdict).agreements  # type: ignore[arg-type]
        assert {(e.confidence, e.rule) for e in deal.evidence} == {(1.0, ACCEPTED)}


def test_an_accepted_fact_does_not_come_back_into_another_text() -> None:
    other = told("r", "Vexa", "Orbis")
    assert judged(other, judge("agreement", accepted=True)).agreements == ()  # type: ignore[arg-type]


def test_ids_of_facts_hold_what_a_better_reading_leaves_alone() -> None:
    deal = FACTS.agreements[0]
    better = FACTS.model_copy(update={"agreements": (deal.model_copy(update={"date": "2024-05"}),)})
    assert [r.id for r in fact_records(better)] == [r.id for r in fact_records(FACTS)]
    assert len({r.id for r in fact_records(FACTS)}) == 7 - 1
