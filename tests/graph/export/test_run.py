"""The run of an export: what may be asked, and graphs that are empty, old or changing."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from graph import schema
from graph.client import GraphClient
from graph.errors import ExportError, GraphError
from graph.export import run
from graph.export.pages import Pages
from graph.export.run import Format, Request, export
from graph.export.tables import TABLES, table_rows
from graph.load import load_release
from graph.stored import all_releases, stored_facts
from tests.graph.export.reading import SILENT, exported, graphml
from tests.graph.made import alliance, closure, one_of_many


def test_records_of_a_release_that_has_to_be_read_again_are_missed(graph: GraphClient, tmp_path: Path) -> None:
    schema.apply(graph)
    load_release(graph, alliance())
    graph.execute("MATCH (r:Release) REMOVE r.facts")

    with pytest.raises(GraphError, match="alliance"):
        export(graph, Request(Format.JSONL, str(tmp_path / "facts.jsonl")), SILENT)
    assert list(tmp_path.iterdir()) == []


def test_a_graph_that_changes_meanwhile_is_noticed(
    graph: GraphClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.apply(graph)
    load_release(graph, alliance())
    assert export(graph, Request(Format.JSONL, str(tmp_path / "facts.jsonl")), SILENT)
    counting = run.records.write_records

    def meanwhile(client: GraphClient, *arguments: Any) -> None:
        load_release(graph, closure())
        counting(client, *arguments)

    monkeypatch.setattr(run.records, "write_records", meanwhile)
    assert not export(graph, Request(Format.JSONL, str(tmp_path / "facts.jsonl"), force=True), SILENT)


def test_progress_is_shown_on_a_terminal(graph: GraphClient, tmp_path: Path) -> None:
    schema.apply(graph)
    load_release(graph, one_of_many(1))
    with (tmp_path / "terminal").open("w+", encoding="utf-8") as terminal:
        console = Console(file=terminal, force_terminal=True, width=100)
        export(graph, Request(Format.CSV, str(tmp_path / "tables")), console)
        terminal.seek(0)
        assert "exporting" in terminal.read()


def test_an_empty_graph_gives_empty_files(graph: GraphClient, tmp_path: Path) -> None:
    schema.apply(graph)

    assert exported(graph, Format.JSONL, tmp_path / "facts.jsonl").read_bytes() == b""
    assert json.loads(exported(graph, Format.JSONLD, tmp_path / "graph.jsonld").read_bytes())["@graph"] == []
    assert len(graphml(graph, tmp_path / "graph.graphml")) == 16
    assert pq.read_table(exported(graph, Format.PARQUET, tmp_path) / "sums.parquet").num_rows == 0
    assert list(table_rows(Pages(graph), frozenset(TABLES))) == []
    assert list(stored_facts(graph, all_releases(graph))) == []


@pytest.mark.parametrize(
    ("name", "guess"),
    [("cvs", "csv"), ("jsonld", "json-ld"), ("Gephi", "graphml"), ("parket", "parquet"), ("json", "jsonl")],
)
def test_a_format_that_there_is_not_is_suggested(name: str, guess: str) -> None:
    with pytest.raises(ExportError, match=f"did you mean .*{guess}"):
        run.find_format(name)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request(Format.CSV, "-"), "many tables"),
        (Request(Format.CSV, "-", table="peopel"), "did you mean people"),
        (Request(Format.GRAPHML, "-", table="people"), "has no tables"),
        (Request(Format.GRAPHML, "-", gzip=True), "ends in .gz"),
    ],
)
def test_what_does_not_fit_together_is_told_before_anything_is_read(request_: Request, words: str) -> None:
    with pytest.raises(ExportError, match=words):
        run.check(request_)
