"""Decides what the text names: weighs all candidates, gives each name one label, joins aliases, finds every mention.

A candidate's probability is turned into log odds; the odds of one name add up over the sources, see `SOURCES`. What
reaches even odds is kept. Where kept spans overlap, the better and longer one wins (`LENGTH_BONUS`). A name found once
is found everywhere, also in headlines, where capitals tell nothing.
"""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from graph.vocabulary import TechnologyKind
from ingest.annotations import Candidate, Entity, EntityLabel, TokenSpan, note_dropped
from ingest.components.aliases import Named, cluster, definitions, name_of, same_person
from ingest.components.lexicon import lexicon
from ingest.components.phrases import next_word, phrases
from ingest.components.surfaces import core_words, legal_form_of, same_form, without_form


@dataclass(frozen=True, slots=True)
class Source:
    """How much a source of candidates counts: its log odds times `trust`; `silent` where it ran and says nothing."""

    name: str
    trust: float
    silent: float


SOURCES: Final[tuple[Source, ...]] = (
    Source("patterns", trust=1.0, silent=-1.0),
    Source("names", trust=0.8, silent=-2.0),
    Source("gazetteer", trust=1.0, silent=0.0),
)
"""The policy. Rules and model are weighed as independent; the gazetteer's silence means nothing, it cannot know all."""

EVEN: Final = 0.0
"""Log odds that a name must reach."""
LENGTH_BONUS: Final = 0.1
"""What each further word of a span (up to four) adds to its probability where spans compete."""
LEAST_TERM: Final = 0.38
"""Confidence that a technology or indication must reach: what is right this often still raises F1."""
TERM_FLOOR: Final = 0.4
"""Technologies and indications less likely than this stay out; the balance of precision and recall is best there."""
PRODUCT_NOUNS: Final = frozenset({"platform", "technology", "system", "cells", "therapy", "trial", "study", "program"})
"""Behind a company's first word they make a product's name: the "ACT platform" is not ACT Therapeutics."""
_WORDS: Final = "cellpact.words"
"""Key in `Doc.user_data`."""
NAMES: Final = (EntityLabel.ORGANIZATION, EntityLabel.PERSON)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A name with the label that it got, and how sure that is."""

    label: EntityLabel
    core: tuple[str, ...]
    spans: tuple[TokenSpan, ...]
    confidence: float
    rule: str
    known: str | None
    kind: str | None


def log_odds(probability: float) -> float:
    """Of a probability, kept away from certainty."""
    bounded = min(max(probability, 0.01), 0.99)
    return math.log(bounded / (1 - bounded))


def source_of(candidate: Candidate) -> str:
    """The component that proposed it: the first part of its rule."""
    return candidate.rule.partition(".")[0]


def verdicts(doc: Doc) -> list[Verdict]:
    """Each name of the candidates for organizations and people, with its better label and its odds."""
    by_name: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for candidate in doc._.candidates:
        if candidate.label in NAMES:
            by_name[core_words(name_of(doc, candidate.span))].append(candidate)
    ran = {source_of(candidate) for candidate in doc._.candidates}
    covered = {
        (source_of(candidate), token)
        for candidate in doc._.candidates
        if candidate.label in NAMES
        for token in range(*candidate.span)
    }
    found = []
    for core, candidates in by_name.items():
        spans = tuple(sorted({candidate.span for candidate in candidates}))
        scored = [(_odds(label, candidates, spans, ran, covered), label) for label in NAMES]
        odds, label = max(scored, key=lambda pair: pair[0])
        own = [candidate for candidate in candidates if candidate.label is label]
        if own:
            best = max(own, key=lambda candidate: candidate.confidence)
            known = next((candidate.concept for candidate in own if candidate.concept), None)
            kind = next((candidate.kind for candidate in own if candidate.concept and candidate.kind), best.kind)
            found.append(Verdict(label, core, spans, 1 / (1 + math.exp(-odds)), best.rule, known, kind))
    return found


def _odds(
    label: EntityLabel,
    candidates: list[Candidate],
    spans: tuple[TokenSpan, ...],
    ran: set[str],
    covered: set[tuple[str, int]],
) -> float:
    total = 0.0
    for source in SOURCES:
        said = [c.confidence for c in candidates if source_of(c) == source.name and c.label is label]
        if said:
            total += source.trust * log_odds(max(said))
        elif source.name in ran and not any(
            (source.name, token) in covered for span in spans for token in range(*span)
        ):
            total += source.silent
    return total


def occurrences(doc: Doc, words: tuple[str, ...]) -> Iterator[TokenSpan]:
    """Where a name stands: in the same case, in capitals, or (names of several words) in any case but all lower."""
    text = _words_of(doc)
    wanted = [word.casefold() for word in words]
    for index in text.places.get(wanted[0], ()):
        if text.folded[index : index + len(words)] != wanted:
            continue
        found = text.texts[index : index + len(words)]
        exact = found == list(words) or (found == [word.upper() for word in words] and len("".join(words)) > 3)
        if exact or (len(words) > 1 and found[0][0].isupper()):
            yield text.tokens[index], text.tokens[index + len(words) - 1] + 1


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text with their token indexes, without white space, and where each stands, in any case."""

    texts: list[str]
    folded: list[str]
    tokens: list[int]
    places: dict[str, list[int]]


def _words_of(doc: Doc) -> _Words:
    """Made once a text: a hundred names are looked up in it."""
    found: _Words | None = doc.user_data.get(_WORDS)
    if found is None:
        tokens = [token for token in doc if not token.is_space]
        texts = [token.text for token in tokens]
        folded = [text.casefold() for text in texts]
        places: dict[str, list[int]] = defaultdict(list)
        for index, word in enumerate(folded):
            places[word].append(index)
        found = doc.user_data[_WORDS] = _Words(texts, folded, [token.i for token in tokens], dict(places))
    return found


def organizations(doc: Doc, kept: list[Verdict]) -> list[Entity]:
    """Organizations with all their names and mentions."""
    names: dict[tuple[str, ...], Named] = {}
    for verdict in kept:
        for span in verdict.spans:
            words = name_of(doc, span)
            entry = names.setdefault(
                core_words(words), Named(words, [], verdict.confidence, verdict.rule, verdict.known, verdict.kind)
            )
            entry.spans.append(span)
            if len(words) > len(entry.words):
                entry.words = words
    _add_defined(doc, names)
    _add_short_forms(doc, names)
    for name in names.values():
        bare = {without_form(name_of(doc, span)) for span in name.spans}
        name.spans.extend(span for words in bare for span in occurrences(doc, words) if span not in name.spans)
    listed = [part for name in names.values() for part in by_legal_form(doc, name)]
    for name in listed:
        surfaces = {name_of(doc, span) for span in name.spans}
        name.spans = sorted({span for words in surfaces for span in occurrences(doc, words)} | set(name.spans))
    return [_entity(doc, [listed[number] for number in group]) for group in cluster(doc, listed)]


def by_legal_form(doc: Doc, name: Named) -> list[Named]:
    """The companies of one name: "Acme, Inc." and "Acme Ltd" are two, and the bare name means the first."""
    parts: list[tuple[tuple[str, ...], list[TokenSpan]]] = []
    bare = []
    for span in sorted(name.spans):
        form = legal_form_of(name_of(doc, span))
        home = next((part for part in parts if same_form(part[0], form)), None)
        if not form:
            bare.append(span)
        elif home is None:
            parts.append((form, [span]))
        else:
            home[1].append(span)
    if not parts:
        return [name]
    parts[0][1].extend(bare)
    return [
        replace(name, words=max((name_of(doc, span) for span in spans), key=len), spans=spans, forms={form})
        for form, spans in parts
    ]


def _add_defined(doc: Doc, names: dict[tuple[str, ...], Named]) -> None:
    """Names that brackets define, though nothing else speaks for them."""
    for name in list(names.values()):
        for span in list(name.spans):
            for defined, how in definitions(doc, span):
                words = name_of(doc, defined)
                core = core_words(words)
                if core not in names:
                    names[core] = Named(words, [defined], name.confidence, f"aliases.{how}", name.known, name.kind)


def _add_short_forms(doc: Doc, names: dict[tuple[str, ...], Named]) -> None:
    """Bare first words of full names: "Fate" once "Fate Therapeutics" is known."""
    lists = lexicon()
    beginnings: dict[tuple[str, ...], Named] = {}
    for name in names.values():
        for length in range(1, len(name.core)):
            beginnings.setdefault(name.core[:length], name)
    named = {token for name in names.values() for span in occurrences(doc, name.words) for token in range(*span)}
    for span in phrases(doc):
        words = name_of(doc, span)
        core = core_words(words)
        full = beginnings.get(core)
        if (
            full is None
            or span[0] in named
            or core in names
            or lists.is_place(" ".join(words))
            or words[-1] in lists.institution_heads
        ):
            continue
        if _makes_product(doc, span):
            continue
        is_plain = all(word in lists.common_words for word in core)
        if is_plain and doc[span[0]].is_sent_start:
            continue
        names[core] = Named(words, [span], full.confidence, "aliases.beginning", None, full.kind)


def _makes_product(doc: Doc, span: TokenSpan) -> bool:
    """Whether one word stands before a noun with which it names a product: "the ACT platform"."""
    behind = next_word(doc, span[1])
    return span[1] - span[0] == 1 and behind < len(doc) and doc[behind].lower_ in PRODUCT_NOUNS


def _entity(doc: Doc, group: list[Named]) -> Entity:
    spans = tuple(sorted({span for name in group for span in name.spans}))
    fullest = max((span for span in spans), key=lambda span: (len(name_of(doc, span)), -span[0]))
    lists = lexicon()
    known_kind = next((name.kind for name in group if name.known and name.kind), None)
    words = {word for name in group for word in name.words}
    company = any(name.forms for name in group) or bool(words & lists.company_endings)
    institution = bool(words & lists.institution_only) or any(name.kind == "institution" for name in group)
    kind = known_kind or (
        "institution"
        if institution and not any(name.forms for name in group) and not (company and not institution)
        else "company"
    )
    best = max(group, key=lambda name: name.confidence)
    concept = next((name.known for name in group if name.known), None)
    text = doc[fullest[0] : fullest[1]].text
    return Entity(EntityLabel.ORGANIZATION, " ".join(text.split()), kind, spans, best.confidence, best.rule, concept)


def people(doc: Doc, kept: list[Verdict]) -> list[Entity]:
    """People with all their mentions; a bare surname joins the fullest name that has it."""
    full: list[tuple[tuple[str, ...], list[TokenSpan], Verdict]] = []
    for verdict in sorted(kept, key=lambda v: (-len(v.core), v.spans[0])):
        words = name_of(doc, verdict.spans[0])
        home = next((entry for entry in full if same_person(entry[0], words)), None)
        if home is None:
            full.append((words, list(verdict.spans), verdict))
        else:
            home[1].extend(verdict.spans)
    for span in phrases(doc):
        words = name_of(doc, span)
        if len(words) == 1 and not any(span in entry[1] for entry in full):
            home = next((entry for entry in full if len(entry[0]) > 1 and same_person(entry[0], words)), None)
            if home is not None:
                home[1].append(span)
    entities = []
    for words, spans, verdict in full:
        surfaces = {name_of(doc, span) for span in spans}
        everywhere = sorted({s for surface in surfaces for s in occurrences(doc, surface)} | set(spans))
        first = min(s for s in spans if name_of(doc, s) == words)
        text = " ".join(doc[first[0] : first[1]].text.split())
        entities.append(Entity(EntityLabel.PERSON, text, None, tuple(everywhere), verdict.confidence, verdict.rule))
    return entities


def terms(doc: Doc, label: EntityLabel) -> list[Entity]:
    """Technologies or indications: one entity a concept, or a surface where no vocabulary knows it."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in doc._.candidates:
        if candidate.label is not label:
            continue
        if candidate.confidence < LEAST_TERM:
            low = f"confidence {candidate.confidence:.2f}, at least {LEAST_TERM:.2f} is needed"
            note_dropped(doc, candidate.span, label.value, low)
        else:
            surface = doc[candidate.span[0] : candidate.span[1]].text.casefold().rstrip("s")
            groups[candidate.concept or candidate.group or surface].append(candidate)
    found = []
    for group in groups.values():
        best = max(group, key=lambda candidate: candidate.confidence)
        spans = tuple(sorted({candidate.span for candidate in group}))
        longest = max(spans, key=lambda span: (span[1] - span[0], -span[0]))
        name = " ".join(doc[longest[0] : longest[1]].text.split())
        found.append(Entity(label, name, best.kind, spans, best.confidence, best.rule, best.concept))
    return found


def without_overlaps(doc: Doc, entities: list[Entity]) -> list[Entity]:
    """Each token in mentions of one entity at most; an entity that loses all its mentions goes.

    A term may stand within a longer name of itself ("AML" in "acute myeloid leukaemia (AML)"), and a target
    within the name of another technology.
    """
    ranked = sorted(
        ((span, entity) for entity in entities for span in entity.spans),
        key=lambda s: (-(s[1].confidence + LENGTH_BONUS * min(s[0][1] - s[0][0], 5)), s[0]),
    )
    owners: dict[int, Entity] = {}
    kept: set[TokenSpan] = set()
    for span, entity in ranked:
        may_nest = entity.label not in NAMES
        others = [owners[t] for t in range(*span) if t in owners and not (may_nest and owners[t] is entity)]
        if not others:
            owners.update(dict.fromkeys(range(*span), entity))
        nested = entity.kind == TechnologyKind.TARGET and all(o.label is EntityLabel.TECHNOLOGY for o in others)
        if not others or nested:
            kept.add(span)
        elif other := next((other for other in others if other is not entity), None):
            surer = f"overlaps with “{other.name}” ({other.label}), which is surer or longer"
            note_dropped(doc, span, entity.label.value, surer)
    taken: set[TokenSpan] = set()
    found = []
    for entity in sorted(entities, key=lambda e: -e.confidence):
        spans = tuple(span for span in entity.spans if span in kept and span not in taken)
        taken.update(spans)
        if spans:
            longest = max(spans, key=lambda span: (span[1] - span[0], -span[0]))
            name = entity.name
            if entity.label is not EntityLabel.PERSON and not any(
                name == " ".join(doc[a:b].text.split()) for a, b in spans
            ):
                name = " ".join(doc[longest[0] : longest[1]].text.split())
            found.append(Entity(entity.label, name, entity.kind, spans, entity.confidence, entity.rule, entity.concept))
    return sorted(found, key=lambda entity: entity.spans[0])


def decide(doc: Doc) -> list[Entity]:
    """All entities of a text, from its candidates."""
    lists = lexicon()
    kept = []
    least = 1 / (1 + math.exp(-EVEN))
    for verdict in verdicts(doc):
        text = doc[verdict.spans[0][0] : verdict.spans[0][1]].text
        excluded = text in lists.exchanges or text in lists.wires
        names_product = all(_makes_product(doc, span) for span in verdict.spans)
        if verdict.confidence >= least and not excluded and not names_product:
            kept.append(verdict)
        else:
            why = "an exchange or a wire" if excluded else "part of a product's name" if names_product else ""
            reason = why or f"probability {verdict.confidence:.2f}, at least {least:.2f} is needed"
            note_dropped(doc, verdict.spans[0], verdict.label.value, reason)
    persons = people(doc, [verdict for verdict in kept if verdict.label is EntityLabel.PERSON])
    found = organizations(doc, [verdict for verdict in kept if verdict.label is EntityLabel.ORGANIZATION])
    found += persons
    for label in (EntityLabel.TECHNOLOGY, EntityLabel.INDICATION):
        found += terms(doc, label)
    return without_overlaps(doc, found)


@Language.component("entities", assigns=["doc._.entities", "doc.ents"], requires=["doc._.candidates"])
def entities(doc: Doc) -> Doc:
    """Writes what the text names, and the mentions as `doc.ents`."""
    found = decide(doc)
    doc._.entities = found
    mentions = [Span(doc, start, end, label=entity.label.value) for entity in found for start, end in entity.spans]
    doc.ents = tuple(filter_spans(mentions))
    return doc
