"""The run behind `cellpact ingest`: sources to the graph.

Each release gets an outcome, told in the order in which the releases were read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.client import GraphClient
from graph.errors import QueryError
from graph.facts import Facts, Release
from graph.load import WRITERS, Outcome, await_names, in_batches, load_batch
from ingest.copies import recognised
from ingest.extract.run import Found, Reading, extract
from ingest.progress import Teller
from ingest.release import Rejected
from ingest.resolve import Vocabulary, resolve
from ingest.resolve.decisions import NOTHING, Decisions
from ingest.resolve.settling import settle_graph, standing
from ingest.resolve.standing import ALONE, Standing
from ingest.run import REJECTED, Summary
from ingest.settings import IngestSettings
from ingest.sources import read_sources
from ingest.sources.stored import unread_releases


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a release that was read."""

    release: str
    outcome: Outcome
    agreements: int


Result = Loaded | Rejected


def ingest_sources(  # noqa: PLR0913 - what a run needs
    client: GraphClient,
    sources: Sequence[str],
    reading: Reading,
    teller: Teller,
    *,
    again: bool = False,
    decisions: Decisions = NOTHING,
) -> Summary:
    """Ingest into a graph that has its schema, telling each outcome and a summary at the end.

    Records that say what was read already, such as those of an export, are loaded as they are, and what the graph holds
    of the very same text is taken from there. With `again` their texts
    are read anew; without sources, the texts of those releases in the graph that another pipeline read.

    At the end who is who is settled over all releases in the graph, with the `decisions` of persons; where that changes
    what an earlier release means, it is loaded again.

    When interrupted (Ctrl-C), what was loaded stays and the summary says so.

    Raises:
        GraphError: The database cannot be reached any more; what was loaded before stays.
    """
    summary, vocabulary = Summary(), Vocabulary.load()
    try:
        with teller.counting("releases") as count:
            if again and not sources:
                outcomes: Iterable[Release | Rejected] = unread_releases(client, reading.version)
            else:
                settings = IngestSettings.load().model_copy(update={"keep_facts": not again})
                outcomes = read_sources(sources, settings)
            if not again:
                outcomes = recognised(client, outcomes, reading.version)
            found = extract(outcomes, reading)
            for result in count.over(load_found(client, found, vocabulary, stands=standing(client, decisions))):
                if isinstance(result, Rejected):
                    teller.reject(result)
                    summary.add(REJECTED)
                else:
                    teller.told(result.outcome, result.release)
                    summary.add(result.outcome, result.agreements)
        with teller.counting("settling who is who") as count:
            settled = settle_graph(client, vocabulary, decisions, tell=count.at)
        if settled.reloaded:
            many = "1 release" if settled.reloaded == 1 else f"{settled.reloaded} releases"
            teller.say(f"who is who: {many} loaded again, as other names turned out to be one")
    except KeyboardInterrupt:
        summary.interrupted = True
        teller.say("interrupted; what was loaded stays, run it again to load the rest")
    finally:
        teller.summarise(summary.outcomes, summary.agreements)
    return summary


def load_found(
    client: GraphClient,
    found: Iterable[Found],
    vocabulary: Vocabulary,
    *,
    stands: Standing = ALONE,
    writers: int = WRITERS,
) -> Iterator[Result]:
    """Resolve and load in batches, `writers` at a time; an outcome for each release, in the order in which they come.

    Names mean what `stands` over all releases so far.

    What the server refuses of one release is a rejection of that release. Two releases with one id are loaded one after
    the other, so that the later one stays.

    Raises:
        GraphError: The database cannot be reached any more; what was loaded before stays.
    """
    numbered = enumerate(found)

    def key(item: tuple[int, Found]) -> str:
        number, release = item
        return release.id if isinstance(release, Facts) else f"rejected {number}"

    def work(items: Sequence[tuple[int, Found]]) -> list[Result]:
        return _load(client, [item for _, item in items], vocabulary, stands)

    yield from in_batches(numbered, work, key=key, writers=writers)
    await_names(client)


def _load(client: GraphClient, items: Sequence[Found], vocabulary: Vocabulary, stands: Standing) -> list[Result]:
    facts = [item for item in items if isinstance(item, Facts)]
    outcomes = iter(load_batch(client, [resolve(item, vocabulary, stands) for item in facts]) if facts else ())
    return [item if isinstance(item, Rejected) else _result(item, next(outcomes)) for item in items]


def _result(facts: Facts, outcome: Outcome | QueryError) -> Result:
    if isinstance(outcome, QueryError):
        return Rejected(facts.id, f"the graph refuses it ({outcome})", "please report it together with the text")
    return Loaded(facts.id, outcome, len(facts.agreements))
