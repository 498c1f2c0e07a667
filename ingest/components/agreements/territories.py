"""Where the rights of each deal hold or its work is done, as the text writes it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from ingest.components.agreements.model import Forest, sigmoid
from ingest.components.agreements.reading import Reading, Sentence
from ingest.components.agreements.standing import Release, cue_traits, standing
from ingest.components.links import Kind, Mention

TERRITORIES_FILE: Final = "territories.json"
PLACES_FILE: Final = "places.txt"
WORLDWIDE: Final = "worldwide"
_LIST: Final = re.compile(r"^(?:\s*,\s*|\s*,?\s*(?:and|or|&|as well as)\s+|\s*/\s*)(?:the\s+|in\s+|for\s+)*$")
_OUTSIDE: Final = re.compile(r"\b(?:outside(?: of)?|ex-?)\s+(?:the\s+)?$", re.IGNORECASE)
_EXCEPT: Final = re.compile(
    r"^[^.;]{0,40}?\b(?:except(?: for| in)?|excluding|outside(?: of)?|other than|with the exception of)\s+(?:the\s+)?",
    re.IGNORECASE,
)


_TO_PLACE: Final = (
    r"\b(?:in|for|within|across|throughout|to|covering|covers?|of|outside(?: of)?|over|excluding)\W+(?:the |all of )?$"
)
_RIGHTS_IN: Final = re.compile(
    r"\b(?:rights?|licen[cs]\w*|distribut\w*|commerciali[sz]\w*|market\w*|sell\w*|sold|sales|option|exclusiv\w*"
    rf"|territor\w*|register\w*|partner|develop\w*|patients|bring\w*|countries)\b[^.;]{{0,70}}{_TO_PLACE}"
)
_WORK_IN: Final = re.compile(
    r"\b(?:manufactur\w*|produc\w*|facilit(?:y|ies)|plants?|sites?|cleanrooms?|suite|trials?|stud(?:y|ies)|cent(?:er|re)"
    rf"|laborator\w+|build\w*|establish\w*|transfer\w*|made)\b[^.;]{{0,50}}{_TO_PLACE}"
)
_SEAT_IN: Final = re.compile(
    r"\b(?:based|headquartered|located|head office|offices?|subsidiary|company|firm|listed|university|hospital|of)\b"
    rf"[^.;]{{0,25}}{_TO_PLACE}"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A territory where it stands; `name` is what the record says, offsets count characters."""

    sentence: Sentence
    name: str
    start: int
    end: int
    kind: str
    head: int
    """Where the list of places that it is part of begins; its own start where there is none."""

    @property
    def chained(self) -> bool:
        """Whether it goes on with a list of places."""
        return self.head < self.start


@cache
def _same() -> dict[str, str]:
    data = json.loads((files("ingest.vocabulary") / TERRITORIES_FILE).read_text(encoding="utf-8"))
    return {name.casefold(): group[0].casefold() for group in data["same"] for name in group}


def same_place(name: str) -> str:
    """A key that is the same for all ways to write a territory."""
    return _same().get(name.casefold(), name.casefold())


@cache
def _patterns() -> tuple[dict[str, str], re.Pattern[str], re.Pattern[str]]:
    vocabulary = files("ingest.vocabulary")
    data: dict[str, list[str]] = json.loads((vocabulary / TERRITORIES_FILE).read_text(encoding="utf-8"))
    towns = (vocabulary / PLACES_FILE).read_text(encoding="utf-8").splitlines()
    kinds = {name.strip(): "town" for name in towns if name.strip() and not name.startswith("#")}
    kinds |= dict.fromkeys(data["countries"], "country") | dict.fromkeys(data["regions"], "region")
    names = sorted(kinds, key=lambda name: (-len(name), name))
    places = re.compile(rf"(?<![\w-])(?=[A-Zgms])(?:{'|'.join(re.escape(name) for name in names)})(?![\w-])")
    world = re.compile(rf"\b(?:{'|'.join(re.escape(word) for word in data['worldwide'])})\b", re.IGNORECASE)
    return kinds, places, world


def find_places(reading: Reading) -> list[Place]:
    """Every territory that headline, body and boilerplate name outside the names of organizations, in text order."""
    kinds, places, world = _patterns()
    found: list[Place] = []
    for sentence in reading.sentences:
        if not sentence.tells:
            continue
        text, here = sentence.text, []
        last_end = head = -1
        for match in places.finditer(text):
            offset = sentence.start + match.start()
            if any(m.start <= offset < m.end for m in sentence.mentions):
                continue
            chained = last_end >= 0 and bool(_LIST.match(text[last_end : match.start()]))
            start, name, kind = match.start(), match.group(), kinds[match.group()]
            outside = _OUTSIDE.search(text[:start])
            if outside:
                start, name, kind = outside.start(), text[outside.start() : match.end()], "outside"
            head = head if chained else sentence.start + start
            here.append(Place(sentence, name, sentence.start + start, sentence.start + match.end(), kind, head))
            last_end = match.end()
        for match in world.finditer(text):
            rest = _EXCEPT.match(text[match.end() :])
            name, end = WORLDWIDE, match.end()
            if rest:
                kept = places.match(text[match.end() + rest.end() :])
                if kept:
                    name, end = f"{WORLDWIDE} except {kept.group()}", match.end() + rest.end() + kept.end()
            start = sentence.start + match.start()
            here.append(Place(sentence, name, start, sentence.start + end, "world", start))
        found.extend(sorted(here, key=lambda place: place.start))
    return found


def place_traits(release: Release, number: int, place: Place) -> dict[str, float]:
    """What tells whether a place is a territory of deal `number`."""
    sentence, text = place.sentence, release.reading.text
    lead = text[max(sentence.start, place.head - 24) : place.head].lower()
    ahead = text[max(sentence.start, place.head - 110) : place.head].lower()
    words = re.findall(r"[a-z]+", lead)
    last = words[-1] if words else ""
    last = words[-2] if last in {"the", "mainland"} and len(words) > 1 else last
    tail = text[place.end : place.end + 12].lower()
    return {
        **standing(release, number, sentence, place.start, place.end),
        **cue_traits(release, sentence, place.head, place.end, {"place"}),
        "rights_in": float(bool(_RIGHTS_IN.search(ahead))),
        "work_in": float(bool(_WORK_IN.search(ahead))),
        "seat_in": float(bool(_SEAT_IN.search(ahead))),
        "seen_before": float(place.name in text[: place.start]),
        **{f"kind.{kind}": float(place.kind == kind) for kind in ("country", "region", "town", "outside", "world")},
        **{
            f"word.{word}": float(last == word)
            for word in ("in", "for", "to", "across", "from", "of", "and", "or", "within", "outside", "throughout")
        },
        "chained": float(place.chained),
        "comma_before": float(lead.rstrip().endswith(",")),
        "bracket_before": float(lead.rstrip().endswith("(")),
        "comma_behind": float(tail.startswith(",")),
        "bracket_behind": float(tail.startswith(")")),
        "possessive": float(tail.startswith(("'s", "\u2019s", "'", "\u2019"))),
        "hyphen_behind": float(tail.startswith("-")),
        "dash_behind": float(tail.lstrip().startswith(("-", "\u2013", "\u2014"))),
        "at_start": float(place.start - sentence.start < 3),
        "in_capitals": float(place.name.isupper() and len(place.name) > 4),
        "mentions": float(min(5, text.count(place.name))),
    }


@dataclass(frozen=True, slots=True)
class TerritoriesModel:
    """Which places are a deal's territory."""

    belongs: Forest
    threshold: float


CHAIN_SHARE: Final = 0.5
"""How much a place takes over from the one before it in a list."""


def mentions_of(reading: Reading, places: Iterable[Place]) -> dict[str, list[Mention]]:
    """Where each territory is named, by `same_place`, as the encoder's vectors know places."""
    return reading.links.mentions_by((same_place(place.name), (place.start, place.end)) for place in places)


def find_territories(release: Release, model: TerritoriesModel) -> list[tuple[str, ...]]:
    """The territories of each deal, in text order, each once."""
    links, places = release.reading.links, find_places(release.reading)
    mentions = mentions_of(release.reading, places)
    found = []
    for number, deal in enumerate(release.deals):
        chances = [
            sigmoid(
                links.weigh(
                    "territories",
                    model.belongs.value(place_traits(release, number, place)),
                    links.term(Kind.PLACE, mentions[same_place(place.name)], deal.told.parties),
                )
            )
            for place in places
        ]
        named: dict[str, str] = {}
        before = 0.0
        for place, own in zip(places, chances, strict=True):
            chance = max(own, CHAIN_SHARE * own + (1 - CHAIN_SHARE) * before) if place.chained else own
            before = chance
            if chance >= model.threshold:
                named.setdefault(same_place(place.name), place.name)
        found.append(tuple(named.values()))
    return found
