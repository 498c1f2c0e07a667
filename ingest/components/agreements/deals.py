"""From likely pairs to deals: which organizations are parties to one and the same agreement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.components.agreements.pairs import Pair, told_weight
from ingest.components.agreements.reading import NOMINAL, Reading


@dataclass(slots=True)
class Proposal:
    """A deal in the making: its parties in the order in which they were found, and the sentences that tell it."""

    parties: list[int]
    probability: float
    evidence: list[int] = field(default_factory=list)


def propose(
    reading: Reading,
    pairs: Sequence[Pair],
    probability: Callable[[Pair], float],
    *,
    keep: float,
    join: float,
) -> list[Proposal]:
    """Group pairs into deals: the surest first; a third party joins where it fits each of those already there.

    `keep` is the least probability of a pair that makes a deal. A party joins when it shares a telling sentence with
    the others and either stands beside one of them ("with A and B") or each new pair reaches `join`.
    """
    chance = {(pair.a, pair.b): probability(pair) for pair in pairs}
    by_key = {(pair.a, pair.b): pair for pair in pairs}
    deals: list[Proposal] = []
    for pair in sorted(pairs, key=lambda p: (-chance[p.a, p.b], p.a, p.b)):
        value = chance[pair.a, pair.b]
        if value < keep:
            break
        if any(pair.a in deal.parties and pair.b in deal.parties for deal in deals):
            continue
        if _only_trial_site(reading, pair):
            continue
        host, newcomer = _host(reading, deals, pair, chance, by_key, join)
        if host is not None:
            host.parties.append(newcomer)
            host.evidence.extend(i for i in pair.evidence[:3] if i not in host.evidence)
        elif not _stands_behind(reading, deals, pair):
            deals.append(Proposal([pair.a, pair.b], value, list(pair.evidence[:6])))
    return deals


AGREEING: Final = frozenset(
    {
        "noun.agreement",
        "act.sign",
        "take.pay",
        *(
            f"type.{name}"
            for name in (
                *("license", "option", "collaboration", "partner_with", "strategic_partnership", "joint_venture"),
                *("acquisition", "distribution", "make_for", "research", "letter_of_intent"),
                *("memorandum_of_understanding", "supply", "material_transfer", "investment"),
            )
        ),
    }
)
"""Groups of cues that speak of an agreement; a sentence about a trial site has none of them."""


KIN: Final = 0.3
"""Least probability of each new pair where the newcomer is the parent or a unit of a party: mostly it is only named as
such."""


def _only_trial_site(reading: Reading, pair: Pair) -> bool:
    """Whether all that the two share is a trial that one runs at the other."""
    shared = [s for s in reading.sentences if s.tells and {pair.a, pair.b} <= set(s.named)]
    return bool(shared) and all("block.site" in s.groups and not s.groups & AGREEING for s in shared)


def _stands_behind(reading: Reading, deals: Sequence[Proposal], pair: Pair) -> bool:
    """Whether one of the two is only named as the parent or unit of a party to the other's deal.

    Of a group, the guidelines count the units that the text names as contracting.
    """
    for behind, other in ((pair.a, pair.b), (pair.b, pair.a)):
        for deal in deals:
            kin = [p for p in deal.parties if (min(p, behind), max(p, behind)) in reading.units]
            if other in deal.parties and kin:
                shared = [s for s in reading.sentences if s.tells and {behind, other} <= set(s.named)]
                if all(set(kin) & set(s.named) for s in shared):
                    return True
    return False


def _host(  # noqa: PLR0913, PLR0917  six plain values that belong together only here
    reading: Reading,
    deals: Sequence[Proposal],
    pair: Pair,
    chance: dict[tuple[int, int], float],
    by_key: dict[tuple[int, int], Pair],
    join: float,
) -> tuple[Proposal | None, int]:
    for deal in deals:
        for known, newcomer in ((pair.a, pair.b), (pair.b, pair.a)):
            if known not in deal.parties or newcomer in deal.parties:
                continue
            others = [party for party in deal.parties if party != known]
            kin = any((min(p, newcomer), max(p, newcomer)) in reading.units for p in deal.parties)
            if kin and min(chance.get((min(o, newcomer), max(o, newcomer)), 0.0) for o in others) < KIN:
                continue
            if all(_belongs(chance, by_key, other, newcomer, join) for other in others) and _together(
                reading, [*deal.parties, newcomer]
            ):
                return deal, newcomer
    return None, -1


def _belongs(
    chance: dict[tuple[int, int], float], by_key: dict[tuple[int, int], Pair], one: int, other: int, join: float
) -> bool:
    key = (min(one, other), max(one, other))
    pair = by_key.get(key)
    if pair is None:
        return False
    return chance[key] >= join or (pair.features["link.coordinated"] > 0 and chance[key] >= join / 4)


def _together(reading: Reading, parties: Sequence[int]) -> bool:
    """Whether some sentence tells of a deal and is about all of them."""
    return any(
        sentence.tells
        and told_weight(sentence) > 0
        and all(sentence.presence.get(party, 0.0) >= NOMINAL for party in parties)
        for sentence in reading.sentences
    )
