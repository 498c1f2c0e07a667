"""How the deal rules see a `Doc`: sentences with the organizations that each one names or stands for, and its cues.

A sentence names an organization ("Acme"), or stands for one ("the Company", "it"), or for the parties together ("both
companies"). What it stands for is found by recency, as in centring theory: a pronoun at the start of a sentence means
the subject of the one before; a group means the last organizations that stood together. Each way has a weight below 1.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from spacy.tokens import Doc

from ingest.annotations import Entity, EntityLabel, Section, TokenSpan
from ingest.components.agreements.cues import Cue, find_cues, load_groups
from ingest.components.links import DocLinks, doc_links

NAMED: Final = 1.0
NOMINAL: Final = 0.7
GROUP: Final = 0.6
TOPIC: Final = 0.3
"""How strongly a sentence stands for an organization: by name, by "the Company" or "it", by "both companies", or only
because the whole release is about it."""

_COMPANY_WORDS: Final = (
    r"company|firm|group|biotech|start-?up|drugmaker|drug maker|developer|manufacturer|concern|maker|cdmo|business"
    r"|house|seller|buyer"
)
_DEFINED: Final = re.compile(
    r"\([^()]*[\"“”„'\u2018\u2019](?:the )?(?:Company|Group|Firm|Corporation|Corporate)[\"“”'\u2019][^()]*\)"
)
_NOMINAL: Final = re.compile(
    rf"\b(?:[Tt]he|[Tt]his|[Oo]ur)(?: [\w-]+){{0,2}} (?:{_COMPANY_WORDS}|Company|Group|Firm)\b(?! of\b)"
)
_PRONOUN: Final = re.compile(r"\W*(?:It|Its|They|Their|The latter)\b")
_FIRST_PERSON: Final = re.compile(r"\b(?:[Ww]e|[Oo]ur|us)\b")
_INSTITUTION: Final = re.compile(
    r"\b[Tt]he (university|institute|hospital|foundation|cent(?:er|re)|college|charity|agency|ministry)\b(?! of\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of an organization in the text (character offsets); `entity` is its index in `doc._.entities`."""

    entity: int
    start: int
    end: int


@dataclass(slots=True)
class Sentence:
    """One sentence: where it is, whom it names or stands for, and what cues it holds."""

    index: int
    start: int
    end: int
    tokens: TokenSpan
    section: Section
    text: str
    opens_paragraph: bool = False
    mentions: list[Mention] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    presence: dict[int, float] = field(default_factory=dict)
    """Entity index to the weight with which this sentence is about it."""

    @property
    def tells(self) -> bool:
        """Whether deals are read here."""
        return self.section in {Section.HEADLINE, Section.BODY, Section.ABOUT}

    @property
    def groups(self) -> set[str]:
        """Ids of the cue groups that occur."""
        return {cue.group for cue in self.cues}

    @property
    def named(self) -> list[int]:
        """Organizations named here, in the order of their first mention."""
        return list(dict.fromkeys(mention.entity for mention in self.mentions))


@dataclass(slots=True)
class Reading:
    """The whole release as the deal rules see it."""

    text: str
    entities: Sequence[Entity]
    sentences: list[Sentence]
    organizations: list[int]
    topic: int | None
    links: DocLinks
    """What the encoder's vectors say of names together."""
    units: frozenset[tuple[int, int]] = frozenset()
    """Pairs of organizations (lower index first) of which the text says that one is part of the other."""

    def mentions_of(self, entity: int) -> list[tuple[Sentence, Mention]]:
        """All mentions of one organization with their sentences, in text order."""
        return [(s, m) for s in self.sentences for m in s.mentions if m.entity == entity]


def read(doc: Doc) -> Reading:
    """The view of `doc` that the rest of this package works on; needs sentences and `doc._.entities`."""
    entities: Sequence[Entity] = doc._.entities
    sentences = _sentences(doc)
    starts = [sentence.start for sentence in sentences]

    def sentence_at(offset: int) -> Sentence:
        return sentences[max(0, bisect_right(starts, offset) - 1)]

    for index, entity in enumerate(entities):
        if entity.label is EntityLabel.ORGANIZATION:
            for first, last in entity.spans:
                span = doc[first:last]
                sentence_at(span.start_char).mentions.append(Mention(index, span.start_char, span.end_char))
    for sentence in sentences:
        sentence.mentions.sort(key=lambda mention: mention.start)
    for cue in find_cues(doc.text, load_groups()):
        sentence_at(cue.start).cues.append(cue)
    organizations = [
        i for i, entity in enumerate(entities) if entity.label is EntityLabel.ORGANIZATION and entity.spans
    ]
    reading = Reading(doc.text, entities, sentences, organizations, None, doc_links(doc))
    reading.units = frozenset((min(u.unit, u.parent), max(u.unit, u.parent)) for u in doc._.units)
    reading.topic = find_topic(reading)
    resolve_references(reading)
    return reading


def _sentences(doc: Doc) -> list[Sentence]:
    sections = [
        (span.start_char, span.end_char, Section(span.label_))
        for span in doc.spans.get("sections", [])
        if span.label_ in set(Section)
    ]
    found: list[Sentence] = []
    for sent in doc.sents:
        if not sent.text.strip():
            continue
        section = next((label for start, end, label in sections if start <= sent.start_char < end), Section.BODY)
        found.append(Sentence(len(found), sent.start_char, sent.end_char, (sent.start, sent.end), section, sent.text))
    return found


def find_topic(reading: Reading) -> int | None:
    """The organization that the release is about: who is defined as "the Company", else who opens headline and text."""
    told = [s for s in reading.sentences if s.tells]
    for sentence in told:
        defined = _DEFINED.search(reading.text, sentence.start, sentence.end)
        if defined:
            before = [m for m in sentence.mentions if m.start <= defined.start()]
            if before:
                return before[-1].entity if len(before) == 1 else _owner(reading, before, defined.start())
    weights: dict[int, float] = dict.fromkeys(reading.organizations, 0.0)
    opened = False
    for sentence in told:
        for rank, entity in enumerate(sentence.named):
            weights[entity] += 1 / (1 + rank)
            if sentence.section is Section.HEADLINE or not opened:
                weights[entity] += 2 / (1 + rank)
        opened = opened or (sentence.section is Section.BODY and bool(sentence.mentions))
    return max(weights, key=lambda entity: weights[entity], default=None)


def _owner(reading: Reading, before: list[Mention], offset: int) -> int:
    """Whom a bracket defines: the nearest name in front of it that does not stand in a bracket itself."""
    for mention in reversed(before):
        if "(" not in reading.text[mention.end : offset]:
            return mention.entity
    return before[0].entity


def resolve_references(reading: Reading) -> None:  # noqa: C901, PLR0912  one case for each way to refer
    """Fill `presence` of every sentence."""
    subject: int | None = reading.topic
    together: list[int] = []
    for sentence in reading.sentences:
        presence = sentence.presence
        for entity in sentence.named:
            presence[entity] = NAMED
        nominal = _NOMINAL.search(sentence.text)
        target = None
        if nominal:
            capital = nominal.group().rstrip().endswith(("Company", "Group", "Firm"))
            target = reading.topic if capital or subject in presence or subject is None else subject
        elif _PRONOUN.match(sentence.text):
            target = subject
        if target is not None:
            presence.setdefault(target, NOMINAL)
        institution = _INSTITUTION.search(sentence.text)
        if institution:
            word = institution.group(1).lower()
            for other in reversed(reading.sentences[: sentence.index]):
                fit = next((m.entity for m in reversed(other.mentions) if word in _name(reading, m.entity)), None)
                if fit is not None:
                    presence.setdefault(fit, NOMINAL)
                    break
        if _FIRST_PERSON.search(sentence.text) and reading.topic is not None:
            presence.setdefault(reading.topic, GROUP)
        if any(cue.group == "group.parties" for cue in sentence.cues):
            for entity in together:
                presence.setdefault(entity, GROUP)
        if reading.topic is not None and sentence.tells:
            presence.setdefault(reading.topic, TOPIC)
        if sentence.mentions:
            subject = sentence.named[0]
        if len(sentence.named) >= 2 and sentence.tells:
            together = sentence.named[:3]
        elif len(sentence.named) == 1 and sentence.tells and target is not None:
            together = [target, *sentence.named] if target != sentence.named[0] else together


def _name(reading: Reading, entity: int) -> str:
    return reading.entities[entity].name.lower()
