"""Settings of the API."""

from typing import Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.settings import read_environment


class ApiSettings(BaseSettings):
    """Settings of the API. The environment variables are the field names in capitals, after `CELLPACT_API_`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True, env_prefix="CELLPACT_API_")

    host: str = Field(default="127.0.0.1", description="Address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="Port to listen on; 0 for any free one")
    root_path: str = Field(default="", description="Path under which a proxy serves the API")
    browser_url: str | None = Field(
        default=None, description="Address of Neo4j Browser for the index page; unset: that of the local Neo4j"
    )

    @classmethod
    def load(cls) -> Self:
        """Read the environment.

        Raises:
            SettingsError: a variable has a value that cannot be used.
        """
        return read_environment(cls)
