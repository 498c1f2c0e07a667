"""Who is who, kept in the graph: what each release says of names, and what the names mean over all releases.

    (:Release)-[:NAMES {names, links, known, told}]->(:Name)-[:SHARES]->(:Block)
    (:Redirect {label, plain, canonical, called, score, reason, by})-[:TO]->(:Name)
    (:Review {label, one, other, score, reason})-[:ABOUT]->(:Name)

`settle` is a function of all names; it is asked only about names near a change: those that a chain of likely pairs
joins with it now, and those that meant the same before. What is still to do is noted in the graph (`:Unsettled`: a name
is dirty until it is settled, and stale until the releases that name it are loaded again), in the transaction that makes
it necessary, so that nothing is forgotten when a run is killed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import groupby
from typing import Any, Final

import queries
from graph.client import GraphClient, Transaction
from graph.facts import Facts
from ingest import vocabulary as field_vocabulary
from ingest.resolve.compare import REVIEW
from ingest.resolve.keys import sought
from ingest.resolve.namings import How, Label, Link, Naming, namings, plain_ids
from ingest.resolve.policy import Vocabulary
from ingest.resolve.rulings import Rulings
from ingest.resolve.settle import TOLD, Ground, Profile, Settled, candidates, profiles_of, settle, weigh
from ingest.resolve.words import FILE

RULES: Final = 1
"""Goes up with every change of the rules that give plain ids: names in the graph are then found anew."""

CHUNK: Final = 200
"""Names that are settled in one transaction, with those near them."""

PAGE: Final = 5_000
"""Rows that are asked for together."""

Row = dict[str, Any]

LOCK: Final[Row] = {"subject": "lock", "digest": ""}
"""Written first by who settles, so that only one does at a time."""


def version_of(vocabulary: Vocabulary) -> str:
    """Of all that plain ids depend on beside the release."""
    known = sorted(entry.model_dump_json() for entry in vocabulary.organizations.values())
    words = files(field_vocabulary).joinpath(FILE).read_text("utf-8")
    return hashlib.sha256("\n".join([str(RULES), words, *known]).encode()).hexdigest()[:12]


@dataclass(slots=True)
class Ledger:
    """Reads and writes who is who in one graph, by one vocabulary and one set of decisions."""

    client: GraphClient
    vocabulary: Vocabulary
    rulings: Rulings = field(default_factory=Rulings)
    version: str = ""

    def __post_init__(self) -> None:
        self.version = self.version or version_of(self.vocabulary)

    def unnamed(self) -> Iterator[str]:
        """Ids of releases whose names are not known yet, or by other rules; sorted."""
        after = ""
        while rows := _read(self.client, "get_unnamed_releases", after=after, version=self.version, limit=PAGE):
            yield from (row["id"] for row in rows)
            after = rows[-1]["id"]

    def name(self, releases: Sequence[Facts]) -> None:
        """Note what releases say of names, in one transaction."""
        told = {
            facts.id: namings(facts, plain_ids(facts, self.vocabulary, self.rulings.elsewhere), self.vocabulary)
            for facts in releases
        }
        self.client.write(lambda transaction: self._name(transaction, told))

    def _name(self, transaction: Transaction, told: Mapping[str, Sequence[Naming]]) -> None:
        before = _by_release(_run(transaction, "get_namings", releases=sorted(told)))
        after = {release: [_row(release, naming) for naming in said] for release, said in told.items()}
        changed = [release for release in sorted(told) if before.get(release, []) != _comparable(after[release])]
        if changed:
            _run(transaction, "clear_namings", releases=changed)
            rows = [row for release in changed for row in after[release]]
            _run(transaction, "merge_namings", namings=sorted(rows, key=lambda row: (row["id"], row["release"])))
        _run(transaction, "set_named", releases=sorted(told), version=self.version)

    def mark(self, step: str, names: Iterable[str]) -> None:
        """Note that names are to be settled (dirty), or their releases to be loaded again (stale)."""
        marked = sorted(set(names))
        if marked:
            self.client.write(lambda transaction: _run(transaction, "merge_unsettled", step=step, names=marked))

    def settle(self) -> int:
        """Settle all that is dirty, organizations first, as people are told apart by them. Returns how many names."""
        total = 0
        dirty = self._all_dirty()
        for start in range(0, len(dirty), CHUNK):
            chunk = dirty[start : start + CHUNK]
            self.client.write(lambda transaction, chunk=chunk: self._share(transaction, chunk))  # type: ignore[misc]
        for label in Label:
            while dirty := [name for name in self._all_dirty() if name.startswith(f"{label} ")]:
                chunk = dirty[:CHUNK]
                total += len(chunk)
                self.client.write(
                    lambda transaction, label=label, chunk=chunk: self._settle(transaction, label, chunk)  # type: ignore[misc]
                )
        return total

    def _all_dirty(self) -> list[str]:
        return [row["name"] for row in _read(self.client, "get_unsettled", step="dirty", limit=2**31 - 1)]

    def stale(self) -> list[str]:
        """Names whose releases have to be loaded again."""
        return [row["name"] for row in _read(self.client, "get_unsettled", step="stale", limit=2**31 - 1)]

    def releases_naming(self, names: Sequence[str]) -> list[str]:
        """Ids of the releases that tell facts under these names, sorted."""
        return [row["release"] for row in _read(self.client, "get_name_releases", ids=list(names))]

    def with_fellows(self, names: Sequence[str]) -> list[str]:
        """These names and all that mean the same, sorted."""
        rows = _read(self.client, "get_names", ids=list(names))
        return sorted({*names, *(fellow for row in rows for fellow in row["fellows"])})

    def named(self, releases: Sequence[str]) -> None:
        """Note that the names of releases are known; their digests changed when they were loaded again."""
        self.client.write(
            lambda transaction: _run(transaction, "set_named", releases=list(releases), version=self.version)
        )

    def fresh(self, names: Sequence[str]) -> None:
        """Note that the releases of these names are loaded again."""
        self.client.write(lambda transaction: _run(transaction, "clear_unsettled", step="stale", names=list(names)))

    def _share(self, transaction: Transaction, names: Sequence[str]) -> None:
        _run(transaction, "merge_decided", decided=[LOCK])
        before = [row["block"] for row in _run(transaction, "get_blocks", ids=names)]
        told, fellows = self._told(transaction, names)
        # Where a name goes, what meant the same has to be settled without it.
        _run(transaction, "merge_unsettled", step="dirty", names=sorted(fellows))
        _run(transaction, "clear_unborne_names", ids=names)
        rows = []
        for label in Label:
            for plain, profile in profiles_of(told, label, self.vocabulary).items():
                blocks = sorted(f"{label} {shared}" for shared in profile.keys(label))
                rows.append({"id": f"{label} {plain}", "blocks": blocks})
        _run(transaction, "set_blocks", names=sorted(rows, key=lambda row: str(row["id"])))
        _run(transaction, "clear_unused_blocks", ids=before)

    def _settle(self, transaction: Transaction, label: Label, dirty: Sequence[str]) -> None:
        # Another process that settles waits here until this one is done.
        _run(transaction, "merge_decided", decided=[LOCK])
        near = self._near(transaction, label, dirty)
        found = settle(near.profiles, near.ground)
        ids = sorted({f"{label} {plain}" for plain in near.profiles} | set(dirty) | near.fellows)
        before = {row["id"]: row for row in _run(transaction, "get_canonicals", ids=ids)}
        _run(transaction, "clear_redirects", ids=ids)
        redirects = [
            _redirect(label, plain, to) for plain, to in sorted(found.meaning.items()) if to.canonical != plain
        ]
        _run(transaction, "merge_redirects", redirects=redirects)
        reviews = [
            {"id": f"{label} {doubt.one} | {doubt.other}", "label": label, "one": doubt.one, "other": doubt.other,
             "score": doubt.score, "reason": doubt.reason}
            for doubt in found.doubts
        ]  # fmt: skip
        _run(transaction, "merge_reviews", reviews=reviews)
        now = {row["id"]: (row["canonical"], row["called"]) for row in redirects}
        was = {key: (row["canonical"], row["called"]) for key, row in before.items()}
        changed = sorted(key for key in ids if now.get(key) != was.get(key))
        if changed:
            _run(transaction, "merge_unsettled", step="stale", names=changed)
            if label is Label.ORGANIZATION:
                around = [row["name"] for row in _run(transaction, "get_people_around", ids=changed)]
                _run(transaction, "merge_unsettled", step="dirty", names=around)
        _run(transaction, "clear_unsettled", step="dirty", names=sorted({*ids, *dirty}))

    def _near(self, transaction: Transaction, label: Label, dirty: Iterable[str]) -> "_Near":
        """The names that settle together with these: what is likely to be one with them, and what was."""
        near = _Near({}, set(), Ground(label, self.vocabulary, self.rulings))
        waiting, seen = set(dirty), set[str]()
        looked_at: dict[str, Profile] = {}
        while waiting:
            told, fellows = self._told(transaction, sorted(waiting))
            seen |= waiting
            near.fellows |= fellows
            fresh = profiles_of(told, label, self.vocabulary)
            near.profiles |= fresh
            looked_at |= fresh
            keys = {key for profile in fresh.values() for key in profile.keys(label)}
            blocks = sorted(f"{label} {sought(key)}" for key in keys)
            others = {row["name"] for row in _run(transaction, "get_block_names", blocks=blocks)}
            if label is Label.ORGANIZATION:
                links = (*TOLD, How.LATER)
                others |= {f"{label} {other}" for profile in fresh.values() for other in profile.linked(*links)}
            ruled = [ids for ids in near.ground.rulings.of(label) if set(ids) & set(fresh)]
            others |= {f"{label} {plain}" for ids in ruled for plain in ids}
            unseen = sorted(others - seen - {f"{label} {plain}" for plain in looked_at})
            more, _ = self._told(transaction, unseen)
            looked_at |= profiles_of(more, label, self.vocabulary)
            if label is Label.PERSON:
                near.ground = self._with_employers(transaction, near.ground, looked_at)
            likely = {
                plain
                for ids in candidates(looked_at, label)
                if set(ids) & set(fresh) and weigh(looked_at[ids[0]], looked_at[ids[1]], near.ground).score >= REVIEW
                for plain in ids
            }
            likely |= {plain for ids in ruled for plain in ids}
            waiting = ({f"{label} {plain}" for plain in likely if plain in looked_at} | fellows) - seen
        return near

    def _with_employers(self, transaction: Transaction, ground: Ground, profiles: Mapping[str, Profile]) -> Ground:
        employers = {e for profile in profiles.values() for e in profile.linked(How.EMPLOYER, How.AROUND)}
        ids = sorted(f"{Label.ORGANIZATION} {employer}" for employer in employers)
        rows = _run(transaction, "get_canonicals", ids=ids)
        canonical = {row["id"].partition(" ")[2]: row["canonical"] for row in rows}
        return Ground(ground.label, ground.vocabulary, ground.rulings, canonical)

    def _told(self, transaction: Transaction, names: Sequence[str]) -> tuple[list[tuple[str, list[Naming]]], set[str]]:
        """What releases say of names, and the names that meant the same so far."""
        rows = _run(transaction, "get_names", ids=list(names))
        told = [(said["release"], [_naming(row["id"], said)]) for row in rows for said in row["told"]]
        return told, {fellow for row in rows for fellow in row["fellows"]}


@dataclass(slots=True)
class _Near:
    profiles: dict[str, Profile]
    fellows: set[str]
    ground: Ground


def redirects(client: GraphClient) -> dict[str, tuple[str, str]]:
    """All ids that were merged into others: label and plain id lead to the canonical id and what it is called."""
    found: dict[str, tuple[str, str]] = {}
    after = ""
    while rows := _read(client, "get_redirects", after=after, limit=PAGE):
        found |= {row["id"]: (row["canonical"], row["called"]) for row in rows}
        after = rows[-1]["id"]
    return found


def decided(client: GraphClient) -> dict[str, str]:
    """What the decisions were about on which the graph stands, with digests."""
    found: dict[str, str] = {}
    after = ""
    while rows := _read(client, "get_decided", after=after, limit=PAGE):
        found |= {row["subject"]: row["digest"] for row in rows if row["digest"]}
        after = rows[-1]["subject"]
    return found


def set_decided(client: GraphClient, subjects: Mapping[str, str], gone: Iterable[str]) -> None:
    """Note on which decisions the graph stands."""

    def work(transaction: Transaction) -> None:
        _run(transaction, "clear_decided", subjects=sorted(gone))
        rows = [{"subject": subject, "digest": subjects[subject]} for subject in sorted(subjects)]
        _run(transaction, "merge_decided", decided=rows)

    client.write(work)


def _redirect(label: Label, plain: str, to: Settled) -> Row:
    return {
        "id": f"{label} {plain}", "label": label.value, "plain": plain, "canonical": to.canonical, "called": to.called,
        "score": to.score, "reason": to.reason, "by": to.by,
    }  # fmt: skip


def _row(release: str, naming: Naming) -> Row:
    return {
        "release": release, "id": f"{naming.label} {naming.plain}", "label": naming.label.value, "plain": naming.plain,
        "names": list(naming.names), "links": [f"{link.how} {link.other}" for link in naming.links],
        "known": naming.known, "told": naming.told,
    }  # fmt: skip


def _naming(name: str, said: Mapping[str, Any]) -> Naming:
    label, _, plain = name.partition(" ")
    links = (link.partition(" ") for link in said["links"])
    return Naming(
        label=Label(label),
        plain=plain,
        names=tuple(said["names"]),
        links=tuple(Link(how=How(how), other=other) for how, _, other in links),
        known=said["known"],
        told=said["told"],
    )


def _comparable(rows: Iterable[Row]) -> list[Row]:
    kept = ("id", "names", "links", "known", "told")
    return sorted(({key: row[key] for key in kept} for row in rows), key=lambda row: str(row["id"]))


def _by_release(rows: Iterable[Row]) -> dict[str, list[Row]]:
    ordered = sorted(rows, key=lambda row: str(row["release"]))
    return {release: _comparable(said) for release, said in groupby(ordered, key=lambda row: str(row["release"]))}


def _read(client: GraphClient, name: str, **parameters: object) -> list[Row]:
    query = queries.get(f"write/{name}")
    return client.read(query.text, query.complete(parameters))


def _run(transaction: Transaction, name: str, **parameters: object) -> list[Row]:
    query = queries.get(f"write/{name}")
    return transaction.run(query.text, query.complete(parameters)).rows
