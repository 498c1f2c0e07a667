"""Which reports tell of one deal: a pure function of the set of reports, whatever the order in which they came.

Only reports that share parties are compared (`components`). Of these, the oldest release comes first: each of its
reports joins the agreement that it fits best, or begins one. What never joins stands in `_fits`, each with its reason;
what makes one fit better than another in `_likeness`. The limits are judgements, made on how deals are announced.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from graph.reports import Report
from graph.vocabulary import AgreementStatus, AgreementType

SIGNING_DAYS: Final = 31
"""Two days of signing further apart than this are two deals: it is told when signed, in force or announced."""

RETOLD_DAYS: Final = 365
"""Two undated tellings further apart than this are two deals, if they name technologies that have nothing in common."""

FIELDS: Final[tuple[frozenset[str], ...]] = (
    frozenset({AgreementType.ACQUISITION}),
    frozenset({AgreementType.ASSET_PURCHASE}),
    frozenset({AgreementType.JOINT_VENTURE}),
    frozenset({AgreementType.LICENSE, AgreementType.OPTION, AgreementType.DISTRIBUTION}),
    frozenset({AgreementType.MANUFACTURING, AgreementType.SUPPLY}),
    frozenset({AgreementType.CLINICAL_TRIAL}),
    frozenset({AgreementType.SERVICE, AgreementType.MATERIAL_TRANSFER}),
    frozenset({AgreementType.INVESTMENT}),
)
"""What kinds of deal are told as each other."""

GENERAL: Final[frozenset[str]] = frozenset({AgreementType.COLLABORATION, AgreementType.STRATEGIC_PARTNERSHIP})
"""Words for many a deal, but not for buying a company, buying its assets, or putting money into it."""

PRELIMINARY: Final[frozenset[str]] = frozenset(
    {AgreementType.MEMORANDUM_OF_UNDERSTANDING, AgreementType.LETTER_OF_INTENT}
)
"""Come before a deal of any kind and are one life line with it."""

_NOT_GENERAL: Final[frozenset[str]] = frozenset(
    {AgreementType.ACQUISITION, AgreementType.ASSET_PURCHASE, AgreementType.INVESTMENT}
)
_ENDS: Final = frozenset({AgreementStatus.COMPLETED, AgreementStatus.TERMINATED})
_LATER: Final = _ENDS | {AgreementStatus.AMENDED}
_LAST_DAY: Final = "9999-12-31"


@dataclass(slots=True)
class Deal:
    """The reports of one deal, the oldest first, what they say together, and the deal's id."""

    id: str = ""
    reports: list[Report] = field(default_factory=list)
    organizations: set[str] = field(default_factory=set)
    principals: set[frozenset[str]] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    technologies: set[str] = field(default_factory=set)
    scope: set[str] = field(default_factory=set)
    specific: set[str] = field(default_factory=set)
    indications: set[str] = field(default_factory=set)
    amounts: set[str] = field(default_factory=set)

    def add(self, report: Report) -> None:
        """Take a report in."""
        self.reports.append(report)
        self.organizations |= report.organizations
        self.principals |= {report.principals} - {frozenset()}
        self.types.update(report.types)
        self.technologies.update(report.technologies)
        self.scope.update(report.scope)
        self.specific.update(report.specific)
        self.indications.update(report.indications)
        self.amounts.update(report.amounts)


def components(reports: Iterable[Report]) -> list[list[Report]]:
    """Reports that share parties, directly or through others, together: agreements never reach beyond these."""
    above: dict[str, str] = {}

    def top(block: str) -> str:
        while (higher := above.setdefault(block, block)) != block:
            above[block] = above[higher]
            block = above[block]
        return block

    told = {report.id: report for report in reports}
    for report in told.values():
        first, *others = report.blocks
        for other in others:
            above[top(other)] = top(first)
    together: dict[str, list[Report]] = {}
    for key in sorted(told):
        together.setdefault(top(told[key].blocks[0]), []).append(told[key])
    return list(together.values())


def deals_of(reports: Iterable[Report]) -> list[Deal]:
    """The deals that the reports tell of, in the order of the oldest report; each report belongs to one."""
    deals: list[Deal] = []
    ordered = sorted(reports, key=lambda report: (_told(report), report.release, report.id))
    for _, of_release in groupby(ordered, key=lambda report: report.release):
        told = list(of_release)
        _join(told, deals)
    _name(deals)
    return deals


def day_range(day: str) -> tuple[date, date]:
    """The first and last day that a date may mean: a month or year means any day of it.

    What no calendar has, as the 31st of a short month, is taken for the nearest day that there is.
    """
    year, month, number = ([int(part) for part in day.split("-")] + [0, 0])[:3]
    year = min(max(year, date.min.year), date.max.year)
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    month = min(month, 12)
    length = monthrange(year, month)[1]
    if not number:
        return date(year, month, 1), date(year, month, length)
    exact = date(year, month, min(number, length))
    return exact, exact


def _join(told: Sequence[Report], deals: list[Deal]) -> None:
    """Give the reports of one release their deals: no two the same, the likeliest first."""
    candidates = sorted(
        (
            (_likeness(report, deal), -number, -position)
            for position, report in enumerate(told)
            for number, deal in enumerate(deals)
            if _fits(report, deal)
        ),
        reverse=True,
    )
    joined: dict[int, int] = {}
    for _, number, position in candidates:
        if -position not in joined and -number not in joined.values():
            joined[-position] = -number
    for position, report in enumerate(told):
        if position in joined:
            deals[joined[position]].add(report)
        else:
            deals.append(Deal())
            deals[-1].add(report)


def _name(deals: Sequence[Deal]) -> None:
    """Each deal has the id that its oldest report gives it; where that is taken, with its year, then with a number."""
    taken: set[str] = set()
    for deal in deals:
        first = deal.reports[0]
        year = (first.date or first.published or "")[:4]
        dated = f"{first.deal}-{year}" if year else first.deal
        names = iter((first.deal, dated, *(f"{dated}-{number}" for number in range(2, len(deals) + 2))))
        deal.id = next(name for name in names if name not in taken)
        taken.add(deal.id)


def _fits(report: Report, deal: Deal) -> bool:
    """Whether nothing speaks against a report telling of this deal."""
    return (
        _parties_agree(report, deal)
        and _types_agree(set(report.types), deal.types)
        and _days_agree(report, deal)
        and _cover_the_same(report, deal)
    )


def _parties_agree(report: Report, deal: Deal) -> bool:
    """The same parties, or at least two of them with others left out, or the same principals."""
    ours, theirs = report.organizations, deal.organizations
    if ours == theirs or (len(ours & theirs) > 1 and (ours <= theirs or theirs <= ours)):
        return True
    return len(report.principals) > 1 and report.principals in deal.principals


def _types_agree(ours: set[str], theirs: set[str]) -> bool:
    """Kinds of deal that are told as each other."""
    if ours & theirs or ours <= PRELIMINARY or theirs <= PRELIMINARY:
        return True
    if any(fields & ours and fields & theirs for fields in FIELDS):
        return True
    return bool((ours & GENERAL and theirs - _NOT_GENERAL) or (theirs & GENERAL and ours - _NOT_GENERAL))


def _days_agree(report: Report, deal: Deal) -> bool:
    """No day on which the deal cannot have been signed, and no step after its end but what follows an end."""
    return all(_signed_alike(report, other) and _in_order(report, other) and _in_order(other, report)
               for other in deal.reports)  # fmt: skip


def _signed_alike(one: Report, other: Report) -> bool:
    """Both signed, and the days within SIGNING_DAYS; an undated signing was at some time before it was told."""
    if not one.status == other.status == AgreementStatus.SIGNED:
        return True
    if one.date and other.date:
        return _gap(one.date, other.date) <= SIGNING_DAYS
    dated, undated = (one, other) if one.date else (other, one)
    if dated.date and undated.published:
        return (day_range(dated.date)[0] - date.fromisoformat(undated.published)).days <= SIGNING_DAYS
    return True


def _in_order(early: Report, late: Report) -> bool:
    """A deal is not signed or planned after its end, nor changed or ended before it was signed."""
    if early.status in _ENDS and late.status in {AgreementStatus.SIGNED, AgreementStatus.PLANNED} and late.date:
        ended = early.date or early.published
        return ended is None or day_range(late.date)[0] <= day_range(ended)[1] + timedelta(days=SIGNING_DAYS)
    if early.status in _LATER and late.status == AgreementStatus.SIGNED and late.date and early.date:
        return day_range(late.date)[0] <= day_range(early.date)[1] + timedelta(days=SIGNING_DAYS)
    return True


def _cover_the_same(report: Report, deal: Deal) -> bool:
    """No product, platform or target here and another of its kind there; no unrelated technologies a year apart."""
    if _related(report, deal) or not (report.technologies and deal.technologies):
        return True
    if {name.partition(":")[0] for name in report.specific} & {name.partition(":")[0] for name in deal.specific}:
        return False
    return not any(
        report.status == other.status == AgreementStatus.SIGNED
        and None in {report.date, other.date}
        and _gap(_told(report), _told(other)) > RETOLD_DAYS
        for other in deal.reports
    )


def _related(report: Report, deal: Deal) -> bool:
    """Whether a technology of one is among those of the other, or a kind of one."""
    return not deal.scope.isdisjoint(report.technologies) or not deal.technologies.isdisjoint(report.scope)


def _likeness(report: Report, deal: Deal) -> tuple[int, ...]:
    """How well a report fits a deal; the first difference decides.

    The same step on the same day, the same sums, related technologies, the same types, the same diseases; then what is
    told after the signing fits a deal that has not ended, and the newest.
    """
    return (
        int(report.date is not None and any((o.status, o.date) == (report.status, report.date) for o in deal.reports)),
        len(deal.amounts.intersection(report.amounts)),
        int(_related(report, deal)),
        len(deal.types.intersection(report.types)),
        len(deal.indications.intersection(report.indications)),
        int(not (report.status in _LATER and any(other.status in _ENDS for other in deal.reports))),
        max(_ordinal(other) for other in deal.reports),
    )


def _gap(one: str, other: str) -> int:
    """Days between two dates at the least; 0 where one may fall within the other."""
    (first, last), (begin, end) = day_range(one), day_range(other)
    return max((begin - last).days, (first - end).days, 0)


def _told(report: Report) -> str:
    return report.published or _LAST_DAY


def _ordinal(report: Report) -> int:
    return day_range(report.date or report.published or "0001")[0].toordinal()


def all_deals(reports: Iterable[Report]) -> Iterator[Deal]:
    """The deals of all reports: those of each component."""
    for together in components(reports):
        yield from deals_of(together)
