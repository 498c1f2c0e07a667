"""Bytes to text."""

import codecs
import io
import re
from collections.abc import Iterator

import charset_normalizer

from ingest.errors import SourceError
from ingest.sources.item import Item

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# English with the odd accent or curly quote in Windows-1252 has few bytes outside ASCII. Where there are many, the text
# is in another alphabet and its encoding has to be guessed from the bytes.
_FEW = 0.08


def marked_encoding(head: bytes) -> str | None:
    """The encoding that the first bytes tell: by a byte-order mark, or by the zeros that UTF-16 puts in English."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    pairs = len(head[:400]) // 2
    if pairs >= 4:
        if head[1 : 2 * pairs : 2].count(0) > 0.8 * pairs:
            return "utf-16-le"
        if head[0 : 2 * pairs : 2].count(0) > 0.8 * pairs:
            return "utf-16-be"
    return None


def decode(data: bytes, *, declared: str | None = None) -> str:
    """Decode a document: byte-order mark, then UTF-8, then what is `declared`, then Windows-1252, then a guess.

    Raises:
        SourceError: The bytes are no text.
    """
    encoding = marked_encoding(data[:512])
    if encoding:
        return data.decode(encoding, errors="replace")
    if b"\0" in data:
        raise SourceError("is binary, not text", next_step="give its text, or the PDF or HTML it comes from")
    for candidate in ("utf-8", *([declared] if declared else [])):
        try:
            return data.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    foreign = len(re.findall(rb"[\x80-\xff]", data))
    if foreign <= _FEW * len(data):
        try:
            return data.decode("cp1252")
        except UnicodeDecodeError:
            pass  # one of the five bytes that Windows-1252 leaves open: let the guess decide
    guess = charset_normalizer.from_bytes(data).best()
    if guess is None:
        raise SourceError("has an encoding that cannot be told", next_step="save it as UTF-8")
    return str(guess)


def decoded_lines(item: Item) -> Iterator[str]:
    """The lines of a stream, one by one, each with its line end; a line in Windows-1252 among UTF-8 is read too.

    Raises:
        SourceError: A line is longer than `max_bytes`, or no text.
    """
    encoding = marked_encoding(item.head()[:512])
    limit = item.settings.max_bytes
    if encoding and not encoding.startswith("utf-8"):
        wrapper = io.TextIOWrapper(item.stream, encoding, errors="replace", newline="")
        try:
            for line in wrapper:
                yield line.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
        finally:
            wrapper.detach()  # whoever opened the stream closes it
        return
    first = True
    while line_bytes := item.stream.readline(limit + 1):
        if len(line_bytes) > limit:
            raise SourceError(f"has a line of more than {limit / 1024**2:,.0f} MiB", next_step="set CELLPACT_MAX_BYTES")
        yield decode(line_bytes.removeprefix(codecs.BOM_UTF8) if first else line_bytes)
        first = False
