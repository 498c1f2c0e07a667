"""Tables as Parquet: typed columns, lists as lists, compressed, each column with its meaning.

pyarrow is large and needed here alone, so it is an extra: `pip install 'cellpact[parquet]'`.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from typing import Any, BinaryIO, Final

from graph.errors import ExportError
from graph.export.tables import TABLES, Table, Values

ROWS: Final = 20_000
"""Rows of a table that are held and written together: a row group."""


@contextmanager
def parquet_writers(streams: Mapping[str, BinaryIO]) -> Iterator["ParquetTables"]:
    """Write tables to `streams`, which stay open.

    Raises:
        ExportError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ExportError("Parquet needs pyarrow. Install it: pip install 'cellpact[parquet]'") from error
    with ExitStack() as stack:
        writers = {
            name: stack.enter_context(parquet.ParquetWriter(stream, _schema(pa, TABLES[name]), compression="zstd"))
            for name, stream in streams.items()
        }
        tables = ParquetTables(pa, writers)
        yield tables
        tables.flush()


class ParquetTables:
    """One Parquet file a table."""

    def __init__(self, pa: Any, writers: Mapping[str, Any]) -> None:  # noqa: ANN401 - pyarrow has no types
        self._pa = pa
        self._writers = writers
        self._rows: dict[str, list[Values]] = {name: [] for name in writers}

    def write(self, table: str, values: Values) -> None:
        """Add a row."""
        rows = self._rows[table]
        rows.append(values)
        if len(rows) >= ROWS:
            self._write(table)

    def flush(self) -> None:
        """Write what is held."""
        for table in self._rows:
            self._write(table)

    def _write(self, table: str) -> None:
        rows, writer = self._rows[table], self._writers[table]
        if rows:
            columns = zip(*rows, strict=True)
            arrays = [
                self._pa.array([_value(column.kind, value) for value in values], field.type)
                for column, field, values in zip(TABLES[table].columns, writer.schema, columns, strict=True)
            ]
            writer.write_table(self._pa.Table.from_arrays(arrays, schema=writer.schema))
            rows.clear()


def _value(kind: str, value: Any) -> Any:  # noqa: ANN401 - any value of a table
    return date.fromisoformat(value) if kind == "date" and value else value


def _schema(pa: Any, table: Table) -> Any:  # noqa: ANN401 - pyarrow has no types
    types = {
        "string": pa.string(),
        "strings": pa.list_(pa.string()),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    fields = [pa.field(each.name, types[each.kind], metadata={"meaning": each.meaning}) for each in table.columns]
    return pa.schema(fields, metadata={"meaning": table.meaning})
