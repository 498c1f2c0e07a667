"""How well links are told on annotated releases, by the network itself, before any weighing with rules."""

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch

from ingest.components.links import OUTPUTS, Kind
from ingest.train.links_examples import LinksExample
from ingest.train.links_network import Answers, Batch, JointNetwork, collate
from ingest.train.mixing_fit import average_precision

NEVER: Final = -100.0
"""What counts as the log-odds of a pair that never stands in one window: it is missed."""

Told = dict[str, list[tuple[bool, float]]]
"""By what is asked: whether it is so, and the log-odds."""


def score_links(model: JointNetwork, texts: Sequence[LinksExample]) -> dict[str, float]:
    """Average precision of deals, units and of what belongs to an organization by kind; shares of right choices.

    The types are told as a ranking too, over all types of all pairs that have a deal. Status, roles and purposes are
    choices, the roles of the two of a pair one each.
    """
    model.eval()
    told: Told = {}
    chosen: dict[str, list[bool]] = {}
    with torch.inference_mode():
        for text in texts:
            batch = collate([text])
            answers = model(batch)
            _add_organizations(told, chosen, text, batch, answers)
            _add_others(told, chosen, text, batch, answers)
    found = {
        name: average_precision([right for right, _ in pairs], [score for _, score in pairs])
        for name, pairs in told.items()
    }
    return dict(sorted((found | {name: float(np.mean(right)) for name, right in chosen.items()}).items()))


def _add_organizations(
    told: Told, chosen: dict[str, list[bool]], text: LinksExample, batch: Batch, answers: Answers
) -> None:
    seen: set[tuple[int, int]] = set()
    for row, place in enumerate(answers.organizations.tolist()):
        _, a, b = batch.pairs[place]
        seen |= {(a, b), (b, a)}
        deals = text.truth.deals.get((a, b), [])
        told.setdefault("deal", []).append((bool(deals), float(answers.deal[row])))
        for unit, score in zip(((a, b), (b, a)), answers.unit[row].tolist(), strict=True):
            told.setdefault("unit", []).append((unit in text.truth.units, score))
        if not deals:
            continue
        types = zip(OUTPUTS["types"], answers.types[row].tolist(), strict=True)
        told.setdefault("types", []).extend((any(kind in deal.types for deal in deals), score) for kind, score in types)
        status = OUTPUTS["status"][int(answers.status[row].argmax())]
        chosen.setdefault("status", []).append(any(deal.status == status for deal in deals))
        for side in range(2):
            role = OUTPUTS["role"][int(answers.roles[row, side].argmax())]
            chosen.setdefault("roles", []).append(any(deal.roles[side] == role for deal in deals))
    told.setdefault("deal", []).extend((True, NEVER) for pair in text.truth.deals if pair not in seen)
    told.setdefault("unit", []).extend((True, NEVER) for pair in text.truth.units if pair not in seen)


def _add_others(told: Told, chosen: dict[str, list[bool]], text: LinksExample, batch: Batch, answers: Answers) -> None:
    for place, (_, a, b) in enumerate(batch.pairs):
        kind = text.nodes[a].kind
        if kind is not Kind.ORGANIZATION:
            found = (a, b) in text.truth.belongs, float(answers.belongs[place, kind])
            told.setdefault(kind.name.lower(), []).append(found)
    for a, _ in text.truth.belongs - set(text.pairs):
        told.setdefault(text.nodes[a].kind.name.lower(), []).append((True, NEVER))
    for node, purpose in text.truth.purposes.items():
        scores = answers.purposes[torch.from_numpy(text.mention_node == node)].mean(0)
        chosen.setdefault("purpose", []).append(OUTPUTS["sum"][int(scores.argmax())] == purpose)
