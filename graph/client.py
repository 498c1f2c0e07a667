"""The one place that talks to the Neo4j driver: it runs queries, gives back plain Python values, and translates errors.

Nothing outside this module sees a driver type. Reads go in READ access mode, so that the server itself refuses a
write; reads and writes are managed transactions, so that transient failures are tried again.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import timedelta
from importlib.metadata import version
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import neo4j
from neo4j import exceptions as driver_errors
from neo4j.time import Date, DateTime, Duration, Time

from graph.errors import (
    ConstraintViolationError,
    CredentialsError,
    DatabaseFailedError,
    DatabaseMissingError,
    DatabaseUnavailableError,
    GraphError,
    QueryError,
    QueryTimeoutError,
    SettingsError,
    WriteRefusedError,
)
from graph.results import Counters, Notification, Operator, Plan, Result, Row
from graph.settings import Connection, GraphSettings

# What the driver would log goes into our errors; without a handler of the program's own it must not reach the terminal.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

__all__ = ["GraphClient", "Parameters", "Row", "Transaction"]

T = TypeVar("T")
Parameters = Mapping[str, Any]

CONNECTION_TIMEOUT: Final = 5.0
"""Seconds for a TCP connection, so that a host that swallows packets is reported soon."""

READ_RETRIES: Final = 2.0
"""Seconds during which a failed read is tried again: short, because somebody waits for the answer."""

WRITE_RETRIES: Final = 30.0
"""Seconds during which a failed write is tried again: long enough for a cluster to elect a new leader."""

READ_TIMEOUT: Final = 30.0
"""Seconds after which the server stops a read."""


@dataclass(slots=True)
class Transaction:
    """Runs queries inside one transaction; `counters` is the sum of what they changed."""

    _transaction: neo4j.ManagedTransaction
    counters: Counters = field(default_factory=Counters)

    def run(self, query: str, parameters: Parameters | None = None) -> Result:
        """Run one statement and read its whole result."""
        result = _consume(self._transaction.run(query, dict(parameters or {})))
        self.counters += result.counters
        return result


class GraphClient:
    """A connection to the graph. Safe to share between threads; close it, or use it in a `with` statement.

    Making one contacts nobody yet: `verify` does, and every query.
    """

    def __init__(self, target: GraphSettings | Connection) -> None:
        """Prepare a connection.

        Raises:
            LocalServerNotStartedError: the settings mean a local server that was never started.
            SettingsError: the driver cannot use the address.
        """
        self.connection = target.connection() if isinstance(target, GraphSettings) else target
        password = self.connection.password
        auth = None if password is None else (self.connection.username, password.get_secret_value())
        try:
            self._driver = neo4j.GraphDatabase.driver(
                self.connection.uri,
                auth=auth,
                user_agent=f"cellpact/{version('cellpact')}",
                connection_timeout=CONNECTION_TIMEOUT,
                connection_acquisition_timeout=2 * CONNECTION_TIMEOUT,
                max_transaction_retry_time=READ_RETRIES,
                liveness_check_timeout=60.0,
                telemetry_disabled=True,
            )
        except (driver_errors.ConfigurationError, ValueError) as error:
            raise _translate(error, self.connection, None) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._driver.close()

    def verify(self) -> str:
        """Log in and return the server's agent, for example `Neo4j/2026.08.1`.

        Raises:
            GraphError: as in the tree of `graph.errors`.
        """
        with self._translated(), self._session(neo4j.READ_ACCESS) as session:
            return str(session.run("RETURN 1").consume().server.agent)

    def read(self, query: str, parameters: Parameters | None = None, *, timeout: float = READ_TIMEOUT) -> list[Row]:
        """Run a query that only reads; `timeout` in seconds is kept by the server.

        Raises:
            WriteRefusedError: the query writes.
            QueryTimeoutError: it took longer than `timeout`.
            GraphError: anything else, as in the tree of `graph.errors`.
        """

        def work(transaction: neo4j.ManagedTransaction) -> list[Row]:
            return _consume(transaction.run(query, dict(parameters or {}))).rows

        with self._translated(timeout), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(neo4j.unit_of_work(timeout=timeout)(work))

    def state(self) -> frozenset[str]:
        """Return a mark of what the database holds: where two are equal, nothing was committed in between.

        Raises:
            GraphError: as in the tree of `graph.errors`.
        """
        with self._translated(), self._session(neo4j.READ_ACCESS) as session:
            session.execute_read(lambda transaction: transaction.run("RETURN 1").consume())
            return session.last_bookmarks().raw_values

    def write(self, callback: Callable[[Transaction], T], *, timeout: float | None = None) -> T:
        """Run `callback` in one transaction and return what it returns.

        After a transient failure the callback is called again, so it must have no effect outside the transaction.

        Raises:
            GraphError: as in the tree of `graph.errors`; then nothing was written.
        """

        def work(transaction: neo4j.ManagedTransaction) -> T:
            return callback(Transaction(transaction))

        with self._translated(timeout), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(neo4j.unit_of_work(timeout=timeout)(work))

    def execute(self, query: str, parameters: Parameters | None = None) -> Result:
        """Run one statement in a transaction of its own, not tried again.

        For what cannot share a transaction: schema commands, procedures of the server, `CALL … IN TRANSACTIONS`.

        Raises:
            GraphError: as in the tree of `graph.errors`.
        """
        with self._translated(), self._session(neo4j.WRITE_ACCESS) as session:
            return _consume(session.run(query, dict(parameters or {})))

    def explain(self, query: str, parameters: Parameters | None = None) -> Plan:
        """Return the plan of a query and the server's remarks, without running it."""
        return self._plan("EXPLAIN", query, parameters)

    def profile(self, query: str, parameters: Parameters | None = None) -> Plan:
        """Run a query that only reads, and return its plan with the work that each step did."""
        return self._plan("PROFILE", query, parameters)

    def _plan(self, verb: str, query: str, parameters: Parameters | None) -> Plan:
        # EXPLAIN writes nothing but is refused for writing queries in READ access mode, PROFILE writes.
        access = neo4j.WRITE_ACCESS if verb == "EXPLAIN" else neo4j.READ_ACCESS
        with self._translated(), self._session(access) as session:
            summary = session.run(f"{verb}\n{query}", dict(parameters or {})).consume()
        remarks = tuple(
            Notification(status.gql_status, status.raw_severity or "", status.status_description)
            for status in summary.gql_status_objects
            if status.is_notification
        )
        return Plan(_operator(summary.profile or summary.plan or {}), summary.query_type, remarks)

    def _session(self, access: str) -> neo4j.Session:
        retries = WRITE_RETRIES if access == neo4j.WRITE_ACCESS else READ_RETRIES
        return self._driver.session(
            database=self.connection.database,
            default_access_mode=access,
            max_transaction_retry_time=retries,
        )

    @contextmanager
    def _translated(self, timeout: float | None = None) -> Iterator[None]:
        try:
            yield
        except (driver_errors.Neo4jError, driver_errors.DriverError, OSError) as error:
            raise _translate(error, self.connection, timeout) from error


def _consume(result: neo4j.Result) -> Result:
    rows = [{key: _plain(value) for key, value in record.data().items()} for record in result]
    counters = result.consume().counters
    return Result(rows, Counters(*(getattr(counters, f.name) for f in fields(Counters))))


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value that Cypher has
    """Turn the driver's temporal values into Python's, inside lists and maps too."""
    match value:
        case Date() | Time() | DateTime():
            return value.to_native()
        case Duration(months=0):
            return timedelta(days=value.days, seconds=value.seconds, microseconds=value.nanoseconds // 1000)
        case Duration():
            return value.iso_format()
        case list() | tuple():
            return [_plain(item) for item in value]
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case _:
            return value


def _operator(plan: Mapping[str, Any]) -> Operator:
    return Operator(
        name=str(plan.get("operatorType", "")).partition("@")[0],
        arguments=plan.get("args", {}),
        children=tuple(_operator(child) for child in plan.get("children", [])),
        db_hits=plan.get("dbHits"),
        rows=plan.get("rows"),
    )


_UNREACHABLE: Final = "no Neo4j answers at {uri} ({reason}). {start}"

_ADVICE: Final = {
    True: {
        "start": "Start it with `cellpact graph up`",
        "log_in": "Where its password was changed, write the new one into the file that `cellpact graph status` names",
    },
    False: {
        "start": "Start that server or correct NEO4J_URI, or unset it and use the local one: `cellpact graph up`",
        "log_in": "Correct NEO4J_USERNAME and NEO4J_PASSWORD",
    },
}

# The first line that fits decides: the driver's kind of error, the beginning of the server's code, ours, what to say.
_TRANSLATIONS: Final[tuple[tuple[type[Exception], str, type[GraphError], str], ...]] = (
    (
        driver_errors.AuthError,
        "",
        CredentialsError,
        "{uri} refuses the password of user {user}. {log_in}",
    ),
    (
        driver_errors.Neo4jError,
        "Neo.ClientError.Security.",
        CredentialsError,
        "{uri} does not let user {user} do this: {reason}. {log_in}",
    ),
    (
        driver_errors.Neo4jError,
        "Neo.ClientError.Transaction.TransactionTimedOut",
        QueryTimeoutError,
        "the query was stopped at its time limit ({limit}). Ask for less, or allow more time",
    ),
    (
        driver_errors.Neo4jError,
        "Neo.ClientError.Statement.AccessMode",
        WriteRefusedError,
        "a query that was sent for reading tried to write ({reason}). Send it for writing",
    ),
    (
        driver_errors.Neo4jError,
        "Neo.ClientError.Database.DatabaseNotFound",
        DatabaseMissingError,
        "{uri} has no database {database}. Correct NEO4J_DATABASE, or create it",
    ),
    (
        driver_errors.ConstraintError,
        "",
        ConstraintViolationError,
        "the graph's schema does not allow this: {reason}. Correct what is written",
    ),
    (driver_errors.DatabaseUnavailable, "", DatabaseUnavailableError, _UNREACHABLE),
    (driver_errors.ClientError, "", QueryError, "Neo4j refuses the query, which has to be corrected: {text}"),
    (
        driver_errors.Neo4jError,
        "",
        DatabaseFailedError,
        "Neo4j at {uri} failed: {reason}. Its log says more; try again later",
    ),
    (
        driver_errors.UnsupportedServerProduct,
        "",
        DatabaseUnavailableError,
        "what answers at {uri} is no Neo4j, or one of a version that the driver does not know. {start}",
    ),
    (
        driver_errors.ConfigurationError,
        "",
        SettingsError,
        "the driver cannot use the settings for {uri}: {reason}. Correct NEO4J_URI",
    ),
    (driver_errors.ServiceUnavailable, "", DatabaseUnavailableError, _UNREACHABLE),
    (driver_errors.SessionExpired, "", DatabaseUnavailableError, _UNREACHABLE),
    (driver_errors.ConnectionPoolError, "", DatabaseUnavailableError, _UNREACHABLE),
    (OSError, "", DatabaseUnavailableError, _UNREACHABLE),
    (ValueError, "", SettingsError, "the driver cannot use the address {uri}: {reason}. Correct NEO4J_URI"),
    (Exception, "", GraphError, "the Neo4j driver failed: {reason}. Please report this"),
)


def _translate(error: Exception, connection: Connection, timeout: float | None) -> GraphError:
    """Return the error of our tree for one of the driver's."""
    code, text = "", str(error)
    if isinstance(error, driver_errors.Neo4jError):
        code, text = error.code or "", error.message or text
    kind, message = next(
        (ours, message)
        for theirs, prefix, ours, message in _TRANSLATIONS
        if isinstance(error, theirs) and code.startswith(prefix)
    )
    return kind(
        message.format(
            **_ADVICE[connection.is_local],
            uri=connection.uri,
            user=connection.username,
            database=connection.database,
            limit="the server's" if timeout is None else f"{timeout:g} s",
            text=text,
            reason=_reason(error) or text.partition("\n")[0].rstrip("."),
        )
    )


def _reason(error: BaseException) -> str | None:
    """Return what the operating system said, where an error goes back to that."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        cause = cause.__cause__
    return None
