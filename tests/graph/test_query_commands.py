import io
import json
import socket
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

import queries
from cellpact import app
from graph import query_commands
from graph.client import GraphClient
from graph.query_commands import ArgumentError, find, parse
from graph.settings import GraphSettings
from queries import Query
from tests.graph.told import RELEASES, tell

PROBE = """// A query of every type.
//
// param text: string - a text
// param number: integer = 3 - a number
// param share: float? - a share
// param flag: boolean = true - a flag
// param day: date? - a day
// param kinds: string[]? - some kinds
// param rows: map[] = [] - some rows
// returns text: string - the text
RETURN $text AS text"""


@pytest.fixture(scope="module")
def told(neo4j_server: GraphSettings) -> None:
    with GraphClient(neo4j_server) as client:
        tell(client)


@pytest.fixture
def environment(told: None, neo4j_server: GraphSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    del told
    connection = neo4j_server.connection()
    monkeypatch.setenv("NEO4J_URI", connection.uri)
    monkeypatch.setenv("NEO4J_USERNAME", connection.username)
    monkeypatch.setenv("NEO4J_PASSWORD", connection.password.get_secret_value() if connection.password else "")


@pytest.fixture
def probe() -> Query:
    return queries.parse("read/probe", PROBE)


def ask(*arguments: str) -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["query", *arguments])
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.usefixtures("environment")
def test_rows_are_json_lines_with_the_columns_of_the_query() -> None:
    (row,) = ask("get_organization", "id=lindgren-cell-works")

    assert list(row) == [column.name for column in queries.get("read/get_organization").columns]
    assert row["people"][0]["title"] == "chief executive"


@pytest.mark.usefixtures("environment")
def test_values_are_read_as_their_types() -> None:
    assert len(ask("list_people", "limit=2")) == 2
    assert ask("count_graph")[0]["releases"] == RELEASES
    assert {row["kind"] for row in ask("find_names", "text=lindgern", "kinds=person", "kinds=agreement")} == {
        "person",
        "agreement",
    }


@pytest.mark.usefixtures("environment")
def test_nothing_found_is_no_error() -> None:
    assert ask("read/get_person", "id=nobody") == []


@pytest.mark.usefixtures("environment")
def test_every_read_query_runs() -> None:
    ids = {
        "get_agreement": "aarhus-lindgren",
        "get_ledger": "aarhus-lindgren",
        "get_indication": "cancer",
        "get_organization": "vektor",
        "get_person": "asta-lindgren",
        "get_release": "alliance",
        "get_technology": "car-t",
        "list_indication_agreements": "cancer",
        "list_organization_agreements": "vektor",
        "list_organization_people": "lindgren-cell-works",
        "list_partners": "vektor",
        "list_technology_agreements": "car-t",
    }
    others = {
        "get_path": ["source=vektor", "target=hospital-of-aarhus"],
        "find_names": ["text=vektor"],
        "get_agreement_as_of": ["id=aarhus-lindgren", "day=2022-01-01"],
        "get_pair_ledger": ["one=vektor", "other=lindgren-cell-works"],
        "get_agreement_of_report": ["deal=aarhus-lindgren"],
        "get_redirect": ["id=nobody", "label=Organization"],
    }
    nothing = {"list_reviews", "get_redirect", "list_disagreements"}
    for full in queries.names("read"):
        name = full.removeprefix("read/")
        assert name in nothing or ask(name, *others.get(name, [f"id={ids[name]}"] if name in ids else [])), name


def test_the_list_has_every_query_and_its_parameters() -> None:
    listed = {entry["name"]: entry for entry in ask("--list")}

    assert set(listed) == {name.removeprefix("read/") for name in queries.names("read")}
    assert listed["get_path"]["parameters"]["source"]["required"]
    assert all(entry["purpose"] for entry in listed.values())


def test_show_prints_the_statement_and_what_it_takes() -> None:
    shown = CliRunner().invoke(app, ["query", "get_person", "--show"]).stdout

    assert queries.get("read/get_person").text in shown
    assert "// $id: string - the person's id" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a query"),
        (["get_persn"], "did you mean get_person"),
        (["write/merge_release"], "there is no query 'write/merge_release'"),
        (["get_person"], "id is missing; use: get_person id=string"),
        (["get_path", "source=a"], "target is missing"),
        (["get_person", "id=a", "name=b"], "there is no parameter 'name'"),
        (["get_person", "asta"], "'asta' is not of the form key=value"),
        (["get_person", "id=a", "id=b"], "id is given 2 times"),
        (["list_people", "limit=many"], "limit='many' is not an integer"),
        (["list_people", "limit=99999999999999999999"], "is not an integer"),
        (["find_names", "text=a", "all_words=perhaps"], "is not a boolean"),
        (["find_names", "text=a", "kinds=[person"], "is not JSON"),
        (["count_graph", "limit=3"], "count_graph takes no parameters"),
    ],
)
def test_a_wrong_argument_is_one_clear_message(arguments: list[str], message: str) -> None:
    result = CliRunner().invoke(app, ["query", *arguments])

    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_without_a_database_the_status_is_3(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("NEO4J_URI", f"bolt://127.0.0.1:{port}")

    result = CliRunner().invoke(app, ["query", "count_graph"])

    assert result.exit_code == 3
    assert len(result.stderr.splitlines()) == 1


def test_arguments_of_every_type(probe: Query) -> None:
    given = [
        "text=a=b",
        "number=-2",
        "share=0.5",
        "flag=no",
        "day=2021-08-12",
        'kinds=["a", "b"]',
        "kinds=c",
        'rows=[{"a": 1}]',
    ]

    parameters = parse(probe, given)

    assert str(parameters.pop("day")) == "2021-08-12"
    assert parameters == {
        "text": "a=b",
        "number": -2,
        "share": 0.5,
        "flag": False,
        "kinds": ["a", "b", "c"],
        "rows": [{"a": 1}],
    }


def test_what_is_left_out_has_its_default(probe: Query) -> None:
    assert parse(probe, ["text="]) == {
        "text": "",
        "number": 3,
        "share": None,
        "flag": True,
        "day": None,
        "kinds": None,
        "rows": [],
    }


def test_bytes_that_are_no_text_are_refused(probe: Query) -> None:
    with pytest.raises(ArgumentError, match="is not a string"):
        parse(probe, ["text=\udcff"])


def test_a_query_is_found_with_and_without_its_folder() -> None:
    assert find("read/count_graph") is find("count_graph")


@pytest.mark.usefixtures("environment")
def test_a_terminal_gets_tables_and_quotes(monkeypatch: pytest.MonkeyPatch, neo4j_server: GraphSettings) -> None:
    printed = io.StringIO()
    monkeypatch.setattr(query_commands, "Console", lambda: Console(file=printed, width=200))
    with GraphClient(neo4j_server) as client:
        for name, parameters in (
            ("get_organization", {"id": "lindgren-cell-works"}),
            ("list_partners", {"id": "lindgren-cell-works"}),
            ("count_agreements_by_type", {}),
        ):
            chosen = find(name)
            rows = client.read(chosen.text, chosen.complete(parameters))
            query_commands._print_rows(chosen, rows, as_json=False)

    text = printed.getvalue()
    assert "“Asta Lindgren is chief executive of Lindgren Cell Works.” — alliance, 0.90" in text
    assert "Vektor Oy" in text
    assert "┃ id" in text
    assert "memorandum of understanding" in text
