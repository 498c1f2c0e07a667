"""What docs/extraction.md and docs/data-out.md say is there is there, and what is there is told."""

import re
from pathlib import Path

import pytest

from graph.export.run import Format
from graph.export.tables import TABLES
from ingest.evaluate.score import MEASURES
from ingest.pipeline import COMPONENTS

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    """The sections of the document by heading."""
    _, *parts = re.split(r"^## (.+)\n", (ROOT / "docs" / "extraction.md").read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def first_cells(section: str) -> list[str]:
    """What stands in backticks in the first column of the tables."""
    rows = (line.split("|")[1] for line in section.splitlines() if line.startswith("| `"))
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row)]


def test_each_component_is_told_in_its_order(sections: dict[str, str]) -> None:
    told = [name for name in first_cells(sections["The pipeline"]) if not name.endswith(".py")]
    assert told == list(COMPONENTS)


def test_each_step_of_reading_deals_is_a_module(sections: dict[str, str]) -> None:
    folder = ROOT / "ingest" / "components" / "agreements"
    steps = [name for name in first_cells(sections["The pipeline"]) if name.endswith(".py")]
    assert steps
    assert [step for step in steps if not (folder / step).is_file()] == []


def test_each_measure_is_told_in_its_order(sections: dict[str, str]) -> None:
    told = first_cells(sections["The measures of `cellpact evaluate`"])
    assert told == [*MEASURES, "headline"]


def test_each_trained_file_has_a_command_that_exists(sections: dict[str, str]) -> None:
    training = sections["Training"]
    told = first_cells(training)
    assert [name for name in told if not (ROOT / "ingest" / name).is_file()] == []
    models = {
        f"model/{path.name}"
        for path in (ROOT / "ingest" / "model").iterdir()
        if path.suffix in {".json", ".npz", ".onnx"}
    }
    assert models <= set(told)
    modules = re.findall(r"python -m ([\w.]+)", training)
    scripts = re.findall(r"python (benchmarks/\w+\.py)", training)
    assert modules
    assert scripts
    wanted = [*scripts, *(f"{module.replace('.', '/')}.py" for module in modules)]
    assert [path for path in wanted if not (ROOT / path).is_file()] == []


def test_each_format_has_an_example() -> None:
    text = (ROOT / "docs" / "data-out.md").read_text("utf-8")
    assert {name for name in Format if f"cellpact export {name} " not in text} == set()


def test_each_table_is_told_with_its_columns() -> None:
    text = (ROOT / "docs" / "data-out.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (`.+`) \|$", text, flags=re.MULTILINE)
    assert [(name, meaning, re.findall(r"`(\w+)`", columns)) for name, meaning, columns in rows] == [
        (table.name, table.meaning, [column.name for column in table.columns]) for table in TABLES.values()
    ]
