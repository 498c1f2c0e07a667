"""Sums and percentages of each deal of a release, and what they are for."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from graph.vocabulary import AgreementType, AmountKind
from ingest.annotations import Amount
from ingest.components.agreements.errors import VocabularyError
from ingest.components.agreements.model import Forest, sigmoid
from ingest.components.agreements.money import Money, find_money, find_percentages
from ingest.components.agreements.reading import Reading, Sentence
from ingest.components.agreements.standing import Release, cue_traits, standing, term_groups
from ingest.components.links import Kind, Mention

Value = tuple[int | None, str | None, float | None]
"""Amount, currency, percent: what makes two mentions the same sum."""

SECOND: Final = 0.5
"""What the probability of a sum counts for a deal that it fits less well than another one."""
RULE_WEIGHT: Final = 0.5
"""Log-odds that the first rule to fit adds to what was learned: the rules know wordings that training did not show."""
PURPOSES_FILE: Final = "sum_purposes.jsonl"


_BESIDE_BEFORE: Final = re.compile(
    r"\b(?:revenues?|turnover|net (?:loss|income)|profits?|expenses|losses|market (?:size|cap\w*)|annual sales|runway"
    r"|cash(?: and cash equivalents| position| equivalents| balance)?|budget|endowment|list price|price tag)"
    r"(?: (?:of|was|were|is|about|around|some|approximately|stood|at|totall?ed|to|over|nearly|almost|than|more))+\W*$"
)
_BESIDE_BEHIND: Final = re.compile(
    r"^\W*(?:in |of |a )?(?:annual |net |cash |total )?(?:revenues?|turnover|sales(?! milestone)"
    r"|cash and cash equivalents|in the bank|market\b"
    r"|per (?:patient|dose|treatment|share)|a (?:patient|dose|share)|company\b|industry\b|under management)"
)
"""Money that a release tells beside its deals: what a firm earns, holds or is worth, what a treatment costs."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum of money or a percentage where it stands."""

    sentence: Sentence
    money: Money
    place: int
    """How many sums stand before it in the sentence."""
    left: int
    right: int
    """Where the sums before and behind it end and begin, or the sentence does: what is said of it stands between."""
    again: bool
    """Whether the same sum was told before."""

    @property
    def value(self) -> Value:
        """The sum without its place."""
        return self.money.amount, self.money.currency, self.money.percent


def find_sums(reading: Reading) -> list[Sum]:
    """Every sum and percentage in headline, body and boilerplate, in text order."""
    found: list[Sum] = []
    seen: set[Value] = set()
    for sentence in reading.sentences:
        if not sentence.tells:
            continue
        moneys = find_money(sentence.text, sentence.start)
        if "royalt" in sentence.text.lower() or "net sales" in sentence.text.lower():
            moneys += find_percentages(sentence.text, sentence.start)
        moneys.sort(key=lambda money: money.start)
        for place, money in enumerate(moneys):
            left = moneys[place - 1].end if place else sentence.start
            right = moneys[place + 1].start if place + 1 < len(moneys) else sentence.end
            before, behind = (
                reading.text[max(left, money.start - 60) : money.start].lower(),
                reading.text[money.end : right],
            )
            if money.percent is None and (_BESIDE_BEFORE.search(before) or _BESIDE_BEHIND.match(behind.lower())):
                continue
            one = Sum(sentence, money, place, left, right, again=False)
            found.append(Sum(sentence, money, place, left, right, again=one.value in seen))
            seen.add(one.value)
    return found


def sum_traits(release: Release, number: int, one: Sum) -> dict[str, float]:
    """What tells whether a sum is a term of deal `number`."""
    money, sentence = one.money, one.sentence
    return {
        **standing(release, number, sentence, money.start, money.end),
        **cue_traits(release, sentence, money.start, money.end, {"sum"}),
        **_own(release, one),
    }


def _own(release: Release, one: Sum) -> dict[str, float]:
    money = one.money
    return {
        "is_percent": float(money.percent is not None),
        "percent": money.percent or 0.0,
        "digits": float(len(str(money.amount or 0))),
        "up_to": float(money.up_to),
        "again": float(one.again),
        "place": float(min(one.place, 3)),
        "alone": float(one.left == one.sentence.start and one.right == one.sentence.end),
        "in_bracket": float(_in_bracket(release.reading.text, one)),
    }


def _in_bracket(text: str, one: Sum) -> bool:
    before = text[one.sentence.start : one.money.start]
    return before.rfind("(") > before.rfind(")")


def purpose_traits(release: Release, number: int, one: Sum, sums: Sequence[Sum]) -> dict[str, float]:
    """What tells what a sum is for: rules that fit, cues up to the sums on both sides, its size among `sums`."""
    deal, money, text = release.deals[number], one.money, release.reading.text
    traits = {f"type.{kind}": float(kind in deal.types) for kind in AgreementType}
    traits |= cue_traits(release, one.sentence, money.start, money.end, {"sum"})
    here = release.cues.get(one.sentence.index, {})
    for group in (known.id for known in term_groups()):
        if group.startswith("sum."):
            cues = here.get(group, ())
            ahead = [money.start - cue.end for cue in cues if one.left <= cue.start and cue.end <= money.start]
            behind = [cue.start - money.end for cue in cues if money.end <= cue.start and cue.end <= one.right]
            traits[f"left.{group}"] = 15 / (15 + min(ahead)) if ahead else 0.0
            traits[f"right.{group}"] = 15 / (15 + min(behind)) if behind else 0.0
    before, after = text[max(one.left, money.start - 120) : money.start].lower(), text[money.end : one.right].lower()
    fitting = [rule for rule in purposes() if rule.fits(before, after, deal.types)]
    traits |= {f"rule.{rule.id}": float(rule in fitting) for rule in purposes()}
    traits |= {f"first.{kind}": float(bool(fitting) and fitting[0].kind is kind) for kind in AmountKind}
    traits["first.place"] = float(purposes().index(fitting[0])) if fitting else float(len(purposes()))
    traits |= {name: value for name, value in _own(release, one).items() if name != "percent"}
    kinds = [release.reading.entities[party].kind for party in deal.told.parties]
    traits["institutions"] = float(kinds.count("institution"))
    return traits | _size(one, sums) | {"core": float(one.sentence.index in release.cores[number])}


def _size(one: Sum, sums: Sequence[Sum]) -> dict[str, float]:
    """The sum among the others of the release in the same currency."""
    mine = one.money.amount or 0
    others = {s.money.amount for s in sums if s.money.currency == one.money.currency and s.money.amount} - {mine}
    added = {a + b for a in others for b in others if a < b}
    return {
        "size.others": float(min(len(others), 5)),
        "size.largest": float(bool(others) and mine > max(others)),
        "size.smallest": float(bool(others) and mine < min(others)),
        "size.is_added": float(mine in added),
        "size.is_part": float(any(mine + other in others for other in others)),
        "size.to_largest": mine / max(others | {mine, 1}),
    }


@dataclass(frozen=True, slots=True)
class Purpose:
    """A rule for what a sum is for: the words right before it, right behind it, the types of deal that it is for."""

    id: str
    kind: AmountKind
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    types: frozenset[AgreementType]

    def fits(self, before: str, after: str, types: Sequence[AgreementType]) -> bool:
        """Whether the rule holds of a sum."""
        if self.types and not self.types & set(types):
            return False
        return (self.before is None or bool(self.before.search(before))) and (
            self.after is None or bool(self.after.search(after))
        )


@cache
def purposes() -> tuple[Purpose, ...]:
    """The rules that come with Cellpact, the surest first.

    Raises:
        VocabularyError: a line is no JSON, lacks a key or holds a pattern that does not compile.
    """
    found = []
    text = (files("ingest.vocabulary") / PURPOSES_FILE).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            entry = json.loads(line)
            before, after = (re.compile(entry[key]) if key in entry else None for key in ("before", "after"))
            types = frozenset(AgreementType(name) for name in entry.get("types", ()))
            found.append(Purpose(entry["id"], AmountKind(entry["kind"]), before, after, types))
        except (ValueError, KeyError, re.error) as error:
            raise VocabularyError(f"{PURPOSES_FILE}, line {number}: {error}; mend the line") from error
    return tuple(found)


@dataclass(frozen=True, slots=True)
class AmountsModel:
    """Which sums are a deal's, and what they are for."""

    belongs: Forest
    purposes: Mapping[str, Forest]
    threshold: float
    """The least probability with which a sum is a deal's."""


def find_amounts(release: Release, model: AmountsModel) -> list[tuple[Amount, ...]]:
    """The sums of each deal, in text order, each once; a sum goes to the deal that it fits best."""
    sums = find_sums(release.reading)
    links, places = release.reading.links, mentions_of(release.reading, sums)
    chances = [
        [
            sigmoid(
                links.weigh(
                    "amounts",
                    model.belongs.value(sum_traits(release, number, one)),
                    links.term(Kind.SUM, places[one.value], deal.told.parties),
                )
            )
            for number, deal in enumerate(release.deals)
        ]
        for one in sums
    ]
    found = []
    for number in range(len(release.deals)):
        best: dict[Value, float] = {}
        kept: dict[Value, list[Sum]] = {}
        for one, chance in zip(sums, chances, strict=True):
            mine = chance[number] if chance[number] == max(chance) else chance[number] * SECOND
            best[one.value] = max(best.get(one.value, 0.0), mine)
            kept.setdefault(one.value, []).append(one)
        amounts = [
            _amount(release, number, kept[value], sums, model, links.purpose(places[value]))
            for value, chance in best.items()
            if chance >= model.threshold
        ]
        found.append(tuple(_with_royalty(release, number, amounts)))
    return found


def mentions_of(reading: Reading, sums: Sequence[Sum]) -> dict[Value, list[Mention]]:
    """Where each sum is told, as the encoder's vectors know places."""
    return reading.links.mentions_by((one.value, (one.money.start, one.money.end)) for one in sums)


def _amount(  # noqa: PLR0913, PLR0917  all that speaks for a purpose
    release: Release,
    number: int,
    mentions: list[Sum],
    sums: Sequence[Sum],
    model: AmountsModel,
    link: Mapping[AmountKind, float] | None,
) -> Amount:
    """A sum with the purpose that its mentions speak for together; a share is a royalty."""
    money = mentions[0].money
    if money.percent is not None:
        return Amount(AmountKind.ROYALTY, percent=money.percent)
    links, scores = release.reading.links, purpose_scores(release, number, mentions, sums, model.purposes)
    kind = max(scores, key=lambda kind: links.weigh("purpose", scores[kind], None if link is None else link[kind]))
    return Amount(kind, money.amount, money.currency, up_to=any(one.money.up_to for one in mentions))


def purpose_scores(
    release: Release, number: int, mentions: Sequence[Sum], sums: Sequence[Sum], purposes: Mapping[str, Forest]
) -> dict[AmountKind, float]:
    """How much the trees and rules speak for each purpose of a sum of a deal, in log-odds: the mean of its mentions."""
    scores = dict.fromkeys(map(AmountKind, purposes), 0.0)
    for one in mentions:
        traits = purpose_traits(release, number, one, sums)
        for name, part in purposes.items():
            scores[AmountKind(name)] += (part.value(traits) + RULE_WEIGHT * traits[f"first.{name}"]) / len(mentions)
    return scores


def _with_royalty(release: Release, number: int, amounts: list[Amount]) -> Iterator[Amount]:
    """The amounts, and a royalty that is mentioned without a percentage."""
    yield from amounts
    if any(amount.kind is AmountKind.ROYALTY for amount in amounts):
        return
    scope = release.deals[number].told.scope
    if any("royalt" in release.reading.sentences[index].text.lower() for index in scope):
        yield Amount(AmountKind.ROYALTY)
