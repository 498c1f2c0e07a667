"""What the graph answers: one frozen record for the columns of each query in `queries/read`.

A `...Summary` is a row of a list, a `...Record` is one thing with all that is known of it, a `...Reference` is just
enough to name a thing and to ask for it. Fields carry their meaning and an example, which the API's documentation
shows. All offsets count characters (Unicode code points) of the release's text, end exclusive.
"""

from typing import Annotated

from pydantic import Field

from graph.facts import PartialDate, Record
from graph.fields import (
    AgreementCount,
    AgreementId,
    AgreementTitle,
    Aliases,
    Announced,
    End,
    FoundKind,
    Headline,
    IndicationId,
    IndicationName,
    KindOfOrganization,
    KindOfTechnology,
    OrganizationId,
    OrganizationName,
    PartnerCount,
    PersonId,
    PersonName,
    Published,
    ReleaseCount,
    ReleaseId,
    RoleInDeal,
    Rule,
    SentenceId,
    Start,
    Status,
    Sureness,
    TechnologyId,
    TechnologyName,
    Title,
    TypeId,
    TypeIds,
    Url,
)
from graph.vocabulary import AmountKind


class ReleaseReference(Record):
    """The release that a sentence stands in."""

    id: ReleaseId
    title: Headline
    url: Url
    published: Published


class EvidenceRecord(Record):
    """A sentence that says a fact, where it stands, and how sure the reading is."""

    id: SentenceId
    text: str = Field(
        description="The sentence", examples=["Gilead Sciences today announced that it has agreed to acquire Kite."]
    )
    start: Start
    end: End
    confidence: Sureness
    rule: Rule
    release: ReleaseReference = Field(description="Where it stands")


Evidence = Annotated[tuple[EvidenceRecord, ...], Field(description="The sentences that say it, the surest first")]
Surest = Annotated[tuple[EvidenceRecord, ...], Field(max_length=1, description="The surest sentence that says it")]


class OrganizationReference(Record):
    """An organization by id, name and kind."""

    id: OrganizationId
    name: OrganizationName
    kind: KindOfOrganization


class OrganizationSummary(OrganizationReference):
    """An organization in a list."""

    aliases: Aliases
    agreements: AgreementCount
    partners: PartnerCount


class EmployeeRecord(Record):
    """A person of an organization, and the surest sentence that says the position."""

    id: PersonId
    name: PersonName
    title: Title
    evidence: Surest


class RelatedOrganization(Record):
    """An organization above or below another, with the sentences that say so."""

    id: OrganizationId
    name: OrganizationName
    evidence: Evidence


class OrganizationRecord(OrganizationSummary):
    """An organization with its names, people and place among its units."""

    people: tuple[EmployeeRecord, ...] = Field(description="Its people, one entry a position")
    units: tuple[RelatedOrganization, ...] = Field(description="Its units and subsidiaries, one level down")
    parents: tuple[RelatedOrganization, ...] = Field(description="The organizations that it is a unit of")
    releases: ReleaseCount


class AgreementReference(Record):
    """An agreement by id and title."""

    id: AgreementId
    title: AgreementTitle


class QuotedAgreement(AgreementReference):
    """An agreement with the surest sentence that reports it."""

    evidence: Surest


class PartnerRecord(OrganizationReference):
    """An organization that shares agreements with another."""

    agreements: AgreementCount
    first: PartialDate | None = Field(description="Date of the first agreement", examples=["2015-01-05"])
    last: PartialDate | None = Field(description="Date of the last agreement", examples=["2017-08-28"])
    types: TypeIds
    latest: QuotedAgreement | None = Field(description="The newest agreement that the two share")


class PartySummary(Record):
    """A party by id, name and role."""

    id: OrganizationId
    name: OrganizationName
    role: RoleInDeal


class AgreementSummary(AgreementReference):
    """An agreement in a list."""

    status: Status
    announced: Announced
    types: TypeIds
    parties: tuple[PartySummary, ...] = Field(description="Who agreed, in the order of their ids")
    evidence: Surest


UpTo = Annotated[bool, Field(description="Whether the sum is a limit (`up to`)", examples=[False])]
Disputed = Annotated[
    tuple[str, ...],
    Field(description="In what releases disagree", examples=[["date of signed", "sum of upfront in USD"]]),
]
Undisclosed = Annotated[bool, Field(description="Whether no sum is told", examples=[False])]


class TypeRecord(Record):
    """One type of an agreement, with the sentences that say so."""

    id: TypeId
    name: str = Field(description="Name of the type", examples=["acquisition"])
    evidence: Evidence


class PartyRecord(OrganizationReference):
    """A party with its role and the sentences that say so."""

    role: RoleInDeal
    evidence: Evidence


class StatusChangeRecord(Record):
    """A step in the life of an agreement."""

    status: Status
    date: PartialDate | None = Field(description="When: day, month or year", examples=["2017-10-03"])
    told: Published = Field(description="The day of the oldest release that tells it", examples=["2017-10-03"])
    evidence: Evidence


class TermRecord(Record):
    """A sum in an agreement; `amount` and `percent` are null where it is mentioned but not told."""

    kind: AmountKind = Field(description="What the money is for", examples=["total"])
    amount: int | None = Field(description="In whole units of the currency", examples=[11_900_000_000])
    currency: str | None = Field(description="ISO 4217 code", examples=["USD"])
    percent: float | None = Field(description="A share or a rate", examples=[12.5])
    up_to: UpTo
    counted: bool = Field(description="Whether it is added up, as get_ledger does", examples=[True])
    evidence: Evidence


class TechnologyReference(Record):
    """A technology by id, name and kind."""

    id: TechnologyId
    name: TechnologyName
    kind: KindOfTechnology


class IndicationReference(Record):
    """An indication by id and name."""

    id: IndicationId
    name: IndicationName


class CoveredTechnology(TechnologyReference):
    """A technology that an agreement is about."""

    evidence: Evidence


class TargetedIndication(IndicationReference):
    """An indication that an agreement is for."""

    evidence: Evidence


class AgreementRecord(AgreementReference):
    """An agreement with all that is known of it, each part with the sentences that say it."""

    status: Status
    announced: Announced
    signed: PartialDate | None = Field(description="Date of signing, where it is told", examples=["2017-08-27"])
    ended: PartialDate | None = Field(description="Date of the end, where it is told", examples=["2020-06-30"])
    territories: tuple[str, ...] = Field(description="Where it holds, as releases put it", examples=[["Japan"]])
    former: tuple[AgreementId, ...] = Field(description="Other ids that it answers to", examples=[[]])
    disputed: Disputed
    releases: int = Field(ge=0, description="How many releases report it", examples=[3])
    voices: int = Field(ge=0, description="How many of them are no near copies of each other", examples=[2])
    types: tuple[TypeRecord, ...] = Field(description="What was agreed")
    parties: tuple[PartyRecord, ...] = Field(description="Who agreed, one entry a role")
    changes: tuple[StatusChangeRecord, ...] = Field(description="Its life line, oldest first")
    terms: tuple[TermRecord, ...] = Field(description="The money in it")
    technologies: tuple[CoveredTechnology, ...] = Field(description="What it is about")
    indications: tuple[TargetedIndication, ...] = Field(description="The diseases that it is for")
    evidence: Evidence


class PositionSummary(Record):
    """A position without its evidence."""

    title: Title
    organization: OrganizationReference = Field(description="Where the person holds it")


class PersonSummary(Record):
    """A person in a list."""

    id: PersonId
    name: PersonName
    positions: tuple[PositionSummary, ...] = Field(description="All positions that releases tell")


class PositionRecord(PositionSummary):
    """A position with the sentences that say it."""

    evidence: Evidence


class PersonRecord(Record):
    """A person with names and positions."""

    id: PersonId
    name: PersonName
    aliases: tuple[str, ...] = Field(description="What releases call the person", examples=[["Dr. Belldegrun"]])
    positions: tuple[PositionRecord, ...] = Field(description="All positions that releases tell")
    releases: ReleaseCount


class TechnologySummary(TechnologyReference):
    """A technology in a list; `agreements` counts those that name it, not those on kinds of it."""

    aliases: tuple[str, ...] = Field(description="What releases call it", examples=[["CAR-T", "CAR T-cell therapy"]])
    broader: tuple[str, ...] = Field(description="Ids of what it is a kind of", examples=[["cell-therapy"]])
    agreements: AgreementCount


class TechnologyRecord(TechnologyReference):
    """A technology and its place in the tree; `agreements` counts those on it or on any kind of it."""

    aliases: tuple[str, ...] = Field(description="What releases call it", examples=[["CAR-T", "CAR T-cell therapy"]])
    broader: tuple[TechnologyReference, ...] = Field(description="What it is a kind of, one level up")
    narrower: tuple[TechnologyReference, ...] = Field(description="The kinds of it, one level down")
    agreements: AgreementCount
    releases: ReleaseCount


class IndicationSummary(IndicationReference):
    """An indication in a list; `agreements` counts those that name it, not those on kinds of it."""

    aliases: tuple[str, ...] = Field(description="What releases call it", examples=[["lymphoma", "lymphomas"]])
    broader: tuple[str, ...] = Field(description="Ids of what it is a kind of", examples=[["blood-cancer"]])
    agreements: AgreementCount


class IndicationRecord(IndicationReference):
    """An indication and its place in the tree; `agreements` counts those for it or for any kind of it."""

    aliases: tuple[str, ...] = Field(description="What releases call it", examples=[["lymphoma", "lymphomas"]])
    broader: tuple[IndicationReference, ...] = Field(description="What it is a kind of, one level up")
    narrower: tuple[IndicationReference, ...] = Field(description="The kinds of it, one level down")
    agreements: AgreementCount
    releases: ReleaseCount


class AgreementTypeCount(Record):
    """An agreement type and how many agreements are of it."""

    id: TypeId
    name: str = Field(description="Its name", examples=["acquisition"])
    definition: str = Field(description="What it means", examples=["One party buys the other company."])
    agreements: AgreementCount


class ReleaseSummary(ReleaseReference):
    """A release in a list."""

    publisher: str | None = Field(description="Who published it", examples=["Gilead Sciences"])
    agreements: AgreementCount
    mentions: int = Field(ge=0, description="How many things it names", examples=[17])


class NameReference(Record):
    """An entity by id and name."""

    id: str = Field(description="Its id", examples=["kite-pharma"])
    name: str = Field(description="Its name", examples=["Kite Pharma"])


class NameMatch(NameReference):
    """Something whose name, or title for an agreement, fits what was searched for."""

    kind: FoundKind = Field(description="What it is", examples=["organization"])
    aliases: Aliases
    score: float = Field(description="How well it fits; comparable within one answer only", examples=[7.31])


class HopRecord(Record):
    """A link in a chain of partners: an agreement that two organizations share."""

    source: OrganizationReference = Field(description="The organization on the near side")
    target: OrganizationReference = Field(description="The organization on the far side")
    agreement: AgreementReference = Field(description="The newest agreement that the two share")
    date: Announced
    evidence: Surest


class PathRecord(Record):
    """A shortest chain of partners; no hops where both ends are the same organization."""

    source: OrganizationReference = Field(description="Where the chain starts")
    target: OrganizationReference = Field(description="Where it ends")
    hops: tuple[HopRecord, ...] | None = Field(description="The links in order; null where there is no chain")


class GraphCounts(Record):
    """How much the graph holds."""

    organizations: int = Field(ge=0, description="Number of organizations", examples=[412])
    people: int = Field(ge=0, description="Number of people", examples=[530])
    technologies: int = Field(ge=0, description="Number of technologies", examples=[260])
    indications: int = Field(ge=0, description="Number of indications", examples=[95])
    agreements: int = Field(ge=0, description="Number of agreements", examples=[350])
    releases: int = Field(ge=0, description="Number of releases", examples=[390])
    sentences: int = Field(ge=0, description="Number of sentences that say something", examples=[2100])


class RedirectRecord(Record):
    """An id that was merged into another one, why, and who decided it: a person's signature, or `rule`."""

    id: str
    canonical: str
    score: float
    reason: str
    by: str
