"""Fits the weights of `ingest.components.reasons` to annotated releases and writes them as a table.

usage: python benchmarks/fit_reasons.py GOLD_FOLDER

A multinomial logistic model over names: each is an organization, a person or neither, and each reason a yes or no. The
penalty keeps a rare reason near zero. The table is data that `ingest.components.patterns` reads; run this after a
change of reasons, on the training set only; the releases written for training (`ingest/train/releases`) are added.
"""

import json
import sys
from pathlib import Path

import numpy as np

from ingest.components.patterns import BIAS, Name, names_of
from ingest.components.surfaces import core_of
from ingest.pipeline import build
from ingest.train import gold, markup

WRITTEN = Path(__file__).resolve().parent.parent / "ingest" / "train" / "releases"
TABLE = Path(__file__).resolve().parent.parent / "ingest" / "vocabulary" / "reason_weights.json"
STEPS = 3000
RATE = 0.5
PENALTY = 0.6


def examples(folder: Path) -> list[tuple[Name, int]]:
    """Names of the annotated releases with their class: 0 neither, 1 organization, 2 person."""
    nlp = build(without=frozenset({"patterns", "names", "gazetteer", "entities", "positions", "units", "agreements"}))
    found = []
    releases = gold.read_releases(folder) + [gold.as_guidelines(release) for release in markup.read_folder(WRITTEN)]
    for release in releases:
        cores = {}
        for number, group in ((2, "people"), (1, "organizations")):
            for entry in release[group]:
                for mention in entry["mentions"]:
                    cores[core_of([token.text for token in nlp.make_doc(mention)])] = number
        found += [(name, cores.get(name.core, 0)) for name in names_of(nlp(release["text"]))]
    return found


def fit(names: list[tuple[Name, int]]) -> dict[str, dict[str, float]]:
    """The table of weights, by gradient descent with a quadratic penalty."""
    reasons = sorted({reason for name, _ in names for reason in name.reasons})
    column = {reason: number for number, reason in enumerate(reasons)}
    x = np.zeros((len(names), len(reasons) + 1))
    x[:, -1] = 1
    y = np.zeros((len(names), 3))
    for row, (name, label) in enumerate(names):
        y[row, label] = 1
        for reason in name.reasons:
            x[row, column[reason]] = 1
    w = np.zeros((len(reasons) + 1, 3))
    momentum = np.zeros_like(w)
    for _ in range(STEPS):
        scores = x @ w
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        shrink = PENALTY * w / len(names)
        shrink[-1] = 0
        momentum = 0.9 * momentum - RATE * (x.T @ (p - y) / len(names) + shrink)
        w += momentum
    w -= w[:, :1]
    print(f"{len(names)} names, {(p.argmax(axis=1) == y.argmax(axis=1)).mean():.4f} right on the training set itself")
    rows = zip([*reasons, BIAS], w, strict=True)
    return {reason: {"ORG": round(float(row[1]), 2), "PERSON": round(float(row[2]), 2)} for reason, row in rows}


if __name__ == "__main__":
    table = fit(examples(Path(sys.argv[1])))
    lines = ",\n".join(f"  {json.dumps(reason)}: {json.dumps(weight)}" for reason, weight in table.items())
    TABLE.write_text(f"{{\n{lines}\n}}\n", "utf-8")
