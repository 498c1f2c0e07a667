"""The day of each deal of a release: when it was signed or announced, else when it closed, changed or ended."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from graph.vocabulary import AgreementStatus
from ingest.components.agreements.dates import TODAY, DateMention, find_dates
from ingest.components.agreements.model import Forest, sigmoid
from ingest.components.agreements.reading import Reading, Sentence
from ingest.components.agreements.standing import Release, cue_traits, standing
from ingest.components.links import Kind, Mention

_VERBS: Final = {
    "sign": re.compile(
        r"\b(?:sign(?:s|ed|ing|ature)?|enter(?:s|ed|ing)? into|conclud\w+|execut\w+|dated|agreed|struck|inked|sealed"
        r"|reached|made|formed|founded|granted|licensed|acquired|bought|took|obtained|began|partnered|teamed up"
        r"|selected|chose|invested|placed|ordered|joined)\b"
    ),
    "announce": re.compile(r"\b(?:announc\w+|reported|said|disclosed|made public|unveiled|news|published|presented)\b"),
    "close": re.compile(r"\b(?:clos(?:ed?|es|ing)|complet\w+|finali[sz]ed|consummated|took over|effective|paid)\b"),
    "end": re.compile(
        r"\b(?:terminat\w+|end(?:s|ed|ing)?|expir\w+|cancel\w+|return(?:s|ed)|dissol\w+|stopped|handed back)\b"
    ),
    "change": re.compile(r"\b(?:amend\w*|extend\w*|extension|expand\w*|renew\w*|prolong\w*|exercis\w+|restated)\b"),
    "future": re.compile(
        r"\b(?:will|expect\w*|until|by|due|scheduled|plan(?:s|ned)?|anticipat\w*|before|later than|aims?|intends?"
        r"|would|should)\b"
    ),
}
_VERB_OF: Final = {
    AgreementStatus.PLANNED: "announce",
    AgreementStatus.SIGNED: "sign",
    AgreementStatus.AMENDED: "change",
    AgreementStatus.COMPLETED: "close",
    AgreementStatus.TERMINATED: "end",
}
_NOUN: Final = (
    r"(?:agreement|contract|deal|pact|licen[cs]e|collaboration|partnership|alliance|memorandum|mou|letter of intent"
    r"|term sheet|transaction|acquisition|option|venture|investment|purchase|order|cooperation)"
)
_OF_AGREEMENT: Final = re.compile(
    rf"\b{_NOUN}s?\b[^.;,]{{0,60}}\b(?:of|from|dated|in|on|since|signed|as of)\b(?: the)?\W*$"
)
_AGREEMENT_BEHIND: Final = re.compile(rf"^[\u2019']?s?\W+(?:[\w-]+ ){{0,4}}?{_NOUN}\b")
_SPAN: Final = re.compile(
    r"\b(?:until|between|to|through|by|before|end of|from)\W*(?:the |early |late |mid-)?(?:end of )?$"
)
_OPENS: Final = re.compile(
    r"\W*(?:(?:back )?(?:in|on|since|as of|effective)|already in|[\w ]{0,12},)?\W*(?:early |late |mid-)?"
)
CLOSE: Final = 30
"""Characters in front of a date in which its verb is looked for first."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date where it stands."""

    sentence: Sentence
    mention: DateMention
    alone: bool
    dateline: bool
    left: int
    right: int
    """Where the dates before and behind it end and begin, or the sentence does."""


def find_days(reading: Reading, published: date | None) -> list[Day]:
    """Every date in headline, body and boilerplate, in text order."""
    found = []
    opening = next((s.index for s in reading.sentences if s.tells and len(s.text) > 60), 0)
    for sentence in reading.sentences:
        if not sentence.tells:
            continue
        mentions = find_dates(sentence.text, published, sentence.start)
        for place, mention in enumerate(mentions):
            left = mentions[place - 1].end if place else sentence.start
            right = mentions[place + 1].start if place + 1 < len(mentions) else sentence.end
            dateline = (
                sentence.index <= opening + 1
                and not any(cue.group == "type.license" for cue in sentence.cues if cue.start < mention.start)
                and mention.start - sentence.start < 80
                and not mention.relative
            )
            found.append(Day(sentence, mention, len(mentions) == 1, dateline, left, right))
    return found


def day_traits(release: Release, number: int, day: Day, published: date | None) -> dict[str, float]:
    """What tells whether a date is the day of deal `number`."""
    mention, sentence, text = day.mention, day.sentence, release.reading.text
    word = text[mention.start : mention.end].lower()
    exact = len(mention.value)
    close = cue_traits(release, sentence, mention.start, mention.end, {"day"})
    first_core = release.cores[number][0] if release.cores[number] else -1
    news = published.isoformat() if published else ""
    before = text[max(sentence.start, mention.start - CLOSE) : mention.start].lower()
    left = text[max(day.left, mention.start - 110) : mention.start].lower()
    right = text[mention.end : min(day.right, mention.end + 110)].lower()
    return {
        **standing(release, number, sentence, mention.start, mention.end),
        **close,
        **{f"left.{name}": float(bool(pattern.search(left))) for name, pattern in _VERBS.items()},
        **{f"right.{name}": float(bool(pattern.search(right))) for name, pattern in _VERBS.items()},
        "of_the_agreement": float(bool(_OF_AGREEMENT.search(left))),
        "agreement_behind": float(bool(_AGREEMENT_BEHIND.search(right))),
        "from_to": float(bool(_SPAN.search(left))),
        "opens": float(bool(_OPENS.fullmatch(text[sentence.start : mention.start].lower()))),
        "fits_status": float(bool(_VERBS[_VERB_OF[release.deals[number].status]].search(left + " | " + right))),
        "exact.day": float(exact == 10),
        "exact.month": float(exact == 7),
        "exact.year": float(exact == 4),
        "today": float(word in TODAY),
        "today.first_core": float(word in TODAY and sentence.index == first_core),
        "weekday": float(word.endswith("day") and word not in TODAY),
        "relative": float(mention.relative),
        "alone": float(day.alone),
        "dateline": float(day.dateline),
        "dash_behind": float(text[mention.end : mention.end + 25].lstrip(" )/]").startswith(("-", "\u2013", "\u2014"))),
        "wire_behind": float("/" in text[mention.end : mention.end + 25]),
        "preposition": float(before.rstrip().endswith((" on", " in", " of", " since", " dated", " from", "on", "in"))),
        "is_published": float(mention.value == news),
        "no_news_day": float(published is None),
        "later": float(bool(news) and mention.value > news),
        "same_month": float(bool(news) and mention.value[:7] == news[:7]),
        "same_year": float(bool(news) and mention.value[:4] == news[:4]),
        "days_before": _days_before(mention.value, published),
        "line_start": float(mention.start - sentence.start < 3),
        "open.planned": float(release.deals[number].status is AgreementStatus.PLANNED),
    }


def _days_before(value: str, published: date | None) -> float:
    """Years from the date to the day of the news, within 10; -1 where either is not known to the day."""
    if published is None:
        return -1.0
    parts = [int(part) for part in value.split("-")]
    try:
        told = date(*[*parts, 1, 1][:3])
    except ValueError:
        return -1.0
    return max(-1.0, min(10.0, (published - told).days / 365))


@dataclass(frozen=True, slots=True)
class DaysModel:
    """Which date is the day of a deal."""

    belongs: Forest
    threshold: float


def mentions_of(reading: Reading, days: Iterable[Day]) -> dict[str, list[Mention]]:
    """Where each date is told, as the encoder's vectors know places."""
    return reading.links.mentions_by((day.mention.value, (day.mention.start, day.mention.end)) for day in days)


def find_deal_days(release: Release, published: date | None, model: DaysModel) -> list[str | None]:
    """The day of each deal, as exact as the text has it; None where the text does not tell it."""
    links, days = release.reading.links, find_days(release.reading, published)
    places = mentions_of(release.reading, days)
    found: list[str | None] = []
    for number in range(len(release.deals)):
        best, value = 0.0, None
        for day in days:
            base = model.belongs.value(day_traits(release, number, day, published))
            link = links.term(Kind.DAY, places[day.mention.value], release.deals[number].told.parties)
            chance = sigmoid(links.weigh("days", base, link))
            if chance > best:
                best, value = chance, day.mention.value
        found.append(value if best >= model.threshold else None)
    return found
