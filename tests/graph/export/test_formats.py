"""Exports of a real graph, read back with the libraries that people use on them."""

import json
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import rdflib

from graph.client import GraphClient
from graph.export.graphml import EDGE_KEYS, NODE_KEYS
from graph.export.pages import Pages
from graph.export.run import Format
from graph.export.tables import TABLES
from graph.facts import Facts
from tests.graph.export.reading import RELEASES, SETTING, count, exported, graphml, sheet

SCHEMA = rdflib.Namespace("https://schema.org/")
TERM = rdflib.Namespace("urn:cellpact:term:")


def test_pages_of_any_size_give_every_row_once(told: GraphClient) -> None:
    ids = [row["id"] for row in Pages(told).rows("list_agreements")]

    assert len(ids) == count(told, "(:Agreement)")
    assert ids == sorted(set(ids))
    for size in (1, 7, len(ids), len(ids) + 1):
        counted: list[int] = []
        assert [row["id"] for row in Pages(told, size=size, count=counted.append).rows("list_agreements")] == ids
        assert sum(counted) == len(ids)


def test_records_are_the_facts_as_they_were(told: GraphClient, tmp_path: Path) -> None:
    lines = exported(told, Format.JSONL, tmp_path / "facts.jsonl").read_text("utf-8").splitlines()

    assert [Facts.model_validate_json(line) for line in lines] == sorted(
        (facts.facts for facts in RELEASES), key=lambda facts: facts.id
    )


def test_graphml_holds_what_the_graph_holds(told: GraphClient, tmp_path: Path) -> None:
    read = graphml(told, tmp_path / "graph.graphml")

    kinds = Counter(data["type"] for _, data in read.nodes(data=True))
    links = Counter(data["label"] for _, _, data in read.edges(data=True))
    labels = ("Organization", "Person", "Technology", "Indication", "Agreement", "AgreementType")
    assert kinds == {label: count(told, f"(:{label})") for label in labels}
    types = ("PARTY_TO", "OF_TYPE", "COVERS", "FOR", "WORKS_FOR", "UNIT_OF", "PARTNERS_WITH", "KIND_OF")
    assert links == {name: count(told, f"()-[:{name}]->()") for name in types}
    assert read.is_directed()


def test_graphml_keys_are_typed_and_used(told: GraphClient, tmp_path: Path) -> None:
    read = graphml(told, tmp_path / "graph.graphml")
    kinds = {"string": str, "int": int, "double": float}

    for keys, values in (
        (NODE_KEYS, [data for _, data in read.nodes(data=True)]),
        (EDGE_KEYS, [data for _, _, data in read.edges(data=True)]),
    ):
        assert {name for data in values for name in data} == set(keys)
        assert all(type(value) is kinds[keys[name]] for data in values for name, value in data.items())
        assert all(data["label"] for data in values)


def test_graphml_says_what_the_release_said(told: GraphClient, tmp_path: Path) -> None:
    read = graphml(told, tmp_path / "graph.graphml")

    (party,) = read.get_edge_data("Organization:hospital-of-aarhus", "Agreement:aarhus-lindgren").values()
    assert (party["label"], party["role"], party["sentences"]) == ("PARTY_TO", "partner", 2)
    deal = read.nodes["Agreement:aarhus-lindgren"]
    assert (deal["status"], deal["announced"], deal["territories"]) == (
        "terminated",
        "2021-08-12",
        "Denmark; Nordic countries",
    )
    # XML holds no control characters.
    assert read.nodes["Agreement:a-b--細胞"]["label"] == '"A & B" <and>\n細胞\N{REPLACEMENT CHARACTER}'


def test_graphml_names_its_nodes_before_their_edges(told: GraphClient, tmp_path: Path) -> None:
    lines = exported(told, Format.GRAPHML, tmp_path / "graph.graphml").read_text("utf-8").splitlines()

    elements = [line.split(" ")[0] for line in lines if line.startswith(("<node", "<edge"))]
    assert elements == sorted(elements, reverse=True)


def rdf(client: GraphClient, path: Path, **options: Any) -> rdflib.Graph:
    read = rdflib.Graph()
    target = exported(client, Format.JSONLD, path, **options)
    with warnings.catch_warnings():
        # Of rdflib about itself: its reader uses a class that it deprecates.
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        read.parse(target, format="json-ld")
    return read


def test_json_ld_has_schema_org_terms_for_what_it_knows(told: GraphClient, tmp_path: Path) -> None:
    read = rdf(told, tmp_path / "graph.jsonld")

    for name, label in (
        ("Organization", "Organization"),
        ("Person", "Person"),
        ("DefinedTerm", "Technology"),
        ("MedicalCondition", "Indication"),
        ("NewsArticle", "Release"),
        ("Quotation", "Evidence"),
    ):
        assert len(list(read.subjects(rdflib.RDF.type, SCHEMA[name]))) == count(told, f"(:{label})"), name
    assert len(list(read.subjects(rdflib.RDF.type, TERM.Agreement))) == count(told, "(:Agreement)")
    assert len(list(read.subjects(rdflib.RDF.type, SCHEMA.MonetaryAmount))) == count(told, "(:Term)")
    # A name that the context does not know would fall away, or stand as it is.
    assert all(isinstance(predicate, rdflib.URIRef) and ":" in predicate for predicate in read.predicates())


def test_json_ld_leads_from_a_deal_to_the_sentence(told: GraphClient, tmp_path: Path) -> None:
    read = rdf(told, tmp_path / "graph.jsonld")

    rows = read.query(
        """
        PREFIX schema: <https://schema.org/> PREFIX term: <urn:cellpact:term:>
        SELECT ?name ?role ?text ?day WHERE {
          <urn:cellpact:agreement:aarhus-lindgren> term:party ?part .
          ?part schema:roleName ?role ; term:party ?who ; schema:citation ?sentence .
          ?who schema:name ?name .
          ?sentence schema:text ?text ; schema:isPartOf/schema:datePublished ?day .
        }
        """
    )
    found = {(str(row[0]), str(row[1]), str(row[2]).split(" ")[0], row[3].toPython().isoformat()) for row in rows}  # type: ignore[index, union-attr]
    assert found == {
        (name, "partner", word, day)
        for name in ("Lindgren Cell Works AB", "Hospital of Aarhus")
        for word, day in (("Lindgren", "2021-08-12"), ("Lindgren", "2023-02-01"))
    }


def test_json_ld_links_lead_to_nodes(told: GraphClient, tmp_path: Path) -> None:
    read = rdf(told, tmp_path / "graph.jsonld", base="https://deals.example/v1/")

    assert (rdflib.URIRef("https://deals.example/v1/organizations/a-b"), SCHEMA.name, None) in read
    named = set(read.subjects())
    dangling = {
        target
        for _, predicate, target in read
        if isinstance(target, rdflib.URIRef) and predicate != rdflib.RDF.type and target not in named
    }
    assert dangling == set()


def test_an_undisclosed_sum_is_not_zero(told: GraphClient, tmp_path: Path) -> None:
    document = json.loads(exported(told, Format.JSONLD, tmp_path / "graph.jsonld").read_text("utf-8"))
    (deal,) = [node for node in document["@graph"] if node.get("name", "").startswith('"A & B"')]
    assert [{"kind", "value", "percent"} & set(each) for each in deal["sum"]] == [
        {"kind", "value", "percent"} - {"value"},
        {"kind"},
    ]

    rows = sheet(exported(told, Format.CSV, tmp_path / "sums.csv", table="sums"))
    assert {row["amount"] for row in rows if row["agreement"] == "a-b--細胞"} == {""}


def test_tables_hold_what_the_graph_holds(told: GraphClient, tmp_path: Path) -> None:
    folder = exported(told, Format.CSV, tmp_path / "new" / "tables")

    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{name}.csv" for name in TABLES)
    rows = {name: sheet(folder / f"{name}.csv") for name in TABLES}
    for name, pattern in (
        ("agreements", "(:Agreement)"),
        ("parties", "(:Organization)-[:PARTY_TO]->(:Agreement)"),
        ("sums", "(:Agreement)-[:HAS_TERM]->(:Term)"),
        ("changes", "(:Agreement)-[:CHANGED]->(:StatusChange)"),
        ("subjects", "(:Agreement)-[:COVERS|FOR]->()"),
        ("organizations", "(:Organization)"),
        ("partners", "()-[:PARTNERS_WITH]->()"),
        ("people", "(:Person)"),
        ("positions", "()-[:WORKS_FOR]->()"),
        ("technologies", "(:Technology)"),
        ("indications", "(:Indication)"),
        ("releases", "(:Release)"),
    ):
        assert len(rows[name]) == count(told, pattern), name
        key = [value for value in TABLES[name].columns if value.meaning == "key"]
        if key:
            assert len({row[key[0].name] for row in rows[name]}) == len(rows[name]), name
    nodes = count(
        told, "(:Evidence)-[:SUPPORTS]->(:Organization|Person|Technology|Indication|Agreement|StatusChange|Term)"
    )
    (links,) = told.read("MATCH ()-[r]->() WHERE r.evidence IS NOT NULL RETURN sum(size(r.evidence)) AS n")
    assert len(rows["evidence"]) == nodes + links["n"]


def test_tables_join_by_their_keys(told: GraphClient, tmp_path: Path) -> None:
    folder = exported(told, Format.PARQUET, tmp_path)
    read = {name: pq.read_table(folder / f"{name}.parquet").to_pylist() for name in TABLES}
    ids = {name: {row["id"] for row in rows} for name, rows in read.items() if rows and "id" in rows[0]}

    assert {row["agreement"] for name in ("parties", "sums", "changes", "subjects") for row in read[name]} <= ids[
        "agreements"
    ]
    assert {row["organization"] for name in ("parties", "partners", "positions") for row in read[name]} <= ids[
        "organizations"
    ]
    assert {row["person"] for row in read["positions"]} <= ids["people"]
    assert {row["release"] for row in read["evidence"]} <= ids["releases"]
    assert {each for row in read["releases"] for each in row["agreements"]} <= ids["agreements"]
    tables = {
        "agreement": "agreements",
        "change": "changes",
        "sum": "sums",
        "party": "organizations",
        "unit": "organizations",
        "position": "people",
        "technology": "technologies",
        "indication": "indications",
    }
    for row in read["evidence"]:
        if row["fact"] in tables:
            assert row["subject"] in ids[tables[row["fact"]]]
    texts = {facts.release.id: facts.release.text for facts in RELEASES}
    assert all(texts[row["release"]][row["start"] : row["end"]] == row["text"] for row in read["evidence"])


def test_parquet_columns_are_typed_and_say_what_they_mean(told: GraphClient, tmp_path: Path) -> None:
    folder = exported(told, Format.PARQUET, tmp_path)

    kinds = {"string": "string", "strings": "list<element: string>", "integer": "int64", "number": "double",
             "boolean": "bool", "date": "date32[day]"}  # fmt: skip
    for name, table in TABLES.items():
        read = pq.read_schema(folder / f"{name}.parquet")
        assert [(field.name, str(field.type)) for field in read] == [
            (column.name, kinds[column.kind]) for column in table.columns
        ]
        assert [field.metadata[b"meaning"].decode() for field in read] == [column.meaning for column in table.columns]


def test_csv_and_parquet_say_the_same(told: GraphClient, tmp_path: Path) -> None:
    for name in TABLES:
        rows = sheet(exported(told, Format.CSV, tmp_path / f"{name}.csv", table=name))
        typed = pq.read_table(exported(told, Format.PARQUET, tmp_path / f"{name}.parquet", table=name)).to_pylist()
        assert len(rows) == len(typed)
        for text, value in zip(rows, typed, strict=True):
            for column in TABLES[name].columns:
                held = value[column.name]
                plain = text[column.name].removeprefix("'")
                if held is None:
                    assert plain == ""
                elif column.kind == "strings":
                    assert plain == "; ".join(held)
                elif column.kind in {"integer", "number"}:
                    assert float(plain) == held
                else:
                    assert plain == str(held).removeprefix("'") or plain == str(held).lower()


def test_parquet_in_several_row_groups(told: GraphClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.export.parquet.ROWS", 10)

    file = pq.ParquetFile(exported(told, Format.PARQUET, tmp_path / "parties.parquet", table="parties"))

    assert file.num_row_groups > 2
    assert file.read().num_rows == count(told, "()-[:PARTY_TO]->()")


def test_no_cell_of_a_table_is_run_as_a_formula(told: GraphClient, tmp_path: Path) -> None:
    folder = exported(told, Format.CSV, tmp_path)

    cells = [cell for path in folder.iterdir() for row in sheet(path) for cell in row.values()]
    assert [cell for cell in cells if cell.lstrip(" ").startswith(tuple("=+-@\t\r"))] == []
    (row,) = [row for row in sheet(folder / "organizations.csv") if row["id"] == "a-b"]
    assert row["name"] == f"'{SETTING}"
