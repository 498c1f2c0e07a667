"""Annotated releases as marked-up text, quick to write and to review; `parse` turns them into annotation records.

A file holds any number of releases. One looks so (an entity's tag is a letter and a number: o organization, p person,
t technology, i indication; the first occurrence of every distinct surface form is tagged, further ones need no tag)::

    @@ lonza-example | 2021-03-04 | wire
    {o1|Lonza Group AG} and {o2|Example Bio, Inc.} today announced that {o1|Lonza} will make {t1|CAR-T cells} for
    {o2|Example}. {p1|Jane Doe}, CEO of Example, ...
    ==
    o1 company
    o2 company
    t1 modality
    pos p1 | CEO | o2
    deal manufacturing | signed | o1 manufacturer, o2 client | t1 | upfront 10000000 USD | China | 2021-03

The `name` of an entity is its longest tagged form. The fields of `deal` are types, status, parties, technologies
and indications covered, amounts, territories, date; `unit o2 < o1` says that o2 is part of o1. An amount is
`kind number currency`, `kind percent%` or `kind null`; territories are separated by semicolons.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, OrganizationKind, Role, TechnologyKind

GROUPS: Final = {"o": "organizations", "p": "people", "t": "technologies", "i": "indications"}
KINDS: Final = {"organizations": OrganizationKind, "technologies": TechnologyKind}
TAG: Final = re.compile(r"\{([opti]\d+)\|([^{}|]+)\}")
DATE: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")

Release = dict[str, Any]


class MarkupError(ValueError):
    """A marked-up release is malformed; the message names the file, the release and what to mend."""


def read_folder(folder: Path) -> Iterator[Release]:
    """All releases of the `.txt` files in `folder`, in the order of file names."""
    for path in sorted(folder.glob("*.txt")):
        yield from parse(path.read_text(encoding="utf-8"), source=path.name)


def parse(text: str, *, source: str) -> Iterator[Release]:
    """The annotation records of one file.

    Raises:
        MarkupError: a tag, name or code is unknown, or a block is incomplete.
    """
    for block in re.split(r"^@@ ", text, flags=re.MULTILINE)[1:]:
        heading, _, rest = block.partition("\n")
        body, separator, relations = rest.partition("\n==\n")
        fields = [field.strip() for field in heading.split("|")]
        where = f"{source}: {fields[0]}"
        if not separator or len(fields) != 3:
            raise MarkupError(
                f"{where}: write `@@ id | date or - | style`, the text, `==` alone on a line, the relations"
            )
        yield _Block(where, fields[0], fields[1], fields[2], body.strip()).record(relations.strip().splitlines())


class _Block:
    """One release on its way from markup to a record."""

    def __init__(self, where: str, name: str, published: str, style: str, body: str) -> None:
        self.where = where
        self.mentions: dict[str, list[str]] = {}
        for tag, surface in TAG.findall(body):
            if surface not in self.mentions.setdefault(tag, []):
                self.mentions[tag].append(surface)
        text = TAG.sub(lambda match: match[2], body)
        if re.search(r"\{[opti]\d*\||[opti]\d+\|", text):
            self.fail("a tag is not closed, or stands inside another")
        self.release: Release = {
            "id": name,
            "url": None,
            "published": None if published == "-" else published,
            "style": style,
            "text": text,
        }
        self.release |= {group: [] for group in (*GROUPS.values(), "positions", "units", "agreements")}

    def fail(self, what: str) -> None:
        raise MarkupError(f"{self.where}: {what}")

    def record(self, lines: list[str]) -> Release:
        kinds = {}
        for line in filter(None, (raw.strip() for raw in lines)):
            word, _, rest = line.partition(" ")
            if word == "pos":
                self.position(line, rest)
            elif word == "unit":
                self.unit(line, rest)
            elif word == "deal":
                self.deal(line, rest)
            elif re.fullmatch(r"[ot]\d+", word):
                kinds[word] = rest.strip()
            else:
                self.fail(f"not understood: {line!r}")
        for tag, surfaces in self.mentions.items():
            group = GROUPS[tag[0]]
            entry = {"name": self.name(tag), "mentions": surfaces}
            if group in KINDS:
                entry["kind"] = self.code(KINDS[group], kinds.pop(tag, "missing"), tag)
            if any(entry["name"] == other["name"] for other in self.release[group]):
                self.fail(f"{group}: {entry['name']!r} twice")
            self.release[group].append(entry)
        if kinds:
            self.fail(f"kinds of tags that the text does not have: {sorted(kinds)}")
        return self.release

    def name(self, tag: str) -> str:
        if tag not in self.mentions:
            self.fail(f"tag {tag} is not in the text")
        return max(self.mentions[tag], key=len)

    def code(self, codes: Any, value: str, where: str) -> str:  # noqa: ANN401 (an enum class; mypy has no name for that)
        if value not in set(codes):
            self.fail(f"{where}: {value!r} is none of {', '.join(codes)}")
        return value

    def fields(self, line: str, rest: str, number: int, form: str) -> list[str]:
        parts = [part.strip() for part in rest.split("|")]
        if len(parts) != number:
            self.fail(f"write `{form}`, not {line!r}")
        return parts

    def position(self, line: str, rest: str) -> None:
        person, title, organization = self.fields(line, rest, 3, "pos p1 | title | o1")
        names = {"person": self.name(person), "title": title, "organization": self.name(organization)}
        self.release["positions"].append(names)

    def unit(self, line: str, rest: str) -> None:
        parts = [part.strip() for part in rest.split("<")]
        if len(parts) != 2:
            self.fail(f"write `unit o2 < o1`, not {line!r}")
        self.release["units"].append({"unit": self.name(parts[0]), "parent": self.name(parts[1])})

    def deal(self, line: str, rest: str) -> None:
        form = "deal types | status | o1 role, o2 role | t1 i1 | amounts | territories | date"
        types, status, parties, covers, amounts, territories, date = self.fields(line, rest, 7, form)
        if date and not DATE.fullmatch(date):
            self.fail(f"date {date!r} is no ISO date, month or year")
        tags = covers.replace(",", " ").split()
        self.release["agreements"].append(
            {
                "types": [self.code(AgreementType, code.strip(), line) for code in types.split(",")],
                "status": self.code(AgreementStatus, status, line),
                "parties": [self.party(line, party) for party in parties.split(",")],
                "technologies": [self.name(tag) for tag in tags if tag[0] == "t"],
                "indications": [self.name(tag) for tag in tags if tag[0] == "i"],
                "amounts": [self.amount(line, amount) for amount in amounts.split(";") if amount.strip()],
                "territories": [place.strip() for place in territories.split(";") if place.strip()],
                "date": date or None,
            }
        )

    def party(self, line: str, party: str) -> dict[str, str]:
        tag, _, role = party.strip().partition(" ")
        return {"organization": self.name(tag), "role": self.code(Role, role.strip(), line)}

    def amount(self, line: str, amount: str) -> Release:
        match = re.fullmatch(r"(\w+) (?:null|(\d+) ([A-Z]{3})|(\d+(?:\.\d+)?)%)", amount.strip())
        if not match:
            self.fail(f"write an amount as `upfront 10000000 USD`, `royalty 5%` or `total null`, not {amount!r}")
            raise AssertionError
        kind = self.code(AmountKind, match[1], line)
        result: Release = {"kind": kind, "amount": int(match[2]) if match[2] else None, "currency": match[3]}
        return result | ({"percent": float(match[4])} if match[4] else {})
