"""What both fits of the encoder share: the optimizer, the course of the learning rate, the average of the weights."""

from collections.abc import Iterable
from math import cos, pi
from typing import Protocol

import torch
from torch import nn


class Rates(Protocol):
    """The part of a recipe that says how fast to learn.

    `rate` is the peak of the learning rate of the slow weights, `head_rate` that of the quick ones; `warmup` is the
    share of steps in which it rises.
    """

    @property
    def rate(self) -> float: ...  # noqa: D102
    @property
    def head_rate(self) -> float: ...  # noqa: D102
    @property
    def decay(self) -> float: ...  # noqa: D102
    @property
    def warmup(self) -> float: ...  # noqa: D102


def optimizer(slow: Iterable[nn.Parameter], quick: Iterable[nn.Parameter], rates: Rates) -> torch.optim.AdamW:
    """AdamW with a rate for weights that are known already and one for those that are new."""
    groups = [{"params": list(slow), "lr": rates.rate}, {"params": list(quick), "lr": rates.head_rate}]
    return torch.optim.AdamW(groups, weight_decay=rates.decay)


def warmup_steps(steps: int, rates: Rates) -> int:
    """In how many of the steps the rate rises."""
    return max(1, round(steps * rates.warmup))


def schedule(
    chosen: torch.optim.Optimizer, steps: int, warmup: int, *, floor: float
) -> torch.optim.lr_scheduler.LambdaLR:
    """The rate rises evenly for `warmup` steps, then falls as a cosine to the share `floor` of its peak."""

    def factor(step: int) -> float:
        if step < warmup:
            return (step + 1) / warmup
        return floor + (1 - floor) * 0.5 * (1 + cos(pi * (step - warmup) / max(1, steps - warmup)))

    return torch.optim.lr_scheduler.LambdaLR(chosen, factor)


def running_average(model: nn.Module, decay: float) -> torch.optim.swa_utils.AveragedModel:
    """A copy of a network whose weights follow those of it, which generalizes better."""
    return torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(decay))
