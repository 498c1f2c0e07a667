"""The runs behind `cellpact extract` and `cellpact evaluate`: sources to records, annotated texts to predictions.

What is loaded into a graph is in `ingest.loading`: reading needs no database, and starts faster without its driver.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from ingest.evaluate.records import Annotation
from ingest.extract.run import Reading, extract
from ingest.progress import Teller
from ingest.release import Rejected
from ingest.settings import IngestSettings
from ingest.sources import read_sources

REJECTED: Final = "rejected"


@dataclass(slots=True)
class Summary:
    """Counts of outcomes; `agreements` are those that the releases report, before releases about one deal meet."""

    outcomes: Counter[str] = field(default_factory=Counter)
    agreements: int = 0
    interrupted: bool = False

    def add(self, outcome: str, agreements: int = 0) -> None:
        """Count a release."""
        self.outcomes[outcome] += 1
        self.agreements += agreements

    @property
    def rejected(self) -> int:
        """How many were not read or not loaded."""
        return self.outcomes[REJECTED]


def extract_sources(sources: Sequence[str], out: TextIO, reading: Reading, teller: Teller) -> Summary:
    """Write what releases say as JSON Lines, in the order of the sources."""
    summary = Summary()
    with teller.counting("releases read") as count:
        for item in count.over(extract(read_sources(sources, IngestSettings.load()), reading)):
            if isinstance(item, Rejected):
                teller.reject(item)
                summary.add(REJECTED)
            else:
                out.write(item.model_dump_json() + "\n")
                summary.add("read", len(item.agreements))
    teller.say(f"{summary.outcomes['read']} read, {summary.rejected} rejected")
    return summary


def read_again(gold: Path, reading: Reading, teller: Teller) -> dict[str, Annotation]:
    """Run the pipeline over the texts of annotated releases."""
    found: dict[str, Annotation] = {}
    with teller.counting("releases read") as count:
        for item in count.over(extract(read_sources([str(gold)], IngestSettings.load()), reading)):
            if isinstance(item, Rejected):
                teller.reject(item)
            else:
                found[item.id] = Annotation.model_validate(item.model_dump(mode="json"))
    return found
