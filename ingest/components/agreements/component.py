"""The pipeline component `agreements`: names in, deals out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from graph.vocabulary import AgreementStatus, AgreementType
from ingest.annotations import Agreement, Dropped, EntityLabel, Party, Section, Support
from ingest.components.agreements.dates import dateline_day
from ingest.components.agreements.deals import Proposal, propose
from ingest.components.agreements.decide import decide_roles, decide_status, decide_types
from ingest.components.agreements.follow_on import find_background, find_follow_on
from ingest.components.agreements.model import DealsModel, load_model, sigmoid
from ingest.components.agreements.pairs import Pair, all_pairs, told_weight
from ingest.components.agreements.reading import Reading, read
from ingest.components.agreements.scope import Scope, Told, scopes
from ingest.components.agreements.standing import Deal
from ingest.components.agreements.terms import Terms, TermsModel, find_terms, load_terms_model
from ingest.components.agreements.traits import deal_traits

MAX_SUPPORT: Final = 4
"""Sentences kept as evidence of one deal."""
NEARLY: Final = 0.1
"""A pair that was dropped with at least this probability is worth a line in the trace."""


@Language.component("agreements", requires=["doc.sents", "doc._.entities", "doc._.units"], assigns=["doc._.agreements"])
def agreements(doc: Doc) -> Doc:
    """Write `doc._.agreements`; where `doc._.trace` is set, note the pairs that nearly made a deal."""
    doc._.agreements = find_agreements(doc, load_model(), load_terms_model())
    return doc


@dataclass(frozen=True, slots=True)
class _Draft:
    """A deal whose terms are still to be read. `meant` marks the further one that is not concluded."""

    proposal: Proposal
    deal: Deal
    roles: tuple[Party, ...]
    meant: bool = False


def find_agreements(doc: Doc, model: DealsModel, terms_model: TermsModel) -> list[Agreement]:
    """All deals that the release reports, in the order in which it tells them."""
    reading = read(doc)
    pairs = all_pairs(reading)
    chances = {(pair.a, pair.b): pair_chance(reading, model, pair) for pair in pairs}
    proposals = propose(reading, pairs, lambda pair: chances[pair.a, pair.b], keep=model.keep, join=model.join)
    if doc._.trace is not None:
        _note_dropped(doc, reading, pairs, chances, proposals)
    proposals.sort(key=lambda proposal: (min(proposal.evidence, default=10**6), -proposal.probability))
    day = published_day(doc, reading)
    drafts: list[_Draft] = []
    for proposal, scope in zip(proposals, scopes(reading, [frozenset(p.parties) for p in proposals]), strict=True):
        drafts.extend(_drafts(reading, model, proposal, scope, day))
    deals = [draft.deal for draft in drafts]
    terms = find_terms(reading, deals, day, term_offsets(doc, reading), terms_model)
    return [_agreement(model, draft, found) for draft, found in zip(drafts, terms, strict=True)]


def pair_chance(reading: Reading, model: DealsModel, pair: Pair) -> float:
    """The probability that two organizations have a deal, by the trees and by the encoder's vectors."""
    link = reading.links.organizations(pair.a, pair.b)
    return sigmoid(reading.links.weigh("deal", model.pairs.value(pair.features), None if link is None else link.deal))


def _drafts(
    reading: Reading, model: DealsModel, proposal: Proposal, scope: Scope, day: date | None
) -> Iterator[_Draft]:
    """The deal of a proposal, and the further one that the same parties only mean to conclude or had before."""
    parties = frozenset(proposal.parties)
    further = find_follow_on(reading, parties, scope)
    own = {index: weight for index, weight in scope.items() if further is None or index != further.index}
    before = find_background(reading, parties, own, day)
    main = _draft(model, proposal, Told(reading, parties, own))
    # An amended deal and its past are one.
    if before is not None and main.deal.status is not AgreementStatus.AMENDED:
        apart = {index: weight for index, weight in own.items() if index != before.index}
        yield _draft(model, proposal, Told(reading, parties, apart))
        alone = Proposal(proposal.parties, proposal.probability, [before.index])
        yield _draft(model, alone, Told(reading, parties, {before.index: 1.0}))
    else:
        yield main
    if further is not None:
        reading.sentences[further.index] = further
        meant = Proposal(proposal.parties, proposal.probability, [further.index])
        second = _draft(model, meant, Told(reading, parties, {further.index: 1.0}))
        yield replace(second, deal=replace(second.deal, status=AgreementStatus.PLANNED), meant=True)


def _draft(model: DealsModel, proposal: Proposal, told: Told) -> _Draft:
    traits = deal_traits(told)
    types, _ = decide_types(model, told, traits)
    deal = Deal(told, types, decide_status(model, told, traits))
    return _Draft(proposal, deal, decide_roles(model, told, types, traits))


def _agreement(model: DealsModel, draft: _Draft, terms: Terms) -> Agreement:
    deal = draft.deal
    return Agreement(
        types=deal.types,
        status=deal.status,
        parties=draft.roles,
        support=_support(deal.told, model, draft.proposal, deal.types),
        technologies=terms.technologies,
        indications=terms.indications,
        amounts=terms.amounts,
        territories=terms.territories,
        date=None if draft.meant else terms.day,
    )


def _support(told: Told, model: DealsModel, proposal: Proposal, types: Sequence[AgreementType]) -> tuple[Support, ...]:
    """The sentences that tell the deal, the plainest first; each with the deal's calibrated confidence."""
    reading = told.reading
    confidence = round(model.pair_confidence.confidence(proposal.probability), 4)
    indexes = [i for i in dict.fromkeys([*proposal.evidence, *told.scope]) if reading.sentences[i].tells]
    ranked = sorted(
        indexes,
        key=lambda i: (
            -(told.is_core(i) * (1 + told_weight(reading.sentences[i]))),
            reading.sentences[i].section is Section.HEADLINE,
            i,
        ),
    )
    kept = [i for i in ranked if told.is_core(i)][:MAX_SUPPORT] or ranked[:1]
    if not kept:
        kept = [0]
    return tuple(Support(reading.sentences[i].tokens, f"agreements.{types[0]}", confidence) for i in kept)


def published_day(doc: Doc, reading: Reading) -> date | None:
    """The day of the news: as the source gives it, else as the dateline does."""
    release = doc._.release
    if release is not None and release.published is not None:
        published: date = release.published
        return published
    return dateline_day(sentence.text for sentence in reading.sentences[:6])


def term_offsets(doc: Doc, reading: Reading) -> dict[int, list[int]]:
    """Where each technology and indication is named, in characters."""
    wanted = {EntityLabel.TECHNOLOGY, EntityLabel.INDICATION}
    return {
        index: [doc[start].idx for start, _ in entity.spans]
        for index, entity in enumerate(reading.entities)
        if entity.label in wanted and entity.spans
    }


def _note_dropped(
    doc: Doc,
    reading: Reading,
    pairs: Sequence[Pair],
    chances: dict[tuple[int, int], float],
    proposals: Sequence[Proposal],
) -> None:
    kept = [set(proposal.parties) for proposal in proposals]
    for pair in pairs:
        chance = chances[pair.a, pair.b]
        if chance < NEARLY or any({pair.a, pair.b} <= parties for parties in kept):
            continue
        names = " and ".join(reading.entities[e].name for e in (pair.a, pair.b))
        span = reading.sentences[pair.evidence[0]].tokens if pair.evidence else (0, 0)
        doc._.trace.dropped.append(
            Dropped(span, f"agreement of {names}", f"agreements.pairs: probability {chance:.2f} is too low")
        )
