"""Sums up scores: interval, table, and the difference to a baseline that is kept in a file."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError
from rich.table import Table

from ingest.errors import EvaluationError
from ingest.evaluate.records import Annotation
from ingest.evaluate.score import MEASURES, Count, Fault, Scored, headline, score, summed

SAMPLES: Final = 400
"""Bootstrap samples of releases; the interval leaves out 2.5 % of them at either end."""


class Baseline(BaseModel):
    """The scores of one earlier run: F1 by measure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pipeline: str | None
    releases: int
    headline: float
    measures: dict[str, float]


@dataclass(frozen=True, slots=True)
class Report:
    """All scores of one run over annotated releases."""

    scored: Mapping[str, Scored]
    total: Mapping[str, Count]
    missing: int
    interval: tuple[float, float]

    @property
    def headline(self) -> float:
        """The mean F1 of what the graph is made of."""
        return headline(self.total)

    @property
    def faults(self) -> list[Fault]:
        """All differences, release by release."""
        return [fault for release in self.scored.values() for fault in release.faults]

    @property
    def measures(self) -> dict[str, float]:
        """F1 (accuracy for status and kind) by measure, to four digits, where there is something to compare."""
        values = {measure: self.total[measure].f1 for measure in MEASURES if measure in self.total}
        return {measure: round(value, 4) for measure, value in values.items() if value is not None}

    def as_json(self) -> dict[str, Any]:
        """The figures as one flat object."""
        low, high = self.interval
        interval = [round(low, 4), round(high, 4)]
        return {"headline": round(self.headline, 4), "interval": interval, **self.measures}

    def baseline(self, pipeline: str | None) -> Baseline:
        """These scores, to compare later runs with."""
        return Baseline(
            pipeline=pipeline,
            releases=len(self.scored),
            headline=round(self.headline, 4),
            measures=self.measures,
        )


def report(gold: Mapping[str, Annotation], predicted: Mapping[str, Annotation]) -> Report:
    """Score every annotated release."""
    scored = {key: score(annotation, predicted.get(key)) for key, annotation in gold.items()}
    counts = [release.counts for release in scored.values()]
    return Report(
        scored=scored,
        total=summed(counts),
        missing=sum(key not in predicted for key in gold),
        interval=interval(counts),
    )


def interval(counts: Sequence[Mapping[str, Count]]) -> tuple[float, float]:
    """The 95 % interval of the headline, by drawing releases with replacement (percentile bootstrap, fixed seed)."""
    chance = random.Random(0)  # noqa: S311 - for statistics, and the same at every run
    samples = sorted(headline(summed(chance.choices(counts, k=len(counts)))) for _ in range(SAMPLES))
    cut = SAMPLES // 40
    return samples[cut], samples[-1 - cut]


def table(result: Report, before: Baseline | None = None) -> Table:
    """Precision, recall, F1 and counts of every measure, and what changed against a baseline."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    shown.add_column("measure")
    for column in ("precision", "recall", "F1", *(["change"] if before else []), "right", "predicted", "gold"):
        shown.add_column(column, justify="right")
    for measure in MEASURES:
        count = result.total.get(measure, Count())
        if count.f1 is None:
            continue
        figures = [f"{count.precision:.3f}", f"{count.recall:.3f}", f"{count.f1:.3f}"]
        if before:
            figures.append(difference(count.f1, before.measures.get(measure)))
        shown.add_row(measure, *figures, *map(str, count))
    low, high = result.interval
    change = [difference(result.headline, before.headline)] if before else []
    interval_text = f"[dim]95 % {low:.3f}-{high:.3f}[/]"
    shown.add_row(
        "[bold]headline[/]", "", "", f"[bold]{result.headline:.3f}[/]", *change, interval_text, end_section=True
    )
    return shown


def difference(now: float, then: float | None) -> str:
    """A change with its sign; green where better, red where worse."""
    if then is None:
        return "new"
    change = round(now - then, 3)
    if not change:
        return "="
    return f"[{'green' if change > 0 else 'red'}]{change:+.3f}[/]"


def read_baseline(path: Path, name: str) -> Baseline | None:
    """The baseline of a set of releases, or None where the file or the set is not there yet.

    Raises:
        EvaluationError: The file is no baseline file.
    """
    content = _content(path).get(name)
    try:
        return Baseline.model_validate(content) if content else None
    except ValidationError as error:
        raise EvaluationError(f"{path} is no baseline file", next_step="write it anew with --write-baseline") from error


def write_baseline(path: Path, name: str, baseline: Baseline) -> None:
    """Keep scores under the name of the set, beside those of other sets.

    Raises:
        EvaluationError: The file cannot be written, or is something else.
    """
    content = {**_content(path), name: baseline.model_dump()}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", "utf-8")
    except OSError as error:
        raise EvaluationError(f"cannot write {path} ({error.strerror})", next_step="name another file") from error


def _content(path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise EvaluationError(f"cannot read {path} ({error})", next_step="name another file") from error
    if not isinstance(content, dict):
        raise EvaluationError(f"{path} is no baseline file", next_step="name another file")
    return content
