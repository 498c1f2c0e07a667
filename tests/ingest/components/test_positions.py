# ruff: noqa: RUF001 - texts have the signs that releases have
from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from ingest.components.positions import joined, positions
from ingest.components.positions import read as read_positions
from ingest.components.relation_model import load_model

Case = tuple[str, list[tuple[str, str, str]]]


def said(doc: Doc) -> list[tuple[str, str, str]]:
    names = [entity.name for entity in positions(doc)._.entities]
    return sorted((names[p.person], p.title, names[p.organization]) for p in doc._.positions)


@pytest.mark.parametrize(
    ("text", "title", "organization"),
    [
        ("Acme Bio CEO Jane Poe said so.", "CEO", "Acme Bio"),
        ("Acme Bio’s chief executive, Jane Poe, said so.", "chief executive", "Acme Bio"),
        (
            "“Yes,” said Jane Poe, M.D., Ph.D., Chief Medical Officer and co-founder of Boxel.",
            "Chief Medical Officer and co-founder",
            "Boxel",
        ),
        ("Jane Poe, Boxel’s CEO, left Acme Bio.", "CEO", "Boxel"),
        ("Acme Bio met Dr. Jane Poe, who heads Boxel.", "head", "Boxel"),
        ("Boxel (CEO Jane Poe) bought Acme Bio.", "CEO", "Boxel"),
        ("Boxel (Head Office: Tokyo; President: Jane Poe) bought Acme Bio.", "President", "Boxel"),
        ("Acme Bio has named Jane Poe as chief operating officer.", "chief operating officer", "Acme Bio"),
        ("Jane Poe is chairman of Boxel, not of Acme Bio.", "chairman", "Boxel"),
        ("The CEO of Boxel is Jane Poe, and Acme Bio knows it.", "CEO", "Boxel"),
        ("Jane Poe, head of cell therapy at Boxel, left Acme Bio.", "head of cell therapy", "Boxel"),
        ("For Boxel its CEO, Jane Poe, signed with Acme Bio.", "CEO", "Boxel"),
        ("Boxel was founded in 2011 by Jane Poe; Acme Bio came later.", "founder", "Boxel"),
        ("Professor Jane Poe of Boxel joins the board of Acme Bio.", "Professor", "Boxel"),
    ],
)
def test_each_order_of_name_title_and_organization(
    read: Callable[..., Doc], text: str, title: str, organization: str
) -> None:
    doc = read(text, [name for name in ("Acme Bio", "Boxel") if name in text], ["Jane Poe"])
    assert said(doc) == [("Jane Poe", title, organization)]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Poe of Boxel met the CEO, Acme Bio said.",
        "Jane Poe thanked the director of Boxel at Acme Bio.",
        "Boxel and Acme Bio met Jane Poe. The president was not there.",
    ],
)
def test_a_title_elsewhere_is_not_the_persons(read: Callable[..., Doc], text: str) -> None:
    assert said(read(text, ["Boxel", "Acme Bio"], ["Jane Poe"])) == []


def test_each_has_the_own_title(read: Callable[..., Doc]) -> None:
    doc = read(
        "Jane Poe, CEO of Acme Bio, and John Doe, chairman of Boxel, signed.",
        ["Acme Bio", "Boxel"],
        ["Jane Poe", "John Doe"],
    )
    assert said(doc) == [("Jane Poe", "CEO", "Acme Bio"), ("John Doe", "chairman", "Boxel")]


def test_one_person_may_hold_two_positions(read: Callable[..., Doc]) -> None:
    doc = read("Jane Poe, CEO of Acme Bio and professor at Boxel, signed.", ["Acme Bio", "Boxel"], ["Jane Poe"])
    assert said(doc) == [("Jane Poe", "CEO", "Acme Bio"), ("Jane Poe", "professor", "Boxel")]


def test_a_title_without_organization_is_that_of_the_releases_own(read: Callable[..., Doc]) -> None:
    text = "Acme Bio signs\n\nAcme Bio will buy cells from Boxel. Acme Bio pays.\n\n“Good,” said Jane Poe, CEO."
    assert said(read(text, ["Acme Bio", "Boxel"], ["Jane Poe"])) == [("Jane Poe", "CEO", "Acme Bio")]


def test_a_department_belongs_to_the_title(read: Callable[..., Doc]) -> None:
    text = "So said Jane Poe, General Manager of the Cell Division, Acme Bio."
    doc = read(text, ["Acme Bio", "Cell Division"], ["Jane Poe"])
    assert said(doc) == [("Jane Poe", "General Manager of the Cell Division", "Acme Bio")]


def test_the_same_said_twice_is_one_position_with_two_sentences(read: Callable[..., Doc]) -> None:
    text = "Acme Bio CEO Jane Poe came. Jane Poe, Chief Executive Officer of Acme Bio, spoke."
    doc = read(text, ["Acme Bio"], ["Jane Poe"])
    model = load_model()
    (position,) = joined(list(read_positions(doc, model)), model)
    assert [doc[s.span[0] : s.span[1]].text for s in position.support] == [sent.text for sent in doc.sents]
    assert {s.rule for s in position.support} == {"positions.before_name", "positions.behind_name"}
    assert all(0 < s.confidence < 1 for s in position.support)
