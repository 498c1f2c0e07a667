import pytest

from ingest.components.agreements.money import find_money, find_percentages


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("pays US$ 12.5 million now", 12_500_000, "USD"),
        ("for €75.5m in cash", 75_500_000, "EUR"),
        ("worth 30 billion won", 30_000_000_000, "KRW"),
        ("takes bonds of four billion yen", 4_000_000_000, "JPY"),
        ("RMB 240.87 million", 240_870_000, "CNY"),
        ("a fee of $350,000", 350_000, "USD"),
        ("puts in Rs 95 crore", 950_000_000, "INR"),
        ("up to Euro 13.5 million", 13_500_000, "EUR"),
        ("15 million dollars", 15_000_000, "USD"),
    ],
)
def test_a_sum_is_read_in_whole_units(text: str, amount: int, currency: str) -> None:
    assert [(money.amount, money.currency) for money in find_money(text)] == [(amount, currency)]


def test_the_same_sum_in_another_currency_is_left_out() -> None:
    assert [money.currency for money in find_money("667.7 billion won ($591.6 million) and $5 million")] == [
        "KRW",
        "USD",
    ]


@pytest.mark.parametrize(
    "text", ["$16.00 a share", "in 2019", "a 150,000 square foot plant", "204 employees", "TSE: 4502", "SAR445136"]
)
def test_what_is_no_sum_of_a_deal_is_not_read(text: str) -> None:
    assert find_money(text) == []


def test_a_ceiling_is_marked() -> None:
    firm, ceiling = find_money("pays $20 million, and up to an additional $300 million later")
    assert not firm.up_to
    assert ceiling.up_to


def test_offsets_point_into_the_text() -> None:
    text = "It pays EUR 26 million upfront."
    (money,) = find_money(text)
    assert text[money.start : money.end] == "EUR 26 million"


def test_percentages() -> None:
    assert [money.percent for money in find_percentages("royalties of 8% to 12.5 percent")] == [8, 12.5]
