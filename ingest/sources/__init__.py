"""Releases from where they are: files, folders, addresses, feeds and standard input.

Everything is read lazily, one release after the other, so that a folder or a JSON Lines file of any length needs no
more memory than one document. What cannot be read comes out as `Rejected`, in its place, and never stops the rest.
"""

import gzip
import os
import sys
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from fnmatch import fnmatch
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

from ingest.errors import NoSuchSourceError, SourceError
from ingest.release import Rejected
from ingest.settings import IngestSettings
from ingest.sources.documents import read_html, read_pdf, read_text
from ingest.sources.feeds import read_feed
from ingest.sources.fetch import Fetcher
from ingest.sources.item import Item, Outcome, Reader
from ingest.sources.kinds import SUFFIXES, Kind, detect
from ingest.sources.records import read_csv, read_json, read_jsonl

__all__ = ["Outcome", "check_sources", "read_sources"]

Opened = AbstractContextManager[Item]

STDIN: Final = "-"
GZIP: Final = b"\x1f\x8b"
# What lies in folders beside releases: hidden files, notes about the folder, a package's own files.
BESIDE: Final = (
    ".*",
    "README*",
    "LICENSE*",
    "NOTICE*",
    "CHANGELOG*",
    "Thumbs.db",
    "desktop.ini",
    "*.py",
    "__pycache__",
)
READERS: Final[dict[Kind, Reader]] = {
    Kind.TEXT: read_text,
    Kind.HTML: read_html,
    Kind.PDF: read_pdf,
    Kind.JSON: read_json,
    Kind.JSONL: read_jsonl,
    Kind.CSV: read_csv,
}


def check_sources(sources: Sequence[str]) -> None:
    """See that there is something to read.

    Raises:
        NoSuchSourceError: None of the named files exists, or a scheme other than http and https is asked for.
    """
    for source in sources:
        scheme, separator, _ = source.partition("://")
        if separator and scheme.lower() not in {"http", "https"}:
            raise NoSuchSourceError(f"cannot read {scheme}: addresses ({source})", next_step="use http or https")
    if not any(source == STDIN or "://" in source or os.path.lexists(source) for source in sources):
        named = ", ".join(sources)
        raise NoSuchSourceError(f"no such file, folder or address: {named}", next_step="check the name")


def read_sources(sources: Sequence[str], settings: IngestSettings) -> Iterator[Outcome]:
    """Read all that the sources hold, in the order given; a folder in the order of its names."""
    fetcher = Fetcher(settings)
    try:
        for source in sources:
            for name, opened in _items(source, settings, fetcher):
                yield from _outcomes(name, opened, fetcher)
    finally:
        fetcher.close()


def _outcomes(name: str, opened: Opened, fetcher: Fetcher) -> Iterator[Outcome]:
    try:
        with opened as item:
            yield from _read(item, fetcher)
    except SourceError as error:
        yield Rejected(name, error.reason, error.next_step)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield Rejected(name, f"is compressed and damaged ({error})", "get the file again")
    except OSError as error:
        yield Rejected(name, f"cannot be read ({error.strerror or error})", "check the file and who may read it")


def _read(item: Item, fetcher: Fetcher) -> Iterator[Outcome]:
    if item.head().startswith(GZIP):
        item = item.unpacked()
    head = item.head()
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise SourceError("is empty", next_step="give the text of a release")
    kind = detect(item.url or item.name, head, item.media_type)
    if kind is Kind.FEED:
        return read_feed(item, fetcher.open, _read_page)
    return READERS[kind](item)


def _read_page(item: Item) -> Iterator[Outcome]:
    """Read what a feed links to; a feed in a feed is not followed."""
    kind = detect(item.url or item.name, item.head(), item.media_type)
    if kind is Kind.FEED:
        raise SourceError("is a feed that another feed links to", next_step="name it as a source of its own")
    return READERS[kind](item)


def _items(source: str, settings: IngestSettings, fetcher: Fetcher) -> Iterator[tuple[str, Opened]]:
    """Everything to open in a source, each with the name that the user knows it by."""
    if "://" in source:
        yield source, fetcher.open(source)
    elif source == STDIN:
        yield "standard input", _standard_input(settings)
    elif Path(source).is_dir():
        empty = True
        for path in _files(Path(source)):
            empty = False
            yield str(path), _file(path, settings)
        if empty:
            yield source, _refused("is a folder without releases", f"put {', '.join(SUFFIXES)} files into it")
    else:
        yield source, _file(Path(source), settings)


def _files(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those below it, sorted, but for those that lie in any folder (`BESIDE`)."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_beside(name))
        yield from (Path(place, name) for name in sorted(files) if not _is_beside(name))


def _is_beside(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in BESIDE)


@contextmanager
def _file(path: Path, settings: IngestSettings) -> Iterator[Item]:
    if not os.path.lexists(path):
        raise SourceError("does not exist", next_step="check the name")
    if path.exists() and not path.is_file():
        raise SourceError("is neither a file nor a folder", next_step="pipe it in and name `-`")
    with path.open("rb") as stream:
        yield Item(str(path), stream, settings)


@contextmanager
def _standard_input(settings: IngestSettings) -> Iterator[Item]:
    stream: Any = sys.stdin.buffer
    # What stands in for standard input in another program may not be able to look ahead.
    yield Item("standard input", stream if hasattr(stream, "peek") else BufferedReader(stream), settings)


@contextmanager
def _refused(reason: str, next_step: str) -> Iterator[Item]:
    raise SourceError(reason, next_step=next_step)
    yield  # a context manager has to be a generator
