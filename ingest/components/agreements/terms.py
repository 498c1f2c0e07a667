"""Terms of a deal: sums by what they are for, the day, the territories; read from the sentences that speak of the deal."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind
from ingest.annotations import Amount, Section
from ingest.components.agreements.dates import DateMention, find_dates
from ingest.components.agreements.money import Money, find_money, find_percentages
from ingest.components.agreements.reading import Reading, Sentence
from ingest.components.agreements.scope import Scope, core

TERRITORIES_FILE: Final = "territories.json"
WINDOW: Final = 70
"""Characters on each side of a sum in which its purpose is looked for."""

_KINDS: Final[tuple[tuple[AmountKind, re.Pattern[str]], ...]] = (
    (AmountKind.OTHER, re.compile(r"option(?: exercise)? (?:fee|payment)|reimburse|termination fee|break-?up fee|settlement")),
    (AmountKind.UPFRONT, re.compile(
        r"up-?front|initial (?:payment|sum)|down ?payment|on signing|at signing|upon signing|signing fee|lump[- ]sum"
        r"|at contract|straight away|immediately|at the start|in advance|at closing|on closing|upon closing|first payment")),
    (AmountKind.MILESTONES, re.compile(r"milestone|contingent|earn-?out|if (?:certain|all|development)|hit their targets|success")),
    (AmountKind.EQUITY, re.compile(r"equity|stake|shares?\b|common stock|convertible|holding|stock\b|private placement")),
    (AmountKind.FUNDING, re.compile(r"fund|financ|research (?:support|costs)|loan|lend|note\b|grant|series [a-e]\b|round|budget|invest|bonds?")),
    (AmountKind.PRICE, re.compile(r"price|purchase|acquir|acquisition|buy|bought|paid|cash|for (?:about|around|some)?\s*$|cost|sold|sale")),
    (AmountKind.TOTAL, re.compile(r"total|worth|value|aggregate|altogether|in all|overall|deal|all told|combined|potential")),
)  # fmt: skip
"""What a sum is for, by the words around it; each hit counts by its distance."""

_NOT_OF_THE_DEAL: Final = re.compile(
    r"\b(?:revenues?|net loss|turnover|net income|profit of|expenses|market (?:size|cap\w*|value|of)|annual sales|sales of|cash (?:position|equivalents)"
    r"|in the bank|budget of the|endowed|per (?:patient|dose|treatment|share)|price tag|list price|costs? (?:of|per) (?:treatment|therapy)|raised|runway|valued at)\b",
    re.IGNORECASE,
)
_BUYING: Final = frozenset({AgreementType.ACQUISITION, AgreementType.ASSET_PURCHASE})


def find_amounts(
    reading: Reading, parties: frozenset[int], scope: Scope, types: Sequence[AgreementType]
) -> tuple[Amount, ...]:
    """Sums and percentages of one deal, each kind and sum once, in the order of the text."""
    found: dict[tuple[AmountKind, int | None, str | None, float | None], Amount] = {}
    royalties = False
    for index in sorted(scope):
        sentence = reading.sentences[index]
        lowered = sentence.text.lower()
        if "royalt" in lowered:
            royalties = True
            percents = [money.percent for money in find_percentages(sentence.text) if money.percent is not None]
            if percents and re.search(
                r"royalt\w*[^.;]{0,80}(?:%|percent|per cent)|(?:%|percent|per cent)[^.;]{0,40}royalt", lowered
            ):
                best = max(percents)
                found.setdefault((AmountKind.ROYALTY, None, None, best), Amount(AmountKind.ROYALTY, percent=best))
        sums = find_money(sentence.text, sentence.start)
        for place, money in enumerate(sums):
            left = sums[place - 1].end if place else sentence.start
            right = sums[place + 1].start if place + 1 < len(sums) else sentence.end
            kind = amount_kind(reading.text, money, left, right, types)
            if kind is None or any(key[1:3] == (money.amount, money.currency) for key in found):
                continue
            found[kind, money.amount, money.currency, None] = Amount(
                kind, money.amount, money.currency, up_to=money.up_to
            )
    if royalties and not any(key[0] is AmountKind.ROYALTY for key in found):
        found[AmountKind.ROYALTY, None, None, None] = Amount(AmountKind.ROYALTY)
    return tuple(found.values())


def amount_kind(text: str, money: Money, left: int, right: int, types: Sequence[AgreementType]) -> AmountKind | None:
    """What one sum is for; None for money that is not the deal's. `left` and `right` bound where its words can stand."""
    before = text[max(left, money.start - WINDOW) : money.start].lower()
    after = text[money.end : min(right, money.end + WINDOW)].lower()
    if _NOT_OF_THE_DEAL.search(before[-45:]) or _NOT_OF_THE_DEAL.search(after[:30]):
        return None
    scores: dict[AmountKind, float] = {}
    for kind, pattern in _KINDS:
        near = [len(before) - match.end() for match in pattern.finditer(before)]
        near += [match.start() for match in pattern.finditer(after)]
        if near:
            scores[kind] = 1 / (12 + min(near))
    buying = bool(_BUYING & set(types))
    if not buying:
        scores.pop(AmountKind.PRICE, None)
    if AgreementType.INVESTMENT not in types:
        scores.pop(AmountKind.EQUITY, None) if not re.search(r"equity|stake|common stock", before + after) else None
    if scores.get(AmountKind.UPFRONT) and scores.get(AmountKind.MILESTONES):
        joined = re.search(r"up-?front\W+(?:and|plus|or)\W+(?:[\w-]+\W+){0,3}milestone", before + " " + after)
        if joined or (money.up_to and "upfront" in after and "milestone" in after):
            return AmountKind.TOTAL
    if scores:
        return max(scores, key=lambda kind: scores[kind])
    if buying:
        return AmountKind.TOTAL if money.up_to else AmountKind.PRICE
    if AgreementType.INVESTMENT in types:
        return AmountKind.FUNDING
    return AmountKind.TOTAL if money.up_to else AmountKind.UPFRONT


_DEAL_DAY: Final = re.compile(
    r"\b(?:sign\w*|enter\w*|conclud\w*|execut\w*|dated|effective|agreed|agreement|contract|announc\w*|acquir\w*|bought|buy\w*|took over|taken over|clos\w*|complet\w*"
    r"|licen[cs]\w*|granted|formed|founded|struck|terminat\w*|ended|amend\w*|extend\w*|exten\w*|expand\w*|collaborat\w*|partner\w*|deal|alliance|since|acquisition|purchase\w*|invest\w*|sealed|exercis\w*|made public|set up|concluded)\b",
    re.IGNORECASE,
)
_OTHER_DAY: Final = re.compile(
    r"\b(?:expect\w*|until|by the end|end of|due|scheduled|trial|study|phase|enrol\w*|patients?|approv\w*|founded in|will|first quarter|second quarter|third quarter|fourth quarter|fiscal|half of|"
    r"designation|dosed|launch\w*|target\w*|anticipat\w*|before|published|patent|later than|runs? (?:to|until)|from launch|between)\b",
    re.IGNORECASE,
)


def find_date(
    reading: Reading,
    parties: frozenset[int],
    scope: Scope,
    published: date | None,
    status: AgreementStatus,
) -> str | None:
    """The day of the deal: a date in its sentences that stands beside words of agreeing, not of plans or trials."""
    if status is AgreementStatus.PLANNED:
        return None
    best: tuple[float, str] | None = None
    for index, weight in sorted(scope.items()):
        sentence = reading.sentences[index]
        if sentence.section is Section.HEADLINE and not core(sentence, parties):
            continue
        for mention in find_dates(sentence.text, published, sentence.start):
            value = weight * (1.0 if core(sentence, parties) else 0.45) + _day_score(reading, sentence, mention)
            if best is None or value > best[0] + 1e-9:
                best = (value, mention.value)
    return best[1] if best and best[0] >= DATE_THRESHOLD else None


DATE_THRESHOLD: Final = 1.0
"""Least score of a date: a sentence of the deal with a word of agreeing near by, and nothing that speaks of other things."""


def _day_score(reading: Reading, sentence: Sentence, mention: DateMention) -> float:
    near = reading.text[max(sentence.start, mention.start - 70) : min(sentence.end, mention.end + 50)]
    close = reading.text[max(sentence.start, mention.start - 28) : mention.start]
    word = reading.text[mention.start : mention.end].lower()
    score = 0.3 if _DEAL_DAY.search(near) else -0.3
    score -= 0.5 if _OTHER_DAY.search(close) else 0.0
    if word in {"today", "this morning"}:
        score += 0.4
    elif mention.relative and word.split()[0] in {"on", "yesterday"}:
        score -= 0.35  # a weekday is when the paper heard of it
    elif len(mention.value) == 10:
        score += 0.15
    elif len(mention.value) == 4:
        score -= 0.1
    return score


@cache
def _territory_pattern() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data: dict[str, list[str]] = json.loads((files("ingest.vocabulary") / TERRITORIES_FILE).read_text(encoding="utf-8"))
    names = sorted([*data["regions"], *data["countries"]], key=lambda name: (-len(name), name))
    places = re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(name) for name in names)})(?![\w-])")
    world = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in data['worldwide'])})\b", re.IGNORECASE)
    return places, world


_RIGHTS: Final = re.compile(
    r"\b(?:rights?|licen[cs]\w*|territor\w*|distribut\w*|commerciali[sz]\w*|market\w*|sell\w*|sales|exclusive\w*|option|countries|in charge of|responsible for)\b",
    re.IGNORECASE,
)
_LOOSE: Final = re.compile(
    r"\b(?:in|for|across|within|outside(?: of)?|throughout|to|and|or|all over)\s+(?:the\s+|mainland\s+)?$",
    re.IGNORECASE,
)
_LIST: Final = re.compile(r"^(?:\s*,\s*|\s*,?\s*(?:and|or|&)\s+|\s*/\s*)(?:the\s+|in\s+)*$")
_BASED: Final = re.compile(
    r"(?:based|headquartered|located|head office|plant|facility|site|offices?|approved|trial\w*|patients|listed|company|born|university)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
WITH_TERRITORY: Final = frozenset(
    {AgreementType.LICENSE, AgreementType.OPTION, AgreementType.DISTRIBUTION, AgreementType.JOINT_VENTURE, AgreementType.SUPPLY,
     AgreementType.MANUFACTURING, AgreementType.COLLABORATION, AgreementType.STRATEGIC_PARTNERSHIP, AgreementType.CLINICAL_TRIAL}
)  # fmt: skip
_WHERE_RIGHTS: Final = frozenset(
    {AgreementType.LICENSE, AgreementType.OPTION, AgreementType.DISTRIBUTION, AgreementType.JOINT_VENTURE}
)


def find_territories(
    reading: Reading, parties: frozenset[int], scope: Scope, types: Sequence[AgreementType]
) -> tuple[str, ...]:
    """Where the rights hold, as written; "worldwide" for the whole world. Only for types that have a territory."""
    if not WITH_TERRITORY & set(types):
        return ()
    places, world = _territory_pattern()
    found: list[str] = []
    strict = not _WHERE_RIGHTS & set(types)
    for index in sorted(scope):
        sentence = reading.sentences[index]
        if not _RIGHTS.search(sentence.text) or (strict and not core(sentence, parties)):
            continue
        if not strict and world.search(sentence.text) and "worldwide" not in found:
            found.append("worldwide")
        last_end, last_taken = -1, False
        for match in places.finditer(sentence.text):
            lead = sentence.text[: match.start()]
            chained = last_taken and _LIST.match(sentence.text[last_end : match.start()])
            taken = bool(chained) or bool(_LOOSE.search(lead[-24:]) and not _BASED.search(lead[-60:]))
            near = _RIGHTS.search(lead[-110:]) or chained
            if taken and near and not _inside_name(reading, sentence.start + match.start()):
                found.append(match.group())
            last_end, last_taken = match.end(), taken
    return tuple(_once(found))


def _inside_name(reading: Reading, offset: int) -> bool:
    return any(m.start <= offset < m.end for s in reading.sentences if s.start <= offset < s.end for m in s.mentions)


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
