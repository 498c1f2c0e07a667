"""The tables of an export: their columns with what they mean, and their rows out of the pages of the graph.

A table is a list of plain rows, as spreadsheets, pandas, DuckDB and R read it. Ids are those of the graph, and the keys
by which tables are joined.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from graph.client import Row
from graph.export.pages import Pages

Kind = Literal["string", "strings", "integer", "number", "boolean", "date"]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `date` is a full day, days of which only the month or year may be known are strings (2021-08)."""

    name: str
    kind: Kind
    meaning: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `meaning` says what a row is."""

    name: str
    meaning: str
    columns: tuple[Column, ...]


_SURENESS: Final = (
    Column("confidence", "number", "of the surest sentence, 0 to 1"),
    Column("sentences", "integer", "how many say so"),
)

TABLES: Final[Mapping[str, Table]] = {
    table.name: table
    for table in (
        Table(
            "agreements",
            "one deal, however many releases report it",
            (
                Column("id", "string", "key"),
                Column("title", "string", "who agreed what with whom"),
                Column("status", "string", "planned, signed, amended, completed or terminated"),
                Column("announced", "string", "day of the first release that reports it"),
                Column("signed", "string", "day, month or year of signing, where it is told"),
                Column("ended", "string", "of completion or termination, where it is told"),
                Column("types", "strings", "what was agreed: the closed list"),
                Column("parties", "strings", "their names"),
                Column("technologies", "strings", "names of what it covers"),
                Column("indications", "strings", "names of the diseases that it is for"),
                Column("territories", "strings", "where it holds"),
                Column("releases", "integer", "how many report it"),
                *_SURENESS,
            ),
        ),
        Table(
            "parties",
            "one part that an organization has in one deal",
            (
                Column("agreement", "string", "id"),
                Column("organization", "string", "id"),
                Column("name", "string", "of the organization"),
                Column("role", "string", "the closed list: licensor, acquirer …"),
                *_SURENESS,
            ),
        ),
        Table(
            "sums",
            "one sum of one deal; an amount that is empty was not disclosed, which is not zero",
            (
                Column("id", "string", "key"),
                Column("agreement", "string", "id"),
                Column("kind", "string", "upfront, milestones, total …"),
                Column("amount", "integer", "whole units of the currency"),
                Column("currency", "string", "ISO 4217"),
                Column("percent", "number", "of a royalty or a share"),
                Column("up_to", "boolean", "whether it is the most that it can become"),
                *_SURENESS,
            ),
        ),
        Table(
            "changes",
            "one step in the life of one deal",
            (
                Column("id", "string", "key"),
                Column("agreement", "string", "id"),
                Column("status", "string", "what it became"),
                Column("date", "string", "day, month or year, where it is told"),
                *_SURENESS,
            ),
        ),
        Table(
            "subjects",
            "one technology that a deal covers, or disease that it is for",
            (
                Column("agreement", "string", "id"),
                Column("label", "string", "Technology or Indication"),
                Column("subject", "string", "id"),
                Column("name", "string", "of it"),
                *_SURENESS,
            ),
        ),
        Table(
            "organizations",
            "one company or institution",
            (
                Column("id", "string", "key"),
                Column("name", "string", "its name"),
                Column("kind", "string", "company or institution"),
                Column("aliases", "strings", "what releases call it"),
                Column("unit_of", "strings", "ids of what it is a unit of"),
                Column("agreements", "integer", "how many it is party to"),
                Column("releases", "integer", "how many mention it"),
            ),
        ),
        Table(
            "partners",
            "one pair of organizations that share deals; each pair once, the lesser id first",
            (
                Column("organization", "string", "id"),
                Column("partner", "string", "id"),
                Column("agreements", "integer", "how many they share"),
                Column("first", "string", "day on which the first was announced"),
                Column("last", "string", "day on which the last was announced"),
            ),
        ),
        Table(
            "people",
            "one person",
            (
                Column("id", "string", "key"),
                Column("name", "string", "the name"),
                Column("aliases", "strings", "what releases call them"),
                Column("organizations", "strings", "names of those that they work for"),
                Column("titles", "strings", "of their positions"),
                Column("releases", "integer", "how many mention them"),
            ),
        ),
        Table(
            "positions",
            "one title of one person at one organization",
            (
                Column("person", "string", "id"),
                Column("organization", "string", "id"),
                Column("title", "string", "as releases give it"),
                *_SURENESS,
            ),
        ),
        Table(
            "technologies",
            "one technology",
            (
                Column("id", "string", "key"),
                Column("name", "string", "its name"),
                Column("kind", "string", "modality, platform, product, material, process or target"),
                Column("aliases", "strings", "what releases call it"),
                Column("broader", "strings", "ids of those right above it in the tree"),
                Column("releases", "integer", "how many mention it"),
            ),
        ),
        Table(
            "indications",
            "one disease or group of diseases",
            (
                Column("id", "string", "key"),
                Column("name", "string", "its name"),
                Column("aliases", "strings", "what releases call it"),
                Column("broader", "strings", "ids of those right above it in the tree"),
                Column("releases", "integer", "how many mention it"),
            ),
        ),
        Table(
            "releases",
            "one document; its text is in the JSON Lines export",
            (
                Column("id", "string", "key"),
                Column("url", "string", "where it was read"),
                Column("title", "string", "its headline"),
                Column("published", "date", "its day"),
                Column("publisher", "string", "who published it"),
                Column("sha256", "string", "of its text"),
                Column("pipeline", "string", "version of what read it"),
                Column("agreements", "strings", "ids of those that it reports"),
            ),
        ),
        Table(
            "evidence",
            "one fact that one sentence says; a sentence stands here as often as it says facts",
            (
                Column("fact", "string", "agreement, party, change, sum, type, covers, for, position, unit, or a name"),
                Column("subject", "string", "id of the node, or of that from which a relationship starts"),
                Column("object", "string", "id of that at which it ends; empty for a node"),
                Column("value", "string", "the role or title; empty elsewhere"),
                Column("text", "string", "the sentence"),
                Column("release", "string", "id of the release that it stands in"),
                Column("published", "date", "the release's day"),
                Column("start", "integer", "where it begins in the release's text, in characters"),
                Column("end", "integer", "where it ends"),
                Column("confidence", "number", "0 to 1"),
                Column("rule", "string", "the rule or model that read it"),
                Column("sentence", "string", "id of the sentence"),
            ),
        ),
    )
}

FACTS: Final[Mapping[str, str]] = {
    "Agreement": "agreement",
    "StatusChange": "change",
    "Term": "sum",
    "Organization": "organization",
    "Person": "person",
    "Technology": "technology",
    "Indication": "indication",
    "PARTY_TO": "party",
    "OF_TYPE": "type",
    "COVERS": "covers",
    "FOR": "for",
    "WORKS_FOR": "position",
    "UNIT_OF": "unit",
}
"""What the column `fact` calls a label or a type of relationship."""


def _agreements(row: Row) -> Iterator[tuple[str, Values]]:
    key = row["id"]
    yield (
        "agreements",
        (
            *(key, row["title"], row["status"], row["announced"], row["signed"], row["ended"]),
            [each["id"] for each in row["types"]],
            # An organization may have two roles.
            list(dict.fromkeys(each["name"] for each in row["parties"])),
            [each["name"] for each in row["technologies"]],
            [each["name"] for each in row["indications"]],
            row["territories"],
            len(row["releases"]),
            *sureness(row),
        ),
    )
    for each in row["parties"]:
        yield "parties", (key, each["id"], each["name"], each["role"], *sureness(each))
    for each in row["terms"]:
        amount = (each["kind"], each["amount"], each["currency"], each["percent"], each["up_to"])
        yield "sums", (each["id"], key, *amount, *sureness(each))
    for each in row["changes"]:
        yield "changes", (each["id"], key, each["status"], each["date"], *sureness(each))
    for label, name in (("Technology", "technologies"), ("Indication", "indications")):
        for each in row[name]:
            yield "subjects", (key, label, each["id"], each["name"], *sureness(each))


def _organizations(row: Row) -> Iterator[tuple[str, Values]]:
    key = row["id"]
    parents = [each["id"] for each in row["parents"]]
    counts = (row["agreements"], row["releases"])
    yield "organizations", (key, row["name"], row["kind"], row["aliases"], parents, *counts)
    for each in row["partners"]:
        yield "partners", (key, each["id"], each["agreements"], each["first"], each["last"])
    for each in row["parents"]:
        for said in each["evidence"]:
            yield "evidence", _said("UNIT_OF", key, each["id"], None, said, said)


def _people(row: Row) -> Iterator[tuple[str, Values]]:
    key, positions = row["id"], row["positions"]
    employers = list(dict.fromkeys(each["name"] for each in positions))
    titles = list(dict.fromkeys(each["title"] for each in positions))
    yield "people", (key, row["name"], row["aliases"], employers, titles, row["releases"])
    for each in positions:
        confidence = [said["confidence"] for said in each["evidence"]]
        surest = sureness({"confidence": confidence})
        yield "positions", (key, each["organization"], each["title"], *surest)
        for said in each["evidence"]:
            yield "evidence", _said("WORKS_FOR", key, each["organization"], each["title"], said, said)


def _technologies(row: Row) -> Iterator[tuple[str, Values]]:
    yield "technologies", (row["id"], row["name"], row["kind"], row["aliases"], row["broader"], row["releases"])


def _indications(row: Row) -> Iterator[tuple[str, Values]]:
    yield "indications", (row["id"], row["name"], row["aliases"], row["broader"], row["releases"])


def _releases(row: Row) -> Iterator[tuple[str, Values]]:
    yield "releases", tuple(row[column.name] for column in TABLES["releases"].columns)


def _evidence(row: Row) -> Iterator[tuple[str, Values]]:
    for fact in row["facts"]:
        yield "evidence", _said(fact["label"], fact["id"], None, None, fact, row)
    for link in row["links"]:
        yield "evidence", _said(link["type"], link["start"], link["end"], link["value"], link, row)


def _said(kind: str, subject: str, target: str | None, value: str | None, fact: Row, sentence: Row) -> Values:  # noqa: PLR0913, PLR0917 - the parts of a row
    place = (sentence["text"], sentence["release"], sentence["published"], sentence["start"], sentence["end"])
    return (FACTS[kind], subject, target, value, *place, fact["confidence"], fact["rule"], sentence["id"])


def sureness(part: Row) -> tuple[float | None, int]:
    """The confidence of the surest sentence, and how many sentences there are."""
    return max(part["confidence"], default=None), len(part["confidence"])


@dataclass(frozen=True, slots=True)
class Source:
    """A statement of `queries/export`, the label that it lists, and the rows of which tables it gives."""

    query: str
    label: str
    rows: Callable[[Row], Iterator[tuple[str, Values]]]
    tables: frozenset[str]


SOURCES: Final = (
    Source(
        "list_agreements",
        "Agreement",
        _agreements,
        frozenset({"agreements", "parties", "sums", "changes", "subjects"}),
    ),
    Source("list_organizations", "Organization", _organizations, frozenset({"organizations", "partners", "evidence"})),
    Source("list_people", "Person", _people, frozenset({"people", "positions", "evidence"})),
    Source("list_technologies", "Technology", _technologies, frozenset({"technologies"})),
    Source("list_indications", "Indication", _indications, frozenset({"indications"})),
    Source("list_releases", "Release", _releases, frozenset({"releases"})),
    Source("list_evidence", "Evidence", _evidence, frozenset({"evidence"})),
)


def labels(wanted: frozenset[str]) -> list[str]:
    """The labels whose nodes are read for some tables."""
    return [source.label for source in SOURCES if source.tables & wanted]


def table_rows(pages: Pages, wanted: frozenset[str]) -> Iterator[tuple[str, Values]]:
    """The rows of the tables that are `wanted`, each with the name of its table, values in the order of the columns.

    Raises:
        GraphError: As `GraphClient.read`.
    """
    for source in SOURCES:
        if source.tables & wanted:
            for row in pages.rows(source.query):
                for table, values in source.rows(row):
                    if table in wanted:
                        yield table, values
