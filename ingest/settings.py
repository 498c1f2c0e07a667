"""Settings of reading and extracting, from `CELLPACT_…` variables; built at the edge and passed in."""

from pathlib import Path
from typing import Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.settings import read_environment


class IngestSettings(BaseSettings):
    """Limits and manners of reading. Every limit is there so that one odd input cannot stop or starve a run."""

    model_config = SettingsConfigDict(env_prefix="CELLPACT_", frozen=True, extra="ignore", env_ignore_empty=True)

    user_agent: str = Field(
        default="cellpact/0.1 (reads press releases; one page at a time)",
        description="What web servers are told that reads their pages",
    )
    fetch_timeout: float = Field(default=20.0, gt=0, description="Seconds to wait for a connection or for more data")
    fetch_seconds: float = Field(default=60.0, gt=0, description="Seconds that one page may take in all")
    max_redirects: int = Field(default=5, ge=0)
    max_bytes: int = Field(
        default=50 * 1024 * 1024, gt=0, description="Largest document, and largest line of JSON Lines or CSV, in bytes"
    )
    max_characters: int = Field(default=200_000, gt=0, description="Longest text that still counts as one release")
    max_pages: int = Field(default=200, gt=0, description="Longest PDF that still counts as one release")

    decisions: Path | None = Field(
        default=None, description="File of decisions about who is who; unset: decisions.jsonl in the data folder"
    )
    signature: str | None = Field(default=None, description="Who signs decisions; unset: the user of the system")
    keep_facts: bool = Field(
        default=False,
        description="Take records that say what was read already as they are, and do not read their texts",
    )

    @classmethod
    def load(cls) -> Self:
        """Read the environment.

        Raises:
            SettingsError: A variable has a value that cannot be used.
        """
        return read_environment(cls)
