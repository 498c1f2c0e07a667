import pytest

from ingest.train.markup import MarkupError, parse

RELEASE = """
@@ lonza-example | 2021-03-04 | wire
{o1|Lonza Group AG} and {o2|Example Bio, Inc.} announced that {o1|Lonza} will make {t1|CAR-T cells} for
{o2|Example}. {p1|Jane Doe}, CEO of Example, hopes to treat {i1|lymphoma} soon.
==
o1 company
o2 company
t1 modality
pos p1 | CEO | o2
unit o2 < o1
deal manufacturing, supply | signed | o1 manufacturer, o2 client | t1 i1 | upfront 10000000 USD; royalty 5%; total null | China; Japan | 2021-03
"""  # noqa: E501


def one(text: str) -> dict[str, object]:
    (release,) = parse(text, source="made.txt")
    return release


def test_a_release_becomes_a_record() -> None:
    release = one(RELEASE)

    assert release["text"] == (
        "Lonza Group AG and Example Bio, Inc. announced that Lonza will make CAR-T cells for\n"
        "Example. Jane Doe, CEO of Example, hopes to treat lymphoma soon."
    )
    assert release["organizations"] == [
        {"name": "Lonza Group AG", "mentions": ["Lonza Group AG", "Lonza"], "kind": "company"},
        {"name": "Example Bio, Inc.", "mentions": ["Example Bio, Inc.", "Example"], "kind": "company"},
    ]
    assert release["positions"] == [{"person": "Jane Doe", "title": "CEO", "organization": "Example Bio, Inc."}]
    assert release["units"] == [{"unit": "Example Bio, Inc.", "parent": "Lonza Group AG"}]
    assert release["agreements"] == [
        {
            "types": ["manufacturing", "supply"],
            "status": "signed",
            "parties": [
                {"organization": "Lonza Group AG", "role": "manufacturer"},
                {"organization": "Example Bio, Inc.", "role": "client"},
            ],
            "technologies": ["CAR-T cells"],
            "indications": ["lymphoma"],
            "amounts": [
                {"kind": "upfront", "amount": 10000000, "currency": "USD"},
                {"kind": "royalty", "amount": None, "currency": None, "percent": 5.0},
                {"kind": "total", "amount": None, "currency": None},
            ],
            "territories": ["China", "Japan"],
            "date": "2021-03",
        }
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("manufacturing, supply", "making", "'making' is none of"),
        ("o2 client", "o9 client", "tag o9 is not in the text"),
        ("{o1|Lonza}", "{o1|Lonza", "not closed"),
        ("t1 modality\n", "", "t1: 'missing' is none of"),
        ("| 2021-03\n", "| March\n", "no ISO date"),
        ("\n==\n", "\n", "alone on a line"),
        ("5%", "five percent", "write an amount as"),
    ],
)
def test_a_mistake_is_named_with_its_release(old: str, new: str, message: str) -> None:
    assert old in RELEASE
    with pytest.raises(MarkupError, match=message) as error:
        one(RELEASE.replace(old, new, 1))
    assert "made.txt: lonza-example" in str(error.value)
