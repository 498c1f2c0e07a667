"""The command line as a new user meets it: help, exit statuses, one clear message for each wrong input."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

import cellpact
from graph.settings import GraphSettings
from ingest.errors import IngestError

TEXT = "Orbis Cell GmbH and Tal University have signed a licence agreement on CAR-T cells. Both are pleased."
HOME_VARIABLES = ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder in which nothing was started yet."""
    for name in HOME_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CELLPACT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "home"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    path = tmp_path / "release.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def server(neo4j_server: GraphSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names the tests' Neo4j."""
    connection = neo4j_server.connection()
    monkeypatch.setenv("NEO4J_URI", connection.uri)
    monkeypatch.setenv("NEO4J_USERNAME", connection.username)
    monkeypatch.setenv("NEO4J_PASSWORD", connection.password.get_secret_value() if connection.password else "")


def cli(*arguments: object) -> Result:
    return CliRunner().invoke(cellpact.app, [str(argument) for argument in arguments])


def refused(status: int, *arguments: object) -> str:
    """Run a command that has to fail; return what it says: one message, no traceback."""
    result = cli(*arguments)
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stderr


def commands() -> Iterator[tuple[str, ...]]:
    for name, mounted in cellpact.COMMANDS.items():
        yield (name,)
        command = mounted.load(name)
        for inner, below in getattr(command, "commands", {}).items():
            if not below.hidden:
                yield (name, inner)


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_every_command_has_help_for_itself_and_its_options(command: tuple[str, ...]) -> None:
    loaded = cellpact.COMMANDS[command[0]].load(command[0])
    for name in command[1:]:
        loaded = loaded.commands[name]
    assert loaded.help
    for parameter in loaded.params:
        if parameter.name not in {"install_completion", "show_completion"}:
            assert parameter.help, f"{' '.join(command)} {parameter.name}"
    result = cli(*command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout


@pytest.mark.parametrize("name", cellpact.COMMANDS)
def test_the_overview_says_what_the_command_says(name: str) -> None:
    mounted = cellpact.COMMANDS[name]
    first = mounted.load(name).help.split("\n\n")[0].replace("\n", " ").strip()
    assert first.startswith(mounted.summary.rstrip(".")), f"{mounted.summary!r} is not the beginning of {first!r}"


def test_no_command_shows_the_overview() -> None:
    result = cli()
    assert all(name in result.output for name in cellpact.COMMANDS)


def test_version() -> None:
    result = cli("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("cellpact 0.")


def test_help_imports_nothing_heavy() -> None:
    script = "import sys, cellpact; cellpact.app(['--help'], standalone_mode=False); print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {"spacy", "neo4j", "fastapi", "httpx", "torch", "pydantic", "trafilatura"}


def test_unknown_command_and_option() -> None:
    assert "No such command" in refused(2, "extractt")
    assert "No such option" in refused(2, "extract", "--nonsense", "x")
    assert "Missing argument" in refused(2, "extract")
    assert "--processes" in refused(2, "extract", "-", "--processes", 0)


def test_extract_prints_one_record_a_release(release: Path) -> None:
    result = cli("extract", release)
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["text"] == TEXT
    assert {"id", "pipeline", "organizations", "people", "technologies", "indications", "positions", "units"} <= set(
        record
    )
    assert "1 read, 0 rejected" in result.stderr


def test_extract_reads_standard_input_and_writes_a_file(tmp_path: Path) -> None:
    lines = [json.dumps({"id": name, "text": TEXT}) for name in "ab"]
    output = tmp_path / "facts.jsonl"
    result = CliRunner().invoke(cellpact.app, ["extract", "-", "-o", str(output), "--quiet"], input="\n".join(lines))
    assert (result.exit_code, result.output) == (0, "")
    assert [json.loads(line)["id"] for line in output.read_text("utf-8").splitlines()] == ["a", "b"]


def test_one_rejected_release_gives_status_one(release: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    result = cli("extract", release, tmp_path / "empty.txt")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert "empty.txt: is empty" in result.stderr


@pytest.mark.parametrize("command", ["extract", "ingest"])
def test_no_such_file(command: str, tmp_path: Path) -> None:
    assert "no such file" in refused(2, command, tmp_path / "missing.txt")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [("empty.txt", b"", "is empty"), ("noise.bin", bytes(range(256)), "binary"), ("a.docx", b"PK\x03\x04", "Office")],
)
def test_files_that_are_no_releases(name: str, content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert reason in refused(1, "extract", path)


def test_folder_without_releases(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert "folder without releases" in refused(1, "extract", tmp_path / "none")


def test_output_that_cannot_be_written(release: Path, tmp_path: Path) -> None:
    assert "cannot write" in refused(2, "extract", release, "-o", tmp_path / "no" / "folder.jsonl")
    if Path("/dev/full").exists():
        assert "No space left" in refused(2, "extract", release, "-o", "/dev/full")


def test_a_setting_that_cannot_be_used(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELLPACT_MAX_BYTES", "many")
    assert "CELLPACT_MAX_BYTES" in refused(2, "extract", release)


@pytest.mark.parametrize("command", [("ingest", "-"), ("query", "count_graph"), ("serve",)], ids=lambda c: c[0])
def test_no_neo4j_yet(command: tuple[str, ...]) -> None:
    assert "`cellpact graph up`" in refused(3, *command)


@pytest.mark.parametrize("command", [("ingest", "-"), ("query", "count_graph"), ("serve",)], ids=lambda c: c[0])
def test_no_neo4j_there(command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{port}")
    assert str(port) in refused(3, *command)


@pytest.mark.usefixtures("server")
def test_wrong_password(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "wrong")
    assert "NEO4J_PASSWORD" in refused(3, "ingest", release)


@pytest.mark.usefixtures("server", "graph")
def test_ingest_loads_and_finds_unchanged(release: Path, tmp_path: Path) -> None:
    first = cli("ingest", release)
    assert first.exit_code == 0, first.output
    assert first.stderr.startswith("loaded ")
    (tmp_path / "empty.txt").touch()
    second = cli("ingest", release, tmp_path / "empty.txt")
    assert second.exit_code == 1
    assert "unchanged " in second.stderr
    assert "rejected" in second.stderr


def test_port_taken(server: None) -> None:  # noqa: ARG001 - for its effect
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port}" in refused(2, "serve", "--port", port)


def test_home_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("CELLPACT_HOME", str(file / "home"))
    assert str(file) in refused(3, "graph", "up")


def test_evaluate(tmp_path: Path) -> None:
    gold = {"id": "a", "text": TEXT, "people": [{"name": "Ada Moor", "mentions": ["Ada Moor"]}]}
    folder, predicted, baseline = tmp_path / "gold", tmp_path / "found.jsonl", tmp_path / "baseline.json"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps(gold), "utf-8")
    predicted.write_text(json.dumps(gold) + "\n", "utf-8")
    options = ("--predicted", predicted, "--baseline", baseline)
    assert "people" in cli("evaluate", folder, *options, "--write-baseline").stdout
    predicted.write_text(json.dumps({"id": "a"}) + "\n", "utf-8")
    result = cli("evaluate", folder, *options, "--errors")
    assert "a\tpeople\tmissed\tAda Moor" in result.stdout
    assert "-1.000" in result.stdout
    as_json = json.loads(cli("evaluate", folder, *options, "--json", "--errors").stdout)
    assert as_json["people"] == 0.0
    assert as_json["errors"] == [{"id": "a", "measure": "people", "what": "missed", "text": "Ada Moor"}]
    assert "mentions" in cli("evaluate", folder).stdout


def test_evaluate_without_annotations(tmp_path: Path) -> None:
    assert "holds no records" in refused(2, "evaluate", tmp_path)
    assert "cannot read" in refused(2, "evaluate", tmp_path / "missing.jsonl")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(sources: list[str]) -> None:
        raise KeyError(sources[0]) if sources[0] == "fault" else IngestError("is wrong", next_step="do this")

    mounted = cellpact.Mounted(__name__, "unused", "Fails.")
    monkeypatch.setattr(cellpact, "COMMANDS", {"extract": mounted})
    alone = typer.Typer()
    alone.command("extract")(fail)
    monkeypatch.setattr(cellpact.Mounted, "load", lambda *_: typer.main.get_command(alone))


@pytest.mark.usefixtures("failing")
def test_errors_are_one_line_and_a_fault_says_how_to_see_more() -> None:
    assert refused(1, "extract", "error") == "cellpact: is wrong; do this\n"
    told = refused(cellpact.UNEXPECTED, "extract", "fault")
    assert told.startswith("cellpact: unexpected KeyError: 'fault'\n")
    assert "--debug" in told
    result = cli("--debug", "extract", "fault")
    assert result.exit_code == cellpact.UNEXPECTED
    assert "Traceback" in result.stderr


def test_a_closed_pipe_is_no_fault(release: Path) -> None:
    command = f"'{sys.executable}' -m cellpact extract {release} {release} | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.stdout == "{"
    assert "Traceback" not in done.stderr
    assert "unexpected" not in done.stderr
