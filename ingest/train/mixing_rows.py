"""What rules and trees say and what the encoder's vectors say, side by side, wherever the run time weighs both.

One function for each component that calls `DocLinks.weigh`; each gives, for the annotated names of a release, the same
two numbers that the component would weigh, and whether the thing is so.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.tokens import Doc

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, Role
from ingest.annotations import EntityLabel
from ingest.components.agreements import amounts, days, territories
from ingest.components.agreements.amounts import find_sums, purpose_scores, sum_traits
from ingest.components.agreements.component import published_day, term_offsets
from ingest.components.agreements.coverage import term_traits
from ingest.components.agreements.days import day_traits, find_days
from ingest.components.agreements.decide import pairs_told, pays_told
from ingest.components.agreements.model import DealsModel
from ingest.components.agreements.pairs import all_pairs
from ingest.components.agreements.reading import Reading, read
from ingest.components.agreements.scope import Told, scopes
from ingest.components.agreements.standing import Deal, Release, view
from ingest.components.agreements.terms import TermsModel
from ingest.components.agreements.territories import find_places, place_traits, same_place
from ingest.components.agreements.traits import deal_traits, orientation_traits
from ingest.components.encoder import Encoder
from ingest.components.holders import holders
from ingest.components.links import DocLinks, Kind, LinksModel, mean
from ingest.components.owners import Owners
from ingest.components.reader import Reader
from ingest.components.relation_model import RelationModel
from ingest.train.agreements_data import PAID, PAYERS, annotated_doc, blank_pipeline
from ingest.train.mixing_fit import Row
from ingest.train.relations import alike


@dataclass(frozen=True, slots=True)
class Trees:
    """What rules and trees know, learned without the releases that rows are made of."""

    deals: DealsModel
    terms: TermsModel
    relations: RelationModel


@dataclass(slots=True)
class Case:
    """One annotated release with all that the components would have at hand."""

    number: int
    doc: Doc
    reading: Reading
    links: DocLinks
    trees: Trees
    annotation: Mapping[str, Any]
    parties: list[frozenset[int]] = field(default_factory=list)
    """The parties of each annotated deal (entity indexes)."""

    def index(self, label: EntityLabel, name: str) -> int:
        """Where an annotated name stands among the entities."""
        return next(i for i, one in enumerate(self.doc._.entities) if (one.label, one.name) == (label, name))


def collect(
    releases: Sequence[Mapping[str, Any]], encoder: Encoder, model: LinksModel, trees: Trees
) -> dict[str, list[Row]]:
    """Rows of all releases by use: the names that `LinksModel.weigh` is called with."""
    found: dict[str, list[Row]] = {}
    nlp = blank_pipeline()
    for number, annotation in enumerate(releases):
        doc = annotated_doc(nlp, dict(annotation))
        # Read before the vectors are there: the weights that come with Cellpact are not those to be mixed.
        reading = read(doc)
        doc._.encoded = encoder.encode(doc.text)
        reading.links = DocLinks(doc, model)
        case = Case(number, doc, reading, reading.links, trees, annotation)
        case.parties = [
            frozenset(case.index(EntityLabel.ORGANIZATION, party["organization"]) for party in deal["parties"])
            for deal in annotation["agreements"]
        ]
        for part in (_pairs, _deals, _terms, _positions):
            for use, row in part(case):
                found.setdefault(use, []).append(row)
    return found


Rows = Iterator[tuple[str, Row]]


def _pairs(case: Case) -> Rows:
    """As `agreements.component.pair_chance`."""
    for pair in all_pairs(case.reading):
        link = case.links.organizations(pair.a, pair.b)
        base = case.trees.deals.pairs.value(pair.features)
        members = min((len(parties) for parties in case.parties if {pair.a, pair.b} <= parties), default=0)
        weight = 2 / members if members else 1.0
        yield "deal", Row(case.number, base, None if link is None else link.deal, right=members > 0, weight=weight)


def _deals(case: Case) -> Rows:
    """As `agreements.decide`, for deals whose parties are known."""
    model = case.trees.deals
    deals = case.annotation["agreements"]
    for n, (deal, parties, scope) in enumerate(
        zip(deals, case.parties, scopes(case.reading, case.parties), strict=True)
    ):
        if not scope:
            continue
        told = Told(case.reading, parties, scope)
        traits, links = deal_traits(told), pairs_told(told)
        for kind in map(AgreementType, model.types):
            base, link = model.types[kind].value(traits), mean(k.types[kind] for k in links)
            yield "types", Row(case.number, base, link, kind in deal["types"])
        for status in map(AgreementStatus, model.status):
            base, link = model.status[status].value(traits), mean(k.status[status] for k in links)
            yield "status", Row(case.number, base, link, status == deal["status"], (case.number, n))
        yield from _roles(case, told, n)


def _roles(case: Case, told: Told, number: int) -> Rows:
    """Each one that pays against each one that is paid; the alternative, that it is the other way round, is zero."""
    roles = {
        case.index(EntityLabel.ORGANIZATION, party["organization"]): Role(party["role"])
        for party in case.annotation["agreements"][number]["parties"]
    }
    for payer in sorted(roles):
        for payee in sorted(roles):
            if roles[payer] not in PAYERS or roles[payee] not in PAID:
                continue
            traits = orientation_traits(case.reading, payer, payee, told.scope)
            link = case.links.organizations(payer, payee)
            shares = None if link is None else pays_told(link, roles[payer], roles[payee])
            choice = case.number, number, payer, payee
            yield (
                "roles",
                Row(case.number, case.trees.deals.orientation.value(traits), shares, right=True, choice=choice),
            )
            yield "roles", Row(case.number, 0.0, None if link is None else 0.0, right=False, choice=choice)


def _terms(case: Case) -> Rows:
    """As `agreements.terms.find_terms`, for deals as they are annotated."""
    known = [
        Deal(
            Told(case.reading, parties, scope),
            tuple(AgreementType(kind) for kind in deal["types"]),
            AgreementStatus(deal["status"]),
        )
        for deal, parties, scope in zip(
            case.annotation["agreements"], case.parties, scopes(case.reading, case.parties), strict=True
        )
    ]
    if not known:
        return
    whole = view(case.reading, known)
    for n, (deal, parties) in enumerate(zip(case.annotation["agreements"], case.parties, strict=True)):
        yield from _sums(case, whole, n, deal, parties)
        yield from _days(case, whole, n, deal, parties)
        yield from _places(case, whole, n, deal, parties)
        yield from _covered(case, whole, n, deal, parties)


def _sums(case: Case, whole: Release, n: int, deal: Mapping[str, Any], parties: frozenset[int]) -> Rows:
    model, sums = case.trees.terms.amounts, find_sums(case.reading)
    places = amounts.mentions_of(case.reading, sums)
    told = {(a.get("amount"), a.get("currency"), a.get("percent")): AmountKind(a["kind"]) for a in deal["amounts"]}
    # A royalty without a figure is found by its word, not among the sums.
    told.pop((None, None, None), None)
    for one in sums:
        base, link = (
            model.belongs.value(sum_traits(whole, n, one)),
            case.links.term(Kind.SUM, places[one.value], parties),
        )
        yield "amounts", Row(case.number, base, link, one.value in told)
    for value in dict.fromkeys(one.value for one in sums):
        mentions = [one for one in sums if one.value == value]
        if value not in told or mentions[0].money.percent is not None:
            continue
        links = case.links.purpose(places[value])
        for kind, base in purpose_scores(whole, n, mentions, sums, model.purposes).items():
            link = None if links is None else links[kind]
            yield "purpose", Row(case.number, base, link, kind == told[value], (case.number, n, value))


def _days(case: Case, whole: Release, n: int, deal: Mapping[str, Any], parties: frozenset[int]) -> Rows:
    published = published_day(case.doc, case.reading)
    dates = find_days(case.reading, published)
    places = days.mentions_of(case.reading, dates)
    for one in dates:
        value = one.mention.value
        base = case.trees.terms.days.belongs.value(day_traits(whole, n, one, published))
        yield "days", Row(case.number, base, case.links.term(Kind.DAY, places[value], parties), value == deal["date"])


def _places(case: Case, whole: Release, n: int, deal: Mapping[str, Any], parties: frozenset[int]) -> Rows:
    told = {same_place(place) for place in deal["territories"]}
    places = find_places(case.reading)
    mentions = territories.mentions_of(case.reading, places)
    for one in places:
        name = same_place(one.name)
        base = case.trees.terms.territories.belongs.value(place_traits(whole, n, one))
        yield "territories", Row(case.number, base, case.links.term(Kind.PLACE, mentions[name], parties), name in told)


def _covered(case: Case, whole: Release, n: int, deal: Mapping[str, Any], parties: frozenset[int]) -> Rows:
    groups = {EntityLabel.TECHNOLOGY: "technologies", EntityLabel.INDICATION: "indications"}
    for entity, starts in term_offsets(case.doc, case.reading).items():
        one = case.doc._.entities[entity]
        base = case.trees.terms.coverage.belongs.value(term_traits(whole, n, entity, starts))
        use = groups[one.label]
        yield use, Row(case.number, base, case.links.of_deal(entity, parties), one.name in deal[use])


def _positions(case: Case) -> Rows:
    """As `positions.read`, for titles and holders that are annotated."""
    said = [(p["person"], p["title"], p["organization"]) for p in case.annotation["positions"]]
    reader, entities = Reader(case.doc), case.doc._.entities
    owners = Owners(reader)
    for holder in holders(reader):
        title, person = reader.titles[holder.title], holder.mention[2]
        employers = {o for p, t, o in said if p == entities[person].name and alike(t, title.text)}
        if not employers:
            continue
        for owner in owners.of(title, holder):
            base, link = case.trees.relations.owner.value(owner.features), case.links.entity(person, owner.organization)
            yield "positions", Row(case.number, base, link, entities[owner.organization].name in employers)
