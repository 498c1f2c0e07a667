"""How what rules and trees say and what the encoder's vectors say is weighed: the weights, and how good they are.

Both are log-odds; the weighing is a logistic regression on the two (stacking: Wolpert 1992), for each use one.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

FOLDS: Final = 5
PRIOR: Final = (0.0, 0.7, 0.3)
"""Offset, weight of the trees, weight of the vectors where nothing speaks for others."""
ALONE: Final = (0.0, 1.0, 0.0)
"""The weights of trees alone."""
PULL: Final = 20.0
"""How hard weights are drawn to `PRIOR`: as by so many choices between even alternatives that differ by two. Of 1, 5
and 20, and a few priors, the best on the held-out releases, cross-validated; those are few."""
STEPS: Final = 100
"""At most so many steps of Newton's method; four to ten are usual."""
LEAST: Final = -20.0
"""What counts, in a ranking by vectors alone, as the log-odds of what they say nothing of."""
CHOICES: Final = frozenset({"status", "roles", "purpose"})
"""Uses in which one of several is chosen; in all others each candidate is judged alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate: its release, what rules or trees say and what the vectors say (log-odds), and whether it is so.

    `choice` is the same for the alternatives of one choice; None outside `CHOICES`. `weight` is what the row counts:
    a deal of many has many pairs, and they are to count as much as its parties would, two by two.
    """

    release: int
    base: float
    link: float | None
    right: bool
    choice: Hashable = None
    weight: float = 1.0


def fit(rows: Sequence[Row], *, choice: bool) -> Matrix:
    """Offset and weights of base and link. A weight below zero is taken for noise and left out.

    With `choice`, the conditional logit over the alternatives of each choice (McFadden 1974), whose offset is zero;
    else each row against the alternative that it is not so, which is logistic regression. Rows of which the vectors
    say nothing are left aside, as they are not weighed.
    """
    told = [row for row in rows if row.link is not None]
    values = np.array([[1.0, row.base, row.link] for row in told], dtype=np.float64).reshape(len(told), 3)
    right = np.array([row.right for row in told], dtype=bool)
    weight = np.array([row.weight for row in told], dtype=np.float64)
    if choice:
        keys = {key: place for place, key in enumerate(dict.fromkeys(row.choice for row in told))}
        group = np.array([keys[row.choice] for row in told], dtype=np.int64)
        # A choice none of whose alternatives is right teaches nothing.
        weight *= np.bincount(group, right, minlength=len(keys))[group]
    else:
        group = np.tile(np.arange(len(told)), 2)
        values, right = np.vstack([values, np.zeros_like(values)]), np.concatenate([right, ~right])
        weight = np.tile(weight, 2)
    cases = _Cases(values, right, group, weight)
    free = [1, 2] if choice else [0, 1, 2]
    weights = cases.likeliest(free)
    while len(free) > 1 and min(weights[1:]) < 0:
        free.remove(1 + int(np.argmin(weights[1:])))
        weights = cases.likeliest(free)
    return weights


@dataclass(frozen=True, slots=True)
class _Cases:
    """Alternatives (rows) of choices (`group`): their numbers, which is right, and what the choice counts."""

    values: Matrix
    right: NDArray[np.bool_]
    group: NDArray[np.int64]
    weight: Matrix

    def likeliest(self, free: Sequence[int]) -> Matrix:
        """The likeliest weights, those not free being zero, by Newton's method; the likelihood has one maximum."""
        prior = np.array(PRIOR)[list(free)]
        at, x, group = prior.copy(), self.values[:, list(free)], self.group
        for _ in range(STEPS):
            chance = self._chances(x @ at)
            shares = chance * self.weight
            middle = np.stack([np.bincount(group, chance * column)[group] for column in x.T], axis=1)
            slope = (self.right * self.weight - shares) @ x - PULL * (at - prior)
            curve = (x - middle).T @ ((x - middle) * shares[:, None]) + PULL * np.eye(len(free))
            step = np.linalg.solve(curve, slope)
            at += step
            if np.abs(step).max() < 1e-9:
                break
        found = np.zeros(3)
        found[list(free)] = at
        return found

    def _chances(self, scores: Matrix) -> Matrix:
        """The softmax over each choice."""
        top = np.full(int(self.group.max(initial=-1)) + 1, -np.inf)
        np.maximum.at(top, self.group, scores)
        powers = np.exp(scores - top[self.group])
        chances: Matrix = powers / np.bincount(self.group, powers)[self.group]
        return chances


def mixed(row: Row, weights: Matrix) -> float:
    """What the run time would make of a row, see `LinksModel.weigh`."""
    if row.link is None:
        return row.base
    return float(weights @ [1.0, row.base, row.link])


def crossed(rows: Sequence[Row], *, choice: bool) -> list[float]:
    """Each row as mixed by weights from other releases."""
    weights = [fit([row for row in rows if row.release % FOLDS != hand], choice=choice) for hand in range(FOLDS)]
    return [mixed(row, weights[row.release % FOLDS]) for row in rows]


def goodness(rows: Sequence[Row], scores: Sequence[float], *, choice: bool) -> float:
    """How well scores tell what is so: the share of right choices, else the average precision of the ranking."""
    if choice:
        best: dict[Any, tuple[float, bool]] = {}
        for row, score in zip(rows, scores, strict=True):
            # Of equals the wrong one counts.
            best[row.choice] = max(best.get(row.choice, (-np.inf, False)), (score, not row.right))
        return float(np.mean([not wrong for _, wrong in best.values()]))
    return average_precision([row.right for row in rows], scores, [row.weight for row in rows])


def average_precision(right: Sequence[bool], scores: Sequence[float], weights: Sequence[float] | None = None) -> float:
    """The mean, over all that is right, of the share of right among what scores as high or higher."""
    order = np.argsort(-np.array(scores, dtype=np.float64), kind="stable")
    weight = np.ones(len(order)) if weights is None else np.array(weights, dtype=np.float64)[order]
    good = np.array(right, dtype=np.float64)[order] * weight
    return float((np.cumsum(good) / np.maximum(np.cumsum(weight), 1e-9) * good).sum() / max(1e-9, good.sum()))


def chosen(rows: Sequence[Row], *, choice: bool) -> Matrix:
    """The weights to use: as fitted, or `ALONE` where both together are worse than trees by `goodness` and by `loss`.

    Rows are few: one of the two alone may well be worse by chance.
    """
    trees, both = [row.base for row in rows], crossed(rows, choice=choice)
    worse = goodness(rows, both, choice=choice) < goodness(rows, trees, choice=choice)
    if worse and loss(rows, both, choice=choice) > loss(rows, trees, choice=choice):
        return np.array(ALONE)
    return fit(rows, choice=choice)


def loss(rows: Sequence[Row], scores: Sequence[float], *, choice: bool) -> float:
    """How surprising what is so is to scores that are taken for log-odds: the mean logarithmic loss, in nats."""
    truth, values = np.array([row.right for row in rows]), np.array(scores, dtype=np.float64)
    if not choice:
        each = np.logaddexp(0.0, np.where(truth, -values, values))
        return float(np.average(each, weights=[row.weight for row in rows]))
    alternatives: dict[Hashable, list[int]] = {}
    for place, row in enumerate(rows):
        alternatives.setdefault(row.choice, []).append(place)
    found = [np.logaddexp.reduce(values[p]) - values[p][truth[p]][0] for p in alternatives.values() if truth[p].any()]
    return float(np.mean(found))


def write(path: Path, weights: Mapping[str, Matrix]) -> None:
    """Put weights into the file of links, in the place of those that it has."""
    mixes = {f"mix.{use}": weight.astype(np.float32) for use, weight in weights.items()}
    with np.load(path, allow_pickle=False) as data:
        kept = {name: data[name] for name in data.files if name not in mixes}
    new = path.with_name("new_" + path.name)
    np.savez_compressed(new, allow_pickle=False, **kept, **mixes)
    new.replace(path)
