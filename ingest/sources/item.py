"""What readers get: an opened file, page or stream, and what is known about it from outside."""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from io import BufferedReader
from typing import Any

from graph.facts import Release
from ingest.errors import SourceError
from ingest.release import Rejected
from ingest.settings import IngestSettings

HEAD = 8192


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to read: `name` is what the user knows it by, `url` and `media_type` what the web server said."""

    name: str
    stream: "BufferedReader[Any]"  # the class cannot be subscripted at run time
    settings: IngestSettings
    url: str | None = None
    media_type: str | None = None

    def head(self) -> bytes:
        """The first bytes, which stay in the stream."""
        return self.stream.peek(HEAD)[:HEAD]

    def unpacked(self) -> "Item":
        """The same without gzip around it; whoever opened the stream closes it."""
        packed: Any = gzip.GzipFile(fileobj=self.stream, mode="rb")
        return replace(self, name=self.name.removesuffix(".gz"), stream=BufferedReader(packed), media_type=None)

    def read(self) -> bytes:
        """All bytes.

        Raises:
            SourceError: There are more than `max_bytes`.
        """
        data = self.stream.read(self.settings.max_bytes + 1)
        if len(data) > self.settings.max_bytes:
            raise SourceError(
                f"is larger than {self.settings.max_bytes / 1024**2:,.0f} MiB",
                next_step="give many releases as JSON Lines, which are read one by one, or set CELLPACT_MAX_BYTES",
            )
        return data


Outcome = Release | Rejected
Reader = Callable[[Item], Iterator[Outcome]]
"""Reads an item; raises `SourceError` if it cannot be read as a whole, yields `Rejected` for a part that cannot."""
