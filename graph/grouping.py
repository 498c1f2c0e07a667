"""The step of a loading transaction that keeps `Release.family`, which tells near copies: see `graph.families`."""

from collections.abc import Mapping
from typing import Any

import queries
from graph.client import Row, Transaction
from graph.families import bands, families


def group(transaction: Transaction, coming: Mapping[str, bytes], going: Mapping[str, bytes]) -> None:
    """Bring families up to date: sketches that come and that go, by release; a release whose text changed is in both.

    Bands are locked first, then families by their first release; so two writers whose releases belong together come one
    after the other.
    """
    if not coming and not going:
        return
    added, lost = _by_band(coming), _by_band(going)
    rows = _run(transaction, "merge_bands", ids=sorted(added.keys() | lost.keys()))
    held: dict[str, set[str]] = {band: set() for band in added.keys() | lost.keys()}
    held |= {row["id"]: set(row["releases"]) for row in rows}
    met = {release for releases in held.values() for release in releases} - coming.keys()
    members = _members(transaction, met | going.keys())
    sketches = {key: row["sketch"] for key, row in members.items() if key not in going} | dict(coming)
    now = families(sketches)
    _run(
        transaction,
        "set_families",
        releases=[
            {"id": key, "family": now[key], "sketch": sketches[key]}
            for key in sorted(sketches)
            if key in coming or members[key]["family"] != now[key]
        ],
    )
    left = {band: sorted((held[band] - lost.get(band, set())) | added.get(band, set())) for band in held}
    changed = [{"id": band, "releases": left[band]} for band in sorted(left) if set(left[band]) != held[band]]
    _run(transaction, "set_bands", bands=changed)


def former(transaction: Transaction, releases: list[str]) -> dict[str, bytes]:
    """The sketches that releases have so far, where they have one."""
    if not releases:
        return {}
    rows = _run(transaction, "get_sketches", ids=sorted(releases))
    return {row["id"]: row["sketch"] for row in rows if row["sketch"] is not None}


def _members(transaction: Transaction, releases: set[str]) -> dict[str, Row]:
    """All members of the families of these releases, locked; read again where another writer was just joining them."""
    while True:
        rows = _run(transaction, "get_sketches", ids=sorted(releases))
        names = {row["id"]: row["family"] for row in rows if row["family"] is not None}
        rows = _run(transaction, "get_family_members", families=sorted(set(names.values())))
        members = {row["id"]: row for row in rows}
        if names.keys() <= members.keys():
            return members


def _by_band(sketches: Mapping[str, bytes]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for release, kept in sketches.items():
        for band in bands(kept):
            found.setdefault(band, set()).add(release)
    return found


def _run(transaction: Transaction, name: str, **parameters: Any) -> list[Row]:  # noqa: ANN401 - Cypher's values
    query = queries.get(f"write/{name}")
    return transaction.run(query.text, query.complete(parameters)).rows
