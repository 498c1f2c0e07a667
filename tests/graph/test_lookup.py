from collections import deque
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

import queries
from graph import deal_records, lookup, records, release_records
from graph.client import GraphClient
from graph.facts import Record
from graph.lookup import AgreementFilters
from graph.settings import GraphSettings
from graph.vocabulary import AgreementStatus, AgreementType, OrganizationKind, TechnologyKind
from tests.graph.told import RELEASES, tell

RECORDS: dict[str, type[Record]] = {
    "get_organization": records.OrganizationRecord,
    "list_organizations": records.OrganizationSummary,
    "list_partners": records.PartnerRecord,
    "get_path": records.PathRecord,
    "get_agreement": records.AgreementRecord,
    "get_agreement_as_of": deal_records.AgreementAsOf,
    "list_disagreements": deal_records.Disagreement,
    "get_ledger": deal_records.LedgerRecord,
    "get_pair_ledger": deal_records.PairLedgerRecord,
    "list_agreements": records.AgreementSummary,
    "list_organization_agreements": records.AgreementSummary,
    "list_technology_agreements": records.AgreementSummary,
    "list_indication_agreements": records.AgreementSummary,
    "count_agreements_by_type": records.AgreementTypeCount,
    "get_person": records.PersonRecord,
    "list_people": records.PersonSummary,
    "list_organization_people": records.PersonSummary,
    "get_technology": records.TechnologyRecord,
    "list_technologies": records.TechnologySummary,
    "get_indication": records.IndicationRecord,
    "list_indications": records.IndicationSummary,
    "get_release": release_records.ReleaseRecord,
    "list_releases": records.ReleaseSummary,
    "find_names": records.NameMatch,
    "count_graph": records.GraphCounts,
    "get_agreement_of_report": records.AgreementReference,
    "get_redirect": records.RedirectRecord,
}

UNTYPED = {"read/list_reviews"}
"""What persons decide about is read by `cellpact review`, which has types of its own."""

LISTS: dict[str, Callable[..., lookup.Page[Any, Any]]] = {
    "organizations": lookup.list_organizations,
    "companies": lambda client, **page: lookup.list_organizations(client, kind=OrganizationKind.COMPANY, **page),
    "partners": lambda client, **page: lookup.list_partners(client, "maker-3", **page),
    "agreements": lookup.list_agreements,
    "disagreements": lookup.list_disagreements,
    "signed": lambda client, **page: lookup.list_agreements(
        client, AgreementFilters(status=AgreementStatus.SIGNED), **page
    ),
    "of one organization": lambda client, **page: lookup.list_agreements(
        client, AgreementFilters(parties=("maker-3",)), **page
    ),
    "on cell therapy": lambda client, **page: lookup.list_agreements(
        client, AgreementFilters(technology="cell-therapy"), **page
    ),
    "for cancer": lambda client, **page: lookup.list_agreements(client, AgreementFilters(indication="cancer"), **page),
    "people": lookup.list_people,
    "people of one": lambda client, **page: lookup.list_people(client, organization="lindgren-cell-works", **page),
    "technologies": lookup.list_technologies,
    "modalities": lambda client, **page: lookup.list_technologies(client, kind=TechnologyKind.MODALITY, **page),
    "indications": lookup.list_indications,
    "releases": lookup.list_releases,
}


@pytest.fixture(scope="module")
def told(neo4j_server: GraphSettings) -> Iterator[GraphClient]:
    with GraphClient(neo4j_server) as client:
        tell(client)
        yield client


def test_each_read_query_returns_the_fields_of_its_record() -> None:
    columns = {name: [c.name for c in queries.get(f"read/{name}").columns] for name in RECORDS}

    assert {f"read/{name}" for name in RECORDS} == set(queries.names("read")) - UNTYPED
    assert {name: sorted(found) for name, found in columns.items()} == {
        name: sorted(record.model_fields) for name, record in RECORDS.items()
    }


def test_an_organization_comes_with_names_people_and_place(told: GraphClient) -> None:
    found = lookup.get_organization(told, "lindgren-cell-works")

    assert found is not None
    assert (found.name, found.kind) == ("Lindgren Cell Works AB", "company")
    assert found.aliases == ("Lindgren CW", "Lindgren Cell Works", "Lindgren Cell Works AB")
    assert (found.agreements, found.partners, found.releases) == (2, 2, 2)
    (employee,) = found.people
    assert (employee.name, employee.title) == ("Asta Lindgren", "chief executive")
    assert employee.evidence[0].text == "Asta Lindgren is chief executive of Lindgren Cell Works."
    (parent,) = found.parents
    assert parent.id == "lindgren-group"
    assert (parent.evidence[0].confidence, parent.evidence[0].rule) == (0.7, "made.unit")
    assert found.units == ()


def test_a_parent_shows_its_units(told: GraphClient) -> None:
    found = lookup.get_organization(told, "lindgren-group")

    assert found is not None
    assert [unit.id for unit in found.units] == ["lindgren-cell-works"]
    assert found.units[0].evidence[0].release.id == "alliance"


def test_partners_come_with_count_dates_types_and_a_quote(told: GraphClient) -> None:
    page = lookup.list_partners(told, "lindgren-cell-works")

    assert [(p.id, p.agreements, p.first, p.last) for p in page.items] == [
        ("hospital-of-aarhus", 1, "2021-08-12", "2021-08-12"),
        ("vektor", 1, "2023-02-01", "2023-02-01"),
    ]
    assert page.items[0].types == (AgreementType.MEMORANDUM_OF_UNDERSTANDING, AgreementType.STRATEGIC_PARTNERSHIP)
    latest = page.items[1].latest
    assert latest is not None
    assert (latest.id, latest.evidence[0].text) == (
        "lindgren-vektor-vectors",
        "Lindgren CW will buy viral vectors from Vektor Oy.",
    )


def test_partners_are_those_who_share_agreements(told: GraphClient) -> None:
    shared: dict[tuple[str, str], int] = {}
    for agreement in everything(told, "agreements"):
        parties = {party.id for party in agreement.parties}
        for one in parties:
            for other in parties - {one}:
                shared[one, other] = shared.get((one, other), 0) + 1

    for organization in everything(told, "organizations"):
        partners = lookup.list_partners(told, organization.id, limit=100).items
        assert {p.id: p.agreements for p in partners} == {b: n for (a, b), n in shared.items() if a == organization.id}
        assert [p.agreements for p in partners] == sorted((p.agreements for p in partners), reverse=True)


def test_an_agreement_comes_with_all_that_hangs_on_it(told: GraphClient) -> None:
    found = lookup.get_agreement(told, "aarhus-lindgren")

    assert found is not None
    assert (found.title, found.status) == ("Alliance of Lindgren and Aarhus", "terminated")
    assert (found.announced, found.signed, found.ended) == ("2021-08-12", "2021-08", "2023-01")
    assert found.territories == ("Denmark", "Nordic countries")
    assert [t.id for t in found.types] == ["memorandum_of_understanding", "strategic_partnership"]
    assert [(p.id, p.kind, p.role) for p in found.parties] == [
        ("hospital-of-aarhus", "institution", "partner"),
        ("lindgren-cell-works", "company", "partner"),
    ]
    assert [(c.status, c.date) for c in found.changes] == [("signed", "2021-08"), ("terminated", "2023-01")]
    assert [(t.kind, t.amount, t.currency, t.percent, t.up_to) for t in found.terms] == [
        ("milestones", None, None, None, False),
        ("royalty", None, None, 7.5, True),
        ("upfront", 30_000_000, "EUR", None, False),
    ]
    assert [t.id for t in found.technologies] == ["allogeneic-car-t", "car-t"]
    assert [i.id for i in found.indications] == ["lymphoma"]
    assert {e.release.id for e in found.evidence} == {"alliance", "closure"}


def test_an_agreement_can_be_asked_for_as_of_a_day(told: GraphClient) -> None:
    def stood(day: str) -> tuple[str | None, int]:
        found = lookup.get_agreement_as_of(told, "aarhus-lindgren", date.fromisoformat(day))
        assert found is not None
        assert all(change.evidence for change in found.changes)
        return found.status, len(found.changes)

    assert stood("2021-08-11") == (None, 0)
    assert stood("2021-08-12") == ("signed", 1)
    assert stood("2022-12-31") == ("signed", 1)
    assert stood("2023-02-01") == ("terminated", 2)
    assert lookup.get_agreement_as_of(told, "nothing", date(2020, 1, 1)) is None


def test_a_ledger_adds_up_what_is_told(told: GraphClient) -> None:
    found = lookup.get_ledger(told, "aarhus-lindgren")
    untold = lookup.get_ledger(told, "lindgren-vektor-vectors")

    assert found is not None
    assert untold is not None
    assert [(s.currency, s.amount, s.up_to) for s in found.sums] == [("EUR", 30_000_000, False)]
    assert [(t.kind, t.counted) for t in found.terms] == [
        ("milestones", False),
        ("royalty", False),
        ("upfront", True),
    ]
    assert (untold.undisclosed, untold.sums) == (True, ())


def test_a_pair_ledger_adds_up_all_agreements_of_two(told: GraphClient) -> None:
    found = lookup.get_pair_ledger(told, "lindgren-cell-works", "hospital-of-aarhus")
    untold = lookup.get_pair_ledger(told, "vektor", "lindgren-cell-works")

    assert found is not None
    assert untold is not None
    assert (found.agreements, found.undisclosed) == (1, 0)
    assert [(s.kind, s.currency, s.amount, s.agreements) for s in found.sums] == [("upfront", "EUR", 30_000_000, 1)]
    assert (untold.agreements, untold.undisclosed, untold.sums) == (1, 1, ())
    assert lookup.get_pair_ledger(told, "vektor", "nobody") is None
    for partner in lookup.list_partners(told, "maker-3", limit=100).items:
        shared = lookup.get_pair_ledger(told, "maker-3", partner.id)
        assert shared is not None
        assert shared.agreements == partner.agreements


def test_disagreements_are_listed_with_who_says_which(told: GraphClient) -> None:
    found = everything(told, "disagreements")

    assert [each.id for each in found] == sorted(each.id for each in found)
    disputed = {a.id: a.disputed for s in everything(told, "agreements") if (a := lookup.get_agreement(told, s.id))}
    assert {each.id: each.disputed for each in found} == {key: values for key, values in disputed.items() if values}
    assert all(term.evidence for each in found for term in each.terms)
    assert all(step.evidence for each in found for step in each.steps)


def test_every_fact_leads_to_a_sentence_that_stands_in_its_release(told: GraphClient) -> None:
    texts = {r.id: found.text for r in everything(told, "releases") if (found := lookup.get_release(told, r.id))}

    for summary in everything(told, "agreements"):
        found = lookup.get_agreement(told, summary.id)
        assert found is not None
        parts = (found, *found.types, *found.parties, *found.changes, *found.terms, *found.technologies)
        for part in (*parts, *found.indications):
            assert part.evidence
            assert list(part.evidence) == sorted(part.evidence, key=lambda e: (-e.confidence, e.id))
            for sentence in part.evidence:
                assert texts[sentence.release.id][sentence.start : sentence.end] == sentence.text
        assert summary.evidence == found.evidence[:1]


def test_a_release_shows_by_offsets_what_it_names_and_says(told: GraphClient) -> None:
    found = lookup.get_release(told, "alliance")

    assert found is not None
    names = {m.id: [found.text[s.start : s.end] for s in m.spans] for m in found.mentions}
    assert names["asta-lindgren"] == ["Asta Lindgren"]
    assert names["hospital-of-aarhus"] == ["Hospital of Aarhus"]
    assert [m.spans[0].start for m in found.mentions] == sorted(m.spans[0].start for m in found.mentions)
    assert [(a.id, len(a.sentences)) for a in found.agreements] == [("aarhus-lindgren", 1)]
    (position,) = found.positions
    assert (position.person.id, position.organization.id) == ("asta-lindgren", "lindgren-cell-works")
    (sentence,) = position.sentences
    assert found.text[sentence.start : sentence.end] == "Asta Lindgren is chief executive of Lindgren Cell Works."
    assert [(u.unit.id, u.parent.id) for u in found.units] == [("lindgren-cell-works", "lindgren-group")]


def test_a_release_tells_only_what_it_says_itself(told: GraphClient) -> None:
    found = lookup.get_release(told, "closure")

    assert found is not None
    assert (found.positions, found.units) == ((), ())
    assert [a.id for a in found.agreements] == ["aarhus-lindgren", "lindgren-vektor-vectors"]


def test_a_person_comes_with_positions_and_their_sentences(told: GraphClient) -> None:
    found = lookup.get_person(told, "asta-lindgren")

    assert found is not None
    (position,) = found.positions
    assert (position.title, position.organization.name) == ("chief executive", "Lindgren Cell Works AB")
    assert [e.release.id for e in position.evidence] == ["alliance"]
    assert found.releases == 1


def test_people_of_an_organization_are_listed_once_each(told: GraphClient) -> None:
    found = everything(told, "people")
    held = {(p.id, position.organization.id) for p in found for position in p.positions}

    for organization in {organization for _, organization in held}:
        page = lookup.list_people(told, organization=organization, limit=100)
        assert [p.id for p in page.items] == sorted(person for person, where in held if where == organization)


def test_a_technology_stands_in_its_tree(told: GraphClient) -> None:
    found = lookup.get_technology(told, "car-t")

    assert found is not None
    assert [t.id for t in found.broader] == ["cell-therapy"]
    assert [t.id for t in found.narrower] == ["allogeneic-car-t"]
    assert found.agreements == len(lookup.list_agreements(told, AgreementFilters(technology="car-t"), limit=1000).items)


def test_an_indication_stands_in_its_tree(told: GraphClient) -> None:
    found = lookup.get_indication(told, "cancer")

    assert found is not None
    assert found.broader == ()
    assert [i.id for i in found.narrower] == ["lymphoma"]
    assert found.agreements == len(everything(told, "for cancer")) > 0


@pytest.mark.parametrize("name", LISTS)
def test_pages_lose_nothing_and_show_nothing_twice(told: GraphClient, name: str) -> None:
    whole = everything(told, name)

    assert whole
    assert len({item.id for item in whole}) == len(whole)
    for limit in (1, 7):
        pages, key = [], None
        while True:
            page = LISTS[name](told, key=key, limit=limit)
            assert 0 < len(page.items) <= limit
            pages += page.items
            key = page.next
            if key is None:
                break
        assert pages == whole


def test_agreements_are_listed_newest_first_and_those_without_a_date_last(told: GraphClient) -> None:
    keys = [(agreement.announced or "", agreement.id) for agreement in everything(told, "agreements")]

    assert "" in {day for day, _ in keys}
    assert keys == sorted(sorted(keys, key=lambda key: key[1]), key=lambda key: key[0], reverse=True)


@pytest.mark.parametrize(
    "filters",
    [
        AgreementFilters(type=AgreementType.LICENSE),
        AgreementFilters(status=AgreementStatus.PLANNED),
        AgreementFilters(type=AgreementType.SUPPLY, status=AgreementStatus.PLANNED),
        AgreementFilters(parties=("maker-3",)),
        AgreementFilters(parties=("maker-3", "maker-7")),
        AgreementFilters(parties=("maker-3",), technology="cell-therapy", indication="cancer"),
        AgreementFilters(parties=("maker-3",), type=AgreementType.LICENSE, status=AgreementStatus.SIGNED),
        AgreementFilters(technology="car-t"),
        AgreementFilters(technology="viral-vector"),
        AgreementFilters(technology="allogeneic-car-t", indication="lymphoma", status=AgreementStatus.SIGNED),
        AgreementFilters(indication="cancer", type=AgreementType.ACQUISITION),
        AgreementFilters(parties=("nobody",)),
        AgreementFilters(technology="nothing"),
    ],
    ids=str,
)
def test_filters_let_through_what_they_say(told: GraphClient, filters: AgreementFilters) -> None:
    below = {"cell-therapy": {"cell-therapy", "car-t", "allogeneic-car-t"}, "car-t": {"car-t", "allogeneic-car-t"}}
    wide = {"cancer": {"cancer", "lymphoma"}}

    def passes(agreement: records.AgreementRecord) -> bool:
        technologies = {t.id for t in agreement.technologies}
        indications = {i.id for i in agreement.indications}
        technology, indication = filters.technology, filters.indication
        return (
            set(filters.parties) <= {p.id for p in agreement.parties}
            and (technology is None or bool(technologies & below.get(technology, {technology})))
            and (indication is None or bool(indications & wide.get(indication, {indication})))
            and (filters.type is None or filters.type in {t.id for t in agreement.types})
            and (filters.status is None or agreement.status == filters.status)
        )

    whole = [lookup.get_agreement(told, agreement.id) for agreement in everything(told, "agreements")]
    found = lookup.list_agreements(told, filters, limit=1000).items

    assert [a.id for a in found] == [a.id for a in whole if a is not None and passes(a)]


def test_every_type_is_counted_even_if_there_is_none_of_it(told: GraphClient) -> None:
    counts = lookup.count_agreements_by_type(told)
    agreements = everything(told, "agreements")

    assert {c.id: c.agreements for c in counts} == {
        kind: sum(kind in agreement.types for agreement in agreements) for kind in AgreementType
    }
    assert [c.agreements for c in counts] == sorted((c.agreements for c in counts), reverse=True)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Lindgren Cell Works", "lindgren-cell-works"),
        ("Lindgren CW", "lindgren-cell-works"),
        ("lindgern cell wroks", "lindgren-cell-works"),
        ("vekt", "vektor"),
        ("ASTA", "asta-lindgren"),
        ("hospitl aarhuss", "hospital-of-aarhus"),
        ('Vektor (Oy) && || ! ^ ~ * ? : / \\ " [ ] { }', "vektor"),
        ("vektor nosuchwordanywhere", "vektor"),
        ("Alliance of Lindgren and Aarhus", "aarhus-lindgren"),
    ],
)
def test_search_forgives_typing_errors_and_unfinished_words(told: GraphClient, text: str, first: str) -> None:
    assert lookup.find_names(told, text)[0].id == first


@pytest.mark.parametrize("text", ["", "   ", "&&", "(((", "qqqqqqqqqqqq", "\x00", "😀", "AND", "NOT", "*", "a OR"])
def test_search_text_is_never_an_operator(told: GraphClient, text: str) -> None:
    assert len(lookup.find_names(told, text, limit=5)) <= 5


def test_search_finds_only_the_kinds_asked_for(told: GraphClient) -> None:
    assert {match.kind for match in lookup.find_names(told, "lindgren")} == {"organization", "person", "agreement"}
    assert {match.id for match in lookup.find_names(told, "lindgren", kinds=["person"])} == {"asta-lindgren"}


def test_a_chain_quotes_an_agreement_for_each_link(told: GraphClient) -> None:
    path = lookup.get_path(told, "hospital-of-aarhus", "vektor")

    assert path is not None
    assert path.hops is not None
    assert [(hop.source.id, hop.target.id, hop.agreement.id) for hop in path.hops] == [
        ("hospital-of-aarhus", "lindgren-cell-works", "aarhus-lindgren"),
        ("lindgren-cell-works", "vektor", "lindgren-vektor-vectors"),
    ]
    assert path.hops[1].evidence[0].text == "Lindgren CW will buy viral vectors from Vektor Oy."


def test_chains_are_as_short_as_can_be(told: GraphClient) -> None:
    ids = [organization.id for organization in everything(told, "organizations")]
    partners = {i: {p.id for p in lookup.list_partners(told, i, limit=100).items} for i in ids}
    source = "maker-3"
    distance = {source: 0}
    waiting = deque([source])
    while waiting:
        near = waiting.popleft()
        for far in partners[near] - distance.keys():
            distance[far] = distance[near] + 1
            waiting.append(far)

    for target in ids:
        path = lookup.get_path(told, source, target)
        assert path is not None
        assert (None if path.hops is None else len(path.hops)) == distance.get(target)


def test_a_chain_to_itself_has_no_links(told: GraphClient) -> None:
    path = lookup.get_path(told, "vektor", "vektor")

    assert path is not None
    assert path.hops == ()


@pytest.mark.parametrize("ends", [("nobody", "vektor"), ("vektor", "nobody"), ("nobody", "nobody")])
def test_there_is_no_chain_from_or_to_nobody(told: GraphClient, ends: tuple[str, str]) -> None:
    assert lookup.get_path(told, *ends) is None


@pytest.mark.parametrize(
    "get",
    [
        lookup.get_organization,
        lookup.get_agreement,
        lookup.get_person,
        lookup.get_technology,
        lookup.get_indication,
        lookup.get_release,
    ],
)
def test_an_unknown_id_gives_nothing(told: GraphClient, get: Callable[[GraphClient, str], Record | None]) -> None:
    assert get(told, "nobody") is None


def test_counts_are_of_what_is_there(told: GraphClient) -> None:
    counts = lookup.count_graph(told)

    assert counts.releases == RELEASES
    assert counts.organizations == len(everything(told, "organizations"))
    assert counts.agreements == len(everything(told, "agreements"))
    assert counts.people == len(everything(told, "people"))
    assert counts.sentences > counts.releases


def everything(client: GraphClient, name: str) -> list[Any]:
    page = LISTS[name](client, limit=1000)
    assert page.next is None
    return list(page.items)
