"""Readers of documents that are one release each: plain text, web pages, PDF.

The libraries for pages and for PDF are imported where they are needed: they take longer than reading a text.
"""

# ruff: noqa: PLC0415 - for the reason above

import io
import logging
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import lxml.html
from dateutil import parser as dates

from ingest.errors import SourceError
from ingest.release import make_release
from ingest.sources.decode import decode
from ingest.sources.item import Item, Outcome

log = logging.getLogger(__name__)

# trafilatura keeps what it saw in caches; emptied every so many pages, memory stays flat.
_PAGES_BETWEEN_RESETS = 500
_pages = 0


def read_text(item: Item) -> Iterator[Outcome]:
    """A text file: one release."""
    text = decode(item.read()).replace("\r\n", "\n").replace("\r", "\n").strip("\n\x1a")
    yield make_release(text, url=item.url, max_characters=item.settings.max_characters)


def read_html(item: Item) -> Iterator[Outcome]:
    """A web page: one release, with what the page says about its title, day, publisher and address."""
    import trafilatura
    from trafilatura.meta import reset_caches

    global _pages  # noqa: PLW0603 - counts the pages of this process, for the caches of this process
    _pages += 1
    if _pages % _PAGES_BETWEEN_RESETS == 0:
        reset_caches()
    page = trafilatura.bare_extraction(item.read(), url=item.url, with_metadata=True, include_comments=False)
    if isinstance(page, dict):
        raise TypeError("trafilatura gave a dict, which it does only when asked to")
    text = "\n\n".join(line.strip() for line in (page.text or "").splitlines() if line.strip()) if page else ""
    if not page or not text:
        raise SourceError("has no article in it", next_step="save the page with its text, or give the text itself")
    title = page.title
    if title and title.casefold() not in text[: 2 * len(title) + 200].casefold():
        text = f"{title}\n\n{text}"
    yield make_release(
        text,
        title=title,
        url=page.url or item.url,
        published=parse_date(page.date),
        publisher=page.sitename,
        max_characters=item.settings.max_characters,
    )


def text_of_fragment(html: str) -> str:
    """The text of a piece of HTML, paragraph by paragraph."""
    if "<" not in html:
        return html.strip()
    tree = lxml.html.fragment_fromstring(html, create_parent="div")
    for block in tree.iter("p", "div", "br", "li", "h1", "h2", "h3", "h4", "tr", "blockquote"):
        block.tail = "\n\n" + (block.tail or "")
        if block.tag != "br":
            block.text = "\n\n" + (block.text or "")
    lines = (" ".join(line.split()) for line in str(tree.text_content()).splitlines())
    return "\n\n".join(line for line in lines if line)


def read_pdf(item: Item) -> Iterator[Outcome]:
    """A PDF with a text layer: one release."""
    data = item.read()
    try:
        pages, title = _pdf_content(data, item.settings.max_pages)
    except SourceError:
        raise
    except Exception as error:
        # pypdf raises whatever the broken place leads to: KeyError, ValueError, RecursionError, its own and more.
        raise SourceError(f"is a broken PDF ({_short(error)})", next_step="open it and save it again") from error
    text = "\n\n".join(filter(None, (reflowed(page) for page in pages)))
    if not text.strip():
        raise SourceError("is a PDF without text, probably scanned", next_step="run OCR over it first")
    if title and title.casefold() not in text[:1000].casefold():
        title = None  # a file name or a template's title, not the release's headline
    yield make_release(text, title=title, url=item.url, max_characters=item.settings.max_characters)


def _pdf_content(data: bytes, max_pages: int) -> tuple[list[str], str | None]:
    """The text of each page, and the title that the file gives itself."""
    import pypdf

    document = pypdf.PdfReader(io.BytesIO(data))
    if document.is_encrypted and not document.decrypt(""):
        raise SourceError("is a PDF behind a password", next_step="save it without one")
    if len(document.pages) > max_pages:
        raise SourceError(
            f"is a PDF of {len(document.pages)} pages, more than any release",
            next_step="give the pages of the release, or set CELLPACT_MAX_PAGES",
        )
    about = document.metadata
    return [page.extract_text() for page in document.pages], about.title if about else None


def reflowed(page: str) -> str:
    """Join the lines that a page's width broke, so that sentences are whole; blank lines and short lines end one."""
    lines = [line.strip() for line in page.replace("\xad", "").splitlines()]
    longest = max(map(len, lines), default=0)
    text = lines[0] if lines else ""
    for before, line in pairwise(lines):
        if not line or not before or len(before) < 0.7 * longest:
            text += "\n\n" + line
        elif before.endswith("-") and line[:1].islower() and before[-2:-1].islower():
            text = text[:-1] + line
        else:
            text += " " + line
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def parse_date(value: object) -> date | None:
    """A day in any common way of writing it, or None (with a warning) where it cannot be read."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    text = str(value).strip()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass  # not ISO: try the many other ways below
    try:
        # Two defaults far apart: a date without a day or a month would come out different, and is not one day.
        first = dates.parse(text, default=dates.parse("2000-01-01")).date()
        second = dates.parse(text, default=dates.parse("1999-12-31")).date()
    except (ValueError, OverflowError):
        log.warning("cannot read the date %r; it is left out", text[:60])
        return None
    if first != second:
        log.info("%r is no whole date; it is left out", text[:60])
        return None
    return first


def _short(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:80] or type(error).__name__
