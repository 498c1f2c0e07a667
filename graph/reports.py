"""What one release says of one deal: `Report`, as the graph keeps it, and as `graph.identity` looks at it.

A report stays what it is whatever other releases say; agreements are computed from reports.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from graph.facts import Evidence, ResolvedAgreement, ResolvedFacts
from graph.vocabulary import Role, TechnologyKind

Row = dict[str, Any]
Support = tuple[str, float, str]
"""Id of a sentence, confidence, rule."""

MOST_PAIRED: Final = 5
"""Parties of which every two make a block; what more agree on together is compared only with reports of all of them."""

PRINCIPALS: Final = (frozenset({Role.ACQUIRER, Role.TARGET}), frozenset({Role.LICENSOR, Role.LICENSEE}))
"""Pairs of roles that make a deal by themselves: who else is named (a seller, a guarantor) differs between releases."""

SPECIFIC: Final = frozenset({TechnologyKind.PRODUCT, TechnologyKind.PLATFORM, TechnologyKind.TARGET})
"""Kinds of technology of which two that differ tell two deals apart; the others are told more or less widely."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a release says of a deal. All ids are of entities; tuples are sorted, `parties` by id.

    `deal` is the id that the deal would have if no other release told of it. `scope` holds the technologies and all
    concepts above them, `specific` those that tell deals apart, each after its kind (`product:ct053`). `amounts` are
    JSON. `agreement` is where the graph has it now, None where it is new.
    """

    id: str
    release: str
    published: str | None
    deal: str
    title: str
    types: tuple[str, ...]
    status: str
    date: str | None
    parties: tuple[tuple[str, str], ...]
    technologies: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    specific: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()
    amounts: tuple[str, ...] = ()
    support: tuple[Support, ...] = ()
    agreement: str | None = None

    @property
    def organizations(self) -> frozenset[str]:
        """Ids of the parties."""
        return frozenset(organization for organization, _ in self.parties)

    @property
    def principals(self) -> frozenset[str]:
        """Those of the parties who make the deal by themselves; empty where their roles do not say so."""
        roles = {role for _, role in self.parties}
        for pair in PRINCIPALS:
            if pair <= roles:
                return frozenset(organization for organization, role in self.parties if role in pair)
        return frozenset()

    @property
    def blocks(self) -> tuple[str, ...]:
        """Ids of the `:Parties` that it hangs on: two reports of one deal have one of these in common."""
        few = self.organizations
        if len(few) > MOST_PAIRED and 1 < len(self.principals) <= MOST_PAIRED:
            few = self.principals
        if 1 < len(few) <= MOST_PAIRED:
            return tuple("|".join(pair) for pair in combinations(sorted(few), 2))
        return ("|".join(sorted(few)),)

    def row(self) -> Row:
        """The properties of `:Report`."""
        return {
            "id": self.id,
            "deal": self.deal,
            "title": self.title,
            "types": self.types,
            "status": self.status,
            "date": self.date,
            "published": self.published,
            "parties": [organization for organization, _ in self.parties],
            "roles": [role for _, role in self.parties],
            "technologies": self.technologies,
            "scope": self.scope,
            "specific": self.specific,
            "indications": self.indications,
            "territories": self.territories,
            "amounts": self.amounts,
        }


_LISTS: Final = ("types", "technologies", "scope", "specific", "indications", "territories", "amounts")


def kept_report(row: Mapping[str, Any]) -> Report:
    """The report of a row of `write/get_reports`: the reverse of `Report.row`."""
    properties = {key: value for key, value in row["report"].items() if key not in {"parties", "roles"}}
    return Report(
        release=row["release"],
        agreement=row["agreement"],
        support=tuple(sorted((sentence, confidence, rule) for sentence, confidence, rule in row["support"])),
        parties=tuple(zip(row["report"]["parties"], row["report"]["roles"], strict=True)),
        **{
            "date": None,
            "published": None,
            **properties,
            **{name: tuple(properties.get(name, ())) for name in _LISTS},
        },
    )


def reports_of(facts: ResolvedFacts) -> list[Report]:
    """What a release says of deals, sorted by id."""
    kinds = {entity.id: entity.kind for entity in facts.technologies}
    broader = {concept.id: concept.broader for concept in facts.concepts}
    return sorted((_report(facts, deal, kinds, broader) for deal in facts.agreements), key=lambda report: report.id)


def sentence_id(release: str, evidence: Evidence) -> str:
    """Id of an `:Evidence` node: a sentence is one node, however many facts it says."""
    return f"{release}#{evidence.start}-{evidence.end}"


def support_of(release: str, evidence: Iterable[Evidence]) -> list[Support]:
    """Each sentence once, with the surest reading of it, sorted by sentence."""
    return surest((sentence_id(release, e), e.confidence, e.rule) for e in evidence)


def surest(supports: Iterable[Support]) -> list[Support]:
    """Each sentence once, with the surest reading of it, sorted by sentence."""
    best: dict[str, Support] = {}
    for support in supports:
        known = best.get(support[0])
        if known is None or (-support[1], support[2]) < (-known[1], known[2]):
            best[support[0]] = support
    return [best[key] for key in sorted(best)]


def _report(
    facts: ResolvedFacts,
    deal: ResolvedAgreement,
    kinds: Mapping[str, TechnologyKind],
    broader: Mapping[str, tuple[str, ...]],
) -> Report:
    release = facts.release
    return Report(
        id=f"{release.id}#{deal.id}",
        release=release.id,
        published=None if release.published is None else release.published.isoformat(),
        deal=deal.id,
        title=deal.title,
        types=tuple(sorted({kind.value for kind in deal.types})),
        status=deal.status.value,
        date=deal.date,
        parties=tuple(sorted({(party.organization, party.role.value) for party in deal.parties})),
        technologies=tuple(sorted(set(deal.technologies))),
        scope=tuple(sorted(_above(deal.technologies, broader))),
        specific=tuple(
            sorted({f"{kinds[name].value}:{name}" for name in deal.technologies if kinds[name] in SPECIFIC})
        ),
        indications=tuple(sorted(set(deal.indications))),
        territories=tuple(sorted(set(deal.territories))),
        amounts=tuple(sorted({json.dumps(term.model_dump(mode="json"), sort_keys=True) for term in deal.amounts})),
        support=tuple(support_of(release.id, deal.evidence)),
    )


def _above(named: Iterable[str], broader: Mapping[str, tuple[str, ...]]) -> set[str]:
    """What is named, and all concepts above it."""
    found: set[str] = set()
    waiting = list(named)
    while waiting:
        concept = waiting.pop()
        if concept not in found:
            found.add(concept)
            waiting.extend(broader.get(concept, ()))
    return found
