"""`Facts` to `ResolvedFacts`: pure, one release at a time, so that the order of releases does not matter.

What stands over all releases, and what persons decided, comes in as a value (`Standing`).
"""

from collections.abc import Iterable, Mapping
from typing import Any

from graph.facts import (
    Concept,
    Facts,
    IndicationFact,
    NamedFact,
    OrganizationFact,
    PartyFact,
    PersonFact,
    Release,
    ResolvedAgreement,
    ResolvedFacts,
    ResolvedIndication,
    ResolvedOrganization,
    ResolvedPerson,
    ResolvedPosition,
    ResolvedTechnology,
    ResolvedUnit,
    TechnologyFact,
)
from ingest.resolve.agreements import agreement_ids, title
from ingest.resolve.judged import judged
from ingest.resolve.names import term_key, without_legal_form
from ingest.resolve.namings import Label, plain_ids
from ingest.resolve.policy import Decision, Vocabulary
from ingest.resolve.standing import ALONE, Standing
from ingest.vocabulary import IndicationConcept, TechnologyConcept, ancestors


def resolve(facts: Facts, vocabulary: Vocabulary, standing: Standing = ALONE) -> ResolvedFacts:
    """Give every name of a release the id of what it means, given what stands over all releases.

    Two names of one release may get one id: the release then says of one thing what it said of two, and a relation
    between the two falls away. What a person rejected is left out; `ResolvedFacts.facts` keeps it.
    """
    original, facts = facts, judged(facts, standing.judgements.get(facts.id, {}))
    plain = plain_ids(facts, vocabulary, standing.rulings.elsewhere)
    decisions = {name: standing.meaning(Label.ORGANIZATION, decision) for name, decision in plain.organizations.items()}
    organizations = _ids(decisions)
    people = {name: standing.meaning(Label.PERSON, decision) for name, decision in plain.people.items()}
    technologies = {fact.name: _term(fact, vocabulary.technologies) for fact in facts.technologies}
    indications = {fact.name: _term(fact, vocabulary.indications) for fact in facts.indications}
    resolved = tuple(_organization(f, decisions[f.name], vocabulary, standing) for f in facts.organizations)
    called = {entity.id: entity.name for entity in reversed(resolved)}
    return ResolvedFacts(
        release=Release(**{name: getattr(facts, name) for name in Release.model_fields}),
        pipeline=facts.pipeline,
        facts=original,
        organizations=resolved,
        people=tuple(_named_person(fact, people[fact.name], standing) for fact in facts.people),
        technologies=tuple(
            ResolvedTechnology(
                kind=_kind(fact, vocabulary), **_entity(fact, technologies[fact.name], vocabulary.technologies)
            )
            for fact in facts.technologies
        ),
        indications=tuple(
            ResolvedIndication(**_entity(fact, indications[fact.name], vocabulary.indications))
            for fact in facts.indications
        ),
        positions=tuple(
            ResolvedPosition(
                person=people[fact.person].id,
                title=fact.title,
                organization=organizations[fact.organization],
                evidence=fact.evidence,
            )
            for fact in facts.positions
        ),
        units=tuple(
            ResolvedUnit(unit=organizations[fact.unit], parent=organizations[fact.parent], evidence=fact.evidence)
            for fact in facts.units
            if organizations[fact.unit] != organizations[fact.parent]
        ),
        agreements=_agreements(facts, organizations, called, _ids(technologies), _ids(indications)),
        concepts=(*_concepts(technologies, vocabulary.technologies), *_concepts(indications, vocabulary.indications)),
    )


def _organization(
    fact: OrganizationFact, decision: Decision, vocabulary: Vocabulary, standing: Standing
) -> ResolvedOrganization:
    known = vocabulary.organizations.get(decision.id)
    given = standing.name_given(Label.ORGANIZATION, decision.id)
    name = known.name if known else standing.name_of(Label.ORGANIZATION, decision.id) or without_legal_form(fact.name)
    return ResolvedOrganization(
        **{
            **_entity(fact, decision),
            "name": given or name,
            "kind": known.kind if known else fact.kind,
            "known": known is not None or given is not None,
        }
    )


def _named_person(fact: PersonFact, decision: Decision, standing: Standing) -> ResolvedPerson:
    given = standing.name_given(Label.PERSON, decision.id)
    name = given or standing.name_of(Label.PERSON, decision.id) or fact.name
    return ResolvedPerson(**{**_entity(fact, decision), "name": name, "known": given is not None})


def _term(fact: TechnologyFact | IndicationFact, concepts: Mapping[str, object]) -> Decision:
    if fact.concept is not None and fact.concept in concepts:
        return Decision(fact.concept, 1.0, "the concept in the vocabulary")
    return Decision(term_key(fact.name) or fact.name.casefold(), 0.6, "the name, without plural and spelling variants")


def _entity(
    fact: NamedFact, decision: Decision, concepts: Mapping[str, TechnologyConcept | IndicationConcept] | None = None
) -> dict[str, Any]:
    """What resolved entities of all kinds have in common."""
    concept = (concepts or {}).get(decision.id)
    return {
        "id": decision.id,
        "name": concept.name if concept else fact.name,
        "aliases": fact.mentions,
        "spans": fact.spans,
        "score": decision.score,
        "reason": decision.reason,
        "evidence": fact.evidence,
    }


def _kind(fact: TechnologyFact, vocabulary: Vocabulary) -> str:
    concept = vocabulary.technologies.get(fact.concept or "")
    return concept.kind if concept else fact.kind


def _agreements(
    facts: Facts,
    organizations: Mapping[str, str],
    called: Mapping[str, str],
    technologies: Mapping[str, str],
    indications: Mapping[str, str],
) -> tuple[ResolvedAgreement, ...]:
    resolved = []
    ids = agreement_ids(facts.agreements, organizations)
    for identifier, deal in zip(ids, facts.agreements, strict=True):
        parties: dict[str, PartyFact] = {}
        for party in deal.parties:
            organization = organizations[party.organization]
            parties.setdefault(organization, PartyFact(organization=organization, role=party.role))
        resolved.append(
            ResolvedAgreement(
                id=identifier,
                title=title(deal, [called[organization] for organization in sorted(parties)]),
                types=deal.types,
                status=deal.status,
                parties=tuple(parties.values()),
                technologies=tuple(dict.fromkeys(technologies[name] for name in deal.technologies)),
                indications=tuple(dict.fromkeys(indications[name] for name in deal.indications)),
                amounts=deal.amounts,
                territories=deal.territories,
                date=deal.date,
                evidence=deal.evidence,
            )
        )
    return tuple(resolved)


def _ids(decisions: Mapping[str, Decision]) -> dict[str, str]:
    return {name: decision.id for name, decision in decisions.items()}


def _concepts(
    decisions: Mapping[str, Decision], tree: Mapping[str, TechnologyConcept] | Mapping[str, IndicationConcept]
) -> Iterable[Concept]:
    """The concepts that are named and all above them, by id."""
    named = {decision.id for decision in decisions.values() if decision.id in tree}
    above = {entry.id for concept in named for entry in ancestors(tree, concept)}
    for concept in sorted(named | above):
        entry = tree[concept]
        kind = entry.kind if isinstance(entry, TechnologyConcept) else None
        yield Concept(id=concept, name=entry.name, kind=kind, broader=entry.broader)
