"""Fitting the encoder's layers for links and the head of links: the loss, and one loop over annotated releases.

What names are read from stays as it is: the layers that both share, and those above that are the names' own. So links
are learned at no cost to names.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from ingest.components.links import OUTPUTS, Kind
from ingest.train import learning
from ingest.train.links_examples import LinksExample
from ingest.train.links_network import Answers, Batch, JointNetwork, collate

SHARES: Final = {
    "deal": 0.5, "unit": 0.5, "types": 0.4, "status": 0.25, "role": 0.25, "belongs": 0.5, "sum": 0.4,
}  # fmt: skip
"""What each part of the loss counts."""
KIND_SHARES: Final = {
    Kind.ORGANIZATION: 0.0, Kind.PERSON: 1.0, Kind.TECHNOLOGY: 0.35, Kind.INDICATION: 0.5, Kind.SUM: 0.7, Kind.DAY: 0.5,
    Kind.PLACE: 0.5,
}  # fmt: skip
"""What a pair counts in "belongs" by its kind: less where a text has many."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to fit. `rate` is the peak of the learning rate of the encoder's layers, `head_rate` that of the head.

    `texts` make a batch. In three batches of four each name is hidden with the chance `hidden`. `average` is the decay
    of the running average of the weights.
    """

    epochs: int = 6
    seed: int = 0
    rate: float = 3e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warmup: float = 0.06
    texts: int = 6
    hidden: float = 0.3
    average: float = 0.99


def links_loss(answers: Answers, batch: Batch, texts: Sequence[LinksExample]) -> dict[str, Tensor]:
    """The parts of the loss, each the sum over the batch divided by its texts, before `SHARES`.

    A pair of a deal of n counts 2 / n, so that a deal of many does not drown the others.
    """
    parts: dict[str, Tensor] = {}
    pairs = [batch.pairs[i] for i in answers.organizations.tolist()]
    if pairs:
        parts |= _deal_losses(answers, pairs, texts)
        units = [[float(p in texts[t].truth.units) for p in ((a, b), (b, a))] for t, a, b in pairs]
        parts["unit"] = _binary(answers.unit, torch.tensor(units)).sum()
    others = (batch.kind != Kind.ORGANIZATION).nonzero()[:, 0]
    if len(others):
        kinds = batch.kind[others]
        asked = [batch.pairs[i] for i in others.tolist()]
        belongs = torch.tensor([float((a, b) in texts[t].truth.belongs) for t, a, b in asked])
        share = torch.tensor([KIND_SHARES[kind] for kind in Kind])[kinds]
        parts["belongs"] = (_binary(answers.belongs[others, kinds], belongs) * share).sum()
    sums, purposes = _sums(batch, texts)
    if sums:
        parts["sum"] = functional.cross_entropy(answers.purposes[sums], torch.tensor(purposes), reduction="sum")
    return {name: value / len(texts) for name, value in parts.items()}


def _binary(scores: Tensor, truth: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(scores, truth, reduction="none")


def _deal_losses(
    answers: Answers, pairs: Sequence[tuple[int, int, int]], texts: Sequence[LinksExample]
) -> dict[str, Tensor]:
    """Whether two organizations have a deal; and of those that have, what it is."""
    told = [texts[text].truth.deals.get((a, b), []) for text, a, b in pairs]
    weight = torch.tensor([2 / min(deal.parties for deal in deals) if deals else 1.0 for deals in told])
    parts = {"deal": (_binary(answers.deal, torch.tensor([float(bool(deals)) for deals in told])) * weight).sum()}
    found = [place for place, deals in enumerate(told) if deals]
    if not found:
        return parts
    # Of several deals of the same two, the first tells the status and the roles; the types are those of all.
    first = [told[place][0] for place in found]
    weight = torch.tensor([2 / deal.parties for deal in first])
    types = [[float(any(kind in deal.types for deal in told[p])) for kind in OUTPUTS["types"]] for p in found]
    status = [OUTPUTS["status"].index(deal.status) for deal in first]
    roles = [[OUTPUTS["role"].index(role) for role in deal.roles] for deal in first]
    both = functional.cross_entropy(answers.roles[found].transpose(1, 2), torch.tensor(roles), reduction="none")
    one = functional.cross_entropy(answers.status[found], torch.tensor(status), reduction="none")
    return parts | {
        "types": (_binary(answers.types[found], torch.tensor(types)).sum(1) * weight).sum(),
        "status": (one * weight).sum(),
        "role": (both.sum(1) * weight).sum(),
    }


def _sums(batch: Batch, texts: Sequence[LinksExample]) -> tuple[list[int], list[int]]:
    """All mentions of sums whose purpose is annotated, and that purpose."""
    mentions, purposes = [], []
    for first, text in zip(batch.first_mention, texts, strict=True):
        for place, node in enumerate(text.mention_node.tolist()):
            if node in text.truth.purposes:
                mentions.append(first + place)
                purposes.append(OUTPUTS["sum"].index(text.truth.purposes[node]))
    return mentions, purposes


def batches(texts: Sequence[LinksExample], size: int, rng: random.Random) -> Iterator[list[LinksExample]]:
    """All texts once, in batches of like length, in a new order."""
    order = rng.sample(list(texts), len(texts))
    found: list[list[LinksExample]] = []
    for begin in range(0, len(order), 12 * size):
        part = sorted(order[begin : begin + 12 * size], key=lambda text: text.longest)
        found.extend(part[i : i + size] for i in range(0, len(part), size))
    rng.shuffle(found)
    yield from found


def fit_links(
    model: JointNetwork,
    texts: Sequence[LinksExample],
    recipe: Recipe,
    *,
    report: Callable[[str], None] = print,
) -> JointNetwork:
    """Fit in place and return a copy whose weights are the running average."""
    rng = random.Random(recipe.seed)  # noqa: S311 - shuffling, not secrets
    torch.manual_seed(recipe.seed)
    optimizer = learning.optimizer(model.names.links.parameters(), model.links.parameters(), recipe)
    steps = recipe.epochs * ceil(len(texts) / recipe.texts)
    warmup = learning.warmup_steps(steps, recipe)
    schedule = learning.schedule(optimizer, steps, warmup, floor=0.03)
    average = learning.running_average(model, recipe.average)
    step, started = 0, time.monotonic()
    for epoch in range(recipe.epochs):
        model.train()
        told: dict[str, list[float]] = {}
        for chosen in batches(texts, recipe.texts, rng):
            batch = collate(chosen, hidden=recipe.hidden if step % 4 else 0.0, rng=rng)
            parts = links_loss(model(batch), batch, chosen)
            optimizer.zero_grad(set_to_none=True)
            torch.stack([SHARES[name] * part for name, part in parts.items()]).sum().backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            step += 1
            # Early weights are of no use in the average.
            if step > 2 * warmup:
                average.update_parameters(model)
            for name, part in parts.items():
                told.setdefault(name, []).append(part.item())
        losses = ", ".join(f"{name} {sum(values) / len(values):.3f}" for name, values in sorted(told.items()))
        minutes = (time.monotonic() - started) / 60
        report(f"links, epoch {epoch + 1}/{recipe.epochs}, {minutes:.1f} minutes; losses: {losses}")
    averaged: JointNetwork = average.module
    averaged.eval()
    return averaged
