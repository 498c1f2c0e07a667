"""What one can ask the graph: one typed function a query in `queries/read`.

A `get_` function gives a record, or None where there is no such id. A `list_` function gives a `Page`; hand its
`next` back as `key` to get the page that follows. Pages are cut by what the last row was (its date and id, say), not
by counting rows, so that nothing is skipped or shown twice while releases are loaded.

All functions raise `GraphError`s as `GraphClient.read` does: `QueryTimeoutError` after `TIMEOUT`, and so on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Generic, NamedTuple, TypeVar

import queries
from graph.client import GraphClient, Row
from graph.deal_records import AgreementAsOf, Disagreement, LedgerRecord, PairLedgerRecord
from graph.errors import QueryError, QueryTimeoutError, SchemaError
from graph.facts import Record
from graph.fields import FoundKind
from graph.records import (
    AgreementRecord,
    AgreementReference,
    AgreementSummary,
    AgreementTypeCount,
    GraphCounts,
    IndicationRecord,
    IndicationSummary,
    NameMatch,
    OrganizationRecord,
    OrganizationSummary,
    PartnerRecord,
    PathRecord,
    PersonRecord,
    PersonSummary,
    RedirectRecord,
    ReleaseSummary,
    TechnologyRecord,
    TechnologySummary,
)
from graph.release_records import ReleaseRecord
from graph.schema import VERSION
from graph.vocabulary import AgreementStatus, AgreementType, OrganizationKind, TechnologyKind

TIMEOUT: Final = 20.0
"""Seconds after which the server stops a look-up. Once planned, the slowest takes a hundredth of that."""

NOT_PREPARED: Final = "nothing was loaded into this graph yet. Load releases with `cellpact ingest`"

R = TypeVar("R", bound=Record)
K = TypeVar("K", bound=tuple[Any, ...])


class IdKey(NamedTuple):
    """Where a list in the order of ids goes on: after this id."""

    after: str = ""


class DateKey(NamedTuple):
    """Where a list with the newest first goes on: before this day ("" where there is none), or on it after the id."""

    before: str = "9999-12-31"
    after: str = ""


class CountKey(NamedTuple):
    """Where a list with the most first goes on: below this count, or at it after the id."""

    before: int = 2**31
    after: str = ""


@dataclass(frozen=True, slots=True)
class Page(Generic[R, K]):
    """A part of a list; `next` is None on the last page."""

    items: tuple[R, ...]
    next: K | None


@dataclass(frozen=True, slots=True)
class AgreementFilters:
    """Which agreements to list: all that is given must hold, of `parties` (ids) every one must be a party.

    A technology or indication stands for all kinds of it as well.
    """

    parties: tuple[str, ...] = ()
    technology: str | None = None
    indication: str | None = None
    type: AgreementType | None = None
    status: AgreementStatus | None = None


def get_organization(client: GraphClient, organization: str) -> OrganizationRecord | None:
    """Return an organization with names, people and units."""
    return _one(client, "get_organization", OrganizationRecord, id=organization)


def list_organizations(
    client: GraphClient, *, kind: OrganizationKind | None = None, key: IdKey | None = None, limit: int = 20
) -> Page[OrganizationSummary, IdKey]:
    """List organizations in the order of ids."""
    rows = _rows(client, "list_organizations", kind=kind, limit=limit + 1, **(key or IdKey())._asdict())
    return _page(rows, limit, OrganizationSummary, _id_key)


def list_partners(
    client: GraphClient, organization: str, *, key: CountKey | None = None, limit: int = 20
) -> Page[PartnerRecord, CountKey]:
    """List those who share agreements with an organization, most agreements first."""
    rows = _rows(client, "list_partners", id=organization, limit=limit + 1, **(key or CountKey())._asdict())
    return _page(rows, limit, PartnerRecord, lambda row: CountKey(row["agreements"], row["id"]))


def get_path(client: GraphClient, source: str, target: str) -> PathRecord | None:
    """Return a shortest chain of partners between two organizations; None where one of them does not exist."""
    return _one(client, "get_path", PathRecord, source=source, target=target)


def get_agreement(client: GraphClient, agreement: str) -> AgreementRecord | None:
    """Return an agreement with all that hangs on it."""
    return _one(client, "get_agreement", AgreementRecord, id=agreement)


def get_agreement_as_of(client: GraphClient, agreement: str, day: date) -> AgreementAsOf | None:
    """Return where an agreement stood at the end of a day, by all that is known now."""
    return _one(client, "get_agreement_as_of", AgreementAsOf, id=agreement, day=day.isoformat())


def list_disagreements(client: GraphClient, *, key: IdKey | None = None, limit: int = 20) -> Page[Disagreement, IdKey]:
    """List agreements of which releases say different things, in the order of ids."""
    rows = _rows(client, "list_disagreements", limit=limit + 1, **(key or IdKey())._asdict())
    return _page(rows, limit, Disagreement, _id_key)


def get_ledger(client: GraphClient, agreement: str) -> LedgerRecord | None:
    """Return the money of an agreement."""
    return _one(client, "get_ledger", LedgerRecord, id=agreement)


def get_pair_ledger(client: GraphClient, one: str, other: str) -> PairLedgerRecord | None:
    """Return the money of all agreements that two organizations share; None where one of them does not exist."""
    return _one(client, "get_pair_ledger", PairLedgerRecord, one=one, other=other)


def list_agreements(
    client: GraphClient, filters: AgreementFilters | None = None, *, key: DateKey | None = None, limit: int = 20
) -> Page[AgreementSummary, DateKey]:
    """List agreements, the newest first.

    Each filter that starts from an id has a query of its own, so that the server starts from the rarest thing named: a
    party, else a technology or an indication, else the dates of all agreements.
    """
    asked = filters or AgreementFilters()
    parameters: dict[str, Any] = {"type": asked.type, "status": asked.status, "limit": limit + 1}
    parameters |= (key or DateKey())._asdict()
    if asked.parties:
        first, *others = asked.parties
        name = "list_organization_agreements"
        parameters |= {"id": first, "parties": others, "technology": asked.technology, "indication": asked.indication}
    elif asked.technology is not None:
        name = "list_technology_agreements"
        parameters |= {"id": asked.technology, "indication": asked.indication}
    elif asked.indication is not None:
        name = "list_indication_agreements"
        parameters |= {"id": asked.indication}
    else:
        name = "list_agreements"
    rows = _rows(client, name, **parameters)
    return _page(rows, limit, AgreementSummary, lambda row: DateKey(row["announced"] or "", row["id"]))


def count_agreements_by_type(client: GraphClient) -> tuple[AgreementTypeCount, ...]:
    """Return every agreement type with the number of its agreements, the most frequent first."""
    return tuple(AgreementTypeCount.model_validate(row) for row in _rows(client, "count_agreements_by_type"))


def get_person(client: GraphClient, person: str) -> PersonRecord | None:
    """Return a person with names and positions."""
    return _one(client, "get_person", PersonRecord, id=person)


def list_people(
    client: GraphClient, *, organization: str | None = None, key: IdKey | None = None, limit: int = 20
) -> Page[PersonSummary, IdKey]:
    """List people in the order of ids, all or those of one organization."""
    rest: dict[str, Any] = {"limit": limit + 1, **(key or IdKey())._asdict()}
    if organization is None:
        rows = _rows(client, "list_people", **rest)
    else:
        rows = _rows(client, "list_organization_people", id=organization, **rest)
    return _page(rows, limit, PersonSummary, _id_key)


def get_technology(client: GraphClient, technology: str) -> TechnologyRecord | None:
    """Return a technology and its place in the tree."""
    return _one(client, "get_technology", TechnologyRecord, id=technology)


def list_technologies(
    client: GraphClient, *, kind: TechnologyKind | None = None, key: IdKey | None = None, limit: int = 20
) -> Page[TechnologySummary, IdKey]:
    """List technologies in the order of ids."""
    rows = _rows(client, "list_technologies", kind=kind, limit=limit + 1, **(key or IdKey())._asdict())
    return _page(rows, limit, TechnologySummary, _id_key)


def get_indication(client: GraphClient, indication: str) -> IndicationRecord | None:
    """Return an indication and its place in the tree."""
    return _one(client, "get_indication", IndicationRecord, id=indication)


def list_indications(
    client: GraphClient, *, key: IdKey | None = None, limit: int = 20
) -> Page[IndicationSummary, IdKey]:
    """List indications in the order of ids."""
    rows = _rows(client, "list_indications", limit=limit + 1, **(key or IdKey())._asdict())
    return _page(rows, limit, IndicationSummary, _id_key)


def get_release(client: GraphClient, release: str) -> ReleaseRecord | None:
    """Return a release with its text and, by offsets, what it names and says."""
    return _one(client, "get_release", ReleaseRecord, id=release)


def list_releases(client: GraphClient, *, key: DateKey | None = None, limit: int = 20) -> Page[ReleaseSummary, DateKey]:
    """List releases, the newest first."""
    rows = _rows(client, "list_releases", limit=limit + 1, **(key or DateKey())._asdict())
    return _page(rows, limit, ReleaseSummary, lambda row: DateKey(row["published"] or "", row["id"]))


def find_names(
    client: GraphClient, text: str, *, kinds: Sequence[FoundKind] | None = None, limit: int = 20
) -> tuple[NameMatch, ...]:
    """Find what is called `text` or something like it: typing errors and unfinished words are forgiven.

    All words have to fit; where nothing fits all, whatever fits some of them is found.
    """
    rows = _rows(client, "find_names", text=text, kinds=kinds, limit=limit)
    if not rows:
        rows = _rows(client, "find_names", text=text, kinds=kinds, limit=limit, all_words=False)
    return tuple(NameMatch.model_validate(row) for row in rows)


def get_redirect(client: GraphClient, label: str, key: str) -> RedirectRecord | None:
    """Return what an id means that was merged into another one; `label` is Organization or Person."""
    return _one(client, "get_redirect", RedirectRecord, id=f"{label} {key}")


def get_agreement_of_report(client: GraphClient, deal: str) -> AgreementReference | None:
    """Return the agreement that a report tells of; `deal` is the id that it would have as the only report."""
    return _one(client, "get_agreement_of_report", AgreementReference, deal=deal)


def get_schema_version(client: GraphClient) -> int | None:
    """Return what the graph was made for, see `graph.schema.VERSION`; None where it was never made ready to load."""
    rows = client.read(queries.get("schema/get_schema_version").text, timeout=TIMEOUT)
    return rows[0]["version"] if rows else None


def check_ready(client: GraphClient) -> int:
    """Return the graph's schema version, which is this one's.

    Raises:
        SchemaError: It is another, or nothing was ever loaded.
    """
    version = get_schema_version(client)
    if version is None:
        raise SchemaError(NOT_PREPARED)
    if version != VERSION:
        raise SchemaError(
            f"this graph has schema version {version}, and this Cellpact reads version {VERSION}. Use the Cellpact "
            "that made it, or load the releases again into an empty database"
        )
    return version


def count_graph(client: GraphClient) -> GraphCounts:
    """Return how much the graph holds."""
    (row,) = _rows(client, "count_graph")
    return GraphCounts.model_validate(row)


def _rows(client: GraphClient, name: str, **parameters: object) -> list[Row]:
    query = queries.get(f"read/{name}")
    try:
        return client.read(query.text, query.complete(parameters), timeout=TIMEOUT)
    except QueryTimeoutError:
        raise
    except QueryError as error:
        # A graph without the schema lacks the index for names, which the server reports as a wrong query.
        if get_schema_version(client) is None:
            raise SchemaError(NOT_PREPARED) from error
        raise


def _one(client: GraphClient, name: str, record: type[R], **parameters: object) -> R | None:
    rows = _rows(client, name, **parameters)
    return record.model_validate(rows[0]) if rows else None


def _page(rows: list[Row], limit: int, record: type[R], key: Callable[[Row], K]) -> Page[R, K]:
    """Make a page of at most `limit` rows; one row more tells that another page follows."""
    shown = rows[:limit]
    following = key(shown[-1]) if len(rows) > limit else None
    return Page(tuple(record.model_validate(row) for row in shown), following)


def _id_key(row: Row) -> IdKey:
    return IdKey(row["id"])
