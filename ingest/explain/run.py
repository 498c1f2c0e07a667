"""The run behind `cellpact extract --explain` and `--html`: releases are read one by one, and each is shown at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from ingest.errors import ExtractionError, OutputError
from ingest.explain import html, text
from ingest.explain.gather import Explanation, explain
from ingest.extract.run import Extractor, Reading
from ingest.progress import Teller
from ingest.release import Rejected
from ingest.run import REJECTED, Summary
from ingest.settings import IngestSettings
from ingest.sources import read_sources

PAGES = (".html", ".htm")


def explain_sources(
    sources: Sequence[str], reading: Reading, teller: Teller, *, out: TextIO | None, page: TextIO | None
) -> Summary:
    """Show each release on `out` and on the HTML `page`, where these are given."""
    summary = Summary()
    console = text.console_for(out) if out else None
    if page:
        page.write(html.head("What the releases say" if len(sources) > 1 else sources[0]))
    for item in explanations(sources, reading):
        if isinstance(item, Rejected):
            teller.reject(item)
            summary.add(REJECTED)
            continue
        summary.add("read")
        if console:
            text.show(item, console)
        if page:
            page.write(html.article(item, summary.outcomes["read"]))
    if page:
        page.write(html.TAIL)
    teller.say(f"{summary.outcomes['read']} read, {summary.rejected} rejected")
    return summary


def explanations(sources: Sequence[str], reading: Reading) -> Iterator[Explanation | Rejected]:
    """Read each release with a trace of what is dropped; one process, since a `Doc` cannot leave it."""
    extractor: Extractor | None = None
    for item in read_sources(sources, IngestSettings.load()):
        if isinstance(item, Rejected):
            yield item
            continue
        extractor = extractor or Extractor.load(reading.without, reading.version)
        with extractor.nlp.memory_zone():
            try:
                facts, doc = extractor.read_traced(item)
            except ExtractionError as error:
                shown: Explanation | Rejected = Rejected(item.id, error.reason, error.next_step)
            else:
                shown = explain(doc, facts)
        yield shown


@contextmanager
def opened_page(path: Path, sources: Sequence[str]) -> Iterator[TextIO]:
    """A page to write.

    Raises:
        OutputError: The name is not a page's, is one of the sources, or cannot be written.
    """
    if path.suffix.lower() not in PAGES:
        raise OutputError(f"--html writes a page, and {path} is none by its name", next_step="name it OUT.html")
    if any(path.resolve() == Path(source).resolve() for source in sources if "://" not in source):
        raise OutputError(f"--html would overwrite the source {path}", next_step="name another file")
    try:
        with path.open("w", encoding="utf-8") as file:
            yield file
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"cannot write {path} ({error.strerror})", next_step="name another file") from error
