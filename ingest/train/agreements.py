"""Trains the deals model: `python -m ingest.train.agreements TRAIN_FOLDER [-o FILE]`.

Reads annotated releases (never those that results are measured on) and the project's own marked-up ones, fits the
parts of `ingest.components.agreements.model.DealsModel`, chooses thresholds and the calibration curve by
cross-validation over releases, and writes the model as JSON. Needs the `train` extra (scikit-learn, lightgbm). The
seed is fixed.
"""

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from spacy.tokens import Doc

from graph.vocabulary import AgreementStatus, AgreementType
from ingest.components.agreements.deals import propose
from ingest.components.agreements.decide import ALIKE, FRAMES, ROLE_PAIRS, frame_name
from ingest.components.agreements.model import VERSION, DealsModel, parse_model, sigmoid
from ingest.components.agreements.pairs import Pair, all_pairs
from ingest.components.agreements.reading import Reading, read
from ingest.train.agreements_data import Examples, Features, annotated_doc, blank_pipeline, collect
from ingest.train.gold import read_releases
from ingest.train.markup import read_folder

SEED: Final = 20210802
FOLDS: Final = 5
WRITTEN_WEIGHT: Final = 0.25
"""What a deal of a release written for training counts beside an annotated one, for types, status and frames: such
releases show rare wordings, and less about how often what is agreed. Of 0, 0.25, 0.5 and 1 the best by
cross-validation."""
OWN_WEIGHT: Final = 5.0
"""How much more a type trusts the cues of its own name than any other; a prior that divides their penalty."""
OWN: Final[dict[AgreementType, tuple[str, ...]]] = {
    AgreementType.COLLABORATION: ("collaboration", "research"),
    AgreementType.LICENSE: ("license", "rights"),
    AgreementType.MANUFACTURING: ("manufacturing", "make_for"),
    AgreementType.DISTRIBUTION: ("distribution", "commercialization"),
    AgreementType.CLINICAL_TRIAL: ("clinical_trial",),
    AgreementType.ACQUISITION: ("acquisition", "purchase"),
    AgreementType.ASSET_PURCHASE: ("asset_purchase", "purchase"),
    AgreementType.STRATEGIC_PARTNERSHIP: ("strategic_partnership",),
}
TREES: Final[dict[str, Any]] = {
    "n_estimators": 220,
    "learning_rate": 0.04,
    "num_leaves": 12,
    "min_child_samples": 12,
    "subsample": 0.8,
    "subsample_freq": 1,
    "colsample_bytree": 0.3,
    "reg_lambda": 5.0,
    "verbose": -1,
    "random_state": SEED,
    "n_jobs": 1,
    "deterministic": True,
}
LOOSE_TREES: Final[dict[str, Any]] = TREES | {"extra_trees": True, "learning_rate": 0.06}
"""Trees whose thresholds are drawn at random; they err elsewhere than the others, and the mean of both errs less."""
LEAST: Final = 0.4
"""No lower threshold of a pair: F1 is flat from 0.3 on, and what is likelier wrong than right is better not told."""
DIGITS: Final = 5

Matrix = NDArray[np.float64]


def _matrix(rows: Sequence[Features], names: Sequence[str]) -> Matrix:
    return np.array([[row.get(name, 0.0) for name in names] for row in rows], dtype=float)


def _linear(  # noqa: PLR0913  the knobs of one regression
    rows: Sequence[Features],
    labels: Sequence[bool],
    *,
    penalty: float,
    weights: Sequence[float] | None = None,
    prior: Callable[[str], float] = lambda _: 1.0,
    odd: bool = False,
    rare: int = 3,
) -> dict[str, Any]:
    """Fit a logistic regression. `odd` makes it antisymmetric: every row also counts with all signs turned."""
    seen: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            seen[name] = seen.get(name, 0) + bool(value)
    names = sorted(name for name, count in seen.items() if count >= rare)
    raw = _matrix(rows, names)
    scale = np.sqrt((raw**2).mean(0)) if odd else raw.std(0)
    factor = np.array([prior(name) for name in names]) / np.maximum(scale, 0.15)
    values = raw * factor
    truth = np.array(labels, dtype=int)
    if odd:
        values, truth = np.vstack([values, -values]), np.concatenate([truth, 1 - truth])
    if len(set(truth)) < 2:
        return {"weights": {}, "bias": 4.0 if truth.all() else -4.0}
    fit = LogisticRegression(C=penalty, fit_intercept=not odd, max_iter=3000).fit(values, truth, sample_weight=weights)
    named = {n: round(float(w), DIGITS) for n, w in zip(names, fit.coef_[0] * factor, strict=True) if abs(w) > 1e-5}
    return {"weights": named, "bias": 0.0 if odd else round(float(fit.intercept_[0]), DIGITS)}


def _forest(examples: Examples) -> dict[str, Any]:
    names = sorted(examples.pairs[0][1])
    values = _matrix([row for _, row, _, _ in examples.pairs], names)
    truth = np.array([label for _, _, label, _ in examples.pairs], dtype=int)
    weight = np.array([w for _, _, _, w in examples.pairs])
    trees: list[dict[str, Any]] = []
    for settings in (TREES, LOOSE_TREES):
        booster = lightgbm.LGBMClassifier(**settings).fit(values, truth, sample_weight=weight).booster_
        trees.extend(_tree(info["tree_structure"], share=0.5) for info in booster.dump_model()["tree_info"])
    return {"names": names, "trees": trees}


def _tree(structure: dict[str, Any], *, share: float) -> dict[str, list[Any]]:
    """A tree in arrays; its leaves count for `share`."""
    tree: dict[str, list[Any]] = {"feature": [], "threshold": [], "left": [], "right": [], "leaves": []}

    def add(node: dict[str, Any]) -> int:
        if "leaf_value" in node:
            tree["leaves"].append(round(node["leaf_value"] * share, 6))
            return -len(tree["leaves"])
        place = len(tree["feature"])
        tree["feature"].append(node["split_feature"])
        tree["threshold"].append(node["threshold"])
        tree["left"].append(0)
        tree["right"].append(0)
        tree["left"][place] = add(node["left_child"])
        tree["right"][place] = add(node["right_child"])
        return place

    add(structure)
    return tree


def _own(kind: AgreementType) -> Callable[[str], float]:
    groups = {f"type.{name}" for name in OWN.get(kind, (kind.value,))}
    return lambda name: OWN_WEIGHT if name.partition(".")[2] in groups else 1.0


def _frame(deal: dict[str, Any]) -> str:
    """The pair of roles that a deal has, in the guidelines' order of precedence."""
    roles = {party["role"] for party in deal["parties"]}
    return next((frame_name(a, b) for _, a, b in ROLE_PAIRS if a in roles and b in roles), ALIKE)


def _frame_prior(name: str) -> Callable[[str], float]:
    kinds = [kind for kind, payer, payee in ROLE_PAIRS if frame_name(payer, payee) == name]
    priors = [_own(kind) for kind in kinds]
    return lambda feature: max((prior(feature) for prior in priors), default=1.0)


def _status_prior(name: str) -> float:
    return 3.0 if name.startswith("status.") or name.partition(".")[2].startswith(("status.", "time.")) else 0.5


def fit(examples: Examples, weight: Callable[[int], float]) -> dict[str, Any]:
    """All parts of the model but the thresholds, from examples; `weight` says what a release counts."""
    rows = [traits for _, traits, _ in examples.deals]
    deals = [deal for _, _, deal in examples.deals]
    linear = partial(_linear, rows, penalty=0.03, weights=[weight(number) for number, _, _ in examples.deals])
    frames = [_frame(deal) for deal in deals]
    return {
        "version": VERSION,
        "pairs": _forest(examples),
        "pair_confidence": {"scores": [], "shares": []},
        "types": {
            kind.value: linear([kind in deal["types"] for deal in deals], prior=_own(kind)) for kind in AgreementType
        },
        "type_thresholds": {kind.value: 0.3 for kind in AgreementType},
        "status": {
            status.value: linear([deal["status"] == status for deal in deals], prior=_status_prior)
            for status in AgreementStatus
        },
        "frames": {name: linear([frame == name for frame in frames], prior=_frame_prior(name)) for name in FRAMES},
        "orientation": _linear(
            [row for _, row in examples.orientations],
            [True] * len(examples.orientations),
            penalty=0.01,
            odd=True,
            rare=4,
        ),
        "keep": 0.4,
        "join": 0.3,
    }


def folds(count: int) -> list[list[int]]:
    """Releases dealt out to `FOLDS` hands, the same way each time."""
    order = np.random.default_rng(SEED).permutation(count)
    return [sorted(int(i) for i in order[fold::FOLDS]) for fold in range(FOLDS)]


def without(examples: Examples, numbers: Iterable[int]) -> Examples:
    """The examples of all other releases."""
    left_out = set(numbers)
    return Examples(
        [e for e in examples.pairs if e[0] not in left_out],
        [e for e in examples.deals if e[0] not in left_out],
        [e for e in examples.orientations if e[0] not in left_out],
    )


def cross_fit(examples: Examples, count: int, weight: Callable[[int], float]) -> list[tuple[list[int], dict[str, Any]]]:
    """For each fold, the releases left out and the model made without them."""
    return [(hand, fit(without(examples, hand), weight)) for hand in folds(count)]


def party_f1(
    releases: Sequence[dict[str, Any]],
    docs: Sequence[Doc],
    models: Sequence[tuple[list[int], DealsModel]],
    keep: float,
    join: float,
) -> float:
    """F1 of sets of parties that overlap by half, on releases that the model has not seen."""
    right = predicted = expected = 0
    for hand, model in models:
        for number in hand:
            gold = [{party["organization"] for party in deal["parties"]} for deal in releases[number]["agreements"]]
            reading, pairs, chances = _scored(docs[number], model)
            found = propose(reading, pairs, partial(_chance, chances), keep=keep, join=join)
            names = [{reading.entities[p].name for p in proposal.parties} for proposal in found]
            expected, predicted = expected + len(gold), predicted + len(names)
            for parties in names:
                hit = next((g for g in gold if len(g & parties) * 2 >= len(g | parties)), None)
                if hit is not None:
                    gold.remove(hit)
                    right += 1
    return 2 * right / (predicted + expected)


Scored = tuple[Reading, list[Pair], dict[tuple[int, int], float]]
_CACHE: dict[tuple[int, int], Scored] = {}


def _chance(chances: Mapping[tuple[int, int], float], pair: Pair) -> float:
    return chances[pair.a, pair.b]


def _scored(doc: Doc, model: DealsModel) -> Scored:
    key = (id(doc), id(model))
    if key not in _CACHE:
        reading = read(doc)
        pairs = all_pairs(reading)
        _CACHE[key] = (reading, pairs, {(p.a, p.b): sigmoid(model.pairs.value(p.features)) for p in pairs})
    return _CACHE[key]


def calibration(
    docs: Sequence[Doc], releases: Sequence[dict[str, Any]], models: Sequence[tuple[list[int], DealsModel]]
) -> dict[str, list[float]]:
    """Isotonic curve from a pair's score to the share of right pairs, on releases that the model has not seen."""
    scores, truth = [], []
    for hand, model in models:
        for number in hand:
            told = [{p["organization"] for p in deal["parties"]} for deal in releases[number]["agreements"]]
            reading, pairs, chances = _scored(docs[number], model)
            for pair in pairs:
                names = {reading.entities[pair.a].name, reading.entities[pair.b].name}
                scores.append(chances[pair.a, pair.b])
                truth.append(any(names <= parties for parties in told))
    curve = IsotonicRegression(y_min=0.01, y_max=0.99, out_of_bounds="clip").fit(scores, truth)
    return {
        "scores": [round(float(x), 4) for x in curve.X_thresholds_],
        "shares": [round(float(y), 4) for y in curve.y_thresholds_],
    }


def type_thresholds(
    examples: Examples, models: Sequence[tuple[list[int], DealsModel]]
) -> tuple[dict[str, float], float]:
    """One threshold for all types and the F1 that it gives on releases that the model has not seen.

    It is chosen for F1 plus the share of deals with at least one right type, without which a deal counts as missed.
    """
    rows = []
    for hand, model in models:
        members = set(hand)
        for number, traits, deal in examples.deals:
            if number in members:
                chances = {name: sigmoid(part.value(traits)) for name, part in model.types.items()}
                rows.append((chances, set(deal["types"])))
    best = (0.0, 0.3, 0.0)
    for threshold in np.arange(0.2, 0.55, 0.02):
        right = total = met = 0
        for chances, gold in rows:
            chosen = {n for n, c in chances.items() if c >= threshold} or {max(chances, key=chances.__getitem__)}
            right += len(chosen & gold)
            total += len(chosen) + len(gold)
            met += bool(chosen & gold)
        f1 = 2 * right / total
        best = max(best, (f1 + met / len(rows), float(threshold), f1))
    return {kind.value: round(best[1], 2) for kind in AgreementType}, best[2]


def main() -> None:
    """Train, choose thresholds, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="annotated releases, one JSON file each")
    parser.add_argument("-o", "--output", type=Path, default=Path(str(files("ingest.model") / "agreements.json")))
    parser.add_argument("--folds", type=Path, help="also write the models of the folds here, for measuring on train")
    options = parser.parse_args()
    nlp = blank_pipeline()
    releases = read_releases(options.folder)
    extra = list(read_folder(Path(str(files("ingest.train") / "releases"))))
    docs = [annotated_doc(nlp, release) for release in [*releases, *extra]]
    everything = [*releases, *extra]
    examples = collect(zip(everything, docs, strict=True))

    def weight(number: int) -> float:
        return 1.0 if number < len(releases) else WRITTEN_WEIGHT

    data = fit(examples, weight)
    crossed = cross_fit(examples, len(everything), weight)
    everywhere = [(hand, parse_model(json.dumps(part))) for hand, part in crossed]
    models = [([n for n in hand if n < len(releases)], model) for hand, model in everywhere]
    data["pair_confidence"] = calibration(docs, everything, models)
    data["type_thresholds"], types_f1 = type_thresholds(examples, models)
    grid = [(keep, join) for keep in np.arange(LEAST, 0.50, 0.04) for join in (0.05, 0.08, 0.15)]
    # Written releases tell more deals than others do, and would ask for less certainty: both count alike.
    score, keep, join = max(
        ((party_f1(everything, docs, everywhere, *point) + party_f1(everything, docs, models, *point)) / 2, *point)
        for point in grid
    )
    data["keep"], data["join"] = round(float(keep), 2), round(float(join), 2)
    options.output.write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
    if options.folds:
        chosen = {key: data[key] for key in ("pair_confidence", "type_thresholds", "keep", "join")}
        parts = [{"releases": [everything[n]["id"] for n in hand], "model": part | chosen} for hand, part in crossed]
        options.folds.write_text(json.dumps(parts), encoding="utf-8")
    print(  # noqa: T201
        f"{len(releases)} + {len(extra)} releases, {len(examples.pairs)} pairs, {len(examples.deals)} deals; "
        f"cross-validated: parties F1 {score:.3f} (keep {keep:.2f}, join {join:.2f}), types F1 {types_f1:.3f}"
    )


if __name__ == "__main__":
    main()
