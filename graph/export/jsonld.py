"""The graph as one JSON-LD 1.1 document: schema.org's terms where they fit, terms of our own for the rest.

What says more than that two things are linked (a role, a title, how sure it is, which sentences say so) follows
schema.org's `Role` pattern: the property leads to a role, which has the same property again, to the thing itself.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from graph.client import Row
from graph.export.pages import Pages

LABELS: Final = ("Organization", "Person", "Technology", "Indication", "Agreement", "Release", "Evidence")
"""The labels whose nodes are read."""

URN: Final = "urn:cellpact:"
TERMS: Final = f"{URN}term:"

PREFIXES: Final[Mapping[str, str]] = {
    "organization": "organizations",
    "person": "people",
    "technology": "technologies",
    "indication": "indications",
    "agreement": "agreements",
    "release": "releases",
    "sentence": "sentences",
}
"""What ids of each kind begin with, and under which path the API has them."""

_LINK: Final = {"@type": "@id"}


def context(base: str | None = None) -> dict[str, Any]:
    """The context of the document.

    Args:
        base: Address of an API, such as `https://deals.example.org/v1`: ids are then addresses below it. None makes
            them URNs, `urn:cellpact:organization:kite-pharma`.
    """
    prefixes = {
        name: f"{URN}{name}:" if base is None else f"{base.rstrip('/')}/{path}/" for name, path in PREFIXES.items()
    }
    ours = ("Company", "Institution", "Technology", "Indication", "Agreement", "StatusChange", "Support")
    return {
        "@version": 1.1,
        "id": "@id",
        "type": "@type",
        "schema": "https://schema.org/",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        **{name: {"@id": address, "@prefix": True} for name, address in prefixes.items()},
        **{name: f"{TERMS}{name}" for name in ours},
        **{
            name: f"schema:{name}"
            for name in (
                *("Organization", "Person", "DefinedTerm", "MedicalCondition", "NewsArticle", "Quotation"),
                *("Role", "EmployeeRole", "MonetaryAmount"),
                *("name", "alternateName", "headline", "publisher", "text", "roleName"),
                *("currency", "value", "maxValue"),
            )
        },
        "url": {"@id": "schema:url", "@type": "xsd:anyURI"},
        "datePublished": {"@id": "schema:datePublished", "@type": "xsd:date"},
        "worksFor": {"@id": "schema:worksFor", **_LINK},
        "parentOrganization": {"@id": "schema:parentOrganization", **_LINK},
        "isPartOf": {"@id": "schema:isPartOf", **_LINK},
        "citation": {"@id": "schema:citation", **_LINK},
        "about": {"@id": "schema:about", **_LINK},
        "broader": {"@id": "skos:broader", **_LINK},
        **{name: {"@id": f"{TERMS}{name}", **_LINK} for name in ("party", "covers", "for", "supports")},
        # Days of which only the month or year may be known are plain strings.
        **{
            name: f"{TERMS}{name}"
            for name in (
                *("kind", "title", "status", "announced", "signed", "ended", "territory", "agreementType", "date"),
                *("change", "sum", "percent", "confidence", "rule", "sha256", "pipeline", "start", "end"),
            )
        },
    }


def write_jsonld(pages: Pages, stream: BinaryIO, *, base: str | None = None) -> None:
    """Write one document: the context, and below `@graph` a node a line.

    Raises:
        GraphError: As `GraphClient.read`.
    """
    stream.write(b'{"@context": ' + _json(context(base)) + b',\n"@graph": [')
    stream.writelines((b",\n" if number else b"\n") + _json(node) for number, node in enumerate(_nodes(pages)))
    stream.write(b"\n]}\n")


def _nodes(pages: Pages) -> Iterator[dict[str, Any]]:
    for query, node in (
        ("list_organizations", _organization),
        ("list_people", _person),
        ("list_technologies", _technology),
        ("list_indications", _indication),
        ("list_agreements", _agreement),
        ("list_releases", _release),
        ("list_evidence", _sentence),
    ):
        for row in pages.rows(query):
            yield _filled(node(row))


def _organization(row: Row) -> dict[str, Any]:
    return {
        "id": _id("organization", row["id"]),
        "type": ["Organization", row["kind"].capitalize()],
        **_names(row),
        "parentOrganization": [
            {
                "type": "Role",
                "parentOrganization": _id("organization", each["id"]),
                "citation": [_id("sentence", said["id"]) for said in each["evidence"]],
            }
            for each in row["parents"]
        ],
    }


def _person(row: Row) -> dict[str, Any]:
    return {
        "id": _id("person", row["id"]),
        "type": "Person",
        **_names(row),
        "worksFor": [
            {
                "type": "EmployeeRole",
                "roleName": each["title"],
                "worksFor": _id("organization", each["organization"]),
                "citation": [_id("sentence", said["id"]) for said in each["evidence"]],
            }
            for each in row["positions"]
        ],
    }


def _technology(row: Row) -> dict[str, Any]:
    broader = [_id("technology", each) for each in row["broader"]]
    named = {"id": _id("technology", row["id"]), "type": ["DefinedTerm", "Technology"], **_names(row)}
    return named | {"kind": row["kind"], "broader": broader}


def _indication(row: Row) -> dict[str, Any]:
    broader = [_id("indication", each) for each in row["broader"]]
    named = {"id": _id("indication", row["id"]), "type": ["MedicalCondition", "Indication"], **_names(row)}
    return named | {"broader": broader}


def _agreement(row: Row) -> dict[str, Any]:
    return {
        "id": _id("agreement", row["id"]),
        "type": "Agreement",
        "name": row["title"],
        **{name: row[name] for name in ("status", "announced", "signed", "ended")},
        "territory": row["territories"],
        "agreementType": [each["id"] for each in row["types"]],
        "party": [_role("party", "organization", each, {"roleName": each["role"]}) for each in row["parties"]],
        "covers": [_role("covers", "technology", each) for each in row["technologies"]],
        "for": [_role("for", "indication", each) for each in row["indications"]],
        "change": [
            {"type": "StatusChange", "status": each["status"], "date": each["date"], **_cited(each)}
            for each in row["changes"]
        ],
        "sum": [_sum(each) for each in row["terms"]],
        **_cited(row),
    }


def _sum(term: Row) -> dict[str, Any]:
    """A sum; without a value it was not disclosed."""
    value = "maxValue" if term["up_to"] else "value"
    amount = {value: term["amount"], "currency": term["currency"], "percent": term["percent"]}
    return {"type": "MonetaryAmount", "kind": term["kind"], **amount, **_cited(term)}


def _release(row: Row) -> dict[str, Any]:
    return {
        "id": _id("release", row["id"]),
        "type": "NewsArticle",
        "headline": row["title"],
        "url": row["url"],
        "datePublished": row["published"],
        "publisher": row["publisher"],
        "sha256": row["sha256"],
        "pipeline": row["pipeline"],
        "about": [_id("agreement", each) for each in row["agreements"]],
    }


def _sentence(row: Row) -> dict[str, Any]:
    kinds = {kind.capitalize(): kind for kind in PREFIXES}
    return {
        "id": _id("sentence", row["id"]),
        "type": "Quotation",
        "text": row["text"],
        "isPartOf": _id("release", row["release"]),
        "start": row["start"],
        "end": row["end"],
        "supports": [
            {
                "type": "Support",
                "supports": _id(kinds[each["label"]], each["id"]),
                "confidence": each["confidence"],
                "rule": each["rule"],
            }
            for each in row["facts"]
            # Steps of a deal's life and sums cite their sentences themselves.
            if each["label"] in kinds
        ],
    }


def _role(name: str, kind: str, part: Row, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"type": "Role", **(more or {}), name: _id(kind, part["id"]), **_cited(part)}


def _cited(part: Row) -> dict[str, Any]:
    surest = max(part["confidence"], default=None)
    return {"confidence": surest, "citation": [_id("sentence", each) for each in part["evidence"]]}


def _names(row: Row) -> dict[str, Any]:
    return {"name": row["name"], "alternateName": [each for each in row["aliases"] if each != row["name"]]}


def _id(kind: str, key: str) -> str:
    return f"{kind}:{quote(key, safe='')}"


def _filled(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """The same without what is null or an empty list."""
    if isinstance(value, Mapping):
        return {key: _filled(part) for key, part in value.items() if part not in (None, [])}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_filled(part) for part in value]
    return value


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": ")).encode()
