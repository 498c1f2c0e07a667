"""A `Doc` with its `Facts` and its trace becomes an `Explanation`: plain values, ready to show in any form."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from spacy.tokens import Doc, Span

from graph.facts import AgreementFact, AmountFact, Facts, NamedFact, Release
from graph.facts import Fact as AnyFact
from ingest.annotations import Candidate, Dropped, EntityLabel, TokenSpan

SHORT: Final = 3
"""Surface forms of a name that are listed; a release rarely has more."""


class Group(StrEnum):
    """The kinds of fact, in the order in which they are shown: what a reader came for first."""

    AGREEMENTS = "Agreements"
    POSITIONS = "Positions"
    UNITS = "Units"
    ORGANIZATIONS = "Organizations"
    PEOPLE = "People"
    TECHNOLOGIES = "Technologies"
    INDICATIONS = "Indications"


LABELS: Final[dict[Group, EntityLabel]] = {
    Group.ORGANIZATIONS: EntityLabel.ORGANIZATION,
    Group.PEOPLE: EntityLabel.PERSON,
    Group.TECHNOLOGIES: EntityLabel.TECHNOLOGY,
    Group.INDICATIONS: EntityLabel.INDICATION,
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text, in characters, end exclusive; mentions may lie in one another."""

    start: int
    end: int
    label: EntityLabel
    name: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of the release, in characters of its text."""

    start: int
    end: int
    rule: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: a headline, what else is known of it, and the sentences that say it.

    `sources` are, for a name, the components that proposed it with the confidence of each.
    """

    title: str
    details: tuple[str, ...]
    quotes: tuple[Quote, ...]
    sources: tuple[str, ...] = ()
    is_name: bool = False

    @property
    def confidence(self) -> float:
        """That of the surest sentence."""
        return max(quote.confidence or 0.0 for quote in self.quotes)

    @property
    def shown(self) -> tuple[Quote, ...]:
        """The sentences to show: all of a relation; of a name, which is read from all its mentions, the first."""
        if not self.is_name:
            return self.quotes
        first = self.quotes[0]
        return (Quote(first.start, first.end) if self.sources else first,)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was weighed and not kept, and why; `surface` is empty where a whole sentence or the whole text is meant.

    `span` is where it stands, in characters.
    """

    what: str
    span: tuple[int, int]
    surface: str
    reason: str
    quote: Quote | None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that there is to show about one release; `sentences` are the offsets at which its sentences begin."""

    release: Release
    pipeline: str
    sentences: tuple[int, ...]
    mentions: tuple[Mention, ...]
    facts: tuple[tuple[Group, tuple[Line, ...]], ...]
    refusals: tuple[Refusal, ...]

    def mentions_in(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions within a stretch of the text, outer ones before those that lie in them."""
        return tuple(m for m in self.mentions if start <= m.start and m.end <= end)


def explain(doc: Doc, facts: Facts) -> Explanation:
    """Gather what the pipeline wrote on a `doc`, with `doc._.trace` set before it ran, and the `facts` made of it."""
    by_group: dict[Group, Sequence[AnyFact]] = {
        Group.AGREEMENTS: facts.agreements,
        Group.POSITIONS: facts.positions,
        Group.UNITS: facts.units,
        Group.ORGANIZATIONS: facts.organizations,
        Group.PEOPLE: facts.people,
        Group.TECHNOLOGIES: facts.technologies,
        Group.INDICATIONS: facts.indications,
    }
    names: dict[Group, Sequence[NamedFact]] = {
        Group.ORGANIZATIONS: facts.organizations,
        Group.PEOPLE: facts.people,
        Group.TECHNOLOGIES: facts.technologies,
        Group.INDICATIONS: facts.indications,
    }
    mentions = {
        Mention(start, end, LABELS[group], entry.name)
        for group, entries in names.items()
        for entry in entries
        for start, end in entry.spans
    }
    return Explanation(
        release=facts,
        pipeline=facts.pipeline,
        sentences=tuple(sentence.start_char for sentence in doc.sents),
        mentions=tuple(sorted(mentions, key=lambda m: (m.start, -m.end, m.label))),
        facts=tuple((group, tuple(_line(doc, group, fact) for fact in found)) for group, found in by_group.items()),
        refusals=tuple(_refusals(doc)),
    )


def one_line(text: str) -> str:
    """Text without line breaks and control characters, which a terminal would obey."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()


def _line(doc: Doc, group: Group, fact: AnyFact) -> Line:
    title, details = describe(fact)
    quotes = tuple(Quote(e.start, e.end, e.rule, e.confidence) for e in fact.evidence)
    sources: tuple[str, ...] = ()
    if isinstance(fact, NamedFact):
        spans = set(fact.spans)
        label = LABELS[group]
        said = [c for c in doc._.candidates if c.label is label and _characters(doc, c.span) in spans]
        sources = tuple(_strongest(said))
    return Line(title, details, quotes, sources, isinstance(fact, NamedFact))


def describe(fact: AnyFact) -> tuple[str, tuple[str, ...]]:
    """What a fact says in words: a headline and further lines."""
    record = fact.model_dump(mode="json", include={"person", "title", "organization", "unit", "parent"})
    if isinstance(fact, AgreementFact):
        return _agreement(fact)
    if isinstance(fact, NamedFact):
        kind, concept = getattr(fact, "kind", None), getattr(fact, "concept", None)
        others = [one_line(text) for text in fact.mentions if text != fact.name]
        times = len(fact.spans)
        more = f" and {len(others) - SHORT} more" if len(others) > SHORT else ""
        parts = (
            str(kind) if kind else "",
            f"concept {concept}" if concept else "",
            f"named {times} times" if times > 1 else "",
            f"also {', '.join(others[:SHORT])}{more}" if others else "",
        )
        joined = " · ".join(part for part in parts if part)
        return one_line(fact.name), (joined,) if joined else ()
    if "person" in record:
        return one_line(f"{record['person']}, {record['title']}, {record['organization']}"), ()
    return one_line(f"{record['unit']} is a unit of {record['parent']}"), ()


def _agreement(deal: AgreementFact) -> tuple[str, tuple[str, ...]]:
    types = " + ".join(str(kind).replace("_", " ") for kind in deal.types)
    title = ", ".join(part for part in (types, str(deal.status), deal.date or "") if part)
    lines = [", ".join(f"{party.organization} ({party.role})" for party in deal.parties)]
    lists = (
        ("covers", deal.technologies),
        ("for", deal.indications),
        ("terms", [amount(entry) for entry in deal.amounts]),
        ("in", deal.territories),
    )
    lines += [f"{word} {', '.join(items)}" for word, items in lists if items]
    return title, tuple(one_line(line) for line in lines)


def amount(entry: AmountFact) -> str:
    """A sum in words: `upfront EUR 5,000,000`, `royalty 8%`, `total undisclosed`."""
    up_to = "up to " if entry.up_to else ""
    if entry.percent is not None:
        return f"{entry.kind} {up_to}{entry.percent:g}%"
    if entry.amount is not None:
        return f"{entry.kind} {up_to}{f'{entry.currency} ' if entry.currency else ''}{entry.amount:,}"
    return f"{entry.kind} undisclosed"


def _refusals(doc: Doc) -> Iterator[Refusal]:
    """What the trace holds, in text order, each once, without names that were kept at the same place after all."""
    kept = {(str(entity.label), span) for entity in doc._.entities for span in entity.spans}
    dropped: list[Dropped] = doc._.trace.dropped if doc._.trace else []
    seen: set[tuple[str, str, str]] = set()
    for item in sorted(dropped, key=lambda item: item.span):
        start, end = item.span
        sentence = doc[start].sent if start < end else None
        is_sentence = sentence is not None and (sentence.start, sentence.end) == item.span
        surface = "" if is_sentence else one_line(doc[start:end].text)
        key = (item.what, surface, item.reason)
        if key in seen or (item.what, item.span) in kept:
            continue
        seen.add(key)
        said = [c for c in doc._.candidates if c.span == item.span and c.label == item.what]
        quote = _sentence(sentence) if sentence is not None else None
        yield Refusal(item.what, _characters(doc, item.span), surface, item.reason, quote, tuple(_strongest(said)))


def _sentence(sentence: Span) -> Quote:
    """A sentence without the white space around it."""
    text = sentence.text
    start = sentence.start_char + len(text) - len(text.lstrip())
    return Quote(start, start + len(text.strip()))


def _strongest(candidates: Iterable[Candidate]) -> Iterator[str]:
    """Each rule that proposed a name, the surest first, with its best confidence."""
    best: dict[str, float] = {}
    for candidate in candidates:
        best[candidate.rule] = max(candidate.confidence, best.get(candidate.rule, 0.0))
    for rule, confidence in sorted(best.items(), key=lambda entry: (-entry[1], entry[0])):
        yield f"{rule} {confidence:.2f}"


def _characters(doc: Doc, span: TokenSpan) -> tuple[int, int]:
    found = doc[span[0] : span[1]]
    return found.start_char, found.end_char
