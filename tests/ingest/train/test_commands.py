"""`cellpact train` as a new user meets it."""

import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from ingest.errors import ModelError
from ingest.train.commands import train


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.command()(train)
    return made


def test_without_the_extra_it_says_what_to_install(
    app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    arguments = [str(tmp_path), "--corpora", str(tmp_path), "--encoder", str(tmp_path), "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, ModelError)
    assert "torch" in str(result.exception)
    assert "cellpact[train]" in str(result.exception)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_is_not_there_is_wrong_use(app: typer.Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [str(tmp_path / "no"), "--corpora", str(tmp_path), "--encoder", str(tmp_path)])
    assert result.exit_code == 2
    assert "Usage" in result.output
