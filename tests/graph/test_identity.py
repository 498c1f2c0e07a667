"""Which reports tell of one deal: pairs that must meet or stay apart, and what holds for any set of reports."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.agreements import agreement_rows
from graph.identity import all_deals, components, day_range, deals_of
from graph.reports import Report
from graph.vocabulary import AgreementStatus, AgreementType
from tests.graph.made import luck_of

_numbers = itertools.count()


def report(
    parties: str, types: str = "license", status: str = "signed", date: str | None = None, **other: Any
) -> Report:
    """A report; parties are written `a:licensor b:licensee`, or just `a b`."""
    number = next(_numbers)
    release = other.pop("release", f"r{number:05}")
    named = [party.partition(":")[::2] for party in parties.split()]
    technologies = tuple(sorted(other.pop("technologies", "").split()))
    return Report(
        **{
            "id": f"{release}#{number}",
            "release": release,
            "published": "2020-01-01",
            "deal": "--".join(sorted(name for name, _ in named)),
            "title": parties,
            "types": tuple(sorted(types.split())),
            "status": status,
            "date": date,
            "parties": tuple(sorted((name, role or "partner") for name, role in named)),
            "technologies": tuple(name.rpartition(":")[2] for name in technologies),
            "scope": tuple(name.rpartition(":")[2] for name in technologies),
            "specific": tuple(name for name in technologies if ":" in name),
            "support": ((f"{release}#0-9", 0.9, "made"),),
            **other,
        }
    )


ONE = {
    "both sides tell it": (report("a b"), report("b a", "collaboration license")),
    "a guarantor is named by one": (report("a b"), report("a b c")),
    "a seller here, a bank there": (
        report("a:acquirer b:target c:seller", "acquisition"),
        report("a:acquirer b:target d:partner", "acquisition"),
    ),
    "a letter of intent and what came of it": (
        report("a b", "letter_of_intent", "planned", published="2019-06-01"),
        report("a b", "manufacturing", published="2020-02-01"),
    ),
    "a year and a day of it": (report("a b", date="2019"), report("a b", date="2019-05-03")),
    "signed one day, announced another": (report("a b", date="2019-05-03"), report("a b", date="2019-05-06")),
    "told again years later": (report("a b", published="2015-01-01"), report("a b", published="2022-01-01")),
    "its end": (
        report("a b", date="2015-01-01", published="2015-01-02"),
        report("a b", status="terminated", date="2019", published="2019-05-01"),
    ),
    "words for many a deal": (report("a b", "collaboration"), report("a b", "clinical_trial")),
    "a narrower and a wider technology": (
        report("a b", technologies="car-t"),
        report("a b", technologies="allogeneic-car-t", scope=("allogeneic-car-t", "car-t")),
    ),
    "a month that has no such day": (report("a b", date="2021-02-31"), report("a b", date="2021-02-28")),
}  # fmt: skip

TWO = {
    "other parties": (report("a b"), report("a c")),
    "one shared party is not enough": (report("a"), report("a b")),
    "neither set within the other": (report("a b c"), report("a b d")),
    "two signings months apart": (report("a b", date="2019-05-03"), report("a b", date="2019-09-03")),
    "signed after it was told as signed": (
        report("a b", published="2019-01-01"),
        report("a b", date="2019-06-01", published="2019-06-01"),
    ),
    "a collaboration, and then the company is bought": (report("a b", "collaboration"), report("a b", "acquisition")),
    "a licence is no investment": (report("a b", "license"), report("a b", "investment")),
    "one product here, another there": (
        report("a b", technologies="product:x1"),
        report("a b", technologies="product:x2"),
    ),
    "told years apart of things that have nothing in common": (
        report("a b", "supply", technologies="media", published="2015-01-01"),
        report("a b", "supply", technologies="vectors", published="2019-01-01"),
    ),
    "planned anew after its end": (
        report("a b", status="terminated", date="2018-03-01", published="2018-03-01"),
        report("a b", status="planned", date="2020-03-01", published="2020-03-01"),
    ),
    "ended before it was signed": (
        report("a b", status="terminated", date="2018-03-01", published="2018-03-01"),
        report("a b", date="2019-03-01", published="2019-03-01"),
    ),
    "told apart by one release": (report("a b", release="one"), report("a b", release="one")),
}


@pytest.mark.parametrize("case", ONE)
def test_one_deal(case: str) -> None:
    for order in itertools.permutations(ONE[case]):
        assert [len(deal.reports) for deal in all_deals(order)] == [2]


@pytest.mark.parametrize("case", TWO)
def test_two_deals(case: str) -> None:
    for order in itertools.permutations(TWO[case]):
        deals = list(all_deals(order))
        assert [len(deal.reports) for deal in deals] == [1, 1]
        assert len({deal.id for deal in deals}) == 2 or case == "one shared party is not enough"


def test_each_of_two_deals_that_one_release_tells_apart_finds_its_other_reports() -> None:
    both = [
        report("a b", release="both", technologies="product:x"),
        report("a b", release="both", technologies="product:y"),
    ]
    alone = [report("a b", technologies="product:y"), report("a b", technologies="product:x")]

    deals = deals_of([*alone, *both])

    assert sorted(sorted(deal.technologies) for deal in deals) == [["x"], ["y"]]
    assert sorted(len(deal.reports) for deal in deals) == [2, 2]


def test_an_end_goes_to_the_deal_that_it_is_about() -> None:
    first = report("a b", date="2015-01-01", published="2015-01-01", technologies="product:x")
    second = report("a b", date="2018-01-01", published="2018-01-01", technologies="product:y")
    end = report("a b", status="terminated", published="2019-01-01", technologies="product:x")

    ended = {rows.agreement["status"]: deal.technologies for deal in deals_of([end, second, first])
             for rows in [agreement_rows(deal)]}  # fmt: skip

    assert ended == {"terminated": {"x"}, "signed": {"y"}}


def test_ids_are_told_apart_by_year_and_number() -> None:
    told = [report("a b", date=day, published=day) for day in ("2015-01-01", "2018-01-01", "2018-06-01")]

    assert [deal.id for deal in deals_of(told)] == ["a--b", "a--b-2018", "a--b-2018-2"]


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-12", "2021-12-01", "2021-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2021-02-31", "2021-02-28", "2021-02-28"),
        ("2021-13", "2021-12-01", "2021-12-31"),
        ("0000", "0001-01-01", "0001-12-31"),
    ],
)
def test_what_a_date_may_mean(day: str, first: str, last: str) -> None:
    assert [each.isoformat() for each in day_range(day)] == [first, last]


# The life line and the sums


def test_a_step_told_vaguely_is_the_step_told_exactly_and_two_days_are_a_disagreement() -> None:
    told = [
        report("a b", date=None, release="undated"),
        report("a b", date="2019-05", release="month", published="2019-06-01"),
        report("a b", date="2019-05-03", release="day", published="2019-05-03"),
        report("a b", date="2019-05-20", release="other", published="2019-05-20"),
    ]

    (deal,) = all_deals(told)
    changes = agreement_rows(deal).changes

    assert [(change["status"], change["date"]) for change in changes] == [
        ("signed", "2019-05-03"), ("signed", "2019-05-20"),
    ]  # fmt: skip
    assert [len(change["support"]) for change in changes] == [3, 1]


def amount(kind: str, value: int | None, **other: Any) -> str:
    term = {"kind": kind, "amount": value, "currency": value and "USD", "percent": None, "up_to": False, **other}
    return json.dumps(term, sort_keys=True)


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ([[amount("upfront", 5), amount("milestones", 7)]], {5, 7}),
        ([[amount("upfront", 5), amount("milestones", 7), amount("total", 12)]], {12}),
        # what most releases tell, then what is told last
        ([[amount("total", 10)], [amount("total", 10)], [amount("total", 20)]], {10}),
        ([[amount("total", 10)], [amount("total", 20)]], {20}),
        ([[amount("upfront", None), amount("royalty", None, percent=7.5)]], set()),
        # parts in one currency, the total in another
        ([[amount("upfront", 5), amount("total", 12, currency="EUR")]], {5, 12}),
    ],
)
def test_sums_are_added_up_once(told: list[list[str]], counted: set[int]) -> None:
    reports = [report("a b", amounts=tuple(sums), published=f"2020-01-0{n + 1}") for n, sums in enumerate(told)]

    (deal,) = all_deals(reports)

    assert {term["amount"] for term in agreement_rows(deal).terms if term["counted"]} == counted
    assert len(agreement_rows(deal).terms) == len({key for sums in told for key in sums})


# What holds for any reports

_DAYS = st.sampled_from([None, "2015", "2015-03", "2015-03-02", "2015-03-20", "2016-07-01", "2019", "2019-11-30"])
_ANY = st.builds(
    lambda parties, types, status, date, technologies, release: report(
        " ".join(parties),
        " ".join(types),
        status,
        date,
        published=(None, "2015-03-02", "2016-07-05", "2019-12-01")[release % 4],
        technologies=" ".join(technologies),
        release=f"release-{release}",
    ),
    st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=7, unique=True),
    st.lists(st.sampled_from([kind.value for kind in AgreementType]), min_size=1, max_size=3, unique=True),
    st.sampled_from([status.value for status in AgreementStatus]),
    _DAYS,
    st.lists(st.sampled_from(["product:x", "product:y", "car-t", "media"]), max_size=2, unique=True),
    st.integers(0, 9),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_ANY, max_size=14), st.integers(0, 99))
def test_deals_depend_on_the_set_of_reports_alone(reports: list[Report], seed: int) -> None:
    shuffled = list(reports)
    luck_of(seed).shuffle(shuffled)

    def rows(some: list[Report]) -> list[object]:
        return sorted((agreement_rows(deal) for deal in all_deals(some)), key=lambda each: each.reports)

    assert rows(shuffled) == rows(reports)
    told = [key for deal in all_deals(reports) for key in (each.id for each in deal.reports)]
    assert sorted(told) == sorted(each.id for each in reports)
    for deal in all_deals(reports):
        releases = [each.release for each in deal.reports]
        assert len(releases) == len(set(releases)), "one release told them apart"
    for together in components(reports):
        ids = [deal.id for deal in deals_of(together)]
        assert len(ids) == len(set(ids))


@settings(max_examples=60, deadline=None)
@given(st.lists(_ANY, max_size=14), st.integers(0, 99))
def test_a_component_does_not_see_the_others(reports: list[Report], seed: int) -> None:
    parts = components(reports)
    luck_of(seed).shuffle(parts)

    apart = [agreement_rows(deal) for together in parts for deal in deals_of(together)]

    assert sorted(map(repr, apart)) == sorted(repr(agreement_rows(deal)) for deal in all_deals(reports))
    blocks = [{block for each in together for block in each.blocks} for together in parts]
    assert all(one.isdisjoint(other) for one, other in itertools.combinations(blocks, 2))
