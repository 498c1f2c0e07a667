"""One transaction of the loader: what releases say, in place of what they said before, and all that follows from it.

The order of the steps is the order of the locks, the same for all writers: releases, entities, sets of parties; what
hangs on these is safe then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import queries
from graph.agreements import AgreementRows, agreement_rows
from graph.client import Row, Transaction
from graph.grouping import former as former_sketches
from graph.grouping import group
from graph.identity import all_deals
from graph.reports import Report, kept_report
from graph.rows import KINDS, ReleaseRows, folded_entities, folded_links, grown, lost_entities


class Outcome(StrEnum):
    """What loading a release did."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REPLACED = "replaced"


@dataclass(slots=True)
class _Former:
    """What releases said before."""

    entities: list[Row] = field(default_factory=list)
    agreements: set[str] = field(default_factory=set)
    parties: set[str] = field(default_factory=set)
    releases: dict[str, list[Row]] = field(default_factory=dict)

    def ids(self, label: str) -> list[str]:
        return sorted({entity["id"] for entity in self.entities if entity["label"] == label})


@dataclass(slots=True)
class _Told:
    """All reports that may be about the deals that a batch touches."""

    reports: dict[str, Report] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


def load(transaction: Transaction, releases: Sequence[ReleaseRows]) -> list[Outcome]:
    """Load releases with ids that differ; outcomes come in their order."""
    ordered = sorted(releases, key=lambda rows: rows.id)
    opened = {
        row["id"]: row["before"]
        for row in _run(transaction, "merge_releases", releases=[rows.release for rows in ordered])
    }
    changed = [rows for rows in ordered if rows.id in opened]
    if changed:
        former = _take_back(transaction, [key for key, before in opened.items() if before is not None])
        displaced = _add(transaction, changed)
        _tell(transaction, [report for rows in changed for report in rows.reports], former)
        _group(transaction, changed, list(former.releases))
        if former.releases or displaced:
            _sweep(transaction, former, changed, displaced)
    return [_outcome(opened, rows.id) for rows in releases]


def forget(transaction: Transaction, release: str) -> bool:
    """Take back a release and all that it said; False where there is none of this id."""
    former = _take_back(transaction, [release])
    if not former.releases:
        return False
    # Who bears which name in it is settled anew without it (ingest.resolve.settling).
    _run(transaction, "clear_namings", releases=[release])
    _tell(transaction, [], former)
    _group(transaction, [], [release])
    _run(transaction, "clear_releases", ids=[release])
    _sweep(transaction, former, [], [])
    return True


def _outcome(opened: dict[str, str | None], release: str) -> Outcome:
    if release not in opened:
        return Outcome.UNCHANGED
    return Outcome.LOADED if opened[release] is None else Outcome.REPLACED


def _group(transaction: Transaction, releases: Sequence[ReleaseRows], former: list[str]) -> None:
    """Bring families up to date; where the text did not change, nothing does."""
    going = former_sketches(transaction, former)
    coming = {rows.id: rows.sketch for rows in releases}
    same = {key for key, kept in going.items() if coming.get(key) == kept}
    group(
        transaction,
        {key: kept for key, kept in coming.items() if key not in same},
        {key: kept for key, kept in going.items() if key not in same},
    )


def _take_back(transaction: Transaction, releases: Sequence[str]) -> _Former:
    """Remove what hangs on releases; what it supported stays for `_sweep`, as the new reading may say it again."""
    former = _Former()
    if not releases:
        return former
    for row in _run(transaction, "get_release_footprints", ids=sorted(releases)):
        former.releases[row["release"]] = row["entities"]
        former.entities.extend(row["entities"])
        former.agreements.update(row["agreements"])
        former.parties.update(row["parties"])
    _run(transaction, "clear_release_links", ids=sorted(former.releases))
    _run(transaction, "clear_release_evidence", ids=sorted(former.releases))
    return former


def _add(transaction: Transaction, releases: Sequence[ReleaseRows]) -> list[Row]:
    """Add sentences, entities, mentions, positions and units; return the concepts that lost one below them."""
    sentences = [row for rows in releases for row in rows.sentences]
    if sentences:
        _run(transaction, "merge_evidence", sentences=sentences)
    entities = folded_entities(row for rows in releases for row in rows.entities)
    if entities:
        held = {
            (row["label"], row["id"]): row["held"] for row in _run(transaction, "merge_entities", entities=entities)
        }
        more = [grown(held[key], row) for row in entities if (key := (row["label"], row["id"])) in held]
        growing = [row for row in more if row is not None]
        if growing:
            _run(transaction, "set_grown", entities=growing)
        mentions = [{"release": rows.id, **row} for rows in releases for row in rows.entities if row["mention"]]
        _run(transaction, "merge_mentions", mentions=mentions)
    concepts = {(row["label"], row["id"]): row for rows in releases for row in rows.concepts}
    displaced: list[Row] = []
    if concepts:
        displaced = _run(transaction, "merge_concepts", concepts=[concepts[key] for key in sorted(concepts)])
    links = folded_links(row for rows in releases for row in rows.links)
    if links:
        _run(transaction, "merge_links", links=links)
    return displaced


def _tell(transaction: Transaction, reports: Sequence[Report], former: _Former) -> None:
    """Add reports and bring up to date the agreements that they, and those taken back, have a part in."""
    blocks = {block for report in reports for block in report.blocks}
    if not blocks and not former.parties:
        return
    known = [row["id"] for row in _run(transaction, "merge_parties", ids=sorted(blocks | former.parties))]
    told = _all_told(transaction, known)
    if reports:
        added = [
            {
                "release": report.release,
                "parties": report.blocks,
                "properties": report.row(),
                "support": report.support,
            }
            for report in reports
        ]
        _run(transaction, "merge_reports", reports=added)
        told.reports.update({report.id: report for report in reports})
    if former.parties:
        _run(transaction, "clear_unused_parties", ids=sorted(former.parties))
    _derive(transaction, told, former)


def _all_told(transaction: Transaction, parties: Iterable[str]) -> _Told:
    """Reports about these sets of parties, about those that these reports hang on too, and so on."""
    told = _Told()
    seen: set[str] = set()
    waiting = set(parties)
    while waiting:
        seen |= waiting
        rows = _run(transaction, "get_reports", parties=sorted(waiting))
        for row in rows:
            told.reports[row["report"]["id"]] = kept_report(row)
            if row["agreement"] is not None:
                told.digests[row["agreement"]] = row["digest"]
        waiting = {block for row in rows for block in row["parties"]} - seen
    return told


def _derive(transaction: Transaction, told: _Told, former: _Former) -> None:
    now = {deal.id: (deal, agreement_rows(deal)) for deal in all_deals(told.reports.values())}
    # An agreement stays where it is the same and none of its reports is new.
    same = {
        key
        for key, (deal, rows) in now.items()
        if told.digests.get(key) == rows.agreement["digest"] and all(report.agreement == key for report in deal.reports)
    }
    gone = sorted({*told.digests, *former.agreements} - same)
    pairs = {tuple(pair) for key in now.keys() - same for pair in now[key][1].pairs}
    if gone:
        pairs |= {(row["one"], row["other"]) for row in _run(transaction, "get_agreement_pairs", ids=gone)}
        _run(transaction, "clear_agreements", ids=gone)
    written = [now[key][1] for key in sorted(now.keys() - same)]
    if written:
        _write(transaction, written)
    if pairs:
        _run(transaction, "set_partnerships", pairs=[list(pair) for pair in sorted(pairs)])


def _write(transaction: Transaction, written: Sequence[AgreementRows]) -> None:
    agreements = [
        {
            "agreement": rows.agreement,
            "reports": rows.reports,
            "support": rows.support,
            "changes": rows.changes,
            "terms": rows.terms,
        }
        for rows in written
    ]
    _run(transaction, "merge_agreements", agreements=agreements)
    links = [
        {
            **row,
            "properties": {
                "evidence": [support[0] for support in row["support"]],
                "confidence": [support[1] for support in row["support"]],
                "rule": [support[2] for support in row["support"]],
            },
        }
        for rows in written
        for row in rows.links
    ]
    # By end first: agreements of one type or technology queue up at it in one order.
    links.sort(key=lambda row: (row["type"], row["end"], row["start"], row["value"]))
    _run(transaction, "merge_agreement_links", links=links)


def _sweep(
    transaction: Transaction, former: _Former, releases: Sequence[ReleaseRows], displaced: Sequence[Row]
) -> None:
    """Remove what nothing supports any more of what `former` said, and of the concepts that lost one below them."""
    _run(
        transaction,
        "clear_unsupported_links",
        people=former.ids("Person"),
        organizations=former.ids("Organization"),
    )
    _run(
        transaction,
        "clear_unmentioned_names",
        organizations=former.ids("Organization"),
        people=former.ids("Person"),
    )
    demoted = _run(
        transaction,
        "clear_unmentioned_concepts",
        technologies=sorted({*former.ids("Technology"), *_ids(displaced, "Technology")}),
        indications=sorted({*former.ids("Indication"), *_ids(displaced, "Indication")}),
    )
    now = {rows.id: rows.entities for rows in releases}
    lost = [row for release, before in former.releases.items() for row in lost_entities(before, now.get(release, []))]
    changed = {(row["label"], row["id"]) for row in (*lost, *demoted)}
    if changed:
        entities = [{"label": label, "id": key} for label, key in sorted(changed)]
        _run(transaction, "set_entities", entities=entities, kinds=KINDS)


def _ids(rows: Iterable[Row], label: str) -> list[str]:
    return [row["id"] for row in rows if row["label"] == label]


def _run(transaction: Transaction, name: str, **parameters: Any) -> list[Row]:  # noqa: ANN401 - Cypher's values
    query = queries.get(f"write/{name}")
    return transaction.run(query.text, query.complete(parameters)).rows
