"""How a place in the text stands to a deal.

These are the numbers by which sums, days, places and what is covered are given to deals. A term belongs to a deal
because of where it stands (in a sentence that names the parties, right behind one, nearer to this deal than to another)
and because of what is said around it (cues of `term_cues.jsonl`). Every number has a name; the trained model keeps the
names and refuses to run when they differ.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from graph.vocabulary import AgreementStatus, AgreementType
from ingest.annotations import Section
from ingest.components.agreements.cues import Cue, Group, find_cues, read_groups
from ingest.components.agreements.reading import NOMINAL, Reading, Sentence
from ingest.components.agreements.scope import Told

CUES_FILE: Final = "term_cues.jsonl"
WINDOW: Final = 90
"""Characters on each side of a term in which its cues are looked for."""
FAR: Final = 9
"""Sentences beyond which distance no longer matters."""


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal as far as it is decided before its terms: where it is told, its types, its status."""

    told: Told
    types: tuple[AgreementType, ...]
    status: AgreementStatus


@dataclass(frozen=True, slots=True)
class Release:
    """All deals of a release, with what their terms are judged by."""

    reading: Reading
    deals: Sequence[Deal]
    cues: Mapping[int, Mapping[str, Sequence[Cue]]]
    """For each sentence (by index) its cues of terms by group, in text order."""
    cores: Sequence[Sequence[int]]
    """For each deal the sentences that themselves tell of it."""


@cache
def term_groups() -> tuple[Group, ...]:
    """The groups of cues around terms that come with Cellpact."""
    return read_groups((files("ingest.vocabulary") / CUES_FILE).read_text(encoding="utf-8"), CUES_FILE)


def view(reading: Reading, deals: Sequence[Deal]) -> Release:
    """The release as the rules for terms see it."""
    starts = [sentence.start for sentence in reading.sentences]
    cues: dict[int, dict[str, list[Cue]]] = {}
    for cue in find_cues(reading.text, term_groups()):
        sentence = reading.sentences[max(0, bisect_right(starts, cue.start) - 1)]
        cues.setdefault(sentence.index, {}).setdefault(cue.group, []).append(cue)
    return Release(reading, deals, cues, [deal.told.cores for deal in deals])


def cue_traits(release: Release, sentence: Sentence, start: int, end: int, kinds: Iterable[str]) -> dict[str, float]:
    """For each group of the given kinds ("sum", "day"), how near it stands before and behind: 1 next to it, 0 none."""
    traits: dict[str, float] = {}
    here = release.cues.get(sentence.index, {})
    for group in term_groups():
        if group.id.partition(".")[0] not in kinds:
            continue
        before = behind = 0.0
        inside = 0.0
        for cue in here.get(group.id, ()):
            inside = 1.0
            if cue.end <= start and start - cue.end <= WINDOW:
                before = max(before, 10 / (10 + start - cue.end))
            elif cue.start >= end and cue.start - end <= WINDOW:
                behind = max(behind, 10 / (10 + cue.start - end))
        traits[f"before.{group.id}"], traits[f"behind.{group.id}"] = before, behind
        traits[f"sentence.{group.id}"] = inside
    return traits


def standing(release: Release, number: int, sentence: Sentence, start: int, end: int) -> dict[str, float]:
    """How a stretch of a sentence stands to deal `number` and to the other deals of the release."""
    reading, deal = release.reading, release.deals[number]
    index, parties, scope = sentence.index, deal.told.parties, deal.told.scope
    behind = [_behind(cores, index) for cores in release.cores]
    ahead = [_behind([-core for core in reversed(cores)], -index) for cores in release.cores]
    others = [n for n in range(len(release.deals)) if n != number]
    firsts = [cores[0] if cores else 10**6 for cores in release.cores]
    near_party, near_other = _nearest(sentence, parties, start, end)
    strong = [p for p in parties if sentence.presence.get(p, 0.0) >= NOMINAL]
    matches = [_type_matches(sentence, each) for each in release.deals]
    return {
        "weight": scope.get(index, 0.0),
        "core": float(index in release.cores[number]),
        "behind_core": float(behind[number]),
        "ahead_of_core": float(ahead[number]),
        "rank_of_core": float(sum(core < index for core in release.cores[number])),
        "other.weight": max((release.deals[n].told.scope.get(index, 0.0) for n in others), default=0.0),
        "other.core": float(any(index in release.cores[n] for n in others)),
        "other.behind_core": float(min((behind[n] for n in others), default=FAR)),
        "is_latest": float(all(behind[number] <= behind[n] for n in others)),
        "deals": float(min(len(release.deals), 6)),
        "first_deal": float(firsts[number] == min(firsts)),
        "in_headline": float(any(reading.sentences[i].section is Section.HEADLINE for i in release.cores[number])),
        "parties": float(len(parties)),
        "named": sum(p in sentence.named for p in parties) / max(1, len(parties)),
        "present": len(strong) / max(1, len(parties)),
        "strangers": float(min(3, sum(p not in parties for p in sentence.named))),
        "party_distance": near_party,
        "stranger_distance": near_other,
        "section.headline": float(sentence.section is Section.HEADLINE),
        "section.about": float(sentence.section is Section.ABOUT),
        "index": float(min(index, 40)),
        "part": index / max(1, len(reading.sentences)),
        "offset": min(1.0, (start - sentence.start) / 200),
        "length": min(3.0, (sentence.end - sentence.start) / 200),
        "type_match": matches[number],
        "type_match_rank": matches[number] - max((matches[n] for n in others), default=0.0),
        **{f"type.{kind}": float(kind in deal.types) for kind in AgreementType},
        **{f"status.{status}": float(status == deal.status) for status in AgreementStatus},
        **{
            f"here.{group}": float(group in sentence.groups)
            for group in (
                *("status.planned", "status.completed", "status.to_close", "status.terminated", "status.amended"),
                *("time.background", "time.now", "group.parties", "block.rival", "block.unit", "noun.agreement"),
                *("act.sign", "act.announce", "give.grant", "take.rights", "take.pay", "take.buy"),
            )
        },
    }


def _behind(cores: Sequence[int], index: int) -> int:
    """Sentences since the last one that tells of the deal."""
    place = bisect_left(cores, index + 1)
    return min(FAR, index - cores[place - 1]) if place else FAR


def _nearest(sentence: Sentence, parties: frozenset[int], start: int, end: int) -> tuple[float, float]:
    """Distance in hundreds of characters to the nearest party and to the nearest organization that is none."""
    found = [3.0, 3.0]
    for mention in sentence.mentions:
        side = int(mention.entity not in parties)
        found[side] = min(found[side], max(0, start - mention.end, mention.start - end) / 100)
    return found[0], found[1]


def _type_matches(sentence: Sentence, deal: Deal) -> float:
    return sum(f"type.{kind}" in sentence.groups for kind in deal.types) / max(1, len(deal.types))
