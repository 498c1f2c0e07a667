"""The wheel, installed elsewhere, holds all that the program needs: queries, vocabularies, weights and samples."""

import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DATA = {".cypher", ".jsonl", ".json", ".txt", ".html", ".lock", ".npz", ".onnx", ".grass", ".js", ".css"}
PACKAGES = ("ingest", "graph", "queries", "api", "samples")

READ_ALL = """
import importlib.resources, json, pathlib, sys
import api.app, cellpact, graph.load, graph.lookup, graph.server, ingest.pipeline, ingest.vocabulary, queries
for name in queries.names():
    assert queries.get(name).text
nlp = ingest.pipeline.build()
doc = nlp("Kite Pharma, Inc. has signed a license agreement with Leiden University Medical Center on CAR-T cells.")
files = [str(p.relative_to(pathlib.Path(cellpact.__file__).parent)) for package in PACKAGES
         for p in (pathlib.Path(cellpact.__file__).parent / package).rglob("*") if p.is_file()]
home = str(pathlib.Path(cellpact.__file__).parent)
print(json.dumps({"home": home, "ents": [ent.text for ent in doc.ents], "files": files}))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment where the wheel is installed and the project's folder is not on the path."""
    place = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place), cwd=ROOT)
    (wheel,) = place.glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", str(place / "env"), cwd=place)
    python = place / "env" / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel), cwd=place)
    site = run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=place).strip()
    # The dependencies of this environment, but not its editable install: a .pth file within a .pth path is not read.
    (Path(site) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def test_the_wheel_holds_every_data_file_and_they_load(installed: Path, tmp_path: Path) -> None:
    import json

    result = json.loads(run(str(installed), "-c", f"PACKAGES = {PACKAGES!r}" + READ_ALL, cwd=tmp_path))

    assert Path(result["home"]) != ROOT
    tracked = run("git", "ls-files", "--", *PACKAGES, cwd=ROOT).split() if (ROOT / ".git").exists() else []
    missing = {path for path in tracked if Path(path).suffix in DATA} - set(result["files"])
    assert not missing
    assert "Kite Pharma, Inc." in result["ents"]


def test_the_installed_command_runs(installed: Path, tmp_path: Path) -> None:
    assert run(str(installed.parent / "cellpact"), "--version", cwd=tmp_path).split()[-1] == version("cellpact")


def test_the_changelog_opens_with_this_version() -> None:
    headings = [line for line in (ROOT / "CHANGELOG.md").read_text().splitlines() if line.startswith("## [")]
    assert headings[0].startswith((f"## [{version('cellpact')}]", "## [Unreleased]"))


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
