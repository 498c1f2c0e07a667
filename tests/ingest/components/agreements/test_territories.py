from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from ingest.components.agreements.reading import read
from ingest.components.agreements.territories import find_places, same_place

MakeDoc = Callable[..., Doc]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Vinga holds the rights in Japan, South Korea and Taiwan.", ["Japan", "South Korea", "Taiwan"]),
        ("It takes an exclusive worldwide licence.", ["worldwide"]),
        ("It takes the rights outside the United States.", ["outside the United States"]),
        ("It holds the rights worldwide except Greater China.", ["worldwide except Greater China", "Greater China"]),
        ("The product is sold nowhere.", []),
    ],
)
def test_territories_are_kept_as_written(make_doc: MakeDoc, text: str, names: list[str]) -> None:
    assert [place.name for place in find_places(read(make_doc(text, {})))] == names


def test_a_place_inside_a_name_is_none(make_doc: MakeDoc) -> None:
    doc = make_doc("Japan Tissue Works signed in Osaka.", {"Japan Tissue Works": ["Japan Tissue Works"]})
    assert "Japan" not in [place.name for place in find_places(read(doc))]


def test_a_list_of_places_has_one_head(make_doc: MakeDoc) -> None:
    places = find_places(read(make_doc("The rights hold in Japan, Taiwan and Hong Kong.", {})))
    assert {place.head for place in places} == {places[0].start}
    assert [place.chained for place in places] == [False, True, True]


def test_ways_to_write_one_territory() -> None:
    assert same_place("U.S.") == same_place("United States")
    assert same_place("Taiwan") != same_place("China")
