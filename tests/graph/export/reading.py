"""What the tests of exports share: a graph with odd things in it, and how to export and read it."""

import csv
from pathlib import Path
from typing import Any

import networkx as nx
from rich.console import Console

from graph.client import GraphClient
from graph.export.run import Format, Request, export
from graph.facts import AmountFact
from graph.vocabulary import AmountKind
from tests.graph.made import TREE, Telling, alliance, closure, many

SILENT = Console(quiet=True)
SETTING = '=HYPERLINK("http://evil.example";"Click")'


def odd() -> Any:
    """A release with what formats trip over: formulas, quotes, markup, line ends, control characters, other scripts."""
    telling = Telling("odd release/№ 1", "2024-02-29")
    said = telling.say('A & B <Cells> "signed"; it holds\nuntil 1 > 0, \x01 says 細胞株式会社 \U0001f9ec.')
    telling.organization("a-b", SETTING, said, "+A & <B>", "-B", "@B")
    telling.organization("細胞", "細胞株式会社", said, kind="institution")
    telling.deal(
        "a-b--細胞",
        said,
        {"a-b": "partner", "細胞": "partner"},
        title='"A & B" <and>\n細胞\x01',
        amounts=(AmountFact(kind=AmountKind.UPFRONT), AmountFact(kind=AmountKind.ROYALTY, percent=7.5)),
    )
    return telling.facts(concepts=TREE)


RELEASES = [alliance(), closure(), odd(), *many(40, organizations=12)]


def exported(client: GraphClient, format_: Format, target: Path, **options: Any) -> Path:
    assert export(client, Request(format_, str(target), **options), SILENT)
    return target


def count(client: GraphClient, pattern: str) -> int:
    (row,) = client.read(f"MATCH {pattern} RETURN count(*) AS n")
    return int(row["n"])


def graphml(client: GraphClient, path: Path) -> Any:
    return nx.read_graphml(exported(client, Format.GRAPHML, path), force_multigraph=True)


def sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
