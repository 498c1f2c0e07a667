"""Where the graph is: settings from the environment, read once at the edge and passed in.

`NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and `NEO4J_DATABASE` point at any Neo4j, a cluster or Aura too. Without
`NEO4J_URI` the local server is used; `LocalFiles` says where in the home folder it leaves its address and password.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar
from urllib.parse import urlsplit

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import HomeError, LocalServerNotStartedError, SettingsError

Settings = TypeVar("Settings", bound=BaseSettings)

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")

DATABASE = "neo4j"
"""The one database that a local Neo4j Community has beside its system database."""

MISSING_SERVER = (
    "no Neo4j has been started yet. Start the local one with `cellpact graph up`, or set NEO4J_URI, "
    "NEO4J_USERNAME and NEO4J_PASSWORD to use another"
)


@dataclass(frozen=True, slots=True)
class Connection:
    """Everything that the driver needs to log in. Without `password` it tries without authentication.

    `is_local` says that it is the server that Cellpact runs itself, so that errors can tell how to start it.
    """

    uri: str
    username: str
    password: SecretStr | None
    database: str | None
    is_local: bool = False


class Ports(BaseModel):
    """The two ports of the local server, as kept in the home folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bolt: int = Field(ge=1, le=65535)
    http: int = Field(ge=1, le=65535)


@dataclass(frozen=True, slots=True)
class LocalFiles:
    """What the local server keeps in the home folder."""

    home: Path

    @property
    def password(self) -> Path:
        """The password of user `neo4j`, alone in a file of mode 0600."""
        return self.home / "password"

    @property
    def ports(self) -> Path:
        """`Ports` as JSON, so that the address stays the same from start to start."""
        return self.home / "ports.json"

    @property
    def lock(self) -> Path:
        """Locked by whoever is starting or stopping the server."""
        return self.home / "lock"

    @property
    def neo4j(self) -> Path:
        """Neo4j's own home: conf, data, logs."""
        return self.home / "neo4j"

    @property
    def console(self) -> Path:
        """What the server printed since it was last started."""
        return self.neo4j / "logs" / "console.log"

    @property
    def log(self) -> Path:
        """Neo4j's own log, over all starts."""
        return self.neo4j / "logs" / "neo4j.log"

    def read_password(self) -> SecretStr | None:
        """Return the password, or None where there is none yet.

        Raises:
            HomeError: the file is there but cannot be read.
        """
        text = self._read(self.password)
        return None if text is None else SecretStr(text.strip())

    def read_ports(self) -> Ports | None:
        """Return the ports, or None where none were chosen yet or the file was cut short (then they are chosen anew).

        Raises:
            HomeError: the file is there but cannot be read.
        """
        text = self._read(self.ports)
        if text is None:
            return None
        try:
            return Ports.model_validate_json(text)
        except ValidationError:
            return None

    @staticmethod
    def _read(path: Path) -> str | None:
        try:
            return path.read_text(encoding="utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            message = f"cannot read {path}: {error.strerror}. Give yourself access to it, or set CELLPACT_HOME"
            raise HomeError(message) from error


def read_environment(kind: type[Settings]) -> Settings:
    """Settings of a kind as the environment has them.

    Raises:
        SettingsError: a variable has a value that cannot be used; its name and why are in the message.
    """
    try:
        return kind()
    except ValidationError as error:
        prefix = kind.model_config.get("env_prefix", "")
        faults = [
            f"{prefix}{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        ]
        raise SettingsError(f"these environment variables cannot be used. {'; '.join(faults)}") from error


class GraphSettings(BaseSettings):
    """Settings of everything that touches the graph. The environment variables are the field names in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    neo4j_uri: str | None = Field(default=None, description="Address of another Neo4j; unset: the local server")
    neo4j_username: str = "neo4j"
    neo4j_password: SecretStr | None = None
    neo4j_database: str | None = Field(default=None, description="Unset: the user's home database")
    cellpact_home: Path = Field(
        default_factory=lambda: platformdirs.user_data_path("cellpact", appauthor=False),
        description="Folder of the local Neo4j: its data, password and ports",
    )
    cellpact_cache: Path = Field(
        default_factory=lambda: platformdirs.user_cache_path("cellpact", appauthor=False),
        description="Folder of Neo4j's program files, shared by all homes",
    )
    cellpact_bolt_port: int | None = Field(
        default=None, ge=1, le=65535, description="Port of the local Neo4j; unset: 7687, or a free one near it"
    )
    cellpact_http_port: int | None = Field(
        default=None, ge=1, le=65535, description="Port of the local Neo4j Browser; unset: 7474, or a free one near it"
    )
    cellpact_heap_mb: int = Field(default=1024, ge=256, description="Java heap of the local Neo4j, in MiB")

    @field_validator("neo4j_uri")
    @classmethod
    def _scheme_is_known(cls, uri: str | None) -> str | None:
        if uri is None:
            return None
        parts = urlsplit(uri)
        if parts.scheme not in SCHEMES or not parts.netloc:
            message = f"write it as neo4j://host:7687 (schemes: {', '.join(SCHEMES)})"
            raise ValueError(message)
        if "@" in parts.netloc:
            # Addresses are shown in messages, and must not carry a password there.
            message = "put user and password into NEO4J_USERNAME and NEO4J_PASSWORD, not into the address"
            raise ValueError(message)
        return uri

    @field_validator("cellpact_home", "cellpact_cache")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @classmethod
    def load(cls) -> Self:
        """Read the environment.

        Raises:
            SettingsError: a variable has a value that cannot be used.
        """
        return read_environment(cls)

    @property
    def is_local(self) -> bool:
        """Whether the graph is in the local server."""
        return self.neo4j_uri is None

    @property
    def local(self) -> LocalFiles:
        """Where the local server keeps its files."""
        return LocalFiles(self.cellpact_home)

    def connection(self) -> Connection:
        """Return how to log in.

        Raises:
            LocalServerNotStartedError: the local server is meant, but was never started.
            HomeError: its files cannot be read.
        """
        if self.neo4j_uri is not None:
            return Connection(self.neo4j_uri, self.neo4j_username, self.neo4j_password, self.neo4j_database)
        ports, password = self.local.read_ports(), self.local.read_password()
        if ports is None or password is None:
            raise LocalServerNotStartedError(MISSING_SERVER)
        return Connection(f"bolt://127.0.0.1:{ports.bolt}", "neo4j", password, self.neo4j_database, is_local=True)
