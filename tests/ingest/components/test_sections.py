# ruff: noqa: RUF001 - texts have the signs that releases have
import pytest

from ingest.components.sections import cut, dateline_end

WIRE = """Acme Bio Signs License Agreement With Boxel

OSAKA, Japan, July 1, 2021 /PRNewswire/ -- Acme Bio today announced an agreement. It covers Japan.

About Acme Bio
Acme Bio makes cells.

Forward-Looking Statements
This may not happen.

Media Contact:
Jane Doe
"""


def regions(text: str) -> list[tuple[str, str]]:
    found = cut(text)
    ends = [start for _, start in found[1:]] + [len(text)]
    return [(section.value, text[start:end].strip()) for (section, start), end in zip(found, ends, strict=True)]


def test_a_wire_release_has_all_regions() -> None:
    assert [(name, text.split("\n")[0]) for name, text in regions(WIRE)] == [
        ("headline", "Acme Bio Signs License Agreement With Boxel"),
        ("dateline", "OSAKA, Japan, July 1, 2021 /PRNewswire/ --"),
        ("body", "Acme Bio today announced an agreement. It covers Japan."),
        ("about", "About Acme Bio"),
        ("forward_looking", "Forward-Looking Statements"),
        ("contact", "Media Contact:"),
    ]


def test_a_text_that_begins_with_a_sentence_has_no_headline() -> None:
    assert regions("Acme Bio has bought Boxel.\n\nThe price was not told.")[0][0] == "body"


def test_a_sentence_about_something_opens_no_region() -> None:
    text = "News\n\nAcme sells cells.\n\nAbout 200 people work there, and about half of them are new."
    assert [name for name, _ in regions(text)] == ["headline", "body"]


def test_regions_cover_the_text() -> None:
    found = cut(WIRE)
    assert found[0][1] == 0
    assert [start for _, start in found] == sorted({start for _, start in found})


@pytest.mark.parametrize(
    "dateline",
    [
        "HOUSTON ― ",
        "17.12.2020 – ",
        "(Brussels, September 20) - ",
        "Lyon (France) and Cambridge, MA (U.S.), April 25, 2022 – ",
        "VALENCIA, Calif. & MELBOURNE, Australia--(BUSINESS WIRE)--",
        "Basel, 26 November 2024 - ",
        "NEW YORK & HAIFA, Israel – July 19, 2011 – ",
    ],
)
def test_a_dateline_ends_where_the_sentence_begins(dateline: str) -> None:
    assert dateline_end(f"{dateline}Acme Bio has signed a deal with Boxel.") == len(dateline)


@pytest.mark.parametrize(
    "text", ["Acme – a maker of cells – has grown.", "Acme Bio, Inc. has grown.", "In May 2021 it grew."]
)
def test_a_sentence_is_no_dateline(text: str) -> None:
    assert dateline_end(text) == 0


def test_a_long_capitalised_line_is_read_in_no_time() -> None:
    assert dateline_end("Alpha Beta Gamma, Delta; " * 400) == 0
