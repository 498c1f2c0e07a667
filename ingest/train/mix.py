"""The stream that the model learns from: annotated releases under changing names, made ones, and the corpora."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tokenizers import Tokenizer

from ingest.components.encoder import MAX_PIECES
from ingest.train.coin import Coiner
from ingest.train.examples import Example, Window, to_windows
from ingest.train.generate import Names, releases
from ingest.train.swap import swap_names, vary_case

LIMITS: Final = (MAX_PIECES, MAX_PIECES, 180, 110)
"""Lengths of windows while learning; short ones teach to do without much context."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How much of the stream comes from where, in texts; what is left of one is corpora.

    `swapped` is the part of annotated releases that is read under other names.
    """

    annotated: float
    made: float
    swapped: float


@dataclass(frozen=True, slots=True)
class Material:
    """All that there is to learn from."""

    annotated: Sequence[Example]
    corpora: Sequence[Example]
    names: Names


def shuffled(examples: Sequence[Example], rng: random.Random) -> Iterator[Example]:
    """All examples in random order, again and again."""
    while examples:
        yield from rng.sample(examples, len(examples))


def stream(tokenizer: Tokenizer, material: Material, shares: Shares, seed: int) -> Iterator[Window]:
    """Windows without end; a seed fixes their order and every made name."""
    rng = random.Random(seed)  # noqa: S311 - variety, not secrets
    coiner = Coiner(rng)
    names = material.names
    annotated, corpora, made = shuffled(material.annotated, rng), shuffled(material.corpora, rng), releases(rng, names)
    # The thousands of rare diseases would drown those that releases are about.
    diseases = (*names.indications, *names.rare[:: max(1, len(names.rare) // 100)])

    def annotated_example() -> Example:
        example = next(annotated)
        if rng.random() < shares.swapped:
            example = swap_names(example, coiner, names.targets, diseases)
        return vary_case(example, rng)

    makers: list[Callable[[], Example]] = [annotated_example, lambda: next(made), lambda: next(corpora)]
    weights = [shares.annotated, shares.made, 1 - shares.annotated - shares.made if material.corpora else 0.0]
    while True:
        example = rng.choices(makers, weights)[0]()
        yield from to_windows(tokenizer, example, rng.choice(LIMITS))
