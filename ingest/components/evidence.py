"""What all sources together say about a possible name, as one visible list of measures.

A name of an organization or a person is judged once for a text, with all places where it stands; a technology or an
indication likewise, with all its surfaces. Each `Measure` is a small function of what was seen; how much it counts is
fitted, see `ingest.components.fusion`.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from spacy.tokens import Doc

from graph.vocabulary import TechnologyKind
from ingest import vocabulary
from ingest.annotations import Candidate, EntityLabel, Section, TokenSpan
from ingest.components.lexicon import lexicon
from ingest.components.sections import section_of

NAMES: Final = (EntityLabel.ORGANIZATION, EntityLabel.PERSON)
BY_SOURCE: Final = ("names", "patterns", "gazetteer")
"""Sources of their own; every other component that proposes candidates is one of the vocabularies."""
MODEL: Final = "names"
ASIDE: Final = frozenset({Section.ABOUT, Section.FORWARD_LOOKING, Section.CONTACT})
"""Sections that tell who somebody is, not what happened."""


def log_odds(probability: float) -> float:
    """Of a probability, kept away from certainty."""
    bounded = min(max(probability, 0.01), 0.99)
    return math.log(bounded / (1 - bounded))


def source_of(candidate: Candidate) -> str:
    """The component that proposed it: the first part of its rule."""
    return candidate.rule.partition(".")[0]


def sources_that_ran(candidates: Iterable[Candidate]) -> frozenset[str]:
    """The components that proposed something in a text."""
    return frozenset(source_of(candidate) for candidate in candidates)


class Index:
    """The candidates of a text by the tokens that they cover."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._by_token: dict[int, list[Candidate]] = defaultdict(list)
        for candidate in candidates:
            for token in range(*candidate.span):
                self._by_token[token].append(candidate)

    def over(self, spans: Iterable[TokenSpan]) -> list[Candidate]:
        """Candidates that share a token with one of the spans, each once."""
        found = {id(c): c for span in spans for token in range(*span) for c in self._by_token.get(token, ())}
        return list(found.values())


@dataclass(frozen=True, slots=True)
class Seen:
    """A possible name: its label, the candidates for it, its places in the text, and what else was said of these.

    `own` have this label and stand for this name; `around` are all other candidates that share a token with `spans`.
    """

    doc: Doc
    label: EntityLabel
    spans: tuple[TokenSpan, ...]
    places: int
    own: tuple[Candidate, ...]
    around: tuple[Candidate, ...]
    concepts: frozenset[str] = frozenset()

    @property
    def words(self) -> list[str]:
        """The words of its first span."""
        start, end = self.spans[0]
        return [token.text for token in self.doc[start:end] if not token.is_space]

    def said(self, *sources: str) -> float | None:
        """The highest confidence of a source for this name and label; None where it says nothing."""
        return max((c.confidence for c in self.own if source_of(c) in sources), default=None)

    def vocabulary(self) -> Candidate | None:
        """The surest candidate of a vocabulary for this label."""
        own = [c for c in self.own if source_of(c) not in BY_SOURCE]
        return max(own, key=lambda c: c.confidence, default=None)


Ask = Callable[[Seen], float]


@dataclass(frozen=True, slots=True)
class Measure:
    """A named number about a possible name."""

    name: str
    of: Ask


def _surest(*sources: str) -> Ask:
    def of(seen: Seen) -> float:
        said = seen.said(*sources)
        return 0.0 if said is None else log_odds(said)

    return of


def _silent(*sources: str) -> Ask:
    return lambda seen: float(seen.said(*sources) is None)


def _share(seen: Seen) -> float:
    """At how many of its places the model reads just this."""
    read = {c.span for c in seen.own if c.rule == "names.model"}
    return min(len(read) / max(seen.places, 1), 1.0)


def _elsewise(source: str, labels: Sequence[EntityLabel], *, same_span: bool) -> Ask:
    """How sure a source is of another label at one of the places."""

    def of(seen: Seen) -> float:
        wanted = [label for label in labels if label is not seen.label]
        spans = set(seen.spans)
        said = (
            c.confidence
            for c in seen.around
            if source_of(c) == source and c.label in wanted and (c.span in spans or not same_span)
        )
        return max(said, default=0.0)

    return of


def _bounded_otherwise(source: str) -> Ask:
    """How sure a source is of the same label with other bounds."""
    return lambda seen: max(
        (c.confidence for c in seen.around if source_of(c) == source and c.label is seen.label), default=0.0
    )


def _marked(seen: Seen) -> float:
    """How sure a vocabulary is that a technology or indication stands here."""
    said = (c.confidence for c in seen.around if source_of(c) not in BY_SOURCE)
    return max(said, default=0.0)


def _knows(rule: str) -> Ask:
    return lambda seen: float(any(c.rule == rule for c in seen.own))


def _is_plain_word(seen: Seen) -> float:
    """Whether it is one ordinary word: "allogeneic", "therapies"."""
    words = seen.words
    return float(len(words) == 1 and words[0].islower() and words[0] in lexicon().common_words)


def _in_longer_known(seen: Seen) -> float:
    return float(any(c.rule == "gazetteer.known" for c in seen.around))


def _often(seen: Seen) -> float:
    return math.log(max(seen.places, 1))


def _only_aside(seen: Seen) -> float:
    return float(all(section_of(seen.doc, start) in ASIDE for start, _ in seen.spans))


def _in_headline(seen: Seen) -> float:
    return float(any(section_of(seen.doc, start) is Section.HEADLINE for start, _ in seen.spans))


def _both_silent(seen: Seen) -> float:
    """Nothing but the list of known names speaks for it."""
    return float(seen.said("names") is None and seen.said("patterns") is None)


SHARED: Final[tuple[Measure, ...]] = (
    Measure("names.surest", _surest(MODEL)),
    Measure("names.silent", _silent(MODEL)),
    Measure("names.share", _share),
    Measure("names.bounds", _bounded_otherwise(MODEL)),
    Measure("text.often", _often),
    Measure("text.only_aside", _only_aside),
    Measure("text.headline", _in_headline),
)

NAME_MEASURES: Final[tuple[Measure, ...]] = (
    *SHARED,
    Measure("names.other", _elsewise(MODEL, NAMES, same_span=True)),
    Measure("names.term", _elsewise(MODEL, (EntityLabel.TECHNOLOGY, EntityLabel.INDICATION), same_span=False)),
    Measure("patterns.surest", _surest("patterns")),
    Measure("patterns.silent", _silent("patterns")),
    Measure("patterns.other", _elsewise("patterns", NAMES, same_span=True)),
    Measure("patterns.bounds", _bounded_otherwise("patterns")),
    Measure("gazetteer.known", _knows("gazetteer.known")),
    Measure("gazetteer.needs_context", _knows("gazetteer.needs_context")),
    Measure("gazetteer.bounds", _in_longer_known),
    Measure("gazetteer.alone", _both_silent),
    Measure("terms.marked", _marked),
    Measure("shape.one_word", lambda seen: float(len(seen.words) == 1)),
    Measure("shape.acronym", lambda seen: float(len(seen.words) == 1 and seen.words[0].isupper())),
    Measure("shape.legal_form", lambda seen: float(seen.words[-1] in lexicon().legal_forms)),
    Measure("shape.institution", lambda seen: float(bool(lexicon().institution_heads.intersection(seen.words)))),
    Measure("shape.lower_case", lambda seen: float(seen.words[0][0].islower())),
    Measure("words.place", lambda seen: float(lexicon().is_place(" ".join(seen.words)))),
    Measure("words.common", lambda seen: float(all(w.casefold() in lexicon().common_words for w in seen.words))),
)
"""What counts for and against an organization or a person."""


def _vocabulary_says(seen: Seen) -> float:
    best = seen.vocabulary()
    return 0.0 if best is None else log_odds(best.confidence)


def _kind(kind: TechnologyKind) -> Ask:
    def of(seen: Seen) -> float:
        best = max(seen.own, key=lambda c: (c.concept is not None, c.confidence))
        return float(best.kind == kind.value)

    return of


def _untried(seen: Seen) -> float:
    best = seen.vocabulary()
    known = seen.label is EntityLabel.TECHNOLOGY and best is not None and best.concept is not None
    return float(known and best is not None and best.concept not in vocabulary.technology_confidence())


def _narrower_stands_too(seen: Seen) -> float:
    """Whether the text also names something below this concept."""
    best = seen.vocabulary()
    if best is None or best.concept is None:
        return 0.0
    tree: dict[str, vocabulary.Concept] = {}
    tree.update(
        vocabulary.technology_by_id() if seen.label is EntityLabel.TECHNOLOGY else vocabulary.indication_by_id()
    )
    others = seen.concepts - {best.concept}
    return float(any(best.concept in {a.id for a in vocabulary.ancestors(tree, c)} for c in others if c in tree))


def _contains_term(seen: Seen) -> float:
    """Whether it is longer than a name of a vocabulary that stands in it."""
    return float(any(c.label is seen.label and source_of(c) not in BY_SOURCE for c in seen.around))


TERM_MEASURES: Final[tuple[Measure, ...]] = (
    *SHARED,
    Measure("names.name", _elsewise(MODEL, NAMES, same_span=False)),
    Measure("names.other_term", _elsewise(MODEL, (EntityLabel.TECHNOLOGY, EntityLabel.INDICATION), same_span=False)),
    Measure("vocabulary.surest", _vocabulary_says),
    Measure("vocabulary.silent", lambda seen: float(seen.vocabulary() is None)),
    Measure("vocabulary.untried", _untried),
    Measure("vocabulary.pattern", lambda seen: float((v := seen.vocabulary()) is not None and v.concept is None)),
    Measure("vocabulary.narrower", _narrower_stands_too),
    Measure("vocabulary.contained", _contains_term),
    Measure("patterns.name", _elsewise("patterns", NAMES, same_span=False)),
    Measure("gazetteer.known", _in_longer_known),
    Measure("shape.lower_case", lambda seen: float(seen.words[0][0].islower())),
    Measure("shape.one_word", lambda seen: float(len(seen.words) == 1)),
    Measure("shape.plain_word", _is_plain_word),
    Measure("shape.acronym", lambda seen: float(len(seen.words) == 1 and seen.words[0].isupper())),
    Measure("shape.many_words", lambda seen: float(len(seen.words) >= 4)),
    Measure("shape.digit", lambda seen: float(any(letter.isdigit() for word in seen.words for letter in word))),
    *(Measure(f"kind.{kind.value}", _kind(kind)) for kind in TechnologyKind),
)
"""What counts for and against a technology or an indication."""


def measured(seen: Seen) -> dict[str, float]:
    """All measures of a possible name, by name."""
    measures = NAME_MEASURES if seen.label in NAMES else TERM_MEASURES
    return {measure.name: measure.of(seen) for measure in measures}
