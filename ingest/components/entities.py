"""Decides what the text names: weighs all candidates, gives each name one label, joins aliases, finds every mention.

Every possible name is measured (`ingest.components.evidence`), the measures give a probability
(`ingest.components.fusion`), and what is likely enough is kept. Where kept spans overlap, the better and longer one
wins (`LENGTH_BONUS`). A name found once is found everywhere, also in headlines, where capitals tell nothing.
"""

from dataclasses import dataclass, replace
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from graph.vocabulary import TechnologyKind
from ingest.annotations import Entity, EntityLabel, TokenSpan, note_dropped
from ingest.components.aliases import Named, cluster, definitions, name_of, same_person
from ingest.components.bounds import tidied
from ingest.components.evidence import NAMES, Index, measured, sources_that_ran
from ingest.components.fusion import weights_for
from ingest.components.lexicon import lexicon
from ingest.components.phrases import next_word, phrases
from ingest.components.places import occurrences
from ingest.components.possible import possible_names, possible_terms
from ingest.components.surfaces import core_words, legal_form_of, same_form, without_form

LENGTH_BONUS: Final = 0.1
"""What each further word of a span (up to four) adds to its probability where spans compete."""
PRODUCT_NOUNS: Final = frozenset({"platform", "technology", "system", "cells", "therapy", "trial", "study", "program"})
"""Behind a company's first word they make a product's name: the "ACT platform" is not ACT Therapeutics."""


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


def verdicts(doc: Doc) -> list[Verdict]:
    """Each possible name of an organization or a person, with its better label and how likely that is."""
    index = Index(doc._.candidates)
    weights = weights_for(sources_that_ran(doc._.candidates))
    found = []
    for core, possible in possible_names(doc, index):
        scored = [(weights[seen.label].probability(measured(seen)), seen) for seen in possible]
        probability, seen = max(scored, key=lambda pair: pair[0])
        best = max(seen.own, key=lambda candidate: candidate.confidence)
        known = next((candidate.concept for candidate in seen.own if candidate.concept), None)
        kind = next((candidate.kind for candidate in seen.own if candidate.concept and candidate.kind), best.kind)
        found.append(Verdict(seen.label, core, seen.spans, probability, best.rule, known, kind))
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
            or lists.is_place(" ".join(words).title())
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
    """People with all their mentions.

    A bare surname joins the fullest name that has it, a bare first name, if read as a name, the only one that has it.
    """
    full: list[tuple[tuple[str, ...], list[TokenSpan], Verdict]] = []
    for verdict in sorted(kept, key=lambda v: (-len(v.core), v.spans[0])):
        words = name_of(doc, verdict.spans[0])
        home = next((entry for entry in full if same_person(entry[0], words)), None)
        namesakes = [entry for entry in full if len(words) == 1 and len(entry[0]) > 1 and entry[0][0] == words[0]]
        if home is None and len(namesakes) == 1:
            home = namesakes[0]
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
    """Technologies or indications that are likely enough."""
    index = Index(doc._.candidates)
    weights = weights_for(sources_that_ran(doc._.candidates))[label]
    found = []
    for seen in possible_terms(doc, label, index):
        probability = weights.probability(measured(seen))
        if probability < weights.least:
            low = f"probability {probability:.2f}, at least {weights.least:.2f} is needed"
            note_dropped(doc, seen.spans[0], label.value, low)
            continue
        best = seen.vocabulary() or max(seen.own, key=lambda candidate: candidate.confidence)
        longest = max(seen.spans, key=lambda span: (span[1] - span[0], -span[0]))
        name = " ".join(doc[longest[0] : longest[1]].text.split())
        found.append(Entity(label, name, best.kind, seen.spans, probability, best.rule, best.concept))
    return found


def without_overlaps(doc: Doc, entities: list[Entity]) -> list[Entity]:
    """Each token in mentions of one entity at most; an entity that loses all its mentions goes.

    A term may stand within a longer name of itself ("AML" in "acute myeloid leukaemia (AML)"), and a target
    within the name of another technology.
    """
    ranked = sorted(
        ((span, entity) for entity in entities for span in entity.spans),
        key=lambda s: (-(s[1].confidence + LENGTH_BONUS * min(s[0][1] - s[0][0], 5)), s[0][0] - s[0][1], s[0]),
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
    weights = weights_for(sources_that_ran(doc._.candidates))
    for verdict in verdicts(doc):
        least = weights[verdict.label].least
        text = doc[verdict.spans[0][0] : verdict.spans[0][1]].text
        excluded = text in lists.exchanges or text in lists.wires or text in lists.common_titles_of_text
        names_product = all(_makes_product(doc, span) for span in verdict.spans)
        if verdict.confidence >= least and not excluded and not names_product:
            kept.append(verdict)
        else:
            why = "an exchange, a wire or a term" if excluded else "part of a product's name" if names_product else ""
            reason = why or f"probability {verdict.confidence:.2f}, at least {least:.2f} is needed"
            note_dropped(doc, verdict.spans[0], verdict.label.value, reason)
    persons = people(doc, [verdict for verdict in kept if verdict.label is EntityLabel.PERSON])
    found = organizations(doc, [verdict for verdict in kept if verdict.label is EntityLabel.ORGANIZATION])
    found += persons
    for label in (EntityLabel.TECHNOLOGY, EntityLabel.INDICATION):
        found += terms(doc, label)
    return without_overlaps(doc, found)


@Language.component(
    "entities", assigns=["doc._.candidates", "doc._.entities", "doc.ents"], requires=["doc._.candidates"]
)
def entities(doc: Doc) -> Doc:
    """Writes what the text names, and the mentions as `doc.ents`."""
    doc._.candidates = tidied(doc, doc._.candidates)
    found = decide(doc)
    doc._.entities = found
    mentions = [Span(doc, start, end, label=entity.label.value) for entity in found for start, end in entity.spans]
    doc.ents = tuple(filter_spans(mentions))
    return doc
