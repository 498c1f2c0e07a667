from datetime import date

import pytest

from ingest.components.agreements.dates import dateline_day, find_dates

NEWS_DAY = date(2022, 2, 21)  # a Monday


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on October 12, 2021", "2021-10-12"),
        ("dated 5th of July 2018", "2018-07-05"),
        ("on 21.02.2022", "2022-02-21"),
        ("signed on 2021-08-02", "2021-08-02"),
        ("in July 2016", "2016-07"),
        ("since 2018", "2018"),
        ("today", "2022-02-21"),
        ("yesterday", "2022-02-20"),
        ("on Friday", "2022-02-18"),
        ("last March", "2021-03"),
        ("on November 19", "2021-11-19"),
        ("last year", "2021"),
    ],
)
def test_a_date_is_as_exact_as_the_text(text: str, value: str) -> None:
    assert [mention.value for mention in find_dates(text, NEWS_DAY)] == [value]


@pytest.mark.parametrize("text", ["on February 31, 2021", "patent 9,181,527", "204 employees", "maybe", "CT053"])
def test_no_date(text: str) -> None:
    assert find_dates(text, NEWS_DAY) == []


@pytest.mark.parametrize("text", ["today", "last March", "on Friday"])
def test_a_relative_date_needs_the_day_of_the_news(text: str) -> None:
    assert find_dates(text, None) == []


def test_the_dateline_gives_the_day_of_the_news() -> None:
    assert dateline_day(["Acme signs", "OSLO, March 3, 2020 /Wire/ --"]) == date(2020, 3, 3)
    assert dateline_day(["Acme signs", "in March 2020"]) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("this month", "2022-02"), ("last month", "2022-01"), ("on the 13th", "2022-02-13"), ("on the 28th", "2022-01-28"),
     ("a year ago", "2021"), ("three years ago", "2019"), ("this evening", "2022-02-21")],
)  # fmt: skip
def test_dates_told_against_the_day_of_the_news(text: str, value: str) -> None:
    assert [mention.value for mention in find_dates(text, NEWS_DAY)] == [value]
