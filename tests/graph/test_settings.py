import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from graph.errors import HomeError, LocalServerNotStartedError, SettingsError
from graph.settings import GraphSettings, LocalFiles, Ports


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in GraphSettings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def started(home: Path) -> GraphSettings:
    files = LocalFiles(home)
    files.ports.write_text(Ports(bolt=7700, http=7500).model_dump_json())
    files.password.write_text("hidden\n")
    return GraphSettings(cellpact_home=home)


def test_without_a_uri_the_local_server_is_meant(tmp_path: Path) -> None:
    connection = started(tmp_path).connection()
    assert (connection.uri, connection.username, connection.is_local) == ("bolt://127.0.0.1:7700", "neo4j", True)
    assert connection.password is not None
    assert connection.password.get_secret_value() == "hidden"
    assert "hidden" not in repr(connection)


def test_a_local_server_that_was_never_started_says_how_to(tmp_path: Path) -> None:
    with pytest.raises(LocalServerNotStartedError, match="cellpact graph up"):
        GraphSettings(cellpact_home=tmp_path).connection()


def test_the_environment_points_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "neo4j+s://example.org")
    monkeypatch.setenv("NEO4J_USERNAME", "reader")
    monkeypatch.setenv("NEO4J_PASSWORD", "hidden")
    monkeypatch.setenv("NEO4J_DATABASE", "deals")
    settings = GraphSettings.load()
    connection = settings.connection()
    assert not settings.is_local
    assert (connection.uri, connection.username, connection.database) == ("neo4j+s://example.org", "reader", "deals")
    assert "hidden" not in repr(settings)


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_URI", "")
    assert GraphSettings.load().is_local


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NEO4J_URI", "example.org:7687"),
        ("NEO4J_URI", "http://example.org"),
        ("NEO4J_URI", "bolt://neo4j:hidden@example.org"),
        ("CELLPACT_BOLT_PORT", "70000"),
    ],
)
def test_a_bad_variable_is_named_and_its_value_is_not(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=variable) as caught:
        GraphSettings.load()
    assert value not in str(caught.value)


def test_settings_do_not_change(tmp_path: Path) -> None:
    settings = GraphSettings(cellpact_home=tmp_path)
    with pytest.raises(ValidationError):
        settings.neo4j_username = "somebody"  # type: ignore[misc]


def test_a_ports_file_that_was_cut_short_counts_as_none(tmp_path: Path) -> None:
    files = LocalFiles(tmp_path)
    files.ports.write_text('{"bolt": 76')
    assert files.read_ports() is None


@pytest.mark.skipif(os.name != "posix", reason="folders can be opened as files elsewhere")
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "password").mkdir()
    with pytest.raises(HomeError, match="CELLPACT_HOME"):
        LocalFiles(tmp_path).read_password()
