import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.cursors import pack, unpack
from api.errors import InvalidCursorError
from graph.lookup import CountKey, DateKey, IdKey

days = st.dates().map(str) | st.just("")
keys = (
    st.builds(IdKey, st.text())
    | st.builds(DateKey, days, st.text())
    | st.builds(CountKey, st.integers(0, 2**31), st.text())
)
KINDS = (IdKey, DateKey, CountKey)


@given(keys)
def test_what_was_packed_comes_out(key: IdKey | DateKey | CountKey) -> None:
    cursor = pack(key)

    assert cursor.isascii()
    assert "=" not in cursor
    assert unpack(cursor, type(key)) == key


@given(keys)
def test_a_cursor_of_another_list_is_refused(key: IdKey | DateKey | CountKey) -> None:
    for kind in set(KINDS) - {type(key)}:
        with pytest.raises(InvalidCursorError):
            unpack(pack(key), kind)


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_what_is_no_cursor_is_refused(text: str) -> None:
    for kind in KINDS:
        with pytest.raises(InvalidCursorError):
            unpack(text, kind)


@pytest.mark.parametrize("key", [DateKey("yesterday"), DateKey("2021-13-01"), CountKey(-1), CountKey(2**63)])
def test_a_forged_cursor_is_refused(key: DateKey | CountKey) -> None:
    with pytest.raises(InvalidCursorError):
        unpack(pack(key), type(key))


@pytest.mark.parametrize("cursor", ["x", "", "bm9uc2Vuc2U", "WyJJZEtleSIsWyJhIiwiYiJdXQ", pack(DateKey()), "ä"])
def test_the_api_says_which_problem_it_is(api: TestClient, cursor: str) -> None:
    response = api.get("/v1/organizations", params={"cursor": cursor})

    assert response.status_code == 400
    assert response.json()["type"] == "/problems/invalid-cursor"
    assert "first page" in response.json()["next_step"]


def test_a_cursor_beyond_the_end_gives_an_empty_page(api: TestClient) -> None:
    answer = api.get("/v1/organizations", params={"cursor": pack(IdKey("zzzz"))}).json()

    assert answer == {"items": [], "next": None}


def test_a_page_behind_the_last_of_a_thing_is_empty_too(api: TestClient) -> None:
    address = "/v1/organizations/lindgren-cell-works/partners"

    assert api.get(address, params={"cursor": pack(CountKey(0, ""))}).json() == {"items": [], "next": None}
