"""Where exports go: files that appear when complete, and stay as they were where anything goes wrong."""

import gzip
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from graph.client import GraphClient, Row
from graph.errors import GraphError, OutputError
from graph.export.run import Format, Request, export
from tests.graph.export.reading import SILENT, exported


def test_by_name_or_option_the_output_is_compressed(told: GraphClient, tmp_path: Path) -> None:
    plain = exported(told, Format.JSONL, tmp_path / "facts.jsonl").read_bytes()
    packed = exported(told, Format.JSONL, tmp_path / "facts.jsonl.gz").read_bytes()
    exported(told, Format.CSV, tmp_path / "tables", gzip=True)

    assert gzip.decompress(packed) == plain
    assert gzip.decompress((tmp_path / "tables" / "people.csv.gz").read_bytes()).startswith(b"id,name,")
    assert exported(told, Format.JSONL, tmp_path / "facts.jsonl.gz", force=True).read_bytes() == packed


def test_excel_knows_a_table_by_its_mark(told: GraphClient, tmp_path: Path) -> None:
    table = exported(told, Format.CSV, tmp_path / "people.csv", table="people", bom=True)

    assert table.read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_what_exists_is_replaced_only_when_asked(told: GraphClient, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("mine")
    (tmp_path / "notes.txt").write_text("mine too")

    with pytest.raises(OutputError, match=r"people\.csv exists already.*--force"):
        export(told, Request(Format.CSV, str(tmp_path)), SILENT)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt", "people.csv"]

    exported(told, Format.CSV, tmp_path, force=True)
    assert (tmp_path / "people.csv").read_text("utf-8").startswith("id,name,")
    assert (tmp_path / "notes.txt").read_text() == "mine too"


def test_a_link_stays_and_what_it_points_to_is_replaced(told: GraphClient, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    link = tmp_path / "facts.jsonl"
    link.symlink_to(tmp_path / "kept" / "facts.jsonl")

    exported(told, Format.JSONL, link)

    assert link.is_symlink()
    assert (tmp_path / "kept" / "facts.jsonl").stat().st_size > 0


def test_a_device_is_written_in_place(told: GraphClient) -> None:
    exported(told, Format.GRAPHML, Path("/dev/null"))

    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_full_disk_is_told(told: GraphClient) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OutputError, match="No space left"):
        export(told, Request(Format.GRAPHML, "/dev/full"), SILENT)


def test_no_access_is_told(told: GraphClient, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    if os.access(closed, os.W_OK):
        # Nothing is closed to root but what is no folder.
        closed = tmp_path / "file"
        closed.touch()
    with pytest.raises(OutputError, match=r"cannot write|is a file"):
        export(told, Request(Format.JSONL, str(closed / "facts.jsonl")), SILENT)


def test_a_graph_that_goes_away_leaves_no_half_file(
    told: GraphClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "graph.graphml").write_text("before")
    read = GraphClient.read
    answers = iter(range(4))

    def gone(self: GraphClient, query: str, *arguments: Any, **options: Any) -> list[Row]:
        if next(answers, None) is None:
            raise GraphError("gone")
        return read(self, query, *arguments, **options)

    monkeypatch.setattr(GraphClient, "read", gone)
    for request in (
        Request(Format.GRAPHML, str(tmp_path / "graph.graphml"), force=True),
        Request(Format.CSV, str(tmp_path / "new" / "tables")),
    ):
        with pytest.raises(GraphError, match="gone"):
            export(told, request, SILENT)
    assert [path.name for path in tmp_path.iterdir()] == ["graph.graphml"]
    assert (tmp_path / "graph.graphml").read_text() == "before"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=lambda number: number.name)
def test_an_interrupted_export_leaves_what_was_there(told: GraphClient, tmp_path: Path, number: signal.Signals) -> None:
    target = tmp_path / "graph.jsonld"
    target.write_text("before")
    connection = told.connection
    script = (
        "import graph.export.pages as pages, time, cellpact, sys\n"
        "rows = pages.Pages.rows\n"
        "def slow(self, name):\n"
        "    for row in rows(self, name):\n"
        "        print('row', flush=True); time.sleep(0.2); yield row\n"
        "pages.Pages.rows = slow\n"
        "cellpact.app(['export', 'json-ld', '--force', '-o', sys.argv[1]])\n"
    )
    environment = {
        **os.environ,
        "NEO4J_URI": connection.uri,
        "NEO4J_USERNAME": connection.username,
        "NEO4J_PASSWORD": connection.password.get_secret_value() if connection.password else "",
    }
    with subprocess.Popen(
        [sys.executable, "-c", script, str(target)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"row\n"
        process.send_signal(number)
        _, told_user = process.communicate(timeout=60)
    assert target.read_text() == "before"
    if number is signal.SIGINT:
        assert process.returncode == 130
        assert b"nothing was written" in told_user
        assert [path.name for path in tmp_path.iterdir()] == ["graph.jsonld"]
