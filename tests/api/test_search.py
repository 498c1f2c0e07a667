"""Whatever is sent, the answer is never a fault of the server."""

from urllib.parse import quote

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

# The `api` fixture is one for all examples, which is what is meant: nothing here changes it.
MANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LUCENE = st.lists(
    st.sampled_from(
        [
            "lindgren",
            "AND",
            "OR",
            "NOT",
            "(",
            ")",
            "[a TO b]",
            "{",
            "}",
            '"',
            "~",
            "^4",
            "*",
            "?",
            ":",
            "\\",
            "/",
            "+",
            "-",
            "!",
            "&&",
        ]
    )
).map(" ".join)


@given(st.text(min_size=1, max_size=300) | LUCENE.filter(bool))
@example("name:*")
@example("/[/")
@example("\\")
@example("\ufb01\u0301 \u202e \u0131 \u0130 ß")
@example(" ".join(["lindgren"] * 30))
@example("a" * 300)
@MANY
def test_no_search_text_makes_an_error(api: TestClient, text: str) -> None:
    response = api.get("/v1/search", params={"q": text})

    assert response.status_code == 200, response.text
    assert len(response.json()["items"]) <= 20


@given(
    st.sampled_from(["organizations", "agreements", "people", "technologies", "indications", "releases"]),
    st.text(min_size=1),
)
@MANY
def test_no_id_makes_an_error(api: TestClient, things: str, key: str) -> None:
    response = api.get(f"/v1/{things}/{quote(key, safe='')}")

    assert response.status_code in {200, 404}
    assert response.headers["content-type"] in {"application/json", "application/problem+json"}


def test_a_name_with_errors_is_found(api: TestClient) -> None:
    found = api.get("/v1/search", params={"q": "lindgern cel works", "kind": "organization"}).json()["items"]

    assert (found[0]["kind"], found[0]["id"]) == ("organization", "lindgren-cell-works")


def test_of_two_kinds_both_are_found(api: TestClient) -> None:
    found = api.get("/v1/search", params={"q": "lindgren", "kind": ["person", "agreement"]}).json()["items"]

    assert {item["kind"] for item in found} == {"person", "agreement"}
