"""Fitting the network: batches, loss, one loop."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from ingest.components.encoder import FEATURES
from ingest.train import learning
from ingest.train.examples import Window
from ingest.train.labels import TAGS
from ingest.train.network import NameTagger


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to fit. `rate` is the peak of the learning rate of the layers; the head and the features learn faster."""

    steps: int
    seed: int = 0
    rate: float = 1.5e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warmup: float = 0.06
    pieces: int = 2_048
    average: float = 0.995


def batches(rows: Iterable[Window], pieces: int, rng: random.Random) -> Iterator[list[Window]]:
    """Batches of about so many pieces, each of rows of like length; rows come from an endless stream."""
    pool: list[Window] = []
    for row in rows:
        pool.append(row)
        if sum(map(len, pool)) >= 12 * pieces:
            ordered = sorted(pool, key=len)
            pool = []
            ready: list[list[Window]] = []
            batch: list[Window] = []
            for item in ordered:
                if batch and (len(batch) + 1) * len(item) > pieces:
                    ready.append(batch)
                    batch = []
                batch.append(item)
            ready.append(batch)
            rng.shuffle(ready)
            yield from ready


def tensors(batch: Sequence[Window]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Ids, features, mask and allowed tags of a batch, padded."""
    width = max(map(len, batch))
    ids = np.zeros((len(batch), width), dtype=np.int64)
    features = np.zeros((len(batch), width, FEATURES), dtype=np.int64)
    mask = np.zeros((len(batch), width), dtype=np.int64)
    allowed = np.zeros((len(batch), width, len(TAGS)), dtype=bool)
    for i, row in enumerate(batch):
        ids[i, : len(row)] = row.ids
        features[i, : len(row)] = row.features
        mask[i, : len(row)] = 1
        allowed[i, : len(row)] = row.allowed
    return torch.from_numpy(ids), torch.from_numpy(features), torch.from_numpy(mask), torch.from_numpy(allowed)


def set_loss(logits: Tensor, allowed: Tensor) -> Tensor:
    """Minus the log-probability of the allowed tags, the mean over the pieces that have any."""
    here = allowed.any(-1)
    logs = logits[here].log_softmax(-1)
    return -logs.masked_fill(~allowed[here], -torch.inf).logsumexp(-1).mean()


def fit(
    model: NameTagger,
    rows: Iterable[Window],
    recipe: Recipe,
    *,
    report: Callable[[str], None] = print,
    keep: Callable[[NameTagger], None] | None = None,
) -> NameTagger:
    """Fit in place and return a copy whose weights are the running average, which generalizes better.

    `keep` gets that average every 100 steps, so that a run that is cut short leaves something.
    """
    rng = random.Random(recipe.seed)  # noqa: S311 - shuffling, not secrets
    torch.manual_seed(recipe.seed)
    quick = [p for name, p in model.named_parameters() if name.startswith(("head", "features")) and p.requires_grad]
    slow = [p for name, p in model.named_parameters() if not name.startswith(("head", "features")) and p.requires_grad]
    optimizer = learning.optimizer(slow, quick, recipe)
    schedule = learning.schedule(optimizer, recipe.steps, learning.warmup_steps(recipe.steps, recipe), floor=0.02)
    average = learning.running_average(model, recipe.average)
    model.train()
    losses: list[float] = []
    seen, started = 0, time.monotonic()
    for step, batch in enumerate(batches(rows, recipe.pieces, rng)):
        if step >= recipe.steps:
            break
        ids, features, mask, allowed = tensors(batch)
        logits = model.tags(model.shared(ids, features, mask), mask)
        loss = set_loss(logits, allowed)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        # Early weights are of no use in the average.
        if step > recipe.steps // 10:
            average.update_parameters(model)
        losses.append(loss.item())
        seen += int(mask.sum())
        if step % 25 == 24:
            pace = seen / (time.monotonic() - started)
            report(f"step {step + 1}/{recipe.steps} loss {np.mean(losses[-25:]):.4f}, {pace:.0f} pieces/s")
        if keep and step % 100 == 99:
            keep(average.module)
    averaged: NameTagger = average.module
    averaged.eval()
    return averaged


def encode_windows(model: NameTagger, rows: Sequence[Window], size: int = 16) -> list[np.ndarray]:
    """Tag scores of each row's pieces, without the special ones, in the order of the rows."""
    model.eval()
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    scores: dict[int, np.ndarray] = {}
    with torch.inference_mode():
        for at in range(0, len(order), size):
            part = order[at : at + size]
            ids, features, mask, _ = tensors([rows[i] for i in part])
            logits = model.tags(model.shared(ids, features, mask), mask)
            for row, i in enumerate(part):
                scores[i] = logits[row, 1 : len(rows[i]) - 1].numpy()
    return [scores[i] for i in range(len(rows))]
