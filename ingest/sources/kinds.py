"""What kind of document something is, by its content first and its name second."""

import json
import re
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from ingest.errors import SourceError
from ingest.sources.decode import marked_encoding


class Kind(StrEnum):
    """The kinds that have a reader."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    FEED = "feed"


SUFFIXES: Final[dict[str, Kind]] = {
    ".txt": Kind.TEXT,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".pdf": Kind.PDF,
    ".json": Kind.JSON,
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
    ".csv": Kind.CSV,
    ".tsv": Kind.CSV,
    ".rss": Kind.FEED,
    ".atom": Kind.FEED,
}

MEDIA_TYPES: Final[dict[str, Kind]] = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "application/pdf": Kind.PDF,
    "application/json": Kind.JSON,
    "application/x-ndjson": Kind.JSONL,
    "application/jsonl": Kind.JSONL,
    "text/csv": Kind.CSV,
    "application/rss+xml": Kind.FEED,
    "application/atom+xml": Kind.FEED,
}

# First bytes of what cannot be read, so that the message can name it.
FOREIGN: Final[tuple[tuple[bytes, str], ...]] = (
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ", "xz-compressed"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"PAR1", "a Parquet table"),
    (b"SQLite format 3", "an SQLite database"),
)

_FEED = re.compile(rb"^\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*|<\?.*?\?>\s*)*<(?:rss|feed|rdf:RDF)[\s>]", re.DOTALL)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_CSV_HEADER = re.compile(r"^(?:[^\n]*[,;\t])?\"?text\"?(?:[,;\t][^\n]*)?\r?$", re.IGNORECASE)


def detect(name: str, head: bytes, media_type: str | None = None) -> Kind:
    """Tell the kind from the first bytes, the name and the media type that a web server gave.

    Content decides where it is unmistakable (PDF, HTML, feed); else the name, else the media type, else what the
    content looks like.

    Raises:
        SourceError: It is something else, such as a picture or an archive.
    """
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    foreign = next((what for magic, what in FOREIGN if head.startswith(magic)), None)
    if foreign:
        raise SourceError(f"is {foreign}, which Cellpact does not read", next_step="give text, HTML, PDF, JSON or CSV")
    encoding = marked_encoding(head[:512])
    text = head.decode(encoding, errors="ignore") if encoding else head.decode("utf-8", errors="ignore")
    plain = text.encode(errors="ignore")
    if not encoding and (b"\0" in head or _is_noise(head)):
        raise SourceError("is binary, not text", next_step="give its text, or the PDF or HTML it comes from")
    if _FEED.match(plain):
        return Kind.FEED
    suffix = PurePosixPath(name.partition("?")[0]).suffix.lower()
    named = SUFFIXES.get(suffix) or MEDIA_TYPES.get((media_type or "").partition(";")[0].strip().lower())
    if named is Kind.JSON:
        return _json_kind(text)
    if named not in (Kind.JSONL, Kind.CSV) and _HTML.search(plain[:2048]):
        return Kind.HTML
    return named or _by_look(text)


def _by_look(text: str) -> Kind:
    """The kind of text without a telling name: standard input, or a file without an ending."""
    if re.match(r"\s*(?:\{\s*\"|\[\s*\{)", text):
        return _json_kind(text)
    if _CSV_HEADER.match(text.partition("\n")[0]):
        return Kind.CSV
    return Kind.TEXT


def _json_kind(text: str) -> Kind:
    """JSON Lines if the first line is a whole object and another follows, or cuts off only at the end of the head."""
    first, newline, rest = text.strip().partition("\n")
    if not first.startswith("{"):
        return Kind.JSON
    if not newline:
        # One long line: a single record is read the same by both readers, and JSON Lines is read in pieces.
        return Kind.JSONL if len(first) > 1 else Kind.JSON
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return Kind.JSON
    return Kind.JSONL if rest.strip() else Kind.JSON


def _is_noise(head: bytes) -> bool:
    """Control characters that no text has."""
    control = sum(byte < 32 and byte not in b"\t\n\r\f\x1b\x1a" for byte in head)
    return control > 0.02 * len(head)
