"""A `Doc` that the pipeline has read becomes `Facts`: character offsets instead of tokens, names instead of indexes."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeVar

from spacy.tokens import Doc, Span

from graph.facts import (
    AgreementFact,
    AmountFact,
    Evidence,
    Facts,
    IndicationFact,
    OrganizationFact,
    PartyFact,
    PersonFact,
    PositionFact,
    Release,
    TechnologyFact,
    UnitFact,
)
from graph.vocabulary import OrganizationKind, TechnologyKind
from ingest.annotations import Agreement, Entity, EntityLabel, Position, Support, TokenSpan, Unit

ENTITY_EVIDENCE: Final = 3
"""Sentences that are kept for an entity: the first that name it. All its mentions are kept as offsets anyway."""


def facts_of(doc: Doc, release: Release, *, pipeline: str) -> Facts:
    """Collect what the pipeline wrote on the `doc` of a `release`.

    Entities stand in the order of their first mention, relations in the order of their first evidence. Two entities of
    one kind and one name become one entry, since relations refer to entries by name.
    """
    entities: Sequence[Entity] = doc._.entities
    names = [entity.name for entity in entities]
    return Facts(
        **release.model_dump(),
        pipeline=pipeline,
        organizations=tuple(
            OrganizationFact(kind=OrganizationKind(e.kind or OrganizationKind.COMPANY), **_named(doc, e))
            for e in _merged(entities, EntityLabel.ORGANIZATION)
        ),
        people=tuple(PersonFact(**_named(doc, e)) for e in _merged(entities, EntityLabel.PERSON)),
        technologies=tuple(
            TechnologyFact(kind=TechnologyKind(str(e.kind)), concept=e.concept, **_named(doc, e))
            for e in _merged(entities, EntityLabel.TECHNOLOGY)
        ),
        indications=tuple(
            IndicationFact(concept=e.concept, **_named(doc, e)) for e in _merged(entities, EntityLabel.INDICATION)
        ),
        positions=tuple(_position(doc, p, names) for p in _in_text_order(doc._.positions)),
        units=tuple(_unit(doc, u, names) for u in _in_text_order(doc._.units)),
        agreements=tuple(_agreement(doc, a, names) for a in _in_text_order(doc._.agreements)),
    )


def _merged(entities: Sequence[Entity], label: EntityLabel) -> list[Entity]:
    """The entities of one label by first mention, those of one name put together."""
    by_name: dict[str, Entity] = {}
    for entity in entities:
        if entity.label != label:
            continue
        other = by_name.get(entity.name)
        if other is None:
            by_name[entity.name] = entity
            continue
        surer = max(other, entity, key=lambda e: e.confidence)
        by_name[entity.name] = Entity(
            label=label,
            name=entity.name,
            kind=surer.kind,
            spans=tuple(sorted({*other.spans, *entity.spans})),
            confidence=surer.confidence,
            rule=surer.rule,
            concept=surer.concept or other.concept or entity.concept,
        )
    return sorted(by_name.values(), key=lambda e: min(e.spans))


def _named(doc: Doc, entity: Entity) -> dict[str, Any]:
    """What all entries of entities have in common."""
    spans = [doc[start:end] for start, end in sorted(set(entity.spans))]
    sentences = dict.fromkeys((span.sent.start, span.sent.end) for span in spans)
    support = [Support(sentence, entity.rule, entity.confidence) for sentence in sentences]
    return {
        "name": entity.name,
        "mentions": tuple(dict.fromkeys(span.text for span in spans)),
        "spans": tuple((span.start_char, span.end_char) for span in spans),
        "evidence": evidence(doc, support[:ENTITY_EVIDENCE]),
    }


def _position(doc: Doc, position: Position, names: Sequence[str]) -> PositionFact:
    return PositionFact(
        person=names[position.person],
        title=position.title,
        organization=names[position.organization],
        evidence=evidence(doc, position.support),
    )


def _unit(doc: Doc, unit: Unit, names: Sequence[str]) -> UnitFact:
    return UnitFact(unit=names[unit.unit], parent=names[unit.parent], evidence=evidence(doc, unit.support))


def _agreement(doc: Doc, deal: Agreement, names: Sequence[str]) -> AgreementFact:
    return AgreementFact(
        types=deal.types,
        status=deal.status,
        parties=tuple(PartyFact(organization=names[p.organization], role=p.role) for p in deal.parties),
        technologies=_distinct(names[i] for i in deal.technologies),
        indications=_distinct(names[i] for i in deal.indications),
        amounts=tuple(
            AmountFact(kind=a.kind, amount=a.amount, currency=a.currency, percent=a.percent, up_to=a.up_to)
            for a in deal.amounts
        ),
        territories=deal.territories,
        date=deal.date,
        evidence=evidence(doc, deal.support),
    )


def evidence(doc: Doc, support: Iterable[Support]) -> tuple[Evidence, ...]:
    """Sentences as characters of the text, without the white space around them; each once, by the surest rule."""
    best: dict[TokenSpan, Support] = {}
    for item in support:
        if item.span not in best or item.confidence > best[item.span].confidence:
            best[item.span] = item
    return tuple(_quoted(doc[start:end], item) for (start, end), item in sorted(best.items()))


def _quoted(sentence: Span, support: Support) -> Evidence:
    text = sentence.text
    start = sentence.start_char + len(text) - len(text.lstrip())
    return Evidence(
        text=text.strip(),
        start=start,
        end=start + len(text.strip()),
        confidence=support.confidence,
        rule=support.rule,
    )


Relation = TypeVar("Relation", Position, Unit, Agreement)


def _in_text_order(relations: Iterable[Relation]) -> list[Relation]:
    return sorted(relations, key=lambda relation: min(item.span for item in relation.support))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
