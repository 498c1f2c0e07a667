"""Nothing lies about: each data file is described where it lies, and each list in one is read by a component."""

import inspect
import json
import re
from pathlib import Path

import pytest

import ingest
from ingest.components import patterns, units
from ingest.components.evidence import NAME_MEASURES, TERM_MEASURES
from ingest.components.fusion import BIAS as FUSION_BIAS
from ingest.components.reasons import REASONS

ROOT = Path(ingest.__file__).parent
DATA = ("model", "vocabulary")


def content(name: str) -> dict[str, object]:
    read: dict[str, object] = json.loads((ROOT / "vocabulary" / name).read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def code() -> str:
    """All code that reads releases."""
    return "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "components").rglob("*.py")))


@pytest.mark.parametrize("folder", DATA)
def test_each_file_stands_in_the_readme_of_its_folder_and_each_that_stands_there_exists(folder: str) -> None:
    files = {p.name for p in (ROOT / folder).iterdir() if p.is_file() and p.suffix != ".py" and p.name != "README.md"}
    readme = (ROOT / folder / "README.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in readme.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert named == files


@pytest.mark.parametrize("name", ["name_words.json", "title_words.json"])
def test_each_word_list_is_read(name: str, code: str) -> None:
    unread = [key for key in content(name) if not re.search(rf"\.{key}\b", code)]
    assert unread == []


@pytest.mark.parametrize("name", ["currencies.json", "territories.json"])
def test_each_table_of_words_is_read(name: str, code: str) -> None:
    unread = [key for key in content(name) if not re.search(rf"""\[["']{key}["']\]""", code)]
    assert unread == []


def test_each_rule_with_a_measured_precision_exists() -> None:
    named = {rule.name for rule in units.RULES} | set(re.findall(r'"(units\.\w+)"', inspect.getsource(units)))
    assert set(content("rule_precision.json")) <= named


def test_each_reason_has_its_weights_and_each_weight_its_reason() -> None:
    counted = set(re.findall(r'"(text\.\w+)"', inspect.getsource(patterns)))
    assert set(content("reason_weights.json")) == {reason.name for reason in REASONS} | counted | {patterns.BIAS}


def test_each_weight_of_a_source_has_its_measure() -> None:
    measures = {measure.name for measure in (*NAME_MEASURES, *TERM_MEASURES)} | {FUSION_BIAS}
    table = content("fusion_weights.json")
    assert isinstance(table, dict)
    weighed = {name for labels in table.values() for part in labels.values() for name in part["weights"]}  # type: ignore[attr-defined]
    assert weighed <= measures
