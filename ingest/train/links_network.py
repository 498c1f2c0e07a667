"""The head that tells links from the encoder's vectors, and the network of both, as they are trained.

The head computes what `ingest.components.links.Links` computes at run time, for all pairs of several texts at once:
two sides and the stretch between them (means of vectors), how far apart they are and what kind is asked about, mixed by
one hidden layer; the maximum over a pair's couples of mentions; and linear outputs. Much as in Baldini Soares et al.
(2019, arXiv:1906.03158) a relation is read from vectors of its mentions, not by a run of the encoder for each pair.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ingest.components.links import OUTPUTS, STEPS, Kind
from ingest.train.examples import Window
from ingest.train.fit import tensors
from ingest.train.links_examples import NAMES, LinksExample
from ingest.train.network import WIDTH, NameTagger

SIDE: Final = 160
"""Width of a side of a pair."""
HIDDEN: Final = 256
"""Width of what a pair is described by."""
MASK: Final = 103
"""The encoder's piece for a hidden word."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Several texts as tensors; mentions, pieces and pairs are numbered through all of them.

    `ids`, `mask` (rows, pieces), `features` (rows, pieces, 3): the windows, padded.
    `order` (all pieces of the texts): where each stands in the windows laid end to end. `starts`, `ends` (mentions).
    `pair`, `a`, `b`, `low`, `high`, `there`, `back` (couples) as in `links_examples.Couples`. `kind` (pairs): of the
    first of the pair. `pairs`: the number of the text, and both nodes. `first_mention`: of each text.
    """

    ids: Tensor
    features: Tensor
    mask: Tensor
    order: Tensor
    starts: Tensor
    ends: Tensor
    pair: Tensor
    a: Tensor
    b: Tensor
    low: Tensor
    high: Tensor
    there: Tensor
    back: Tensor
    kind: Tensor
    pairs: tuple[tuple[int, int, int], ...]
    first_mention: tuple[int, ...]


def collate(texts: Sequence[LinksExample], *, hidden: float = 0.0, rng: random.Random | None = None) -> Batch:
    """A batch of texts. Each name is hidden with the chance `hidden`: what stands around it must tell then."""
    rows = [row for text in texts for row in _hide(text, hidden, rng or random.Random(0))]  # noqa: S311 - not secrets
    ids, features, mask, _ = tensors(rows)
    width, order, row = ids.shape[1], [], 0
    columns: dict[str, list[np.ndarray]] = {name: [] for name in _COLUMNS}
    pairs: list[tuple[int, int, int]] = []
    pieces, mentions, first_mention = 0, 0, []
    for number, text in enumerate(texts):
        couples, first_pair = text.couples, len(pairs)
        parts = {
            "starts": text.starts + pieces, "ends": text.ends + pieces,
            "pair": couples.pair + first_pair, "a": couples.a + mentions, "b": couples.b + mentions,
            "low": couples.low + pieces, "high": couples.high + pieces, "there": couples.there, "back": couples.back,
            "kind": np.array([text.nodes[a].kind for a, _ in text.pairs], dtype=np.int64),
        }  # fmt: skip
        for name, values in parts.items():
            columns[name].append(values)
        pairs.extend((number, a, b) for a, b in text.pairs)
        first_mention.append(mentions)
        mentions += len(text.starts)
        for window in text.windows:
            # Between the two special pieces.
            order.append(row * width + 1 + np.arange(len(window) - 2))
            pieces += len(window) - 2
            row += 1
    joined = {name: torch.from_numpy(np.concatenate(values)) for name, values in columns.items()}
    where = torch.from_numpy(np.concatenate(order))
    return Batch(ids, features, mask, where, **joined, pairs=tuple(pairs), first_mention=tuple(first_mention))


_COLUMNS: Final = ("starts", "ends", "pair", "a", "b", "low", "high", "there", "back", "kind")


def _hide(text: LinksExample, share: float, rng: random.Random) -> list[Window]:
    """The windows of a text, with some of its names hidden."""
    chosen = {number for number, node in enumerate(text.nodes) if node.kind in NAMES and rng.random() < share}
    if not chosen:
        return list(text.windows)
    changed = [Window(row.ids.copy(), row.features, row.allowed) for row in text.windows]
    begins = np.cumsum([0, *(len(row) - 2 for row in text.windows)])
    for number in chosen:
        for mention in text.nodes[number].mentions:
            first = mention.first - int(begins[mention.window]) + 1
            changed[mention.window].ids[first : first + mention.end - mention.first] = MASK
    return changed


@dataclass(frozen=True, slots=True)
class Answers:
    """What the head says, in log-odds; `roles` and `status` are scores of a softmax.

    `organizations` (n): the pairs of two organizations; for these `deal` (n), `types` (n, types), `status` (n,
    statuses), `roles` (n, 2, roles) of both, `unit` (n, 2): whether the first is a unit of the second, and the other
    way round. `belongs` (pairs, kinds). `purposes` (mentions, purposes).
    """

    organizations: Tensor
    deal: Tensor
    types: Tensor
    status: Tensor
    roles: Tensor
    unit: Tensor
    belongs: Tensor
    purposes: Tensor


class LinksHead(nn.Module):
    """Vectors in, links out. Its parts are called as in the file of weights."""

    def __init__(self, dropout: float = 0.15) -> None:
        super().__init__()
        self.one, self.two, self.between = (nn.Linear(WIDTH, SIDE) for _ in range(3))
        self.distance, self.kind = nn.Embedding(2 * STEPS, SIDE), nn.Embedding(len(Kind), SIDE)
        self.mix = nn.Linear(4 * SIDE, HIDDEN)
        self.deal, self.unit = nn.Linear(HIDDEN, 1), nn.Linear(HIDDEN, 1)
        self.types, self.status, self.role, self.belongs = (
            nn.Linear(HIDDEN, len(OUTPUTS[name])) for name in ("types", "status", "role", "belongs")
        )
        self.sum = nn.Linear(WIDTH, len(OUTPUTS["sum"]))
        self.dropout = nn.Dropout(dropout)

    def forward(self, vectors: Tensor, batch: Batch) -> Answers:
        """`vectors` (pieces, width) of all texts of the batch, end to end."""
        # In double precision, as at run time: the sums grow long, and their differences are small.
        sums = functional.pad(vectors.double().cumsum(0), (0, 0, 1, 0))
        mentions = _means(sums, batch.starts, batch.ends)
        one, two = torch.tanh(self.one(mentions)), torch.tanh(self.two(mentions))
        around = torch.tanh(self.between(_means(sums, batch.low, batch.high))) + self.kind(batch.kind[batch.pair])
        pairs = len(batch.pairs)
        there = self._likeliest(one[batch.a], two[batch.b], around + self.distance(batch.there), batch.pair, pairs)
        organizations = (batch.kind == Kind.ORGANIZATION).nonzero()[:, 0]
        mutual = (batch.kind[batch.pair] == Kind.ORGANIZATION).nonzero()[:, 0]
        place = torch.zeros(pairs, dtype=torch.int64).index_put((organizations,), torch.arange(len(organizations)))
        back = self._likeliest(
            one[batch.b[mutual]],
            two[batch.a[mutual]],
            around[mutual] + self.distance(batch.back[mutual]),
            place[batch.pair[mutual]],
            len(organizations),
        )
        forward = there[organizations]
        both = (forward + back) / 2
        return Answers(
            organizations=organizations,
            deal=self.deal(both)[:, 0],
            types=self.types(both),
            status=self.status(both),
            roles=torch.stack([self.role(forward), self.role(back)], 1),
            unit=torch.cat([self.unit(forward), self.unit(back)], 1),
            belongs=self.belongs(there),
            purposes=self.sum(mentions),
        )

    def _likeliest(self, one: Tensor, two: Tensor, around: Tensor, pair: Tensor, pairs: int) -> Tensor:
        """The maximum of each feature over the couples of each pair."""
        couples = self.mix(self.dropout(torch.cat([one, two, one * two, around], -1)))
        # The form that the run time computes.
        couples = functional.gelu(couples, approximate="tanh")
        index = pair[:, None].expand(-1, couples.shape[1])
        empty = torch.zeros(pairs, couples.shape[1], dtype=couples.dtype)
        return empty.scatter_reduce(0, index, couples, "amax", include_self=False)


def _means(sums: Tensor, starts: Tensor, ends: Tensor) -> Tensor:
    """The mean vector of each stretch of pieces, from running sums."""
    return ((sums[ends] - sums[starts]) / (ends - starts)[:, None]).float()


class JointNetwork(nn.Module):
    """The encoder, which stays as it learned names, with the layers that it has for links, and the head of links."""

    def __init__(self, names: NameTagger, links: LinksHead | None = None) -> None:
        super().__init__()
        self.names = names
        self.links = links or LinksHead()
        names.requires_grad_(requires_grad=False)
        names.links.requires_grad_(requires_grad=True)

    def train(self, mode: bool = True) -> Self:
        """Only what learns is to be in training, the encoder's dropout is not."""
        super().train(mode)
        self.names.eval()
        self.names.links.train(mode)
        return self

    def forward(self, batch: Batch) -> Answers:
        """What is said of the pairs."""
        with torch.no_grad():
            shared = self.names.shared(batch.ids, batch.features, batch.mask)
        vectors = self.names.linked(shared, batch.mask)
        answers: Answers = self.links(vectors.flatten(0, 1)[batch.order], batch)
        return answers
