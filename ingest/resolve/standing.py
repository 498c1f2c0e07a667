"""What stands over all releases when one is resolved: which id was merged into which, and what persons decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ingest.resolve.judged import FactRecord
from ingest.resolve.namings import Label
from ingest.resolve.policy import Decision
from ingest.resolve.rulings import Rulings


@dataclass(frozen=True, slots=True)
class Standing:
    """`redirects` leads from label and plain id ("Person li-wei") to the canonical id and what that is called."""

    redirects: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rulings: Rulings = field(default_factory=Rulings)
    judgements: Mapping[str, Mapping[str, tuple[FactRecord, bool]]] = field(default_factory=dict)
    _called: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for plain, (canonical, called) in self.redirects.items():
            self._called[f"{plain.partition(' ')[0]} {canonical}"] = called

    def meaning(self, label: Label, plain: Decision) -> Decision:
        """What a plain id means."""
        to = self.redirects.get(f"{label} {plain.id}")
        if to is None:
            return plain
        return Decision(to[0], plain.score, f"{plain.reason}; all releases together: {plain.id} is {to[0]}")

    def name_of(self, label: Label, canonical: str) -> str | None:
        """What an id is called that others were merged into; None where none was."""
        return self._called.get(f"{label} {canonical}")

    def name_given(self, label: Label, canonical: str) -> str | None:
        """The name that a person gave; None where none did."""
        return self.rulings.names.get((label, canonical))


ALONE: Final = Standing()
"""For a release that is resolved by itself."""
