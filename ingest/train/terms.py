"""Trains the terms model: `python -m ingest.train.terms TRAIN_FOLDER [-o FILE]`.

Reads annotated releases (never those that results are measured on) and the project's own marked-up ones, and fits the
parts of `ingest.components.agreements.terms.TermsModel` on deals as they are annotated. Thresholds are chosen by
cross-validation over releases, for F1 of what each deal is given. Needs the `train` extra. The seed is fixed.
"""

import argparse
import json
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np

from graph.vocabulary import AgreementStatus, AgreementType
from ingest.annotations import EntityLabel
from ingest.components.agreements.amounts import find_sums, purpose_traits, sum_traits
from ingest.components.agreements.component import published_day, term_offsets
from ingest.components.agreements.coverage import term_traits
from ingest.components.agreements.days import day_traits, find_days
from ingest.components.agreements.reading import read
from ingest.components.agreements.scope import Told, scopes
from ingest.components.agreements.standing import Deal, view
from ingest.components.agreements.terms import VERSION
from ingest.components.agreements.territories import find_places, place_traits, same_place
from ingest.train.agreements_data import annotated_doc, blank_pipeline
from ingest.train.forest import Fitted
from ingest.train.forest import fit as fit_trees
from ingest.train.gold import read_releases
from ingest.train.markup import read_folder

SEED: Final = 20210802
FOLDS: Final = 5
TREES: Final[dict[str, Any]] = {
    "n_estimators": 150,
    "learning_rate": 0.05,
    "num_leaves": 8,
    "min_child_samples": 10,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.3,
    "reg_lambda": 5.0,
    "verbose": -1,
    "random_state": SEED,
    "n_jobs": 1,
    "deterministic": True,
}
PURPOSE_TREES: Final = TREES | {"n_estimators": 60, "colsample_bytree": 0.15}
"""Smaller: a tree for each purpose and round, and few examples of each."""
THRESHOLDS: Final = tuple(round(0.25 + 0.025 * step, 3) for step in range(17))

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """A candidate term of one deal: its release, its deal, what it says, its features, whether it is the deal's."""

    release: int
    deal: int
    value: Hashable
    features: Features
    right: bool


Scored = list[tuple[Example, float]]
"""Examples with the probability that a model gives them."""


@dataclass(slots=True)
class Examples:
    """Examples by part of the model; `expected` counts what a release's annotation gives its deals, found or not."""

    parts: dict[str, list[Example]] = field(default_factory=dict)
    purposes: list[tuple[Features, str]] = field(default_factory=list)
    expected: dict[tuple[str, int], int] = field(default_factory=dict)

    def add(self, part: str, example: Example) -> None:
        """Keep one example."""
        self.parts.setdefault(part, []).append(example)

    def expect(self, part: str, release: int, count: int) -> None:
        """Count what an annotation gives a deal."""
        self.expected[part, release] = self.expected.get((part, release), 0) + count


def collect(releases: Iterable[dict[str, Any]]) -> Examples:
    """All examples in annotated releases."""
    nlp = blank_pipeline()
    examples = Examples()
    for number, release in enumerate(releases):
        _add(examples, number, release, annotated_doc(nlp, release))
    return examples


def _add(examples: Examples, number: int, release: dict[str, Any], doc: Any) -> None:  # noqa: ANN401  a spaCy Doc with its extensions
    reading = read(doc)
    index = {(entity.label, entity.name): i for i, entity in enumerate(doc._.entities)}
    deals = release["agreements"]
    parties = [frozenset(index[EntityLabel.ORGANIZATION, p["organization"]] for p in d["parties"]) for d in deals]
    known = [
        Deal(
            Told(reading, members, scope),
            tuple(AgreementType(kind) for kind in deal["types"]),
            AgreementStatus(deal["status"]),
        )
        for deal, members, scope in zip(deals, parties, scopes(reading, parties), strict=True)
    ]
    whole = view(reading, known)
    day, offsets = published_day(doc, reading), term_offsets(doc, reading)
    sums, days, places = find_sums(reading), find_days(reading, day), find_places(reading)
    for n, deal in enumerate(deals):
        told = {(a.get("amount"), a.get("currency"), a.get("percent")): a["kind"] for a in deal["amounts"]}
        told.pop((None, None, None), None)
        examples.expect("amounts", number, len(told))
        for one in sums:
            kind = told.get(one.value)
            examples.add("amounts", Example(number, n, one.value, sum_traits(whole, n, one), kind is not None))
            if kind is not None and one.money.percent is None:
                examples.purposes.append((purpose_traits(whole, n, one, sums), kind))
        examples.expect("days", number, bool(deal["date"]))
        for one_day in days:
            value = one_day.mention.value
            examples.add("days", Example(number, n, value, day_traits(whole, n, one_day, day), value == deal["date"]))
        territories = {same_place(place) for place in deal["territories"]}
        examples.expect("territories", number, len(territories))
        for place in places:
            key = same_place(place.name)
            examples.add("territories", Example(number, n, key, place_traits(whole, n, place), key in territories))
        for group, label in (("technologies", EntityLabel.TECHNOLOGY), ("indications", EntityLabel.INDICATION)):
            covered = {index[label, name] for name in deal[group]}
            examples.expect(group, number, len(covered))
            for entity, starts in offsets.items():
                if doc._.entities[entity].label is label:
                    traits = term_traits(whole, n, entity, starts)
                    examples.add(group, Example(number, n, entity, traits, entity in covered))


def forest(examples: Sequence[Example]) -> dict[str, Any]:
    """Boosted trees that tell the deal's terms from others."""
    return _fitted(examples).forest()


def _fitted(examples: Sequence[Example]) -> Fitted:
    return fit_trees([e.features for e in examples], [e.right for e in examples], TREES, narrowed=True)


def purposes(examples: Sequence[tuple[Features, str]]) -> dict[str, Any]:
    """Boosted trees for each purpose of a sum."""
    rows, kinds = [row for row, _ in examples], [kind for _, kind in examples]
    return fit_trees(rows, kinds, PURPOSE_TREES, narrowed=True).forests()


def cross_validated(examples: Sequence[Example], fit_on: Sequence[Example]) -> Scored:
    """Each example with the probability from a model that has not seen its release; all of `fit_on` else is seen."""
    order = np.random.default_rng(SEED).permutation(1 + max(e.release for e in fit_on))
    hands = [set(order[fold::FOLDS].tolist()) for fold in range(FOLDS)]
    found: Scored = []
    for hand in hands:
        seen = [e for e in fit_on if e.release not in hand]
        left = [e for e in examples if e.release in hand]
        chances = _fitted(seen).chances([e.features for e in left])[:, 1]
        found.extend(zip(left, (float(chance) for chance in chances), strict=True))
    return found


def f1(scored: Scored, expected: int, least: float, *, single: bool = False) -> float:
    """F1 of what each deal is given from a least probability on. `single` gives it the likeliest alone (its day)."""
    best: dict[Hashable, tuple[float, bool]] = {}
    for example, chance in scored:
        deal = (example.release, example.deal)
        key = deal if single else (*deal, example.value)
        best[key] = max(best.get(key, (-1.0, False)), (chance, example.right))
    given = [right for chance, right in best.values() if chance >= least]
    return 2 * sum(given) / max(1, expected + len(given))


def fit(examples: Examples, measured: int) -> tuple[dict[str, Any], dict[str, float]]:
    """The model as data, and the cross-validated F1 of each part on the first `measured` releases.

    The project's own releases, which stand behind, were written to show rare wordings and say less about how often a
    candidate is right: a threshold is the best for the mean of the F1 on the first and on all.
    """
    parts = examples.parts
    covers = [*parts["technologies"], *parts["indications"]]
    least, scores = {}, {}
    for part in ("amounts", "days", "territories", "technologies", "indications"):
        scored = cross_validated(parts[part], covers if part in {"technologies", "indications"} else parts[part])
        single, counts = part == "days", {r: n for (kind, r), n in examples.expected.items() if kind == part}
        first = [(example, chance) for example, chance in scored if example.release < measured]
        told = sum(count for release, count in counts.items() if release < measured)
        least[part] = max(
            THRESHOLDS,
            key=lambda t: f1(first, told, t, single=single) + f1(scored, sum(counts.values()), t, single=single),
        )
        scores[part] = f1(first, told, least[part], single=single)
    data = {"version": VERSION, "least": least, "purposes": purposes(examples.purposes), "coverage": forest(covers)}
    return data | {part: forest(parts[part]) for part in ("amounts", "days", "territories")}, scores


def main() -> None:
    """Train, choose thresholds, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="annotated releases, one JSON file each")
    parser.add_argument("-o", "--output", type=Path, default=Path(str(files("ingest.model") / "terms.json")))
    options = parser.parse_args()
    releases = read_releases(options.folder)
    own = read_folder(Path(str(files("ingest.train") / "releases")))
    data, scores = fit(collect([*releases, *own]), len(releases))
    options.output.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
    told = ", ".join(f"{part} {score:.3f} (from {data['least'][part]})" for part, score in scores.items())
    print(f"cross-validated F1 inside the deals, purposes of sums left aside: {told}")  # noqa: T201


if __name__ == "__main__":
    main()
