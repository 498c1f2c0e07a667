"""What the graph answers about one release: its text, and by character offsets what it names and says."""

from typing import Annotated

from pydantic import Field

from graph.facts import Record
from graph.fields import End, EntityKind, Rule, SentenceId, Start, Sureness, Title
from graph.records import AgreementReference, NameReference, ReleaseReference


class SpanRecord(Record):
    """A stretch of a release's text."""

    start: Start
    end: End


class MentionRecord(NameReference):
    """Something that a release names, and where."""

    kind: EntityKind = Field(description="What it is", examples=["organization"])
    spans: tuple[SpanRecord, ...] = Field(description="All mentions, in the order of the text")


class SentenceRecord(SpanRecord):
    """A sentence of the release as evidence of a fact."""

    id: SentenceId
    confidence: Sureness
    rule: Rule


Sentences = Annotated[tuple[SentenceRecord, ...], Field(description="Where the release says it, in text order")]


class ReportedAgreement(AgreementReference):
    """An agreement that a release reports."""

    sentences: Sentences


class ReportedPosition(Record):
    """A position that a release tells."""

    person: NameReference = Field(description="Who")
    title: Title
    organization: NameReference = Field(description="Where")
    sentences: Sentences


class ReportedUnit(Record):
    """A link between an organization and its unit that a release tells."""

    unit: NameReference = Field(description="The organization below")
    parent: NameReference = Field(description="The organization above")
    sentences: Sentences


class ReleaseRecord(ReleaseReference):
    """A release: its text, and by offsets what it names and says."""

    publisher: str | None = Field(description="Who published it", examples=["Gilead Sciences"])
    pipeline: str = Field(description="Version of the pipeline that read it", examples=["0.1.0"])
    text: str = Field(description="Its whole text", examples=["Gilead Sciences today announced that it has …"])
    mentions: tuple[MentionRecord, ...] = Field(description="What it names, in the order of first mention")
    agreements: tuple[ReportedAgreement, ...] = Field(description="The agreements that it reports")
    positions: tuple[ReportedPosition, ...] = Field(description="The positions that it tells")
    units: tuple[ReportedUnit, ...] = Field(description="The links between organizations that it tells")
