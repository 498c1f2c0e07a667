"""Reader of RSS and Atom feeds: one release an entry, from the feed's own text or from the page that it links to."""

import calendar
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, Final

import feedparser

from ingest.errors import SourceError
from ingest.release import Rejected, make_release
from ingest.sources.documents import text_of_fragment
from ingest.sources.item import Item, Outcome

# Shorter than this, an entry's text is a teaser, and the page that it links to has the release.
TEASER: Final = 800

OpenPage = Callable[[str], AbstractContextManager[Item]]
ReadPage = Callable[[Item], Iterator[Outcome]]


def read_feed(item: Item, open_page: OpenPage, read_page: ReadPage) -> Iterator[Outcome]:
    """Each entry of a feed."""
    feed = feedparser.parse(item.read())
    if not feed.entries:
        raise SourceError("is a feed without entries", next_step="look at it in a browser")
    publisher = feed.feed.get("title")
    for number, entry in enumerate(feed.entries, 1):
        place = entry.get("link") or f"{item.name}[{number}]"
        try:
            yield from _entry(entry, publisher, item, open_page, read_page)
        except SourceError as error:
            yield Rejected(place, error.reason, error.next_step)


def _entry(
    entry: Any,  # noqa: ANN401 - feedparser is not typed
    publisher: str | None,
    item: Item,
    open_page: OpenPage,
    read_page: ReadPage,
) -> Iterator[Outcome]:
    bodies = [part.get("value", "") for part in entry.get("content", [])] or [entry.get("summary", "")]
    text = text_of_fragment(max(bodies, key=len)) if any(bodies) else ""
    link = entry.get("link")
    if len(text) < TEASER and link and link.startswith(("http://", "https://")):
        with open_page(link) as page:
            yield from read_page(page)
        return
    title = entry.get("title")
    if title and not text.startswith(title):
        text = f"{title}\n\n{text}"
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    published = datetime.fromtimestamp(calendar.timegm(when), UTC).date() if when else None
    yield make_release(
        text,
        url=link,
        title=title,
        published=published,
        publisher=publisher,
        max_characters=item.settings.max_characters,
    )
