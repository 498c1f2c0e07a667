# ruff: noqa: RUF001 - texts have the signs that releases have
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import SourceError
from ingest.release import Rejected, dateline_day, headline, make_release, slug

TEXT = "Orbis Cell Signs Licence With Tal University\n\nOrbis Cell GmbH said today that it has taken a licence.\n"


def test_the_text_stays_as_it_is() -> None:
    text = "  Orbis\u00a0Cell\r\nhas signed a licence with Tal.\t"
    assert make_release(text).text == text


def test_half_a_surrogate_pair_is_replaced_one_for_one() -> None:
    release = make_release("Orbis \ud83d has signed a licence with Tal University.")
    assert release.text == "Orbis \ufffd has signed a licence with Tal University."


def test_an_id_is_made_of_the_title_and_the_text() -> None:
    one, same, other = make_release(TEXT), make_release(TEXT), make_release(TEXT + "More.")
    assert one.id == same.id
    assert one.id.startswith("orbis-cell-signs-licence-with-tal-university-")
    assert one.id.rsplit("-", 1)[0] == other.id.rsplit("-", 1)[0]
    assert one.id != other.id


def test_a_given_id_is_kept() -> None:
    assert make_release(TEXT, id="Deal No. 7/β").id == "Deal No. 7/β"


def test_an_id_is_cut_between_words() -> None:
    release = make_release("word " * 40 + "with a great many letters")
    assert len(release.id) <= 70
    assert set(release.id.rsplit("-", 1)[0].split("-")) == {"word"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is empty"),
        (" \n\t", "is empty"),
        ("1234 5678 --- 99", "hardly any text"),
        ("x" * 101, "longer|characters long"),
    ],
)
def test_what_is_no_release_is_refused(text: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        make_release(text, max_characters=100)


def test_an_id_that_is_too_long_is_refused_not_cut() -> None:
    with pytest.raises(SourceError, match="id of 201 characters"):
        make_release(TEXT, id="x" * 201)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TEXT, "Orbis Cell Signs Licence With Tal University"),
        ("Orbis Cell has signed a licence.\n\nThe rest.", None),
        ("IN SHORT\n\nOrbis Cell has signed.", None),
        ("One line that is all there is", None),
    ],
)
def test_headline(text: str, expected: str | None) -> None:
    assert headline(text) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("BASEL, Aug. 2, 2021 /Wire/ -- Orbis said", date(2021, 8, 2)),
        ("Basel, 2 August 2021 - Orbis said", date(2021, 8, 2)),
        ("Headline\n\nAugust 2nd, 2021\n\nOrbis said", date(2021, 8, 2)),
        ("(2021-08-02) Orbis said", date(2021, 8, 2)),
        ("Basel, February 30, 2021 - Orbis said", None),
        ("Orbis had signed on August 2, 2021 with Tal.", None),
        ("Orbis said nothing of a day.", None),
    ],
)
def test_day_of_the_dateline(text: str, day: date | None) -> None:
    assert dateline_day(text) == day


def test_a_given_day_wins_over_the_dateline() -> None:
    release = make_release("BASEL, Aug. 2, 2021 -- Orbis has signed a licence.", published=date(2021, 8, 3))
    assert release.published == date(2021, 8, 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Orbis’s Cell™ Platform", "orbiss-cell-platform"),
        ("Société Générale", "societe-generale"),
        ("Grünenthal & Co.", "grunenthal-co"),
        ("Møller Łódź Straße", "moller-lodz-strasse"),
        ("武田薬品", "武田薬品"),
        ("--", ""),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(max_size=200))
def test_a_slug_is_stable_and_has_no_odd_signs(text: str) -> None:
    made = slug(text)
    assert slug(made) == made
    assert all(character.isalnum() or character == "-" for character in made)


def test_a_rejection_says_why_and_what_to_do() -> None:
    assert str(Rejected("a.pdf", "is broken", "save it again")) == "a.pdf: is broken; save it again"
    assert str(Rejected("a.pdf", "is broken")) == "a.pdf: is broken"
