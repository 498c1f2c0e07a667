"""What an agreement is, computed from its reports: its life line, its sums, and the sentences that say each part.

Pure; `graph.identity` decides which reports belong together. The rules:

- title, announced: of the oldest report (by the release's day, then its id; releases without a day come last)
- changes: the steps of its life. A step that is told without a day, or with a month or year only, is the same as one of
  its kind whose day it may mean; two days for one step stay two: a disagreement, each with the sentences that say it
- status: that of the latest step. A step without a day has that of the oldest release that tells it, a month or year
  that contains this day too. On one day the later step of a deal's life wins
- signed, ended: the first dated signing; the last dated completion or termination
- disputed: in what reports disagree: days of one step, sums for one purpose, two ways to end on one day
- terms: all sums that any report tells; `counted` marks those that are added up: of several of one kind and currency
  the one that most releases tell, of these the one told last, of these the largest; and no parts beside their total
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.identity import Deal
from graph.reports import Report, Row, surest
from graph.vocabulary import AgreementStatus, AmountKind

LIFE: Final = [status.value for status in AgreementStatus]
"""On one day, the later of these is the newer status."""

_ENDS: Final = frozenset({AgreementStatus.COMPLETED, AgreementStatus.TERMINATED})
_NO_SUM: Final = frozenset({AmountKind.ROYALTY})


@dataclass(frozen=True, slots=True)
class AgreementRows:
    """The parameters for writing one agreement: its properties, and all that hangs on it."""

    agreement: Row
    reports: list[str]
    support: list[list[Any]]
    changes: list[Row]
    terms: list[Row]
    links: list[Row]

    @property
    def id(self) -> str:
        """Id of the agreement."""
        return str(self.agreement["id"])

    @property
    def pairs(self) -> list[list[str]]:
        """Pairs of its parties, the lesser id first."""
        parties = sorted({link["start"] for link in self.links if link["type"] == "PARTY_TO"})
        return [[one, other] for n, one in enumerate(parties) for other in parties[n + 1 :]]


def agreement_rows(deal: Deal) -> AgreementRows:
    """All rows of one agreement, with a digest: where it is the same, the graph holds the same."""
    steps = _steps(deal.reports)
    agreement = {
        "id": deal.id,
        "title": deal.reports[0].title,
        "announced": deal.reports[0].published,
        "territories": sorted({place for report in deal.reports for place in report.territories}),
        "status": steps[-1].status,
        "signed": next((step.date for step in steps if step.status == AgreementStatus.SIGNED and step.date), None),
        "ended": next((step.date for step in reversed(steps) if step.status in _ENDS and step.date), None),
    }
    changes = [
        {
            "id": f"{deal.id}:{step.status}:{step.date or 'undated'}",
            "status": step.status,
            "date": step.date,
            "told": step.told or None,
            "support": _support(step.reports),
        }
        for step in steps
    ]
    terms = _terms(deal)
    agreement["disputed"] = _disputed(steps, terms) or None
    rows = AgreementRows(
        agreement=agreement,
        reports=sorted(report.id for report in deal.reports),
        support=_support(deal.reports),
        changes=changes,
        terms=terms,
        links=_links(deal),
    )
    said = (rows.agreement, rows.reports, rows.support, rows.changes, rows.terms, rows.links)
    agreement["digest"] = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
    return rows


@dataclass(slots=True)
class _Step:
    status: str
    date: str | None
    reports: list[Report]

    @property
    def told(self) -> str:
        """The day of the oldest release that tells it; "" where none has a day."""
        return min((report.published for report in self.reports if report.published), default="")

    @property
    def order(self) -> tuple[str, int]:
        day = self.told if self.date is None or self.told.startswith(self.date) else self.date
        return day, LIFE.index(self.status)


def _steps(reports: Sequence[Report]) -> list[_Step]:
    """The life line, oldest step first."""
    told: dict[tuple[str, str | None], list[Report]] = {}
    for report in reports:
        told.setdefault((report.status, report.date), []).append(report)
    steps: list[_Step] = []
    # The most exact first, so that what is less exact finds it.
    for status, day in sorted(told, key=lambda key: (key[0], -len(key[1] or ""), key[1] or "")):
        known = next((step for step in steps if step.status == status and _may_mean(day, step.date)), None)
        if known is None:
            steps.append(_Step(status, day, list(told[status, day])))
        else:
            known.reports.extend(told[status, day])
    return sorted(steps, key=lambda step: (*step.order, step.date or ""))


def _disputed(steps: Sequence[_Step], terms: Sequence[Row]) -> list[str]:
    """In what the reports disagree; a deal may be amended more than once."""
    dates: dict[str, set[str]] = {}
    statuses: dict[str, set[str]] = {}
    for step in steps:
        if step.date and step.status != AgreementStatus.AMENDED:
            dates.setdefault(f"date of {step.status}", set()).add(step.date)
        if step.date and step.status in _ENDS:
            statuses.setdefault(f"status on {step.date}", set()).add(step.status)
    sums: dict[str, set[int]] = {}
    for term in terms:
        if term["amount"] is not None:
            sums.setdefault(f"sum of {term['kind']} in {term['currency']}", set()).add(term["amount"])
    return sorted(key for told in (dates, statuses, sums) for key, values in told.items() if len(values) > 1)


def _may_mean(vague: str | None, exact: str | None) -> bool:
    return vague is None or (exact is not None and exact.startswith(vague))


def _terms(deal: Deal) -> list[Row]:
    told: dict[str, list[Report]] = {}
    for report in deal.reports:
        for amount in report.amounts:
            told.setdefault(amount, []).append(report)
    terms = {key: json.loads(key) for key in told}
    counted = _counted(terms, told)
    rows = [
        {
            "id": _term_id(deal.id, term),
            **term,
            "counted": key in counted,
            "support": _support(told[key]),
        }
        for key, term in terms.items()
    ]
    return sorted(rows, key=lambda row: row["id"])


def _counted(terms: dict[str, Row], told: dict[str, list[Report]]) -> set[str]:
    """Keys of the sums that are added up."""

    def weight(key: str) -> tuple[int, str, int]:
        releases = {report.release for report in told[key]}
        return len(releases), max(report.published or "" for report in told[key]), terms[key]["amount"]

    best: dict[tuple[str, str], str] = {}
    for key, term in sorted(terms.items()):
        if term["amount"] is None or term["currency"] is None or term["kind"] in _NO_SUM:
            continue
        place = (term["currency"], term["kind"])
        if place not in best or weight(key) > weight(best[place]):
            best[place] = key
    totals = {currency for currency, kind in best if kind == AmountKind.TOTAL}
    return {key for (currency, kind), key in best.items() if kind == AmountKind.TOTAL or currency not in totals}


def _term_id(agreement: str, term: Row) -> str:
    parts = [
        agreement,
        term["kind"],
        "up-to" if term["up_to"] else "",
        "" if term["amount"] is None else str(term["amount"]),
        term["currency"] or "",
        "" if term["percent"] is None else f"{term['percent']!r}%",
    ]
    return ":".join(part for part in parts if part)


def _links(deal: Deal) -> list[Row]:
    said: dict[tuple[str, str, str, str], list[Report]] = {}
    for report in deal.reports:
        keys = [("PARTY_TO", organization, deal.id, role) for organization, role in report.parties]
        keys += [("OF_TYPE", deal.id, kind, "") for kind in report.types]
        keys += [("COVERS", deal.id, technology, "") for technology in report.technologies]
        keys += [("FOR", deal.id, indication, "") for indication in report.indications]
        for key in keys:
            said.setdefault(key, []).append(report)
    return [
        {"type": kind, "start": start, "end": end, "value": value, "support": _support(said[kind, start, end, value])}
        for kind, start, end, value in sorted(said)
    ]


def _support(reports: Iterable[Report]) -> list[list[Any]]:
    return [list(support) for support in surest(support for report in reports for support in report.support)]
