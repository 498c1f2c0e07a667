"""The commands by which a person corrects the graph: what they do, say, and refuse."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cellpact import app
from graph import schema
from graph.client import GraphClient
from graph.load import load_releases
from graph.settings import GraphSettings
from ingest.resolve import resolve
from ingest.resolve.decisions import NOTHING, read
from ingest.resolve.policy import Vocabulary
from ingest.resolve.settling import settle_graph
from tests.graph.made import picture
from tests.ingest.resolve.made import told

RELEASES = (
    told("a", "Vexa", "Lumen Gene Works", people=[("Li Wei", "Vexa")], deals=[("Vexa", "Lumen Gene Works")]),
    told("b", "Vexa Pharma"),
    told("c", "Vexa Therapeutics", people=[("Li Wei", "Vexa Therapeutics")]),
    told("d", "Lumengene Works"),
)


class Terminal:
    """Runs commands against one graph with one file of decisions, as somebody called Eva Lind."""

    def __init__(self, file: Path, client: GraphClient) -> None:
        self.file = file
        self.client = client

    def run(self, *arguments: str, answers: str | None = None) -> Result:
        return CliRunner().invoke(app, [*arguments, "--decisions", str(self.file)], input=answers)

    def decide(self, *arguments: str) -> str:
        done = self.run(*arguments, "--by", "Eva Lind")
        assert done.exit_code == 0, done.output
        return done.stdout

    def organizations(self) -> set[str]:
        return {row["id"] for row in self.client.read("MATCH (o:Organization) RETURN o.id AS id")}


@pytest.fixture
def terminal(
    graph: GraphClient, neo4j_server: GraphSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    connection = neo4j_server.connection()
    monkeypatch.setenv("NEO4J_URI", connection.uri)
    monkeypatch.setenv("NEO4J_USERNAME", connection.username)
    if connection.password is not None:
        monkeypatch.setenv("NEO4J_PASSWORD", connection.password.get_secret_value())
    schema.apply(graph)
    vocabulary = Vocabulary.load()
    list(load_releases(graph, [resolve(facts, vocabulary) for facts in RELEASES]))
    settle_graph(graph, vocabulary, NOTHING)
    return Terminal(tmp_path / "decisions.jsonl", graph)


def test_merge_and_undo(terminal: Terminal) -> None:
    before = picture(terminal.client)
    assert {"vexa", "vexa-pharma"} <= terminal.organizations()

    assert "Eva Lind: merge vexa is vexa-pharma" in terminal.decide(
        "merge", "vexa-pharma", "vexa", "--note", "their site"
    )
    assert "vexa" not in terminal.organizations()
    (decision,) = read(terminal.file).lines
    assert (decision.by, decision.note) == ("Eva Lind", "their site")

    terminal.decide("undo")
    assert picture(terminal.client) == before


def test_split_rename_and_undo_by_id(terminal: Terminal) -> None:
    assert "lumen-gene-works" in terminal.organizations()
    assert "lumengene-works" not in terminal.organizations()
    before = picture(terminal.client)
    split = terminal.decide("split", "lumen-gene-works", "lumengene-works").split()[0]
    assert "lumengene-works" in terminal.organizations()
    rename = terminal.decide("rename", "vexa", "Vexa Holding").split()[0]
    (row,) = terminal.client.read("MATCH (o:Organization {id: 'vexa'}) RETURN o.name AS name")
    assert row["name"] == "Vexa Holding"

    listed = terminal.run("undo", "--list").stdout.splitlines()
    assert [line.split()[0] for line in listed] == [split, rename]
    terminal.decide("undo", split)
    terminal.decide("undo", rename)
    assert picture(terminal.client) == before


def test_one_name_of_two_companies(terminal: Terminal) -> None:
    terminal.decide("split", "vexa", "--release", "a", "--as", "vexa-of-oslo")
    assert "vexa-of-oslo" in terminal.organizations()


def test_reject_and_accept_facts(terminal: Terminal) -> None:
    (fact,) = [line.split()[0] for line in terminal.run("facts", "a").stdout.splitlines() if "#agreement" in line]
    terminal.decide("reject", fact)
    assert not terminal.client.read("MATCH (a:Agreement) RETURN a")
    assert f"{fact}  agreements: Lumen Gene Works, Vexa, alliance  [rejected]" in terminal.run("facts", "a").stdout

    terminal.decide("accept", fact)
    (row,) = terminal.client.read("MATCH (:Evidence)-[s:SUPPORTS]->(:Agreement) RETURN DISTINCT s.confidence AS sure")
    assert row["sure"] == 1.0
    facts = [json.loads(line) for line in terminal.run("facts", "a", "--json").stdout.splitlines()]
    assert {each["id"]: each["judged"] for each in facts}[fact] == "accepted"


def test_review_shows_pairs_with_what_speaks_for_them(terminal: Terminal) -> None:
    shown = terminal.run("review", "--list")
    assert "vexa-pharma  (Vexa Pharma; 1 release)" in shown.stdout
    assert "one leaves off words of the trade (0.84)" in shown.stdout
    assert "[b]" in shown.stdout
    pairs = [json.loads(line) for line in terminal.run("review", "--json", "--label", "Person").stdout.splitlines()]
    assert [(pair["one"]["id"], pair["other"]["id"]) for pair in pairs] == [
        ("li-wei--vexa", "li-wei--vexa-therapeutics")
    ]


def test_review_takes_answers(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.decision_commands.asks_here", lambda: True)
    done = terminal.run("review", "--label", "Organization", answers="x\nsame\nd\n")
    assert done.exit_code == 0, done.output
    assert [line.action for line in read(terminal.file).lines] == ["merge", "split"]
    assert terminal.run("review", "--list", "--label", "Organization").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("merge", "vexa", "nobody"), "the graph has no organization or person nobody; `cellpact query find_names"),
        (("merge", "vexa", "li-wei--vexa"), "one is an organization, the other a person"),
        (("merge", "vexa", "vexa"), "named twice"),
        (("split", "vexa"), "give either a second id, or --release and --as together"),
        (("split", "vexa", "--release", "b", "--as", "x"), "release b names no vexa"),
        (("rename", "vexa", " "), "the name is empty"),
        (("reject", "a"), "is no id of a fact; `cellpact facts a` lists its facts"),
        (("reject", "a#agreement-000000"), "says no fact"),
        (("facts", "nothing"), "the graph has no release 'nothing'"),
        (("undo",), "there is nothing to undo"),
    ],
)
def test_what_cannot_be_decided_is_refused_and_not_noted(
    terminal: Terminal, arguments: tuple[str, ...], says: str
) -> None:
    done = terminal.run(*arguments)
    assert done.exit_code == 2
    assert says in " ".join(done.stderr.replace("│", " ").split())
    assert not terminal.file.exists()
