"""Releases made for tests, graphs made for tests, and a picture of a graph that can be compared.

`Telling` writes a release by hand, sentence by sentence. `many` makes as many releases as wanted, with names, deals and
organizations that they share, the same for the same seed. `fill` puts 100,000 agreements into a graph in seconds.
"""

import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from graph import schema
from graph.client import GraphClient
from graph.facts import (
    AmountFact,
    Concept,
    Evidence,
    Facts,
    PartyFact,
    Release,
    ResolvedAgreement,
    ResolvedEntity,
    ResolvedFacts,
    ResolvedIndication,
    ResolvedOrganization,
    ResolvedPerson,
    ResolvedPosition,
    ResolvedTechnology,
    ResolvedUnit,
)
from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, OrganizationKind, Role, TechnologyKind

TREE = (
    Concept(id="cell-therapy", name="cell therapy", kind=TechnologyKind.MODALITY),
    Concept(id="car-t", name="CAR-T cell therapy", kind=TechnologyKind.MODALITY, broader=("cell-therapy",)),
    Concept(id="allogeneic-car-t", name="allogeneic CAR-T", kind=TechnologyKind.MODALITY, broader=("car-t",)),
    Concept(id="viral-vector", name="viral vector", kind=TechnologyKind.MATERIAL),
    Concept(id="cancer", name="cancer", kind=None),
    Concept(id="lymphoma", name="lymphoma", kind=None, broader=("cancer",)),
)


class Telling:
    """A release in the making: `say` a sentence, then what it says."""

    def __init__(self, key: str, published: str | None = None, *, pipeline: str = "1") -> None:
        self.key = key
        self.published = published
        self.pipeline = pipeline
        self.text = ""
        self.lists: dict[str, list[Any]] = {}

    def say(self, sentence: str, *, confidence: float = 0.9, rule: str = "made.by_hand") -> Evidence:
        self.text += f" {sentence}" if self.text else sentence
        end = len(self.text)
        return Evidence(text=sentence, start=end - len(sentence), end=end, confidence=confidence, rule=rule)

    def organization(
        self, key: str, name: str, said: Evidence, *aliases: str, kind: str = "company", known: bool = False
    ) -> None:
        self._add("organizations", ResolvedOrganization(
            **self._entity(key, name, said, aliases), kind=OrganizationKind(kind), known=known))  # fmt: skip

    def person(self, key: str, name: str, said: Evidence, *aliases: str) -> None:
        self._add("people", ResolvedPerson(**self._entity(key, name, said, aliases)))

    def technology(self, key: str, name: str, said: Evidence, *aliases: str, kind: str = "modality") -> None:
        self._add("technologies", ResolvedTechnology(
            **self._entity(key, name, said, aliases), kind=TechnologyKind(kind)))  # fmt: skip

    def indication(self, key: str, name: str, said: Evidence, *aliases: str) -> None:
        self._add("indications", ResolvedIndication(**self._entity(key, name, said, aliases)))

    def position(self, person: str, title: str, organization: str, said: Evidence) -> None:
        self._add("positions", ResolvedPosition(
            person=person, title=title, organization=organization, evidence=(said,)))  # fmt: skip

    def unit(self, unit: str, parent: str, said: Evidence) -> None:
        self._add("units", ResolvedUnit(unit=unit, parent=parent, evidence=(said,)))

    def deal(
        self,
        key: str,
        said: Evidence,
        parties: dict[str, str],
        *,
        title: str | None = None,
        types: Sequence[str] = ("collaboration",),
        status: str = "signed",
        on: str | None = None,
        technologies: Sequence[str] = (),
        indications: Sequence[str] = (),
        amounts: Sequence[AmountFact] = (),
        territories: Sequence[str] = (),
    ) -> None:
        self._add("agreements", ResolvedAgreement(
            id=key,
            title=title or key.replace("-", " "),
            types=tuple(AgreementType(name) for name in types),
            status=AgreementStatus(status),
            parties=tuple(PartyFact(organization=name, role=Role(role)) for name, role in parties.items()),
            technologies=tuple(technologies),
            indications=tuple(indications),
            amounts=tuple(amounts),
            territories=tuple(territories),
            date=on,
            evidence=(said,),
        ))  # fmt: skip

    def facts(self, *, concepts: Sequence[Concept] = ()) -> ResolvedFacts:
        release = Release(
            id=self.key,
            url=f"https://news.example/{self.key}",
            title=self.text.partition(".")[0],
            published=None if self.published is None else date.fromisoformat(self.published),
            publisher="News Example",
            text=self.text,
            sha256=hashlib.sha256(self.text.encode()).hexdigest(),
        )
        lists = {name: tuple(entries) for name, entries in self.lists.items()}
        return ResolvedFacts(
            release=release, pipeline=self.pipeline, facts=self._unresolved(release), concepts=tuple(concepts), **lists
        )

    def _unresolved(self, release: Release) -> Facts:
        """The record that this might have been made of, where everything is called by its id."""
        fields: dict[str, list[dict[str, Any]]] = {}
        for name, entries in self.lists.items():
            for entry in entries:
                raw = entry.model_dump(exclude={"id", "title", "score", "reason", "known"})
                if isinstance(entry, ResolvedEntity):
                    raw |= {"name": entry.id, "mentions": raw.pop("aliases")}
                if isinstance(entry, ResolvedPosition):
                    raw["title"] = entry.title
                fields.setdefault(name, []).append(raw)
        return Facts.model_validate({**release.model_dump(), "pipeline": self.pipeline, **fields})

    def _add(self, name: str, entry: object) -> None:
        self.lists.setdefault(name, []).append(entry)

    def _entity(self, key: str, name: str, said: Evidence, aliases: Sequence[str]) -> dict[str, Any]:
        start = max(self.text.find(name), 0)
        return {
            "id": key,
            "name": name,
            "aliases": (name, *aliases),
            "spans": ((start, start + len(name)),),
            "score": 1.0,
            "reason": "made by hand",
            "evidence": (said,),
        }


def alliance(*, pipeline: str = "1") -> ResolvedFacts:
    """A signed alliance with everything that a release can say."""
    telling = Telling("alliance", "2021-08-12", pipeline=pipeline)
    deal = telling.say(
        "Lindgren Cell Works AB and the Hospital of Aarhus signed a memorandum on allogeneic CAR-T for lymphoma, with "
        "30 million euros upfront, milestones and royalties of up to 7.5%, in the Nordic countries."
    )
    role = telling.say("Asta Lindgren is chief executive of Lindgren Cell Works.")
    unit = telling.say("Lindgren Cell Works is a subsidiary of Lindgren Group.", confidence=0.7, rule="made.unit")
    telling.organization("lindgren-cell-works", "Lindgren Cell Works AB", deal, "Lindgren Cell Works")
    telling.organization("lindgren-group", "Lindgren Group", unit)
    telling.organization("hospital-of-aarhus", "Hospital of Aarhus", deal, kind="institution")
    telling.person("asta-lindgren", "Asta Lindgren", role)
    telling.position("asta-lindgren", "chief executive", "lindgren-cell-works", role)
    telling.unit("lindgren-cell-works", "lindgren-group", unit)
    telling.technology("allogeneic-car-t", "allogeneic CAR-T", deal)
    telling.indication("lymphoma", "lymphoma", deal)
    telling.deal(
        "aarhus-lindgren",
        deal,
        {"lindgren-cell-works": "partner", "hospital-of-aarhus": "partner"},
        title="Alliance of Lindgren and Aarhus",
        types=("memorandum_of_understanding", "strategic_partnership"),
        on="2021-08",
        technologies=("allogeneic-car-t",),
        indications=("lymphoma",),
        amounts=(
            AmountFact(kind=AmountKind.UPFRONT, amount=30_000_000, currency="EUR"),
            AmountFact(kind=AmountKind.MILESTONES),
            AmountFact(kind=AmountKind.ROYALTY, percent=7.5, up_to=True),
        ),
        territories=("Nordic countries",),
    )
    return telling.facts(concepts=TREE)


def closure() -> ResolvedFacts:
    """A later release ends the alliance, and calls Lindgren by a shorter name."""
    telling = Telling("closure", "2023-02-01")
    end = telling.say("Lindgren CW and Hospital of Aarhus ended their CAR-T alliance in January 2023.")
    vector = telling.say("Lindgren CW will buy viral vectors from Vektor Oy.")
    telling.organization("lindgren-cell-works", "Lindgren CW", end)
    telling.organization("hospital-of-aarhus", "Hospital of Aarhus", end)
    telling.organization("vektor", "Vektor Oy", vector)
    telling.technology("car-t", "CAR-T", end)
    telling.technology("viral-vector", "viral vectors", vector, kind="material")
    telling.deal(
        "aarhus-lindgren",
        end,
        {"lindgren-cell-works": "partner", "hospital-of-aarhus": "partner"},
        title="End of the alliance",
        types=("strategic_partnership",),
        status="terminated",
        on="2023-01",
        technologies=("car-t",),
        territories=("Denmark",),
    )
    telling.deal(
        "lindgren-vektor-vectors",
        vector,
        {"lindgren-cell-works": "customer", "vektor": "supplier"},
        types=("supply",),
        status="planned",
        technologies=("viral-vector",),
    )
    return telling.facts(concepts=TREE)


def luck_of(seed: int | str) -> random.Random:
    """Chance that is the same at every run."""
    return random.Random(seed)  # noqa: S311 - nothing secret


def many(count: int, *, seed: int = 7, organizations: int = 40) -> Iterator[ResolvedFacts]:
    """Small releases: two or three parties, a person, a technology, one deal, often one that others report too."""
    for number in range(count):
        yield one_of_many(number, seed=seed, organizations=organizations)


def one_of_many(
    number: int, *, seed: int = 7, organizations: int = 40, pipeline: str = "1", maker: str = "maker"
) -> ResolvedFacts:
    """The release of this number, whatever was made before it; ids of organizations begin with `maker`."""
    luck = luck_of(f"{seed}-{number}")
    day = date(2015, 1, 1) + timedelta(days=luck.randrange(3650))
    telling = Telling(f"release-{number:06}", day.isoformat() if luck.random() < 0.9 else None, pipeline=pipeline)
    parties = luck.sample(range(organizations), 3 if luck.random() < 0.2 else 2)
    names = {
        index: f"Maker {index} {luck.choice(('Therapeutics', 'Bio', 'BIO', 'Cell Sciences'))}" for index in parties
    }
    deal = telling.say(f"{' and '.join(names.values())} agreed on a CAR-T programme.", confidence=luck.random())
    role = telling.say(f"Person {parties[0]} speaks for {names[parties[0]]}.", confidence=luck.random())
    for index in parties:
        kind = "institution" if luck.random() < 0.1 else "company"
        telling.organization(f"{maker}-{index}", names[index], deal, kind=kind, known=luck.random() < 0.1)
    telling.person(f"person-{parties[0]}", f"Person {parties[0]}", role)
    telling.position(f"person-{parties[0]}", luck.choice(("CEO", "President")), f"{maker}-{parties[0]}", role)
    for unit, parent in pairwise(sorted(parties)):
        if luck.random() < 0.1:
            telling.unit(f"{maker}-{unit}", f"{maker}-{parent}", role)
    technology = luck.choice(("car-t", "allogeneic-car-t", "platform-x"))
    kind = luck.choice(("platform", "process")) if technology == "platform-x" else "modality"
    telling.technology(technology, luck.choice(("CAR-T", "Car-T cells")), deal, kind=kind)
    telling.indication("lymphoma", "lymphomas", deal)
    telling.deal(
        "-".join(f"{maker}-{index}" for index in sorted(parties[:2])),
        deal,
        {f"{maker}-{index}": luck.choice(("partner", "licensee")) for index in parties},
        title=f"Deal told by {number}",
        types=luck.sample([kind.value for kind in AgreementType], 2),
        status=luck.choice([status.value for status in AgreementStatus]),
        on=luck.choice((None, day.isoformat(), day.isoformat()[:7], day.isoformat()[:4])),
        technologies=(technology,),
        indications=("lymphoma",),
        amounts=(AmountFact(kind=AmountKind.TOTAL, amount=luck.randrange(1, 9) * 10**6, currency="USD", up_to=True),),
        territories=luck.sample(("Europe", "Japan", "China"), 1),
    )
    return telling.facts(concepts=TREE if luck.random() < 0.9 else ())


def picture(client: GraphClient) -> set[str]:
    """All nodes and relationships with their properties, one line each, without what differs from run to run."""
    key = "head([label IN labels({0}) WHERE NOT label IN ['Company', 'Institution']]) + ' ' + {0}.id"
    nodes = client.read(
        "MATCH (n) WHERE n.id IS NOT NULL RETURN labels(n) AS labels, properties(n) AS properties", timeout=120
    )
    links = client.read(
        f"MATCH (a)-[r]->(b) RETURN {key.format('a')} AS start, type(r) AS type, {key.format('b')} AS end, "
        "properties(r) AS properties",
        timeout=120,
    )
    lines = [_line(sorted(row["labels"]), {**row["properties"], "loaded": None}) for row in nodes]
    lines += [_line([row["start"], row["type"], row["end"]], row["properties"]) for row in links]
    assert len(lines) == len(set(lines)), "something stands in the graph twice"
    return set(lines)


def _line(head: list[str], properties: dict[str, Any]) -> str:
    return f"{' '.join(head)} {json.dumps(properties, sort_keys=True, default=str)}"


_FILL = (
    """
    UNWIND range(0, $organizations - 1) AS i
    CREATE (o:Organization:Company {id: 'organization-' + i, name: 'Organization ' + i, aliases: ['O' + i]})
    CREATE (p:Person {id: 'person-' + i, name: 'Person ' + i, aliases: ['P' + i]})
    CREATE (p)-[:WORKS_FOR {title: 'CEO', evidence: [i + '#0-9'], confidence: [0.9], rule: ['made']}]->(o)
    FOREACH (_ IN CASE WHEN i % 4 = 0 THEN [1] ELSE [] END | SET o:Institution REMOVE o:Company)
    """,
    """
    UNWIND range(0, 999) AS i
    CREATE (:Technology {id: 'technology-' + i, name: 'technology ' + i, kind: 'modality', aliases: ['T' + i]})
    CREATE (:Indication {id: 'indication-' + i, name: 'indication ' + i, aliases: ['I' + i]})
    """,
    """
    UNWIND range(1, 999) AS i
    MATCH (t:Technology {id: 'technology-' + i}), (above:Technology {id: 'technology-' + i / 10})
    MATCH (d:Indication {id: 'indication-' + i}), (wide:Indication {id: 'indication-' + i / 10})
    CREATE (t)-[:KIND_OF]->(above), (d)-[:KIND_OF]->(wide)
    """,
    """
    UNWIND range(1, $organizations / 10) AS i
    MATCH (unit:Organization {id: 'organization-' + i}), (parent:Organization {id: 'organization-0'})
    CREATE (unit)-[:UNIT_OF {evidence: [i + '#0-9'], confidence: [0.9], rule: ['made']}]->(parent)
    """,
    # Ten agreements a release, between the same two: what they hang on is looked up once, and one in ten is complete.
    """
    UNWIND range(0, $agreements / 10 - 1) AS i
    CALL (i) {
      MATCH (one:Organization {id: 'organization-' + i % $organizations})
      MATCH (other:Organization {id: 'organization-' + (i * 7 + 1) % $organizations})
      MATCH (person:Person {id: 'person-' + i % $organizations})
      MATCH (t:Technology {id: 'technology-' + i % 1000})
      MATCH (d:Indication {id: 'indication-' + i % 1000})
      MATCH (type:AgreementType {id: $types[i % size($types)]})
      CREATE (r:Release {id: toString(i), title: 'Release ' + i, text: 'Something.', digest: '', pipeline: '1',
                         published: date('2015-01-01') + duration({days: i % 3650})})
      CREATE (e:Evidence {id: i + '#0-9', text: 'Something', start: 0, end: 9})-[:IN]->(r)
      CREATE (r)-[:MENTIONS {name: one.name, names: one.aliases, starts: [0], ends: [9]}]->(one)
      CREATE (r)-[:MENTIONS {name: person.name, names: person.aliases, starts: [0], ends: [9]}]->(person)
      CREATE (e)-[:SUPPORTS {confidence: 0.9, rule: 'made'}]->(one)
      CREATE (one)-[:PARTNERS_WITH {agreements: 10, first: '2015-01-01', last: '2015-01-01'}]->(other)
      WITH i, one, other, t, d, type, r, e
      UNWIND range(10 * i, 10 * i + 9) AS n
      CREATE (a:Agreement {id: 'agreement-' + n, title: 'Agreement ' + n, status: 'signed',
                           announced: toString(r.published)})
      CREATE (one)-[first:PARTY_TO {role: 'partner'}]->(a)<-[second:PARTY_TO {role: 'partner'}]-(other)
      CREATE (a)-[of:OF_TYPE]->(type), (a)-[on:COVERS]->(t)
      WITH * WHERE n % 10 = 0
      SET a.territories = ['Japan']
      CREATE (a)-[for:FOR]->(d)
      CREATE (a)-[:CHANGED]->(:StatusChange {id: a.id + ':signed', status: 'signed'})
      CREATE (a)-[:HAS_TERM]->(:Term {id: a.id + ':total', kind: 'total', up_to: false})
      CREATE (e)-[:SUPPORTS {confidence: 0.9, rule: 'made'}]->(a)
      WITH *, CASE WHEN one.id < other.id THEN one.id + '|' + other.id ELSE other.id + '|' + one.id END AS pair
      MERGE (parties:Parties {id: pair})
      CREATE (r)-[:REPORTS]->(p:Report {id: r.id + '#' + a.id, deal: a.id, title: a.title, status: 'signed', date: null,
        published: a.announced, types: [type.id], parties: [one.id, other.id], roles: ['partner', 'partner'],
        technologies: [t.id], scope: [t.id], specific: [], indications: [d.id], territories: ['Japan'], amounts: []})
      CREATE (p)-[:TELLS]->(a), (p)-[:BETWEEN]->(parties), (e)-[:SUPPORTS {confidence: 0.9, rule: 'made'}]->(p)
      FOREACH (said IN [first, second, of, on, for] | SET said += {evidence: [e.id], confidence: [0.9], rule: ['made']})
    } IN TRANSACTIONS OF 200 ROWS
    """,
)


def fill(client: GraphClient, *, agreements: int = 100_000, organizations: int = 20_000) -> None:
    """Fill an empty graph that has its schema: the labels, keys and properties of the real one, as fast as it goes."""
    types = [kind.value for kind in AgreementType]
    client.execute("DROP INDEX names")
    for statement in _FILL:
        client.execute(statement, {"agreements": agreements, "organizations": organizations, "types": types})
    schema.apply(client)
