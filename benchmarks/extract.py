"""How fast releases are read, against a spaCy pipeline of the size of `en_core_web_sm` on the same texts.

    python benchmarks/extract.py [SOURCE …] [--full] [--without COMPONENT …]

Without a SOURCE, the samples are read. Speeds are words (as `str.split` counts) a second of processor time on one core
with one thread, in turns, so that a busy machine matters little; ratios of the same turn say more than the figures.
The gain by a second process and the start-up are by the clock and want an idle machine. `--full` reads 20,000 releases,
each a little different, to see whether memory stays flat.
"""

import os

# Before NumPy is imported, here and in each process that is started: one core means one thread.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "BLIS_NUM_THREADS": "1"}

import argparse
import multiprocessing
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path

import psutil
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import fix_random_seed

from graph.facts import Release
from ingest.extract.facts import facts_of
from ingest.extract.run import Extractor, Reading, extract
from ingest.release import Rejected, make_release
from ingest.settings import IngestSettings
from ingest.sources import read_sources

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
TURNS = 3
BATCH = Reading().batch_size

# `en_core_web_sm` 3.8, as its config.cfg has it: the parser and the tagger share one tok2vec, NER has its own.
TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": 96,
        "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"],
        "rows": [5000, 1000, 2500, 2500, 50, 50],
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": 96,
        "depth": 4,
        "window_size": 1,
        "maxout_pieces": 3,
    },
}
LISTENER = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
TAGS, DEPENDENCIES, ENTITIES = 50, 45, 18
"""Numbers of labels in `en_core_web_sm`."""


def spacy_model() -> Language:
    """An untrained pipeline of the size of `en_core_web_sm`: as fast as a trained one, as its matrices are as large."""
    fix_random_seed(0)
    nlp = spacy.blank("en")
    parts = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
    }
    nlp.add_pipe("tok2vec", config={"model": TOK2VEC})
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": LISTENER}})
    parser = {**parts, "state_type": "parser", "extra_state_tokens": False, "tok2vec": LISTENER}
    nlp.add_pipe("parser", config={"model": parser, "min_action_freq": 1})
    ner = {**parts, "state_type": "ner", "extra_state_tokens": False, "tok2vec": TOK2VEC}
    nlp.add_pipe("ner", config={"model": ner})
    nlp.initialize(lambda: [labelled(nlp, number) for number in range(TAGS)])
    return nlp


def labelled(nlp: Language, number: int) -> Example:
    """A sentence that holds the labels of one number."""
    words = ["They", "signed", "it", "today", "."]
    doc = Doc(
        nlp.vocab,
        words=words,
        tags=[f"T{(number + n) % TAGS}" for n in range(len(words))],
        heads=[1, 1, 1, 1, 1],
        deps=["ROOT" if n == 1 else f"d{(number + n) % DEPENDENCIES}" for n in range(len(words))],
        ents=["O", "O", f"B-E{number % ENTITIES}", "O", "O"],
    )
    return Example(Doc(nlp.vocab, words=words), doc)


def cores() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def pin(allowed: Sequence[int]) -> None:
    """Stay on these cores, where the system can be told so."""
    if allowed:
        os.sched_setaffinity(0, allowed)


def processor_seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def words_in(releases: Sequence[Release]) -> int:
    return sum(len(release.text.split()) for release in releases)


def read_by_cellpact(extractor: Extractor, releases: Sequence[Release]) -> None:
    for start in range(0, len(releases), BATCH):
        for found in extractor.read_all(releases[start : start + BATCH]):
            if isinstance(found, Rejected):
                sys.exit(str(found))


def read_by_spacy(nlp: Language, releases: Sequence[Release]) -> None:
    """In batches as large as spaCy likes them."""
    with nlp.memory_zone():
        for _ in nlp.pipe(release.text for release in releases):
            pass


def speed(releases: Sequence[Release], without: frozenset[str]) -> None:
    """Print words a second of both, the ratio, and the share of each component."""
    pin(cores()[:1])
    extractor, model = Extractor.load(without, "benchmark"), spacy_model()
    words = words_in(releases)
    ours, theirs = partial(read_by_cellpact, extractor, releases), partial(read_by_spacy, model, releases)
    ours()
    theirs()
    times = [(processor_seconds(ours), processor_seconds(theirs)) for _ in range(TURNS)]
    print(f"\nOne core, {len(releases)} releases of {words:,} words, {TURNS} turns")
    print(f"  Cellpact                          {words / statistics.median(a for a, _ in times):8,.0f} words/s")
    print(f"  spaCy, size of en_core_web_sm     {words / statistics.median(b for _, b in times):8,.0f} words/s")
    ratios = sorted(b / a for a, b in times)
    print(f"  ratio                             {statistics.median(ratios):8.2f}  (turns: {spread(ratios)})")
    shares = components(extractor, releases)
    whole = sum(shares.values())
    print("  where the time goes")
    for name, seconds in sorted(shares.items(), key=lambda entry: -entry[1]):
        print(f"    {name:<16} {seconds / whole:5.0%}  {words / max(seconds, 1e-9):10,.0f} words/s")


def components(extractor: Extractor, releases: Sequence[Release]) -> dict[str, float]:
    """Processor seconds of the tokenizer, of each component and of making facts of what they wrote."""
    seconds: dict[str, float] = defaultdict(float)
    nlp = extractor.nlp

    def timed(name: str, work: Callable[[], list[Doc]]) -> list[Doc]:
        start = time.process_time()
        result = work()
        seconds[name] += time.process_time() - start
        return result

    for start in range(0, len(releases), BATCH):
        batch = releases[start : start + BATCH]
        with nlp.memory_zone():
            docs = timed("tokenizer", partial(lambda batch: [nlp.make_doc(release.text) for release in batch], batch))
            for doc, release in zip(docs, batch, strict=True):
                doc._.release = release
            for name, component in nlp.pipeline:
                docs = timed(name, partial(piped, component, docs))
            seconds["facts"] += processor_seconds(
                partial(lambda docs: [facts_of(doc, doc._.release, pipeline="benchmark") for doc in docs], docs)
            )
    return seconds


def piped(component: Callable[[Doc], Doc], docs: list[Doc]) -> list[Doc]:
    pipe = getattr(component, "pipe", None)
    return list(pipe(docs, batch_size=BATCH)) if pipe else [component(doc) for doc in docs]


def processes(releases: Sequence[Release], without: frozenset[str]) -> None:
    """Print how much faster two processes are than one, on two cores, while all are busy.

    So the first batches, for which processes start, and the last, for which some have nothing to do, are left out.
    """
    if len(cores()) < 2:
        print("\nTwo processes: this machine has one core")
        return
    pin(cores()[:2])
    batches, first, last = 30, 8, 24
    many = list(islice(cycle(releases), batches * BATCH))
    words = words_in(many[first * BATCH : last * BATCH])

    def rate(number: int) -> float:
        start = 0.0
        for count, _ in enumerate(extract(many, Reading(processes=number, without=without)), 1):
            if count == first * BATCH:
                start = time.perf_counter()
            elif count == last * BATCH:
                end = time.perf_counter()
        return words / (end - start)

    alone, two = rate(1), rate(2)
    print("\nBy the clock, while all processes are busy")
    print(f"  one process                       {alone:8,.0f} words/s")
    print(f"  two processes                     {two:8,.0f} words/s")
    print(
        f"  ratio                             {two / alone:8.2f}  (load of the machine: {psutil.getloadavg()[0]:.1f})"
    )


def start_up(release: Release, without: frozenset[str]) -> None:
    """Print how long `cellpact extract` takes for one short release once all files are in the system's cache."""
    options = ["--no-gazetteer"] if "gazetteer" in without else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "release.txt"
        path.write_text(release.text[:1000], "utf-8")
        commands = {
            "cellpact extract": ["-m", "cellpact", "extract", "--quiet", *options, "-o", os.devnull, str(path)],
            "cellpact --help": ["-m", "cellpact", "--help"],
            "import spacy": ["-c", "import spacy"],
        }
        print("\nStart-up by the clock, and seconds of processor time")
        for name, arguments in commands.items():
            runs = [child_seconds([sys.executable, *arguments]) for _ in range(TURNS + 1)][1:]
            clock, processor = (statistics.median(values) for values in zip(*runs, strict=True))
            print(f"  {name:<32}  {clock:8.2f} s  {processor:6.2f} s")


def child_seconds(command: list[str]) -> tuple[float, float]:
    start, before = time.perf_counter(), os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return time.perf_counter() - start, spent


def memory(releases: Sequence[Release], without: frozenset[str], count: int, points: int = 10) -> None:
    """Print the memory of a process that reads many releases, none like another."""
    process, mebibyte = psutil.Process(), 2**20
    print(f"\nMemory over {count:,} releases, none like another", flush=True)
    sizes = []
    step = count // points
    for number, _ in enumerate(extract(varied(releases, count), Reading(without=without)), 1):
        if number % step == 0:
            sizes.append(process.memory_info().rss / mebibyte)
            print(f"  after {number:7,}  {sizes[-1]:8.0f} MiB", flush=True)
    early = sizes[: max(points // 5, 1)]
    print(f"  growth since the first fifth      {sizes[-1] - early[-1]:+8.0f} MiB")


def varied(releases: Sequence[Release], count: int) -> Iterator[Release]:
    """Releases in which a fifth of the capitalised words are new, so that nothing kept by word would stay small."""
    chance = random.Random(1)  # noqa: S311 - the same releases each time

    def coined(match: re.Match[str]) -> str:
        if chance.random() > 0.2:
            return match.group()
        return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(4)).capitalize()

    for number, release in enumerate(islice(cycle(releases), count)):
        yield make_release(re.sub(r"\b[A-Z][a-z]{4,}\b", coined, release.text), id=f"{release.id}-{number}")


def spread(values: Sequence[float]) -> str:
    return ", ".join(f"{value:.2f}" for value in values)


def apart(work: Callable[..., None], *arguments: object) -> None:
    """Run in a process of its own, so that one measurement leaves nothing behind for the next."""
    process = multiprocessing.get_context("spawn").Process(target=work, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"{work.__name__} failed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", nargs="*", default=[str(SAMPLES)], metavar="SOURCE")
    parser.add_argument("--full", action="store_true", help="memory over 20,000 releases instead of a few hundred")
    parser.add_argument("--without", nargs="*", default=[], metavar="COMPONENT", help="leave components out")
    arguments = parser.parse_args()
    releases = [item for item in read_sources(arguments.sources, IngestSettings.load()) if isinstance(item, Release)]
    if not releases:
        sys.exit("there are no releases in what was named")
    without = frozenset(arguments.without)
    apart(speed, releases, without)
    apart(processes, releases, without)
    start_up(releases[0], without)
    apart(memory, releases, without, 20_000 if arguments.full else 200)


if __name__ == "__main__":
    main()
