"""Which sentences speak of which deal.

A release that tells of one deal speaks of it everywhere. Where there are several, a sentence goes to the deal whose
parties it names or stands for; one that names nobody goes on with what the sentence before it spoke of.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.components.agreements.reading import NAMED, NOMINAL, TOPIC, Reading, Sentence

CONTINUED: Final = 0.5
"""Weight of a sentence that only carries on."""
MAX_CARRY: Final = 5
"""After so many sentences without a name, what is carried on is forgotten."""

Scope = dict[int, float]
"""Sentence index to the weight with which it speaks of the deal."""


@dataclass(frozen=True, slots=True)
class Told:
    """One deal in the text: who is party to it and which sentences speak of it."""

    reading: Reading
    parties: frozenset[int]
    scope: Scope

    @property
    def cores(self) -> list[int]:
        """Indexes of the sentences that themselves tell of the deal, in text order."""
        return [index for index in sorted(self.scope) if self.is_core(index)]

    def is_core(self, index: int) -> bool:
        """Whether at least two parties (or the only one) are in the sentence, one of them by name."""
        return core(self.reading.sentences[index], self.parties)


def scopes(reading: Reading, deals: Sequence[frozenset[int]]) -> list[Scope]:
    """For each deal (a set of parties) the sentences that speak of it, with weights in (0, 1]."""
    found: list[Scope] = [{} for _ in deals]
    current: list[int] = []
    main: list[int] = []
    carried = 0
    seen: set[int] = set()
    for sentence in reading.sentences:
        if not sentence.tells:
            continue
        if sentence.opens_paragraph and carried:
            current = main
        scores = [_affinity(sentence, parties) for parties in deals]
        best = max(scores, default=0.0)
        full = [i for i, parties in enumerate(deals) if _names_enough(sentence, parties)]
        full = [i for i in full if not any(deals[i] < deals[j] for j in full)]
        if full:
            chosen, weight, carried = full, 1.0, 0
        elif best >= NAMED:
            chosen = [i for i, score in enumerate(scores) if score >= best - 1e-6]
            if len(chosen) > 1:
                chosen = [i for i in chosen if i in current] or _first_told(chosen, seen)
            weight, carried = min(1.0, best / 2), 0
        else:
            carried += 1
            chosen = current if carried <= MAX_CARRY or len(deals) == 1 else []
            weight = CONTINUED
        for i in chosen:
            found[i][sentence.index] = weight
        seen.update(full)
        main = main or full
        if chosen:
            current = chosen
    return found


def _first_told(chosen: list[int], seen: set[int]) -> list[int]:
    """Of several deals that fit alike, the one told last, or the first in order."""
    told = [i for i in chosen if i in seen]
    return told[-1:] or chosen[:1]


def _names_enough(sentence: Sentence, parties: frozenset[int]) -> bool:
    strong = [p for p in parties if sentence.presence.get(p, 0.0) >= NOMINAL]
    named = [p for p in parties if sentence.presence.get(p, 0.0) >= NAMED]
    return bool(named) and len(strong) >= min(2, len(parties))


def _affinity(sentence: Sentence, parties: frozenset[int]) -> float:
    """How much a sentence is about these parties: the two strongest, less what it says of others."""
    weights = sorted((sentence.presence.get(p, 0.0) for p in parties), reverse=True)[:2]
    return sum(weight for weight in weights if weight > TOPIC) + sum(weight == TOPIC for weight in weights) * TOPIC


def core(sentence: Sentence, parties: frozenset[int]) -> bool:
    """Whether the sentence itself tells of the deal: at least two parties (or the only one) are there, one by name."""
    return _names_enough(sentence, parties)
