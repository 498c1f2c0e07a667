"""Reading the query files: what a header may say, and what is refused with file and line."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import queries

ROOT = Path(queries.__file__).parent.parent

GOOD = """\
// What an organization is called.
// Its former names come too.
//
// param id: string - the organization's
//   id
// param limit: integer = 20 - how many at most
// param kind: string? - only of this kind
// returns names: string[] - sorted
MATCH (o:Organization {id: $id})
// A remark of the statement's own.
RETURN o.aliases[..$limit] AS names
"""


def test_a_header_is_read_whole() -> None:
    query = queries.parse("read/get_names", GOOD)

    assert query.purpose == "What an organization is called. Its former names come too."
    assert query.parameters == (
        queries.Parameter("id", "string", False, False, "the organization's id", required=True),  # noqa: FBT003
        queries.Parameter("limit", "integer", False, False, "how many at most", required=False, default=20),  # noqa: FBT003
        queries.Parameter("kind", "string", False, True, "only of this kind", required=False),  # noqa: FBT003
    )
    assert query.columns == (queries.Column("names", "string", True, False, "sorted"),)  # noqa: FBT003
    assert query.text.startswith("MATCH (o:Organization")
    assert "A remark" in query.text


def test_defaults_stand_in_for_what_is_left_out() -> None:
    query = queries.parse("read/get_names", GOOD)

    assert query.complete({"id": "kite"}) == {"id": "kite", "limit": 20, "kind": None}
    assert query.complete({"id": "kite", "limit": 3})["limit"] == 3


@pytest.mark.parametrize(("given", "says"), [({}, "needs id"), ({"id": "kite", "ident": 1}, "does not take ident")])
def test_wrong_parameters_are_named(given: dict[str, object], says: str) -> None:
    with pytest.raises(TypeError, match=f"read/get_names {says}"):
        queries.parse("read/get_names", GOOD).complete(given)


@pytest.mark.parametrize(
    ("source", "line", "says"),
    [
        ("MATCH (n) RETURN n\n", 1, "its purpose"),
        ("// param id: string - the id\nRETURN $id AS id\n", 1, "its purpose"),
        ("// Purpose.\n", 1, "no statement"),
        ("// Purpose.\nRETURN 1 AS one;\n", 2, "without a semicolon"),
        ("// Purpose.\n// param id string - the id\nRETURN $id AS id\n", 2, "not of the form `param name"),
        ("// Purpose.\n//\n// returns id: string\nRETURN 1 AS id\n", 3, "not of the form `returns name"),
        ("// Purpose.\n// param id: text - the id\nRETURN $id AS id\n", 2, "'text' is not one of"),
        ("// Purpose.\n// param n: integer = twenty - size\nRETURN $n AS n\n", 2, "twenty is not JSON"),
        ("// Purpose.\n// returns n: any - one\n// returns n: any - two\nRETURN 1 AS n\n", 3, "declared twice"),
    ],
)
def test_a_broken_header_is_refused_with_file_and_line(source: str, line: int, says: str) -> None:
    with pytest.raises(queries.QueryFileError, match=says) as refused:
        queries.parse("read/get_it", source)

    assert refused.value.line == line
    assert str(refused.value).startswith(f"queries/read/get_it.cypher, line {line}: ")


@pytest.mark.parametrize("name", ["read/get_organisation", "get_organization", "browser/guide", "../read/get_person"])
def test_an_unknown_query_is_answered_with_those_near(name: str) -> None:
    with pytest.raises(queries.UnknownQueryError, match="did you mean"):
        queries.get(name)


def test_names_are_those_of_all_files() -> None:
    files = {str(path.relative_to(ROOT / "queries").with_suffix("")) for path in (ROOT / "queries").rglob("*.cypher")}

    assert set(queries.names()) == files
    assert queries.names("read") == tuple(sorted(name for name in files if name.startswith("read/")))


def test_queries_load_from_a_zip(tmp_path: Path) -> None:
    archive = tmp_path / "program.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for path in (ROOT / "queries").rglob("*"):
            if path.suffix in {".py", ".cypher"}:
                zipped.write(path, path.relative_to(ROOT))
    program = "import queries; print(queries.__file__, *(queries.get(name).name for name in queries.names()))"

    # -S: without the site's own path, where the project may be installed.
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={**os.environ, "PYTHONPATH": str(archive)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    place, *names = done.stdout.split()
    assert place.startswith(str(archive))
    assert tuple(names) == queries.names()
