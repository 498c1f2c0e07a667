"""What the graph answers about the life and the money of agreements: one record for the columns of each query."""

from pydantic import Field

from graph.facts import Record
from graph.fields import OrganizationId
from graph.records import AgreementReference, Disputed, StatusChangeRecord, TermRecord, Undisclosed, UpTo
from graph.vocabulary import AgreementStatus, AmountKind


class AgreementAsOf(AgreementReference):
    """Where an agreement stood at the end of a day."""

    status: AgreementStatus | None = Field(
        description="Where it stood; null where it had not begun", examples=["signed"]
    )
    changes: tuple[StatusChangeRecord, ...] = Field(description="The steps of its life up to then, oldest first")


class Disagreement(AgreementReference):
    """An agreement of which releases say different things, and who says which."""

    disputed: Disputed
    steps: tuple[StatusChangeRecord, ...] = Field(description="The steps of its life, oldest first")
    terms: tuple[TermRecord, ...] = Field(description="The money in it")


class SumRecord(Record):
    """What is added up in one currency."""

    currency: str = Field(description="ISO 4217 code", examples=["USD"])
    amount: int = Field(description="In whole units of the currency", examples=[11_900_000_000])
    up_to: UpTo


class KindOfSumRecord(SumRecord):
    """What is added up for one purpose in one currency."""

    kind: AmountKind = Field(description="What the money is for", examples=["upfront"])
    agreements: int = Field(description="In how many agreements", examples=[2])


class LedgerRecord(AgreementReference):
    """The money of an agreement."""

    sums: tuple[SumRecord, ...] = Field(description="What is added up, by currency")
    undisclosed: Undisclosed
    terms: tuple[TermRecord, ...] = Field(description="Every sum that releases tell")


class PairLedgerRecord(Record):
    """The money of all agreements that two organizations share."""

    one: OrganizationId
    other: OrganizationId
    agreements: int = Field(ge=0, description="How many agreements both are party to", examples=[3])
    undisclosed: int = Field(ge=0, description="Of how many of these no sum is told", examples=[1])
    sums: tuple[KindOfSumRecord, ...] = Field(description="What is added up, by currency and purpose")
