"""What the commands of a person do: check a decision against the graph, note it, and bring the graph in line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import queries
from graph.client import GraphClient
from graph.settings import GraphSettings
from graph.stored import stored_facts
from ingest.errors import DecisionsError
from ingest.progress import Teller
from ingest.resolve import decisions as kept
from ingest.resolve.decisions import Action, Decision, Decisions
from ingest.resolve.judged import FactRecord, fact_records
from ingest.resolve.namings import Label
from ingest.resolve.policy import Vocabulary
from ingest.resolve.settling import Settling, settle_graph
from ingest.settings import IngestSettings

FILE: Final = "decisions.jsonl"
SEARCH: Final = "`cellpact query find_names text=…` finds ids"


@dataclass(slots=True)
class Desk:
    """Where a person decides: one graph, one file of decisions, one signature."""

    client: GraphClient
    path: Path
    by: str
    teller: Teller

    def decide(self, *decisions: Decision) -> Settling:
        """Note decisions and bring the graph in line; what cannot be done now, the next ingest does."""
        kept.append(self.path, decisions)
        return self.settle()

    def settle(self) -> Settling:
        """Bring the graph in line with the file."""
        with self.teller.counting("settling who is who") as count:
            return settle_graph(self.client, Vocabulary.load(), self.read(), tell=count.at)

    def read(self) -> Decisions:
        """The decisions so far."""
        return kept.read(self.path)

    def make(self, action: Action, **said: Any) -> Decision:  # noqa: ANN401 - the fields of a decision
        """A decision, signed and dated."""
        return Decision(action=action, by=self.by, at=kept.now(), **said)

    def label_of(self, *ids: str, label: Label | None = None) -> Label:
        """What these ids are.

        Raises:
            DecisionsError: The graph does not have one of them, they are not of one kind, or one is named twice.
        """
        if len(set(ids)) < len(ids):
            raise DecisionsError(f"{ids[0]} is named twice", next_step="name two ids")
        has = {each: {one for one in ids if self._names(each, one)} for each in ([label] if label else Label)}
        fitting = [each for each, found in has.items() if found == set(ids)]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise DecisionsError(
                f"{' and '.join(ids)}: organizations and people have this id", next_step="say which with --label"
            )
        missing = [one for one in ids if not any(one in found for found in has.values())]
        if missing:
            raise DecisionsError(
                f"the graph has no {label.lower() if label else 'organization or person'} {' or '.join(missing)}",
                next_step=SEARCH,
            )
        raise DecisionsError(f"{' and '.join(ids)}: one is an organization, the other a person", next_step=SEARCH)

    def names_in(self, release: str, label: Label, plain: str) -> bool:
        """Whether a release tells facts under a plain id."""
        query = queries.get("write/get_namings")
        rows = self.client.read(query.text, query.complete({"releases": [release]}))
        return any(row["id"] == f"{label} {plain}" and row["told"] for row in rows)

    def canonical(self, label: Label, plain: str) -> str:
        """The id that answers for a plain id."""
        query = queries.get("write/get_canonicals")
        rows = self.client.read(query.text, query.complete({"ids": [f"{label} {plain}"]}))
        return str(rows[0]["canonical"]) if rows else plain

    def facts(self, release: str) -> list[FactRecord]:
        """All facts of a release, those too that were rejected.

        Raises:
            DecisionsError: The graph does not have the release.
        """
        found = list(stored_facts(self.client, [release]))
        if not found:
            raise DecisionsError(
                f"the graph has no release {release!r}", next_step="`cellpact query list_releases` lists them"
            )
        return list(fact_records(found[0]))

    def fact(self, name: str) -> FactRecord:
        """A fact by the id that `cellpact facts` lists.

        Raises:
            DecisionsError: There is none.
        """
        release, hash_sign, _ = name.rpartition("#")
        if not hash_sign:
            raise DecisionsError(f"{name!r} is no id of a fact", next_step=f"`cellpact facts {name}` lists its facts")
        found = next((record for record in self.facts(release) if record.id == name), None)
        if found is None:
            judged = self.read().judgements().get(release, {})
            if name not in judged:
                raise DecisionsError(
                    f"release {release} says no fact {name}", next_step=f"`cellpact facts {release}` lists its facts"
                )
            found = judged[name][0]
        return found

    def reviews(self, label: Label | None, limit: int) -> list[dict[str, Any]]:
        """Pairs to decide about, the surest first, with names and sentences."""
        query = queries.get("read/list_reviews")
        return self.client.read(query.text, query.complete({"label": label, "limit": limit}))

    def _names(self, label: Label, plain: str) -> bool:
        query = queries.get("write/get_names")
        return bool(self.client.read(query.text, query.complete({"ids": [f"{label} {plain}"]})))


def decisions_path(named: Path | None, settings: GraphSettings) -> Path:
    """The file of decisions: the one that is named, else the setting, else one in the data folder."""
    return named or IngestSettings.load().decisions or settings.cellpact_home / FILE


def told(record: FactRecord) -> Iterator[str]:
    """A fact for a person: id, what it says, and the sentence."""
    yield f"{record.id}  {record}"
    evidence: Sequence[dict[str, Any]] = record.said["evidence"]
    yield f"    “{' '.join(str(evidence[0]['text']).split())}”"
