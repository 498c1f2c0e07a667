"""Fits the weights of `ingest.components.fusion` and writes them as a table.

usage: python benchmarks/fit_fusion.py GOLD_FOLDER --model FOLDER --unseen FILE

Each possible name in the releases is a row: its measures (`ingest.components.evidence`), and whether the annotation has
it. A model is overconfident on what it learned from, so rows come only from releases that it did not see: `--model`
is an exported run that was trained without the releases whose ids are the lines of `--unseen`. They may be of
GOLD_FOLDER and of `ingest/train/releases`. Every release is read twice, the second time with half of the known
organizations hidden, so that the table serves texts about organizations that nobody listed; and with and without the
model, for the two ways in which the pipeline is run. What the vocabulary knows of how often a concept is entered leaves
out the release itself.
"""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from ingest import vocabulary
from ingest.annotations import Candidate, EntityLabel
from ingest.components.bounds import tidied
from ingest.components.evidence import NAMES, Index, Seen, measured, source_of
from ingest.components.fusion import BIAS
from ingest.components.names import Names
from ingest.components.possible import possible_names, possible_terms
from ingest.evaluate.score import normalised
from ingest.pipeline import build
from ingest.train import gold, markup
from ingest.train.usage import used

WRITTEN = Path(__file__).resolve().parent.parent / "ingest" / "train" / "releases"
TABLE = Path(__file__).resolve().parent.parent / "ingest" / "vocabulary" / "fusion_weights.json"
GROUPS = {
    EntityLabel.ORGANIZATION: "organizations",
    EntityLabel.PERSON: "people",
    EntityLabel.TECHNOLOGY: "technologies",
    EntityLabel.INDICATION: "indications",
}
PENALTY = 2.0
GOLD_WEIGHT = 3.0
"""How much a row of the gold counts, whose annotators made the rules; the others were written for training."""
FOLDS = 5
ADDED_SEEN, ADDED_MARKED = 2, 1.5
"""As in `ingest.vocabulary.technology_confidence`."""


@dataclass(frozen=True, slots=True)
class Row:
    """A possible name, and whether an analyst entered it."""

    release: str
    measures: Mapping[str, float]
    right: bool
    weight: float = 1.0


def confidence_without(release: dict[str, Any], *, counted: bool) -> dict[str, float]:
    """`vocabulary.technology_confidence` as if this release had not been counted."""
    own = dict(used(release)) if counted else {}
    table = {}
    for usage in vocabulary.usage():
        seen = usage.seen - (usage.id in own)
        if seen:
            table[usage.id] = (usage.marked - own.get(usage.id, False) + ADDED_MARKED) / (seen + ADDED_SEEN)
    return table


def without_half_of_the_list(release: str, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates as if every second known organization were unknown."""
    return [c for c in candidates if source_of(c) != "gazetteer" or crc32(f"{release} {c.concept}".encode()) % 2]


def rows(release: dict[str, Any], doc: Doc, weight: float) -> Iterator[tuple[EntityLabel, Row]]:
    """The possible names of a text as rows."""
    surfaces = {label: [forms(entry) for entry in release[group]] for label, group in GROUPS.items()}
    index = Index(doc._.candidates)
    for _, possible in possible_names(doc, index):
        for seen in possible:
            said = {normalised(text) for text in texts(seen)}
            right = any(said & entry for entry in surfaces[seen.label])
            yield seen.label, Row(release["id"], measured(seen), right, weight)
    for label in GROUPS.keys() - set(NAMES):
        found = [(seen, {normalised(text) for text in texts(seen)}) for seen in possible_terms(doc, label, index)]
        # Two that share an annotated entry: the scorer and a reader of the graph count the second as wrong.
        best = [max(range(len(found)), key=lambda n: len(found[n][1] & entry), default=-1) for entry in surfaces[label]]
        for number, (seen, said) in enumerate(found):
            right = any(n == number and said & entry for n, entry in zip(best, surfaces[label], strict=True))
            yield label, Row(release["id"], measured(seen), right, weight)


def forms(entry: dict[str, Any]) -> set[str]:
    """The surfaces of an annotated entry as they are compared."""
    return {normalised(part) for form in (*entry["mentions"], entry["name"]) for part in (*gold.parts_of(form), form)}


def texts(seen: Seen) -> set[str]:
    """The distinct surfaces of a possible name."""
    return {seen.doc[start:end].text for start, end in seen.spans}


def read(releases: list[tuple[dict[str, Any], bool]], model: Path) -> Iterator[tuple[str, EntityLabel, Row]]:
    """Rows of all releases by mode; with each, whether the vocabulary's counts include it."""
    nlp = build(without=frozenset({"patterns", "names", "entities", "positions", "units", "agreements"}))
    patterns = nlp.create_pipe("patterns")
    names = Names(model)
    for release, counted in releases:
        confidence = confidence_without(release, counted=counted)
        with patch.object(vocabulary, "technology_confidence", return_value=confidence):
            doc = patterns(nlp(release["text"]))
            plain = list(doc._.candidates)
            everything = list(names(doc)._.candidates)
            for mode, candidates in (("without_model", plain), ("with_model", everything)):
                for version in (candidates, without_half_of_the_list(release["id"], candidates)):
                    doc._.candidates = tidied(doc, version)
                    weight = GOLD_WEIGHT if counted else 1.0
                    yield from ((mode, label, row) for label, row in rows(release, doc, weight))


def logistic(x: NDArray[np.float64], y: NDArray[np.float64], n: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights by Newton's method with a quadratic penalty; the last column is the bias, which has none."""
    w = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], PENALTY)
    penalty[-1] = 1e-6
    for _ in range(50):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (n * (p - y)) + penalty * w
        step = np.linalg.solve((x * (n * p * (1 - p))[:, None]).T @ x + np.diag(penalty), gradient)
        w -= step
        if np.abs(step).max() < 1e-8:
            break
    return w


def best_threshold(p: NDArray[np.float64], y: NDArray[np.float64], n: NDArray[np.float64]) -> tuple[float, float]:
    """The probability from which on to keep names so that F1 is highest, and that F1."""
    scores = []
    for least in np.arange(0.2, 0.71, 0.02):
        kept = p >= least
        scores.append((2 * (n * y)[kept].sum() / (n[kept].sum() + (n * y).sum()), float(least)))
    # The middle of the plateau, as its edges are chance.
    top = max(score for score, _ in scores)
    near = [least for score, least in scores if score > top - 0.005]
    return round(near[len(near) // 2], 2), top


def fit(found: list[Row]) -> dict[str, Any]:
    """The weights of one label, and the threshold chosen on releases left out of the fit."""
    columns = sorted(found[0].measures)
    x = np.array([[*(row.measures[name] for name in columns), 1.0] for row in found])
    y = np.array([row.right for row in found], dtype=float)
    n = np.array([row.weight for row in found])
    fold = np.array([crc32(row.release.encode()) % FOLDS for row in found])
    p = np.zeros(len(found))
    for number in range(FOLDS):
        out, rest = fold == number, fold != number
        p[out] = 1 / (1 + np.exp(-x[out] @ logistic(x[rest], y[rest], n[rest])))
    least, f1 = best_threshold(p, y, n)
    loss = -np.average(y * np.log(p + 1e-9) + (1 - y) * np.log(1 - p + 1e-9), weights=n)
    print(f"   {len(found)} names, {int(y.sum())} right; left out: F1 {f1:.3f} from {least}, log loss {loss:.3f}")
    fitted = zip([*columns, BIAS], (round(float(value), 3) for value in logistic(x, y, n)), strict=True)
    weights = {name: value for name, value in fitted if value or name == BIAS}
    return {"least": least, "weights": weights}


def main() -> None:
    """Read, fit, write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--unseen", type=Path, required=True)
    options = parser.parse_args()
    unseen = set(options.unseen.read_text("utf-8").split())
    releases = [(release, True) for release in gold.read_releases(options.folder)]
    releases += [(gold.as_guidelines(release), False) for release in markup.read_folder(WRITTEN)]
    found: dict[tuple[str, EntityLabel], list[Row]] = {}
    for mode, label, row in read([item for item in releases if item[0]["id"] in unseen], options.model):
        found.setdefault((mode, label), []).append(row)
    table: dict[str, dict[str, Any]] = {}
    for (mode, label), known in sorted(found.items()):
        print(mode, label)
        table.setdefault(mode, {})[label.value] = fit(known)
    TABLE.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
