"""Rows for the weighing are what the components weigh; with the models that come with Cellpact."""

from pathlib import Path

import pytest

pytest.importorskip("sklearn", reason="needs the training extra")
pytest.importorskip("lightgbm", reason="needs the training extra")

from ingest.components.agreements import component, decide
from ingest.components.agreements.model import load_model as load_deals
from ingest.components.agreements.model import sigmoid
from ingest.components.agreements.pairs import all_pairs
from ingest.components.agreements.reading import read
from ingest.components.agreements.scope import Told, scopes
from ingest.components.agreements.terms import load_terms_model
from ingest.components.agreements.traits import deal_traits
from ingest.components.encoder import Encoder
from ingest.components.links import MODEL_FILE, USES, DocLinks, LinksModel, read_model
from ingest.components.names import MODEL
from ingest.components.relation_model import load_model as load_relations
from ingest.train.agreements_data import annotated_doc, blank_pipeline
from ingest.train.mixing import measured, read_trees
from ingest.train.mixing_fit import CHOICES, Row
from ingest.train.mixing_rows import Trees, collect
from tests.ingest.train.links_text import release


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(MODEL)


@pytest.fixture(scope="module")
def model() -> LinksModel:
    return read_model(Path(MODEL) / MODEL_FILE)


@pytest.fixture(scope="module")
def trees() -> Trees:
    return Trees(load_deals(), load_terms_model(), load_relations())


@pytest.fixture(scope="module")
def rows(encoder: Encoder, model: LinksModel, trees: Trees) -> dict[str, list[Row]]:
    return collect([release()], encoder, model, trees)


def test_there_are_rows_for_every_use(rows: dict[str, list[Row]]) -> None:
    assert set(rows) == set(USES)
    assert all(any(row.right for row in found) for found in rows.values())
    assert all(row.link is not None for found in rows.values() for row in found)


def test_one_of_a_choice_is_right(rows: dict[str, list[Row]]) -> None:
    for use, found in rows.items():
        choices = {row.choice for row in found}
        assert (choices == {None}) != (use in CHOICES)
        if use in CHOICES:
            assert all(sum(row.right for row in found if row.choice == choice) == 1 for choice in choices)


def test_rows_are_what_the_components_weigh(
    rows: dict[str, list[Row]], encoder: Encoder, model: LinksModel, trees: Trees, monkeypatch: pytest.MonkeyPatch
) -> None:
    weighed: dict[str, list[tuple[float, float | None]]] = {}

    def note(_: DocLinks, use: str, base: float, link: float | None) -> float:
        weighed.setdefault(use, []).append((base, link))
        return base

    doc = annotated_doc(blank_pipeline(), release())
    reading = read(doc)
    doc._.encoded = encoder.encode(doc.text)
    reading.links = DocLinks(doc, model)
    monkeypatch.setattr(DocLinks, "weigh", note)
    for pair in all_pairs(reading):
        assert component.pair_chance(reading, trees.deals, pair) == sigmoid(weighed["deal"][-1][0])
    parties = frozenset({0, 1})
    told = Told(reading, parties, scopes(reading, [parties])[0])
    traits = deal_traits(told)
    types, _ = decide.decide_types(trees.deals, told, traits)
    decide.decide_status(trees.deals, told, traits)
    decide.decide_roles(trees.deals, told, types, traits)
    for use in ("deal", "types", "status"):
        assert weighed[use] == [(row.base, row.link) for row in rows[use]]
    # Who pays is asked both ways round; the rows have the right one, and zero for the other.
    assert next((row.base, row.link) for row in rows["roles"]) in weighed["roles"]


def test_how_good_each_is_stands_in_one_line(rows: dict[str, list[Row]]) -> None:
    line = measured("deal", rows["deal"])
    assert "trees" in line
    assert "vectors" in line
    assert f"{len(rows['deal'])} rows, 1 right, 0 of which the vectors say nothing" in line
    assert measured("status", rows["status"]).startswith("share of right choices")


def test_trees_are_read_from_a_folder(trees: Trees) -> None:
    assert read_trees(Path(MODEL)) == trees
