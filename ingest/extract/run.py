"""Runs the pipeline over many releases, in this process or in several, with memory that stays flat."""

import logging
import multiprocessing
import signal
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from graph.facts import Facts, Release
from ingest.annotations import Trace
from ingest.errors import ExtractionError, WorkerLostError
from ingest.extract.facts import facts_of
from ingest.extract.version import pipeline_version
from ingest.pipeline import build
from ingest.release import Rejected

log = logging.getLogger(__name__)

Found = Facts | Rejected
BATCHES_AHEAD: Final = 2
"""Batches a worker may have waiting: enough to keep it busy, few enough to keep memory flat."""


@dataclass(frozen=True, slots=True)
class Extractor:
    """A built pipeline with its version; made once a process, since building takes seconds."""

    nlp: Language
    version: str

    @classmethod
    def load(cls, without: frozenset[str], version: str) -> "Extractor":
        """Build the pipeline, leaving out the components named in `without`."""
        return cls(build(without=without), version)

    def read(self, release: Release) -> Facts:
        """Read one release.

        Raises:
            ExtractionError: A component failed; the cause is its error.
        """
        return self._read(self._doc(release), release)[0]

    def read_traced(self, release: Release) -> tuple[Facts, Doc]:
        """Read one release, noting in `doc._.trace` what the components weighed and dropped.

        Raises:
            ExtractionError: A component failed; the cause is its error.
        """
        doc = self._doc(release)
        doc._.trace = Trace()
        return self._read(doc, release)

    def _read(self, doc: Doc, release: Release) -> tuple[Facts, Doc]:
        try:
            doc = self.nlp(doc)
            return facts_of(doc, release, pipeline=self.version), doc
        except Exception as error:
            # Whatever a component trips over in one odd text must not cost the other releases of the run.
            log.debug("the pipeline failed on %s", release.id, exc_info=True)
            raise ExtractionError(
                f"the pipeline failed on it ({type(error).__name__}: {error})",
                next_step="please report it together with the text",
            ) from error

    def read_all(self, releases: Iterable[Release]) -> list[Found]:
        """Read a batch, through components that work on several texts at once where they do.

        What spaCy keeps for the texts is let go of at the end. If a component fails, each text is read alone, so that
        only the one at fault is lost.
        """
        batch = list(releases)
        with self.nlp.memory_zone():
            try:
                docs = self.nlp.pipe(map(self._doc, batch), batch_size=len(batch) or 1)
                return [facts_of(doc, doc._.release, pipeline=self.version) for doc in docs]
            except Exception:  # noqa: BLE001 - as in `read`, where it is reported
                return [self._found(release) for release in batch]

    def _doc(self, release: Release) -> Doc:
        doc = self.nlp.make_doc(release.text)
        doc._.release = release
        return doc

    def _found(self, release: Release) -> Found:
        try:
            return self.read(release)
        except ExtractionError as error:
            return Rejected(release.id, error.reason, error.next_step)


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: in how many processes, how many releases together, and without which components."""

    processes: int = 1
    batch_size: int = 16
    without: frozenset[str] = frozenset()

    @property
    def version(self) -> str:
        """The version of the pipeline that reads so."""
        return pipeline_version(self.without)


def extract(outcomes: Iterable[Release | Rejected], reading: Reading) -> Iterator[Found]:
    """Read releases in the order in which they come; what was read or rejected before passes through in its place.

    The pipeline is built when the first text comes that has to be read.

    Raises:
        WorkerLostError: A worker process died.
    """
    batches = _batched(outcomes, reading.batch_size)
    if reading.processes == 1:
        extractor: Extractor | None = None
        for batch in batches:
            known = _known(batch)
            if known is None:
                extractor = extractor or Extractor.load(reading.without, reading.version)
                known = _read_batch(extractor, batch)
            yield from known
        return
    # Not fork: native libraries hold threads and locks by now, which a forked child would inherit in any state.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        reading.processes, context, initializer=_start_worker, initargs=(reading.without, reading.version)
    )
    waiting: deque[Future[list[Found]]] = deque()
    try:
        for batch in batches:
            waiting.append(_done(batch) or pool.submit(_work, batch))
            if len(waiting) > reading.processes * BATCHES_AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenProcessPool as error:
        raise WorkerLostError(
            "a worker process died, mostly because the machine ran out of memory",
            next_step="run again with fewer --processes; what was loaded stays",
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _batched(items: Iterable[Release | Rejected], size: int) -> Iterator[tuple[Release | Rejected, ...]]:
    remaining = iter(items)
    while batch := tuple(islice(remaining, size)):
        yield batch


def _known(batch: tuple[Release | Rejected, ...]) -> list[Found] | None:
    """The batch, if nothing in it has to be read."""
    found = [item for item in batch if isinstance(item, Facts | Rejected)]
    return found if len(found) == len(batch) else None


def _done(batch: tuple[Release | Rejected, ...]) -> Future[list[Found]] | None:
    known = _known(batch)
    if known is None:
        return None
    future: Future[list[Found]] = Future()
    future.set_result(known)
    return future


def _read_batch(extractor: Extractor, batch: tuple[Release | Rejected, ...]) -> list[Found]:
    unread = [item for item in batch if not isinstance(item, Facts | Rejected)]
    found = iter(extractor.read_all(unread))
    return [item if isinstance(item, Facts | Rejected) else next(found) for item in batch]


_worker: list[Extractor] = []  # the one extractor of a worker process


def _start_worker(without: frozenset[str], version: str) -> None:
    # Ctrl-C reaches all processes of a terminal; the first process ends the run, workers finish what they have.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker.append(Extractor.load(without, version))


def _work(batch: tuple[Release | Rejected, ...]) -> list[Found]:
    return _read_batch(_worker[0], batch)
