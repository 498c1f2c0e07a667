"""Terms of a deal, read from the sentences that speak of it: sums by what they are for, the day, the territories."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind
from ingest.annotations import Amount, Section
from ingest.components.agreements.dates import DateMention, find_dates
from ingest.components.agreements.model import Linear
from ingest.components.agreements.money import Money, find_money, find_percentages
from ingest.components.agreements.reading import Reading
from ingest.components.agreements.scope import Scope, Told

TERRITORIES_FILE: Final = "territories.json"
WINDOW: Final = 70
"""Characters on each side of a sum in which its purpose is looked for."""

_KINDS: Final[tuple[tuple[AmountKind, re.Pattern[str]], ...]] = (
    (AmountKind.OTHER, re.compile(
        r"option(?: exercise)? (?:fee|payment)|reimburse|termination fee|break-?up fee|settlement")),
    (AmountKind.UPFRONT, re.compile(
        r"up-?front|initial (?:payment|sum)|down ?payment|on signing|at signing|upon signing|signing fee|lump[- ]sum"

            r"|at contract|straight away|immediately|at the start|in advance|at closing|on closing"
            r"|upon closing|first payment")),
    (AmountKind.MILESTONES, re.compile(
        r"milestone|contingent|earn-?out|if (?:certain|all|development)|hit their targets|success")),
    (AmountKind.EQUITY, re.compile(
        r"equity|stake|shares?\b|common stock|convertible|holding|stock\b|private placement")),
    (AmountKind.FUNDING, re.compile(
        r"fund|financ|research (?:support|costs)|loan|lend|note\b|grant|series [a-e]\b|round|budget"
        r"|invest|bonds?")),
    (AmountKind.PRICE, re.compile(
        r"price|purchase|acquir|acquisition|buy|bought|paid|cash|for (?:about|around|some)?\s*$|cost|sold"
        r"|sale")),
    (AmountKind.TOTAL, re.compile(
        r"total|worth|value|aggregate|altogether|in all|overall|deal|all told|combined|potential")),
)  # fmt: skip
"""What a sum is for, by the words around it; each hit counts by its distance."""

_NOT_OF_THE_DEAL: Final = re.compile(
    r"\b(?:revenues?|net loss|turnover|net income|profit of|expenses|market (?:size|cap\w*|value|of)"
    r"|annual sales|sales of|cash (?:position|equivalents)"
    r"|in the bank|budget of the|endowed|per (?:patient|dose|treatment|share)|price tag|list price"
    r"|costs? (?:of|per) (?:treatment|therapy)|raised|runway|valued at)\b",
    re.IGNORECASE,
)
_BUYING: Final = frozenset({AgreementType.ACQUISITION, AgreementType.ASSET_PURCHASE})


NOT_OF_THE_DEAL: Final = "none"
"""The class of sums that a release names beside the deal."""


def find_amounts(told: Told, types: Sequence[AgreementType], kinds: Mapping[str, Linear]) -> tuple[Amount, ...]:
    """Sums and percentages of one deal, each sum once, in the order of the text."""
    found: dict[tuple[AmountKind, int | None, str | None, float | None], Amount] = {}
    for money, traits in amount_traits(told, types):
        best = max(kinds, key=lambda name: kinds[name].value(traits))
        if best == NOT_OF_THE_DEAL or any(key[1:3] == (money.amount, money.currency) for key in found):
            continue
        kind = AmountKind(best)
        found[kind, money.amount, money.currency, None] = Amount(kind, money.amount, money.currency, up_to=money.up_to)
    royalty = _royalty(told.reading, told.scope)
    if royalty is not None:
        found[AmountKind.ROYALTY, None, None, royalty.percent] = royalty
    return tuple(found.values())


_ROYALTY_SHARE: Final = re.compile(
    r"royalt\w*[^.;]{0,80}(?:%|percent|per cent)|(?:%|percent|per cent)[^.;]{0,40}royalt"
)


def _royalty(reading: Reading, scope: Scope) -> Amount | None:
    """Royalties, with the highest percentage where one is told."""
    told = [reading.sentences[i].text for i in sorted(scope) if "royalt" in reading.sentences[i].text.lower()]
    percents = [
        money.percent
        for text in told
        if _ROYALTY_SHARE.search(text.lower())
        for money in find_percentages(text)
        if money.percent is not None
    ]
    if percents:
        return Amount(AmountKind.ROYALTY, percent=max(percents))
    return Amount(AmountKind.ROYALTY) if told else None


def amount_traits(told: Told, types: Sequence[AgreementType]) -> Iterator[tuple[Money, dict[str, float]]]:
    """Every sum in the deal's sentences with what tells its purpose: words near by, the deal's types, its place."""
    reading = told.reading
    seen: set[tuple[int | None, str | None]] = set()
    for index, weight in sorted(told.scope.items()):
        sentence = reading.sentences[index]
        sums = find_money(sentence.text, sentence.start)
        for place, money in enumerate(sums):
            left = sums[place - 1].end if place else sentence.start
            right = sums[place + 1].start if place + 1 < len(sums) else sentence.end
            before = reading.text[max(left, money.start - WINDOW) : money.start].lower()
            after = reading.text[money.end : min(right, money.end + WINDOW)].lower()
            traits = {f"type.{kind}": 1.0 for kind in types}
            for kind, pattern in _KINDS:
                ahead = [len(before) - match.end() for match in pattern.finditer(before)]
                behind = [match.start() for match in pattern.finditer(after)]
                if ahead:
                    traits[f"before.{kind}"] = 10 / (10 + min(ahead))
                if behind:
                    traits[f"after.{kind}"] = 10 / (10 + min(behind))
                if ahead or behind:
                    nearest = 10 / (10 + min([*ahead, *behind]))
                    traits[f"near.{kind}"] = nearest
                    if _BUYING & set(types):
                        traits[f"buying.{kind}"] = nearest
                if pattern.search(sentence.text.lower()):
                    traits[f"sentence.{kind}"] = 0.5
            joined = re.search(r"up-?front\W+(?:and|plus|or)\W+(?:[\w-]+\W+){0,4}milestone", before + " " + after)
            traits |= {
                "upfront_and_milestones": float(bool(joined)),
                "up_to": float(money.up_to),
                "buying": float(bool(_BUYING & set(types))),
                "foreign": float(bool(_NOT_OF_THE_DEAL.search(before[-45:]) or _NOT_OF_THE_DEAL.search(after[:30]))),
                "core": float(told.is_core(index)),
                "weight": weight,
                "headline": float(sentence.section is Section.HEADLINE),
                "about": float(sentence.section is Section.ABOUT),
                "again": float((money.amount, money.currency) in seen),
                "first": float(not seen),
                "follows": float(place > 0),
                "log": min(3.0, max(0.0, len(str(money.amount)) - 6)),
                "additional": float(
                    bool(re.search(r"\b(?:additional|another|further|plus|more|remaining|up to)\W*$", before))
                ),
                "pays": float(bool(re.search(r"\b(?:pays?|paid|paying|will pay|receiv\w+)\b", before))),
                "for": float(bool(re.search(r"\bfor\W+(?:\w+\W+){0,2}$", before))),
                "into": float(bool(re.match(r"\W*(?:in|into)\b", after))),
            }
            seen.add((money.amount, money.currency))
            yield money, traits


_DEAL_DAY: Final = re.compile(
    r"\b(?:sign\w*|enter\w*|conclud\w*|execut\w*|dated|effective|agreed|agreement|contract|announc\w*"
    r"|acquir\w*|bought|buy\w*|took over|taken over|clos\w*|complet\w*"
    r"|licen[cs]\w*|granted|formed|founded|struck|terminat\w*|ended|amend\w*|extend\w*|exten\w*"
    r"|expand\w*|collaborat\w*|partner\w*|deal|alliance|since|acquisition|purchase\w*|invest\w*"
    r"|sealed|exercis\w*|made public|set up|concluded)\b",
    re.IGNORECASE,
)
_OTHER_DAY: Final = re.compile(
    r"\b(?:expect\w*|until|by the end|end of|due|scheduled|trial|study|phase|enrol\w*|patients?"
    r"|approv\w*|founded in|will|first quarter|second quarter|third quarter|fourth quarter|fiscal"
    r"|half of|"
    r"designation|dosed|launch\w*|target\w*|anticipat\w*|before|published|patent|later than"
    r"|runs? (?:to|until)|from launch|between)\b",
    re.IGNORECASE,
)


def find_date(told: Told, published: date | None, status: AgreementStatus, model: Linear) -> str | None:
    """The day of the deal: the likeliest of the dates in its sentences, None where none is likely."""
    best = max(
        ((model.value(traits), mention.value) for mention, traits in date_traits(told, published, status)),
        default=(-1.0, ""),
        key=lambda item: item[0],
    )
    return best[1] if best[0] >= 0 else None


def date_traits(
    told: Told, published: date | None, status: AgreementStatus
) -> Iterator[tuple[DateMention, dict[str, float]]]:
    """Every date in the deal's sentences with what tells whether it is the day of the deal."""
    reading = told.reading
    cores = told.cores
    for index, weight in sorted(told.scope.items()):
        sentence = reading.sentences[index]
        is_core = index in cores
        mentions = find_dates(sentence.text, published, sentence.start)
        for mention in mentions:
            near = reading.text[max(sentence.start, mention.start - 70) : min(sentence.end, mention.end + 50)]
            close = reading.text[max(sentence.start, mention.start - 28) : mention.start]
            word = reading.text[mention.start : mention.end].lower()
            exact = {10: "day", 7: "month", 4: "year"}[len(mention.value)]
            deal_word = float(bool(_DEAL_DAY.search(near)))
            traits = {
                f"exact.{exact}": 1.0,
                f"status.{status}": 1.0,
                f"status.{status}.{exact}": 1.0,
                "core": float(is_core),
                "first_core": float(is_core and index == cores[0]),
                "after_core": float(index - 1 in cores),
                "weight": weight,
                "deal_word": deal_word,
                "deal_word_close": float(bool(_DEAL_DAY.search(close))),
                "core_deal_word": deal_word * is_core,
                "other_word": float(bool(_OTHER_DAY.search(close))),
                "signing": float(bool(_SIGNING.search(near))),
                "signing_close": float(bool(_SIGNING.search(close))),
                "today": float(word in {"today", "this morning"}),
                "today_core": float(word in {"today", "this morning"} and is_core),
                "weekday": float("day" in word and word != "today"),
                "relative": float(mention.relative),
                "headline": float(sentence.section is Section.HEADLINE),
                "about": float(sentence.section is Section.ABOUT),
                "alone": float(len(mentions) == 1),
                "is_published": float(published is not None and mention.value == published.isoformat()),
                "later": float(published is not None and mention.value > published.isoformat()),
                "at_start": float(mention.start - sentence.start < 25),
                "in_list": float(bool(re.match(r"^\W*(?:19|20)?\d\d", sentence.text))),
            }
            yield mention, traits


_SIGNING: Final = re.compile(
    r"\b(?:sign\w*|dated|effective|executed|concluded|entered into|as of|agreed on|struck|closed"
    r"|completed|of|in force)\b",
    re.IGNORECASE,
)


@cache
def _territory_pattern() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data: dict[str, list[str]] = json.loads((files("ingest.vocabulary") / TERRITORIES_FILE).read_text(encoding="utf-8"))
    names = sorted([*data["regions"], *data["countries"]], key=lambda name: (-len(name), name))
    places = re.compile(rf"(?<![\w-])(?:{'|'.join(re.escape(name) for name in names)})(?![\w-])")
    world = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in data['worldwide'])})\b", re.IGNORECASE)
    return places, world


_RIGHTS: Final = re.compile(
    r"\b(?:rights?|licen[cs]\w*|territor\w*|distribut\w*|commerciali[sz]\w*|market\w*|sell\w*|sales"
    r"|exclusive\w*|option|countries|in charge of|responsible for)\b",
    re.IGNORECASE,
)
_LOOSE: Final = re.compile(
    r"\b(?:in|for|across|within|outside(?: of)?|throughout|to|and|or|all over)\s+(?:the\s+|mainland\s+)?$",
    re.IGNORECASE,
)
_LIST: Final = re.compile(r"^(?:\s*,\s*|\s*,?\s*(?:and|or|&)\s+|\s*/\s*)(?:the\s+|in\s+)*$")
_BASED: Final = re.compile(
    r"(?:based|headquartered|located|head office|plant|facility|site|offices?|approved|trial\w*"
    r"|patients|listed|company|born|university)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
WITH_TERRITORY: Final = frozenset(
    {
        AgreementType.LICENSE,
        AgreementType.OPTION,
        AgreementType.DISTRIBUTION,
        AgreementType.JOINT_VENTURE,
        AgreementType.SUPPLY,
        AgreementType.MANUFACTURING,
        AgreementType.COLLABORATION,
        AgreementType.STRATEGIC_PARTNERSHIP,
        AgreementType.CLINICAL_TRIAL,
    }
)
_WHERE_RIGHTS: Final = frozenset(
    {AgreementType.LICENSE, AgreementType.OPTION, AgreementType.DISTRIBUTION, AgreementType.JOINT_VENTURE}
)


def find_territories(told: Told, types: Sequence[AgreementType]) -> tuple[str, ...]:
    """Where the rights hold, as written; "worldwide" for the whole world. Only for types that have a territory."""
    if not WITH_TERRITORY & set(types):
        return ()
    places, world = _territory_pattern()
    found: list[str] = []
    strict = not _WHERE_RIGHTS & set(types)
    reading = told.reading
    for index in sorted(told.scope):
        sentence = reading.sentences[index]
        if not _RIGHTS.search(sentence.text) or (strict and not told.is_core(index)):
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
