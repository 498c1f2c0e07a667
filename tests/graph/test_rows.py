"""`ResolvedFacts` to rows: pure, sorted, folded."""

import pytest
from pydantic import ValidationError

from graph.facts import Concept, ResolvedFacts
from graph.rows import digest, entity_rows, fullest, link_rows, lost_entities, release_rows
from graph.vocabulary import TechnologyKind
from tests.graph.made import TREE, Telling, alliance, closure, one_of_many


def entity(facts: ResolvedFacts, key: str) -> dict[str, object]:
    (row,) = [row for row in entity_rows(facts) if row["id"] == key]
    return row


def test_rows_are_sorted_by_what_they_merge_on() -> None:
    for facts in (alliance(), closure(), *map(one_of_many, range(20))):
        rows = release_rows(facts)
        for listed in (rows.entities, rows.concepts):
            keys = [(row["label"], row["id"]) for row in listed]
            assert keys == sorted(set(keys))
        for listed in (rows.sentences, rows.agreements):
            ids = [row["id"] for row in listed]
            assert ids == sorted(set(ids))
        for row in (*rows.entities, *rows.agreements, *rows.links):
            said = [support[0] for support in row["support"]]
            assert said == sorted(set(said))


def test_every_support_is_a_sentence_of_the_release() -> None:
    rows = release_rows(alliance())
    text = alliance().release.text

    assert all(text[row["start"] : row["end"]] == row["text"] for row in rows.sentences)
    sentences = {row["id"] for row in rows.sentences}
    assert {s[0] for row in (*rows.entities, *rows.agreements, *rows.links) for s in row["support"]} == sentences


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
    unsure = telling.say("Alma Bio and Bera Bio agreed.", confidence=0.5, rule="a")
    sure = unsure.model_copy(update={"confidence": 0.8, "rule": "b"})
    for name in ("alma", "bera"):
        telling.organization(name, name.title(), unsure)
    telling.deal("alma-bera", unsure, {"alma": "partner", "bera": "partner"}, status="planned", on="2020")
    telling.deal("alma-bera", sure, {"alma": "partner", "bera": "partner"}, status="signed", territories=("Chile",))

    rows = release_rows(telling.facts())

    (deal,) = rows.agreements
    assert [change["status"] for change in deal["changes"]] == ["planned", "signed"]
    assert deal["territories"] == ["Chile"]
    assert deal["support"] == [("twice#0-29", 0.8, "b")]
    assert [(link["type"], link["start"]) for link in rows.links] == [
        ("OF_TYPE", "alma-bera"), ("PARTY_TO", "alma"), ("PARTY_TO", "bera"),
    ]  # fmt: skip


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


def test_each_part_of_a_deal_is_a_link() -> None:
    links = {(row["type"], row["start"], row["end"], row["value"]) for row in link_rows(alliance())}

    assert links == {
        ("PARTY_TO", "lindgren-cell-works", "aarhus-lindgren", "partner"),
        ("PARTY_TO", "hospital-of-aarhus", "aarhus-lindgren", "partner"),
        ("OF_TYPE", "aarhus-lindgren", "memorandum_of_understanding", ""),
        ("OF_TYPE", "aarhus-lindgren", "strategic_partnership", ""),
        ("COVERS", "aarhus-lindgren", "allogeneic-car-t", ""),
        ("FOR", "aarhus-lindgren", "lymphoma", ""),
        ("WORKS_FOR", "asta-lindgren", "lindgren-cell-works", "chief executive"),
        ("UNIT_OF", "lindgren-cell-works", "lindgren-group", ""),
    }


def test_sums_that_differ_have_ids_that_differ() -> None:
    ids = [term["id"] for row in release_rows(alliance()).agreements for term in row["terms"]]

    assert ids == [
        "aarhus-lindgren:milestones",
        "aarhus-lindgren:royalty:up-to:7.5%",
        "aarhus-lindgren:upfront:30000000:EUR",
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
