import json
import os
from pathlib import Path

import pytest

from ingest.annotations import EntityLabel
from ingest.pipeline import COMPONENTS, build

ITEM = Path(__file__).resolve().parents[3] / "shared" / "gold" / "dev" / "genscript-probio-act.json"


def test_each_component_finds_what_it_needs() -> None:
    problems = build().analyze_pipes()["problems"]
    assert {name: found for name, found in problems.items() if found} == {}


def test_components_can_be_left_out() -> None:
    assert "gazetteer" in COMPONENTS
    assert "gazetteer" not in build(without=frozenset({"gazetteer"})).pipe_names


@pytest.mark.parametrize("without", [frozenset(), frozenset({"gazetteer"})], ids=["all", "without gazetteer"])
def test_the_real_news_item_comes_out_complete(without: frozenset[str]) -> None:
    if not ITEM.exists():
        assert not os.environ.get("CI"), f"{ITEM} is missing"
        pytest.skip("the annotated releases are not here")
    gold = json.loads(ITEM.read_text("utf-8"))
    doc = build(without=without | {"agreements"})(gold["text"])
    names = [entity.name for entity in doc._.entities]

    def named(label: EntityLabel) -> dict[str, set[str]]:
        return {
            entity.name: {doc[start:end].text for start, end in entity.spans}
            for entity in doc._.entities
            if entity.label is label
        }

    assert named(EntityLabel.ORGANIZATION) == {e["name"]: set(e["mentions"]) for e in gold["organizations"]}
    assert named(EntityLabel.PERSON) == {e["name"]: set(e["mentions"]) for e in gold["people"]}
    assert {(names[p.person], p.title, names[p.organization]) for p in doc._.positions} == {
        (p["person"], p["title"], p["organization"]) for p in gold["positions"]
    }
    assert {(names[u.unit], names[u.parent]) for u in doc._.units} == {(u["unit"], u["parent"]) for u in gold["units"]}
