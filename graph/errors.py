"""What can go wrong between Cellpact and its graph; every message says what to do next.

GraphError
|-- SettingsError                  a setting has a value that cannot be used
|-- DatabaseUnavailableError       nothing that speaks Bolt answers there
|   `-- LocalServerNotStartedError no NEO4J_URI, and the local Neo4j was never started
|-- CredentialsError               it answers, but refuses the name or password
|-- DatabaseMissingError           the server has no database of that name
|-- DatabaseFailedError            the server itself failed, or gave up after retries
|-- QueryError                     the server refuses the query
|   |-- QueryTimeoutError          it ran longer than it may
|   |-- WriteRefusedError          a read tried to write
|   `-- ConstraintViolationError   it would break a constraint of the schema
|-- SchemaError                    the graph was not made for this version
|   `-- SchemaTooNewError          ... but for a newer one
|-- ExportError                    the graph cannot be exported as asked
|   `-- OutputError                it cannot be written where it should go
|-- UnknownReleaseError            the graph has no release of this id
`-- LocalServerError               the Neo4j that Cellpact runs itself
    |-- BackupError                the graph could not be dumped
    |-- RestoreError               a dump could not be loaded; the graph is as it was
    |-- HomeError                  its folder cannot be written, or the disk is full
    |-- PortTakenError             another program listens on the port that was asked for
    |-- ServerStartError           it did not come up; holds the log's last lines
    |-- ServerStopError            it would not stop
    |-- ServerBusyError            another process has been starting or stopping it for too long
    `-- DownloadError              its program files could not be fetched
        |-- RepositoryUnreachableError  no connection to the repository
        |-- ChecksumError          a file is not the one that the lock file names
        `-- LockFileError          the lock file cannot be read
"""

from typing import ClassVar


class GraphError(Exception):
    """Root of the tree. `exit_status` is what the command line ends with: 2 wrong use, 3 database not reached."""

    exit_status: ClassVar[int] = 3


class SettingsError(GraphError):
    """A setting has a value that cannot be used."""

    exit_status = 2


class DatabaseUnavailableError(GraphError):
    """Nothing that speaks Bolt answers at the address."""


class LocalServerNotStartedError(DatabaseUnavailableError):
    """`NEO4J_URI` is not set, and there is no local Neo4j in the home folder yet."""


class CredentialsError(GraphError):
    """The server refuses the user name or the password."""


class DatabaseMissingError(GraphError):
    """The server has no database of the configured name."""


class DatabaseFailedError(GraphError):
    """The server failed, or a transient failure outlasted all retries."""


class QueryError(GraphError):
    """The server refuses the query: its syntax, its parameters, or a value that it met."""

    exit_status = 2


class QueryTimeoutError(QueryError):
    """The query ran longer than it was allowed to."""

    exit_status = 3


class WriteRefusedError(QueryError):
    """A query that was sent for reading tried to write."""


class ConstraintViolationError(QueryError):
    """What the query would write breaks a constraint of the schema."""


class SchemaError(GraphError):
    """The graph was not made for this version of Cellpact."""


class SchemaTooNewError(SchemaError):
    """The graph was made by a newer Cellpact, whose data this one might damage."""


class ExportError(GraphError):
    """The graph cannot be exported as asked."""

    exit_status = 2


class OutputError(ExportError):
    """It cannot be written where it should go."""


class UnknownReleaseError(GraphError):
    """The graph has no release of this id."""

    exit_status = 2


class LocalServerError(GraphError):
    """The Neo4j that Cellpact runs itself."""


class BackupError(LocalServerError):
    """The graph could not be dumped."""

    exit_status = 1


class RestoreError(LocalServerError):
    """A dump could not be loaded; the graph is as it was."""

    exit_status = 1


class HomeError(LocalServerError):
    """The home folder (or the cache) cannot be written, or its disk is full."""


class PortTakenError(LocalServerError):
    """Another program listens on the port that was asked for."""


class ServerStartError(LocalServerError):
    """Neo4j did not come up; the message ends with the last lines of its log."""


class ServerStopError(LocalServerError):
    """Neo4j would not stop."""


class ServerBusyError(LocalServerError):
    """Another process has been starting or stopping the server for too long."""


class DownloadError(LocalServerError):
    """Neo4j's program files could not be fetched."""


class RepositoryUnreachableError(DownloadError):
    """There is no connection to the repository."""


class ChecksumError(DownloadError):
    """A file that was fetched is not the one that the lock file names."""


class LockFileError(DownloadError):
    """The lock file cannot be read."""
