import copy
import importlib.util
import json
import random
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.vocabulary import AgreementStatus, AgreementType, OrganizationKind, Role
from ingest.errors import EvaluationError
from ingest.evaluate.records import Annotation, read_annotations
from ingest.evaluate.report import Baseline, difference, read_baseline, report, table, write_baseline
from ingest.evaluate.score import GROUPS, MEASURES, Count, headline, normalised, paired, score, summed

Record = dict[str, Any]

SMALL: Record = {
    "id": "small",
    "organizations": [
        {"name": "Orbis Cell GmbH", "mentions": ["Orbis Cell GmbH", "Orbis"], "kind": "company"},
        {"name": "Tal University", "mentions": ["Tal University"], "kind": "institution"},
    ],
    "people": [{"name": "Ada Moor", "mentions": ["Ada Moor", "Moor"]}],
    "technologies": [{"name": "CAR-T cells", "mentions": ["CAR-T cells", "CAR T"], "kind": "modality"}],
    "indications": [{"name": "solid tumours", "mentions": ["solid tumours"]}],
    "positions": [{"person": "Ada Moor", "title": "CEO", "organization": "Orbis Cell GmbH"}],
    "units": [{"unit": "Orbis Cell GmbH", "parent": "Tal University"}],
    "agreements": [
        {
            "types": ["license", "collaboration"],
            "status": "signed",
            "parties": [
                {"organization": "Orbis Cell GmbH", "role": "licensee"},
                {"organization": "Tal University", "role": "licensor"},
            ],
            "technologies": ["CAR-T cells"],
            "indications": ["solid tumours"],
            "amounts": [{"kind": "upfront", "amount": 5_000_000, "currency": "EUR"}],
            "territories": ["Europe"],
            "date": "2024-03",
        }
    ],
}


def annotation(record: Record, **changes: object) -> Annotation:
    return Annotation.model_validate({**copy.deepcopy(record), **changes})


@pytest.fixture(scope="module")
def guidelines_script(gold: Path) -> ModuleType:
    """The script that comes with the guidelines, whose counts ours have to equal."""
    spec = importlib.util.spec_from_file_location("guidelines_score", gold / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def records(gold: Path) -> dict[str, Record]:
    paths = sorted(path for part in ("train", "dev") for path in (gold / part).glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in paths}


class Disturber:
    """Makes of an annotation what a mediocre system might predict."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same at every run

    def __call__(self, record: Record) -> Record:
        other = copy.deepcopy(record)
        for group in GROUPS:
            self._entries(other, group)
        for position in self._some(other, "positions"):
            position["title"] = self.chance.choice(["CEO", "Chief Executive Officer", "VP of Sales", position["title"]])
        for deal in self._some(other, "agreements"):
            self._deal(deal)
        if self.chance.random() < 0.3 and other["agreements"]:
            other["agreements"].append(copy.deepcopy(self.chance.choice(other["agreements"])))
        self.chance.shuffle(other["agreements"])
        return other

    def _some(self, record: Record, group: str) -> list[Record]:
        record[group] = [entry for entry in record[group] if self.chance.random() < 0.8]
        return record[group]

    def _entries(self, record: Record, group: str) -> None:
        for entry in self._some(record, group):
            if self.chance.random() < 0.3:
                entry["mentions"] = self.chance.sample(
                    entry["mentions"], self.chance.randint(0, len(entry["mentions"]))
                )
            if self.chance.random() < 0.2:
                entry["mentions"].append(self.chance.choice(["Nobody", entry["name"].upper(), entry["name"] + "s"]))
            if self.chance.random() < 0.1:
                entry["name"] = f"{entry['name']} Inc"
            if group == "organizations" and self.chance.random() < 0.1:
                entry["kind"] = self.chance.choice(list(OrganizationKind))
        if self.chance.random() < 0.3:
            record[group].append({"name": "Nobody Ltd", "mentions": ["Nobody"], "kind": "company"})
        if len(record[group]) > 1 and self.chance.random() < 0.3:
            one, two = self.chance.sample(record[group], 2)
            one["mentions"] += two["mentions"]
        self.chance.shuffle(record[group])

    def _deal(self, deal: Record) -> None:
        if self.chance.random() < 0.3:
            deal["status"] = self.chance.choice(list(AgreementStatus))
        if self.chance.random() < 0.4:
            deal["types"] = self.chance.sample([*AgreementType], self.chance.randint(1, 3)) + deal["types"][:1]
        if self.chance.random() < 0.3 and len(deal["parties"]) > 1:
            deal["parties"].pop(self.chance.randrange(len(deal["parties"])))
        if self.chance.random() < 0.2:
            deal["parties"].append({"organization": "Nobody Ltd", "role": self.chance.choice(list(Role))})
        if self.chance.random() < 0.3:
            deal["amounts"] += [{"kind": "total", "amount": 7, "currency": "USD"}, {"kind": "royalty"}]
        for key in ("technologies", "indications", "territories", "amounts"):
            if self.chance.random() < 0.3:
                deal[key] = deal[key][1:]
        if self.chance.random() < 0.3:
            deal["date"] = self.chance.choice([None, "2020-01-01"])


@pytest.mark.parametrize("seed", range(3))
def test_counts_equal_those_of_the_guidelines_script(
    seed: int, records: dict[str, Record], guidelines_script: ModuleType
) -> None:
    disturbed = Disturber(seed)
    ours, theirs = [], []
    for record in records.values():
        predicted = disturbed(record)
        faults: list[tuple[str, str, str]] = []
        counts = guidelines_script.score_release(record, predicted, faults)
        scored = score(annotation(record), annotation(predicted))
        assert {name: tuple(cell) for name, cell in scored.counts.items()} == {
            name: tuple(cell) for name, cell in counts.items()
        }, record["id"]
        ours.append(scored.counts)
        theirs.append(counts)
    assert headline(summed(ours)) == pytest.approx(guidelines_script.headline(guidelines_script.summed(theirs)))
    assert 0.3 < headline(summed(ours)) < 0.95, "the disturbances should be neither nothing nor everything"


def test_interval_equals_that_of_the_guidelines_script(  # noqa: PLR0917
    gold: Path, records: dict[str, Record], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    guidelines_script: ModuleType, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    disturbed = Disturber(9)
    dev = {path.stem: records[path.stem] for path in sorted((gold / "dev").glob("*.json"))}
    predicted = {key: disturbed(record) for key, record in dev.items()}
    file = tmp_path / "predicted.jsonl"
    file.write_text("\n".join(map(json.dumps, predicted.values())), "utf-8")
    monkeypatch.setattr("sys.argv", ["score.py", str(gold / "dev"), str(file)])
    guidelines_script.main()
    last = capsys.readouterr().out.splitlines()[-1]
    result = report(read_annotations(gold / "dev"), read_annotations(file))
    low, high = result.interval
    assert last.endswith(f"{result.headline:.3f}  [95 % {low:.3f}-{high:.3f}]")


def test_gold_scored_against_itself_is_perfect() -> None:
    result = report({"small": annotation(SMALL)}, {"small": annotation(SMALL)})
    assert result.measures == dict.fromkeys(MEASURES, 1.0)
    assert result.headline == 1.0
    assert result.faults == []


def _drop(group: str) -> Callable[[Record], Record]:
    return lambda record: {**record, group: record[group][1:]}


@pytest.mark.parametrize("group", [*GROUPS, "positions", "units"])
def test_a_missed_fact_lowers_recall_and_not_precision(group: str) -> None:
    count = score(annotation(SMALL), annotation(_drop(group)(SMALL))).counts[group]
    whole = len(SMALL[group])
    assert (count.recall, count.precision) == ((whole - 1) / whole, 1.0 if whole > 1 else 0.0)


def test_a_deal_that_was_never_predicted_lowers_recall() -> None:
    two = {**SMALL, "agreements": [*SMALL["agreements"], {**SMALL["agreements"][0], "types": ["supply"]}]}
    scored = score(annotation(two), annotation(SMALL))
    assert scored.counts["deals"] == Count(right=1, predicted=1, gold=2)
    assert [(f.measure, f.what) for f in scored.faults] == [("deals", "missed")]


def test_a_missing_prediction_counts_as_empty() -> None:
    result = report({"small": annotation(SMALL)}, {})
    assert result.missing == 1
    assert result.total["organizations"] == Count(0, 0, 2)
    assert result.headline == 0.0


def test_a_split_alias_costs_precision_and_a_wrong_merge_costs_recall() -> None:
    entry = SMALL["organizations"][0]
    split = [{**entry, "mentions": ["Orbis Cell GmbH"]}, {**entry, "name": "Orbis", "mentions": ["Orbis"]}]
    merged = [{**entry, "mentions": ["Orbis Cell GmbH", "Orbis", "Tal University"]}]
    uni = SMALL["organizations"][1]
    assert score(annotation(SMALL), annotation(SMALL, organizations=[*split, uni])).counts["organizations"] == (2, 3, 2)
    assert score(annotation(SMALL), annotation(SMALL, organizations=merged)).counts["organizations"] == (1, 1, 2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("solid tumours", "Solid Tumor"),
        ("CAR-T therapies", "car t therapy"),
        ("Servier Génétique", "SERVIER GENETIQUE"),
        ("acute leukaemia", "acute leukemia"),
    ],
)
def test_spelling_variants_are_one_form(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


def test_plural_is_not_taken_from_double_s() -> None:
    assert normalised("illness") == "illness"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=40))
def test_forms_equal_those_of_the_guidelines_script(text: str, guidelines_script: ModuleType) -> None:
    assert normalised(text) == guidelines_script.norm(text)


def test_pairs_take_the_best_first_and_the_earlier_among_equals() -> None:
    assert paired([3, 5], [5, 3], lambda a, b: 10 - abs(a - b)) == [(0, 1), (1, 0)]
    assert paired([1, 1], [1], lambda _a, _b: 1) == [(0, 0)]
    assert paired([1], [2], lambda _a, _b: 0) == []


def test_baseline_is_kept_by_set_and_shows_the_change(tmp_path: Path) -> None:
    file = tmp_path / "scores" / "evaluation.json"
    result = report({"small": annotation(SMALL)}, {"small": annotation(SMALL, people=[])})
    assert read_baseline(file, "dev") is None
    write_baseline(file, "dev", result.baseline("0.1.0+abc"))
    better = report({"small": annotation(SMALL)}, {"small": annotation(SMALL)})
    write_baseline(file, "train", better.baseline(None))
    before = read_baseline(file, "dev")
    assert before is not None
    assert before.pipeline == "0.1.0+abc"
    assert before.measures["people"] == 0.0
    columns = [str(column.header) for column in table(better, before).columns]
    assert "change" in columns
    assert difference(1.0, 0.5) == "[green]+0.500[/]"
    assert difference(0.5, 1.0) == "[red]-0.500[/]"
    assert difference(0.5, 0.5) == "="
    assert difference(0.5, None) == "new"


def test_a_file_that_is_no_baseline_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text('{"dev": {"surprise": 1}}', "utf-8")
    with pytest.raises(EvaluationError, match="no baseline file"):
        read_baseline(file, "dev")
    file.write_text("[]", "utf-8")
    with pytest.raises(EvaluationError, match="no baseline file"):
        write_baseline(file, "dev", Baseline(pipeline=None, releases=0, headline=0, measures={}))


def test_malformed_annotations_name_the_place(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    file = tmp_path / "predicted.jsonl"
    file.write_text('{"id": "a"}\n{"id": "b", "people": [{"mentions": []}]}\n', "utf-8")
    with pytest.raises(EvaluationError, match=r"predicted\.jsonl:2: people\.0\.name"):
        read_annotations(file)
    file.write_text("{nonsense", "utf-8")
    with pytest.raises(EvaluationError, match="not valid JSON"):
        read_annotations(file)
    with pytest.raises(EvaluationError, match="no records"):
        read_annotations(empty)
    with pytest.raises(EvaluationError, match="cannot read"):
        read_annotations(tmp_path / "missing.jsonl")
