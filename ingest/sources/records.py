"""Readers of records: JSON, JSON Lines and CSV, one release a record.

Where facts are kept, a record that says what was read already comes out as `Facts`: `cellpact extract` and
`cellpact export jsonl` write such.
"""

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import ValidationError

from graph.facts import Evidence, Facts
from ingest.errors import SourceError
from ingest.release import Rejected, make_release
from ingest.sources.decode import decode, decoded_lines
from ingest.sources.documents import parse_date
from ingest.sources.item import Item, Outcome

FIELDS: Final = ("text", "id", "url", "title", "published", "publisher")
DELIMITERS: Final = ",;\t|"

READ: Final = frozenset({"text", "sha256", "pipeline", "organizations", "agreements"})
"""What a record has that says what was read in a text, and by which pipeline."""


def read_json(item: Item) -> Iterator[Outcome]:
    """One record, or a list of records."""
    try:
        content = json.loads(decode(item.read()))
    except (ValueError, RecursionError) as error:
        raise SourceError(f"is not valid JSON ({_told(error)})", next_step="mend it, or give JSON Lines") from error
    records = content if isinstance(content, list) else [content]
    if not records:
        raise SourceError("holds no records", next_step="each release is an object with a `text`")
    for number, record in enumerate(records, 1):
        place = item.name if not isinstance(content, list) else f"{item.name}[{number}]"
        yield _release_or_reason(record, place, item)


def read_jsonl(item: Item) -> Iterator[Outcome]:
    """A record a line, read one by one."""
    empty = True
    for number, line in enumerate(decoded_lines(item), 1):
        if not line.strip():
            continue
        empty = False
        place = f"{item.name}:{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Rejected(place, f"is not valid JSON ({_told(error)})", "mend the line")
            continue
        yield _release_or_reason(record, place, item)
    if empty:
        raise SourceError("is empty", next_step="each line is an object with a `text`")


def read_csv(item: Item) -> Iterator[Outcome]:
    """A record a row; the first row names the columns, of which `text` has to be one."""
    csv.field_size_limit(max(csv.field_size_limit(), item.settings.max_bytes))
    lines = decoded_lines(item)
    header = next(lines, "")
    delimiter = max(DELIMITERS, key=header.count)
    columns = [column.strip().casefold() for column in next(csv.reader([header], delimiter=delimiter), [])]
    if "text" not in columns:
        named = ", ".join(columns[:10]) or "none"
        raise SourceError(f"has no column `text` (columns: {named})", next_step=f"name the columns {', '.join(FIELDS)}")
    rows = csv.reader(lines, delimiter=delimiter)
    read = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield Rejected(f"{item.name}:{rows.line_num + 1}", f"is not valid CSV ({error})", "mend the row")
            continue
        if not any(row):
            continue
        read += 1
        record = {name: value or None for name, value in zip(columns, row, strict=False)}
        yield _release_or_reason(record, f"{item.name}:{rows.line_num + 1}", item)
    if not read:
        raise SourceError("has no rows", next_step="give a row for each release")


def _release_or_reason(record: object, place: str, item: Item) -> Outcome:
    try:
        return _release(record, item)
    except SourceError as error:
        return Rejected(place, error.reason, error.next_step)


def _release(record: object, item: Item) -> Outcome:
    if not isinstance(record, Mapping):
        raise SourceError(f"is a JSON {type(record).__name__}, not an object", next_step="give objects with a `text`")
    text = record.get("text")
    if text is None:
        raise SourceError("has no `text`", next_step="each release is an object with a `text`")
    if not isinstance(text, str):
        raise SourceError("has a `text` that is no string", next_step="each release is an object with a `text`")
    if item.settings.keep_facts and record.keys() >= READ:
        return _facts(record)
    return make_release(
        text,
        id=_string(record, "id"),
        url=_string(record, "url"),
        title=_string(record, "title"),
        published=parse_date(record.get("published")),
        publisher=_string(record, "publisher"),
        max_characters=item.settings.max_characters,
    )


def _facts(record: Mapping[str, object]) -> Facts:
    """What was read already; it has to fit to its text, or what it says could not be shown."""
    again = "mend it, or leave out all but its text and what is known about that, and it is read anew"
    try:
        facts = Facts.model_validate_json(json.dumps(record))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "record"
        reason = f"holds facts that this version cannot load ({place}: {first['msg']})"
        raise SourceError(reason, next_step=again) from error
    if hashlib.sha256(facts.text.encode(errors="surrogatepass")).hexdigest() != facts.sha256:
        raise SourceError("holds facts of another text (its `sha256` is not that of its `text`)", next_step=again)
    for sentence in _sentences(facts):
        if facts.text[sentence.start : sentence.end] != sentence.text:
            reason = f"has evidence that is not in its text at {sentence.start}-{sentence.end}"
            raise SourceError(reason, next_step=again)
    return facts


def _sentences(facts: Facts) -> Iterator[Evidence]:
    for fact in (
        *facts.organizations,
        *facts.people,
        *facts.technologies,
        *facts.indications,
        *facts.positions,
        *facts.units,
        *facts.agreements,
    ):
        yield from fact.evidence


def _string(record: Mapping[str, object], key: str) -> str | None:
    """A field as text; a number is read as its digits, anything else is refused."""
    value = record.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        return str(value).strip() or None
    raise SourceError(f"has a `{key}` that is no string", next_step=f"give `{key}` as a string or leave it out")


def _told(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
