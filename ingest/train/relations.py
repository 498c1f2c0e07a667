"""Trains the positions model: `python -m ingest.train.relations TRAIN_FOLDER [-o FILE]`.

Reads annotated releases (never those that results are measured on) and the project's own marked-up ones with their
entities as annotated. The threshold and the calibration curve come from cross-validation over releases. Needs
scikit-learn and lightgbm. The seed is fixed.
"""

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.isotonic import IsotonicRegression
from spacy.tokens import Doc

from ingest.components.holders import Holder, holders
from ingest.components.owners import Owner, Owners
from ingest.components.positions import Found, joined, read, title_words
from ingest.components.reader import Reader
from ingest.components.relation_model import VERSION, RelationModel, parse_model
from ingest.train.agreements_data import annotated_doc, blank_pipeline
from ingest.train.forest import grow
from ingest.train.gold import read_releases
from ingest.train.markup import read_folder

SEED: Final = 20210802
FOLDS: Final = 5
LEAST: Final = 0.35
"""No lower threshold: what is likelier wrong than right is not told, even where F1 on few releases asks for it."""
TREES: Final[dict[str, Any]] = {
    "n_estimators": 150,
    "learning_rate": 0.06,
    "num_leaves": 10,
    "min_child_samples": 8,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.4,
    "reg_lambda": 3.0,
    "verbose": -1,
    "random_state": SEED,
    "n_jobs": 1,
    "deterministic": True,
}
Said = tuple[str, str, str]


@dataclass(slots=True)
class Examples:
    """Features with labels of one release."""

    holders: list[tuple[Holder, bool]] = field(default_factory=list)
    owners: list[tuple[Owner, bool]] = field(default_factory=list)


def alike(one: str, other: str) -> bool:
    """Whether two titles share half of their words, as the scorer asks."""
    a, b = title_words(one), title_words(other)
    return bool(a & b) and 2 * len(a & b) >= len(a | b)


def examples(doc: Doc, positions: Sequence[Said]) -> Examples:
    """Every candidate of a release, told by its annotated positions (person, title, organization)."""
    found, reader, entities = Examples(), Reader(doc), doc._.entities
    owners = Owners(reader)
    for holder in holders(reader):
        title = reader.titles[holder.title]
        name = entities[holder.mention[2]].name
        employers = {o for p, t, o in positions if p == name and alike(t, title.text)}
        found.holders.append((holder, bool(employers)))
        if employers:
            found.owners.extend((o, entities[o.organization].name in employers) for o in owners.of(title, holder))
    return found


def fit(parts: Iterable[Examples]) -> dict[str, Any]:
    """A model without threshold and curve."""
    people = [pair for part in parts for pair in part.holders]
    organizations = [pair for part in parts for pair in part.owners]
    return {
        "version": VERSION,
        "holder": grow([h.features for h, _ in people], [label for _, label in people], TREES),
        "owner": grow([o.features for o, _ in organizations], [label for _, label in organizations], TREES),
        "confidence": {"scores": [], "shares": []},
        "keep": 0.4,
    }


def crossed(parts: Sequence[Examples], docs: Sequence[Doc]) -> Iterator[tuple[int, list[Found]]]:
    """What a model that did not see a release reads in it, for all releases."""
    order = np.random.default_rng(SEED).permutation(len(parts))
    for fold in range(FOLDS):
        hand = {int(number) for number in order[fold::FOLDS]}
        model = parse_model(json.dumps(fit([part for number, part in enumerate(parts) if number not in hand])))
        for number in sorted(hand):
            yield number, list(read(docs[number], model))


def is_right(doc: Doc, one: Found, positions: Sequence[Said]) -> bool:
    """Whether a reading is an annotated position."""
    person, organization = doc._.entities[one.person].name, doc._.entities[one.organization].name
    return any(p == person and o == organization and alike(t, one.title) for p, t, o in positions)


def f1(found: Sequence[list[Found]], docs: Sequence[Doc], said: Sequence[list[Said]], keep: float) -> float:
    """F1 of positions at a threshold."""
    model = RelationModel(holder=None, owner=None, confidence=_NO_CURVE, keep=keep)  # type: ignore[arg-type]
    right = predicted = 0
    for readings, doc, positions in zip(found, docs, said, strict=True):
        names = doc._.entities
        for position in joined(readings, model):
            one = (names[position.person].name, position.title, names[position.organization].name)
            predicted += 1
            right += any(p == one[0] and o == one[2] and alike(t, one[1]) for p, t, o in positions)
    return 2 * right / (predicted + sum(map(len, said)))


_NO_CURVE: Final = parse_model(
    '{"version":1,"holder":{"names":[],"trees":[]},"owner":{"names":[],"trees":[]},'
    '"confidence":{"scores":[],"shares":[]},"keep":0}'
).confidence


def main() -> None:
    """Train, choose the threshold, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="annotated releases, one JSON file each")
    parser.add_argument("-o", "--output", type=Path, default=Path(str(files("ingest.model") / "relations.json")))
    options = parser.parse_args()
    nlp = blank_pipeline()
    releases = [*read_releases(options.folder), *read_folder(Path(str(files("ingest.train") / "releases")))]
    releases += read_folder(Path(str(files("ingest.train") / "snippets")))
    docs = [annotated_doc(nlp, release) for release in releases]
    said = [[(p["person"], p["title"], p["organization"]) for p in release["positions"]] for release in releases]
    parts = [examples(doc, positions) for doc, positions in zip(docs, said, strict=True)]
    data = fit(parts)
    found = [readings for _, readings in sorted(crossed(parts, docs), key=lambda item: item[0])]
    score, keep = max((f1(found, docs, said, float(keep)), float(keep)) for keep in np.arange(LEAST, 0.6, 0.05))
    rows = [(one.score, is_right(d, one, s)) for d, s, r in zip(docs, said, found, strict=True) for one in r]
    curve = IsotonicRegression(y_min=0.01, y_max=0.99, out_of_bounds="clip").fit(*zip(*rows, strict=True))
    data["keep"] = round(keep, 2)
    data["confidence"] = {
        "scores": [round(float(x), 4) for x in curve.X_thresholds_],
        "shares": [round(float(y), 4) for y in curve.y_thresholds_],
    }
    options.output.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{len(releases)} releases: cross-validated F1 of positions {score:.3f} (keep {keep:.2f})")  # noqa: T201


if __name__ == "__main__":
    main()
