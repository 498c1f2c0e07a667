"""From names to entities: `Facts` to `ResolvedFacts`."""

from ingest.resolve.policy import Vocabulary
from ingest.resolve.run import resolve

__all__ = ["Vocabulary", "resolve"]
