"""The runs behind the commands: sources to records, sources to the graph, annotated texts to predictions.

Each release gets an outcome, told in the order in which the releases were read.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from graph.client import GraphClient
from graph.errors import QueryError
from graph.facts import Facts
from graph.load import WRITERS, Outcome, load_release
from ingest.evaluate.records import Annotation
from ingest.extract.run import Found, Reading, extract
from ingest.progress import Teller
from ingest.release import Rejected
from ingest.resolve import Vocabulary, resolve
from ingest.settings import IngestSettings
from ingest.sources import read_sources

REJECTED: Final = "rejected"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a release that was read."""

    release: str
    outcome: Outcome
    agreements: int


Result = Loaded | Rejected


@dataclass(slots=True)
class Summary:
    """Counts of outcomes; `agreements` are those that the releases report, before releases about one deal meet."""

    outcomes: Counter[str] = field(default_factory=Counter)
    agreements: int = 0
    interrupted: bool = False

    def add(self, outcome: str, agreements: int = 0) -> None:
        """Count a release."""
        self.outcomes[outcome] += 1
        self.agreements += agreements

    @property
    def rejected(self) -> int:
        """How many were not read or not loaded."""
        return self.outcomes[REJECTED]


def extract_sources(sources: Sequence[str], out: TextIO, reading: Reading, teller: Teller) -> Summary:
    """Write what releases say as JSON Lines, in the order of the sources."""
    summary = Summary()
    with teller.counting("releases read") as count:
        for item in count.over(extract(read_sources(sources, IngestSettings.load()), reading)):
            if isinstance(item, Rejected):
                teller.reject(item)
                summary.add(REJECTED)
            else:
                out.write(item.model_dump_json() + "\n")
                summary.add("read", len(item.agreements))
    teller.say(f"{summary.outcomes['read']} read, {summary.rejected} rejected")
    return summary


def ingest_sources(client: GraphClient, sources: Sequence[str], reading: Reading, teller: Teller) -> Summary:
    """Ingest into a graph that has its schema, telling each outcome and a summary at the end.

    When interrupted (Ctrl-C), what was loaded stays and the summary says so.

    Raises:
        GraphError: The database cannot be reached any more; what was loaded before stays.
    """
    summary = Summary()
    try:
        with teller.counting("releases") as count:
            found = extract(read_sources(sources, IngestSettings.load()), reading)
            for result in count.over(load_found(client, found, Vocabulary.load())):
                if isinstance(result, Rejected):
                    teller.reject(result)
                    summary.add(REJECTED)
                else:
                    teller.told(result.outcome, result.release)
                    summary.add(result.outcome, result.agreements)
    except KeyboardInterrupt:
        summary.interrupted = True
        teller.say("interrupted; what was loaded stays, run it again to load the rest")
    finally:
        teller.summarise(summary.outcomes, summary.agreements)
    return summary


def read_again(gold: Path, reading: Reading, teller: Teller) -> dict[str, Annotation]:
    """Run the pipeline over the texts of annotated releases."""
    found: dict[str, Annotation] = {}
    with teller.counting("releases read") as count:
        for item in count.over(extract(read_sources([str(gold)], IngestSettings.load()), reading)):
            if isinstance(item, Rejected):
                teller.reject(item)
            else:
                found[item.id] = Annotation.model_validate(item.model_dump(mode="json"))
    return found


def load_found(
    client: GraphClient, found: Iterable[Found], vocabulary: Vocabulary, *, writers: int = WRITERS
) -> Iterator[Result]:
    """Resolve and load, each release in a transaction of its own, `writers` at a time.

    What the server refuses of one release is a rejection of that release. Two releases with one id are loaded one after
    the other, so that the later one stays.

    Raises:
        GraphError: The database cannot be reached any more; what was loaded before stays.
    """
    with ThreadPoolExecutor(writers, thread_name_prefix="load") as pool:
        waiting: deque[tuple[str, Future[Result]]] = deque()
        try:
            for item in found:
                name = item.id if isinstance(item, Facts) else ""
                while len(waiting) > 2 * writers or (name and any(name == busy for busy, _ in waiting)):
                    yield waiting.popleft()[1].result()
                waiting.append((name, pool.submit(_load, client, item, vocabulary)))
            while waiting:
                yield waiting.popleft()[1].result()
        finally:
            for _, future in waiting:
                future.cancel()


def _load(client: GraphClient, item: Found, vocabulary: Vocabulary) -> Result:
    if isinstance(item, Rejected):
        return item
    try:
        outcome = load_release(client, resolve(item, vocabulary))
    except QueryError as error:
        return Rejected(item.id, f"the graph refuses it ({error})", "please report it together with the text")
    return Loaded(item.id, outcome, len(item.agreements))
