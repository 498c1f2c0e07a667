"""What a release says: `Facts` with names as written, `ResolvedFacts` with ids instead of names.

`Facts` is the record that `cellpact extract` prints: the shape of the annotation guidelines plus evidence. Names refer
to entries of the same record. `ResolvedFacts` is what the graph loads: every name has become an id, so that nothing
can be loaded that was not resolved.

All offsets are counted in characters (Unicode code points) of `Facts.text`, end exclusive.
"""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, OrganizationKind, Role, TechnologyKind

Confidence = Annotated[float, Field(ge=0, le=1)]
PartialDate = Annotated[
    str, Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", description="ISO date, month (2021-08) or year (2021)")
]


class Record(BaseModel):
    """A frozen value that refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Record):
    """A sentence that says a fact: `text` is `Facts.text[start:end]`."""

    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    confidence: Confidence
    rule: str = Field(
        description="The rule or model that read the fact here, for example `positions.title_before_name`"
    )


class Fact(Record):
    """Anything a release says, with the sentences that say it."""

    evidence: tuple[Evidence, ...] = Field(min_length=1)


class NamedFact(Fact):
    """An entity: `name` is its fullest form in the text, `mentions` all its distinct surface strings."""

    name: str = Field(min_length=1)
    mentions: tuple[str, ...] = Field(min_length=1)
    spans: tuple[tuple[int, int], ...] = Field(description="Character offsets of every mention, in text order")


class OrganizationFact(NamedFact):
    """A company or institution."""

    kind: OrganizationKind


class PersonFact(NamedFact):
    """A named human, without honorific or degree."""


class TechnologyFact(NamedFact):
    """What deals are about; `concept` is its id in the technology vocabulary, where it has one."""

    kind: TechnologyKind
    concept: str | None = None


class IndicationFact(NamedFact):
    """A disease or group of diseases; `concept` is its id in the indication vocabulary, where it has one."""

    concept: str | None = None


class PositionFact(Fact):
    """A person's title at an organization, as the text gives it."""

    person: str
    title: str
    organization: str


class UnitFact(Fact):
    """One organization is a unit, subsidiary or division of another."""

    unit: str
    parent: str


class PartyFact(Record):
    """An organization's part in a deal."""

    organization: str
    role: Role


class AmountFact(Record):
    """A sum in a deal, in whole units of the ISO 4217 `currency`; both null where it is mentioned but not told."""

    kind: AmountKind
    amount: int | None = Field(default=None, ge=0)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    percent: float | None = Field(default=None, ge=0)
    up_to: bool = False


class AgreementFact(Fact):
    """One deal that the release reports."""

    types: tuple[AgreementType, ...] = Field(min_length=1)
    status: AgreementStatus
    parties: tuple[PartyFact, ...] = Field(min_length=1)
    technologies: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    amounts: tuple[AmountFact, ...] = ()
    territories: tuple[str, ...] = ()
    date: PartialDate | None = None


class Release(Record):
    """A document as read, before anything is found in it. `id` is stable: given by the source or made from content."""

    id: str = Field(min_length=1, max_length=200)
    url: str | None = None
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    text: str = Field(min_length=1)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="Of `text`, UTF-8")


class Facts(Release):
    """All that one release says. Names in relations stand in the lists of entities (checked)."""

    pipeline: str = Field(description="Version of the pipeline that read the release")
    organizations: tuple[OrganizationFact, ...] = ()
    people: tuple[PersonFact, ...] = ()
    technologies: tuple[TechnologyFact, ...] = ()
    indications: tuple[IndicationFact, ...] = ()
    positions: tuple[PositionFact, ...] = ()
    units: tuple[UnitFact, ...] = ()
    agreements: tuple[AgreementFact, ...] = ()

    @model_validator(mode="after")
    def _names_are_declared(self) -> Self:
        organizations = {entry.name for entry in self.organizations}
        people = {entry.name for entry in self.people}
        technologies = {entry.name for entry in self.technologies}
        indications = {entry.name for entry in self.indications}
        undeclared = {p.person for p in self.positions} - people
        undeclared |= {p.organization for p in self.positions} - organizations
        undeclared |= {name for u in self.units for name in (u.unit, u.parent)} - organizations
        for deal in self.agreements:
            undeclared |= {p.organization for p in deal.parties} - organizations
            undeclared |= set(deal.technologies) - technologies
            undeclared |= set(deal.indications) - indications
        if undeclared:
            message = f"relations name what the record does not declare: {', '.join(sorted(undeclared))}"
            raise ValueError(message)
        return self


class ResolvedEntity(Fact):
    """An entity with its id. `aliases` are the surface strings of this release; `reason` says why it has this id.

    `known` says that `name` is the vocabulary's: it then wins over what releases write. Concepts of the trees need no
    such mark, they stand in `ResolvedFacts.concepts`.
    """

    id: str = Field(min_length=1)
    name: str
    aliases: tuple[str, ...] = Field(min_length=1)
    spans: tuple[tuple[int, int], ...]
    score: Confidence
    reason: str
    known: bool = False


class ResolvedOrganization(ResolvedEntity):
    """`:Organization`, with `:Company` or `:Institution`."""

    kind: OrganizationKind


class ResolvedPerson(ResolvedEntity):
    """`:Person`."""


class ResolvedTechnology(ResolvedEntity):
    """`:Technology`."""

    kind: TechnologyKind


class ResolvedIndication(ResolvedEntity):
    """`:Indication`."""


class ResolvedPosition(Fact):
    """`(:Person)-[:WORKS_FOR {title}]->(:Organization)`, by id."""

    person: str
    title: str
    organization: str


class ResolvedUnit(Fact):
    """`(:Organization)-[:UNIT_OF]->(:Organization)`, by id."""

    unit: str
    parent: str


class ResolvedAgreement(Fact):
    """`:Agreement` with all that hangs on it; parties, technologies and indications by id."""

    id: str = Field(min_length=1)
    title: str
    types: tuple[AgreementType, ...] = Field(min_length=1)
    status: AgreementStatus
    parties: tuple[PartyFact, ...] = Field(min_length=1, description="`organization` is an id here")
    technologies: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    amounts: tuple[AmountFact, ...] = ()
    territories: tuple[str, ...] = ()
    date: PartialDate | None = None


class Concept(Record):
    """A node of the technology or indication tree that this release needs: the concepts it names and all above them."""

    id: str
    name: str
    kind: TechnologyKind | None = Field(description="null for an indication")
    broader: tuple[str, ...] = Field(default=(), description="Ids of the concepts right above, all in the same list")


class ResolvedFacts(Record):
    """All that one release says, ready to load. Ids in relations stand in the lists of entities (checked).

    `facts` is what it was made of: the graph keeps it, so that names can be resolved again without reading the text.
    """

    release: Release
    pipeline: str
    facts: Facts
    organizations: tuple[ResolvedOrganization, ...] = ()
    people: tuple[ResolvedPerson, ...] = ()
    technologies: tuple[ResolvedTechnology, ...] = ()
    indications: tuple[ResolvedIndication, ...] = ()
    positions: tuple[ResolvedPosition, ...] = ()
    units: tuple[ResolvedUnit, ...] = ()
    agreements: tuple[ResolvedAgreement, ...] = ()
    concepts: tuple[Concept, ...] = ()

    @model_validator(mode="after")
    def _ids_are_declared(self) -> Self:
        organizations = {entry.id for entry in self.organizations}
        undeclared = {p.person for p in self.positions} - {entry.id for entry in self.people}
        undeclared |= {p.organization for p in self.positions} - organizations
        undeclared |= {name for u in self.units for name in (u.unit, u.parent)} - organizations
        for deal in self.agreements:
            undeclared |= {p.organization for p in deal.parties} - organizations
            undeclared |= set(deal.technologies) - {entry.id for entry in self.technologies}
            undeclared |= set(deal.indications) - {entry.id for entry in self.indications}
        concepts = {entry.id for entry in self.concepts}
        undeclared |= {above for entry in self.concepts for above in entry.broader} - concepts
        if undeclared:
            message = f"relations use ids that the record does not declare: {', '.join(sorted(undeclared))}"
            raise ValueError(message)
        return self
