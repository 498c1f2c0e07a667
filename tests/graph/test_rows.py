"""`ResolvedFacts` to rows: pure, sorted, folded."""

from typing import Any

import pytest
from pydantic import ValidationError

from graph.facts import Concept, ResolvedFacts
from graph.rows import digest, entity_rows, folded_entities, fullest, grown, link_rows, lost_entities, release_rows
from graph.vocabulary import TechnologyKind
from tests.graph.made import TREE, Telling, alliance, closure, luck_of, one_of_many


def entity(facts: ResolvedFacts, key: str) -> dict[str, object]:
    (row,) = [row for row in entity_rows(facts) if row["id"] == key]
    return row


def test_rows_are_sorted_by_what_they_merge_on() -> None:
    for facts in (alliance(), closure(), *map(one_of_many, range(20))):
        rows = release_rows(facts)
        for listed in (rows.entities, rows.concepts):
            keys = [(row["label"], row["id"]) for row in listed]
            assert keys == sorted(set(keys))
        for ids in ([row["id"] for row in rows.sentences], [report.id for report in rows.reports]):
            assert ids == sorted(set(ids))
        for row in (*rows.entities, *rows.links):
            said = [support[0] for support in row["support"]]
            assert said == sorted(set(said))


def test_every_support_is_a_sentence_of_the_release() -> None:
    rows = release_rows(alliance())
    text = alliance().release.text

    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows.sentences)
    sentences = {row["id"] for row in rows.sentences}
    said = {support[0] for row in (*rows.entities, *rows.links) for support in row["support"]}
    assert said | {support[0] for report in rows.reports for support in report.support} == sentences


def test_the_digest_changes_with_what_is_said_and_not_with_how_sure_the_resolver_was() -> None:
    facts = alliance()
    (first, *others) = facts.organizations
    unsure = facts.model_copy(
        update={"organizations": (first.model_copy(update={"score": 0.5, "reason": "fuzzy"}), *others)}
    )
    renamed = facts.model_copy(update={"organizations": (first.model_copy(update={"name": "Lindgren"}), *others)})

    assert digest(facts) == digest(alliance()) == digest(unsure)
    assert len({digest(facts), digest(renamed), digest(alliance(pipeline="2"))}) == 3


def test_two_readings_of_one_fact_are_one_row_with_the_surest() -> None:
    telling = Telling("twice")
    unsure = telling.say("Alma Bio speaks for Bera.", confidence=0.5, rule="a")
    sure = unsure.model_copy(update={"confidence": 0.8, "rule": "b"})
    telling.organization("alma", "Alma", unsure)
    telling.organization("bera", "Bera", unsure)
    telling.unit("alma", "bera", unsure)
    telling.unit("alma", "bera", sure)

    (link,) = link_rows(telling.facts())

    assert link == {
        "type": "UNIT_OF",
        "start": "alma",
        "end": "bera",
        "value": "",
        "support": [("twice#0-25", 0.8, "b")],
    }


def test_what_several_releases_say_is_folded_into_the_node_that_they_would_make_one_after_the_other() -> None:
    luck = luck_of(5)
    for _ in range(50):
        told = [row for n in luck.sample(range(40), 8) for row in entity_rows(one_of_many(n, organizations=3))]
        together = {(row["label"], row["id"]): row for row in folded_entities(told)}
        held: dict[tuple[str, str], Any] = {}
        for row in told:
            (alone,) = folded_entities([row])
            key = (row["label"], row["id"])
            more = grown(held[key], alone) if key in held else {**alone}
            if more is not None:
                institution = more["institution"] or held.get(key, {}).get("institution", False)
                held[key] = {**held.get(key, {}), **more["properties"], "institution": institution}

        assert held == {key: {**row["properties"], "institution": row["institution"]} for key, row in together.items()}
        assert list(together) == sorted(together)


def test_an_entity_that_stands_twice_is_folded() -> None:
    telling = Telling("folded")
    said = telling.say("Alma, Alma Bio.")
    telling.organization("alma", "Alma", said, kind="company")
    telling.organization("alma", "Alma Bio", said, "ALMA", kind="institution")

    row = entity(telling.facts(), "alma")

    assert (row["name"], row["kind"]) == ("Alma Bio", "institution")
    assert row["mention"]["names"] == ["ALMA", "Alma", "Alma Bio"]  # type: ignore[index]


def test_only_concepts_above_what_is_named_are_loaded_and_the_vocabulary_names_them() -> None:
    unused = Concept(id="nk", name="NK cells", kind=TechnologyKind.MODALITY, broader=("cell-therapy",))
    facts = closure().model_copy(update={"concepts": (*TREE, unused)})

    rows = {row["id"]: row for row in entity_rows(facts) if row["label"] in {"Technology", "Indication"}}

    assert set(rows) == {"car-t", "cell-therapy", "viral-vector"}
    assert rows["car-t"]["name"] == "CAR-T cell therapy"
    assert rows["car-t"]["mention"]["names"] == ["CAR-T"]
    assert rows["cell-therapy"]["mention"] is None


def test_a_position_and_a_unit_are_links() -> None:
    assert [(row["type"], row["start"], row["end"], row["value"]) for row in link_rows(alliance())] == [
        ("UNIT_OF", "lindgren-cell-works", "lindgren-group", ""),
        ("WORKS_FOR", "asta-lindgren", "lindgren-cell-works", "chief executive"),
    ]


@pytest.mark.parametrize(
    ("names", "best"),
    [
        (["Kite", "Kite Pharma"], "Kite Pharma"),
        (["KITE PHARMA", "Kite Pharma", "KITE Pharma"], "Kite Pharma"),
        (["Beta Bio", "Alta Bio"], "Alta Bio"),
    ],
)
def test_the_fullest_name_is_long_calm_and_first(names: list[str], best: str) -> None:
    assert fullest(names) == fullest(reversed(names)) == best


def test_names_are_computed_anew_only_where_something_is_said_no_more() -> None:
    before = [{"label": row["label"], "id": row["id"], **row["mention"]} for row in entity_rows(alliance())
              if row["mention"]]  # fmt: skip
    rows = entity_rows(alliance(pipeline="2"))

    assert lost_entities(before, rows) == []
    (works,) = [row for row in rows if row["id"] == "lindgren-cell-works"]
    works["mention"]["names"] = ["Lindgren Cell Works AB"]
    assert lost_entities(before, rows) == [{"label": "Organization", "id": "lindgren-cell-works"}]
    rows.remove(works)
    assert lost_entities(before, rows) == [{"label": "Organization", "id": "lindgren-cell-works"}]


def test_an_id_that_is_not_declared_is_refused() -> None:
    telling = Telling("loose")
    said = telling.say("Alma agreed with somebody.")
    telling.organization("alma", "Alma", said)
    telling.deal("alma-nobody", said, {"alma": "partner", "nobody": "partner"})

    with pytest.raises(ValidationError, match="does not declare: nobody"):
        telling.facts()
