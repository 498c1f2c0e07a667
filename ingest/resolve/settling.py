"""Bringing a graph in line with all its releases and with the decisions of persons.

Runs at the end of every ingest and after every decision. What it does is noted in the graph before it is done, so a run
that was killed is finished by the next one, and a run with nothing to do writes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from graph.client import GraphClient
from graph.load import Outcome, load_releases
from graph.stored import BATCH, stored_facts
from ingest.resolve import ledger as kept
from ingest.resolve.decisions import Decisions
from ingest.resolve.judged import judged
from ingest.resolve.ledger import Ledger
from ingest.resolve.policy import Vocabulary
from ingest.resolve.run import resolve
from ingest.resolve.standing import Standing

T = TypeVar("T")
RELEASE = "Release"


@dataclass(frozen=True, slots=True)
class Settling:
    """What was done: releases whose names were read, names that were settled, releases that were loaded again."""

    named: int
    settled: int
    reloaded: int


def _silent(_what: str, _done: int) -> None:
    pass


def standing(client: GraphClient, decisions: Decisions) -> Standing:
    """What stands now, to resolve releases by."""
    return Standing(kept.redirects(client), decisions.rulings(), decisions.judgements())


def settle_graph(
    client: GraphClient,
    vocabulary: Vocabulary,
    decisions: Decisions,
    *,
    tell: Callable[[str, int], None] = _silent,
) -> Settling:
    """Settle who is who over all releases, and load again those of which it changes anything.

    The graph then is what loading all its releases in any order, with these decisions, would give. `tell` hears what is
    going on, and how many are done.

    Raises:
        GraphError: As `GraphClient.write`; run it again to go on.
        SchemaError: A release was loaded by an older Cellpact, which did not keep its facts.
    """
    ledger = Ledger(client, vocabulary, decisions.rulings())
    judgements = decisions.judgements()
    subjects, before = decisions.subjects(), kept.decided(client)
    changed = {key for key in subjects.keys() | before.keys() if subjects.get(key) != before.get(key)}
    again = {key.partition(" ")[2] for key in changed if key.startswith(f"{RELEASE} ")}
    about = sorted(key for key in changed if not key.startswith(f"{RELEASE} "))
    if about:
        ledger.mark("dirty", about)
        ledger.mark("stale", ledger.with_fellows(about))
    named = 0
    for batch in _batches([*sorted(again), *(key for key in ledger.unnamed() if key not in again)], BATCH):
        ledger.name([judged(facts, judgements.get(facts.id, {})) for facts in stored_facts(client, batch)])
        named += len(batch)
        tell("names read", named)
    settled = ledger.settle()
    tell("names settled", settled)
    stale = ledger.stale()
    waiting = sorted(again.union(ledger.releases_naming(ledger.with_fellows(stale)) if stale else ()))
    reloaded = 0
    if waiting:
        stands = standing(client, decisions)
        for batch in _batches(waiting, 10 * BATCH):
            facts = stored_facts(client, batch)
            for outcome in load_releases(client, (resolve(each, vocabulary, stands) for each in facts)):
                reloaded += outcome is not Outcome.UNCHANGED
                tell("releases loaded again", reloaded)
            ledger.named(batch)
    if stale:
        ledger.fresh(stale)
    if changed:
        kept.set_decided(client, subjects, before.keys() - subjects.keys())
    return Settling(named, settled, reloaded)


def _batches(items: Iterable[T], size: int) -> Iterator[Sequence[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
