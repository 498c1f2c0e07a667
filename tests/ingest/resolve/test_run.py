import itertools
from typing import Any

import pytest

from graph.facts import (
    AgreementFact,
    Evidence,
    Facts,
    IndicationFact,
    OrganizationFact,
    PartyFact,
    PersonFact,
    PositionFact,
    TechnologyFact,
    UnitFact,
)
from graph.vocabulary import AgreementStatus, AgreementType, OrganizationKind, Role, TechnologyKind
from ingest.release import make_release
from ingest.resolve import Vocabulary, resolve
from ingest.resolve.agreements import FAMILIES, agreement_ids, family
from ingest.resolve.names import initials, is_short_form, key, term_key, without_legal_form
from ingest.resolve.policy import REASONS, Context, decide
from ingest.vocabulary import IndicationConcept, KnownOrganization, TechnologyConcept

SAID = (Evidence(text="Said.", start=0, end=5, confidence=0.9, rule="test"),)
RELEASE = make_release("Said. A release with enough letters in it.", id="r")
VOCABULARY = Vocabulary.of(
    organizations=[
        KnownOrganization(
            id="grand-union-pharma",
            name="Grand Union Pharma",
            kind=OrganizationKind.COMPANY,
            aliases=("GUP", "Grand Union"),
            former=("Old Union Laboratories",),
        ),
        KnownOrganization(
            id="fate-cell", name="Fate Cell", kind=OrganizationKind.COMPANY, aliases=("Fate",), needs_context=("Fate",)
        ),
        KnownOrganization(id="merck-kgaa", name="Merck KGaA", kind=OrganizationKind.COMPANY, aliases=("Merck",)),
        KnownOrganization(id="merck-co", name="Merck & Co.", kind=OrganizationKind.COMPANY, aliases=("Merck", "MSD")),
    ],
    technologies=[
        TechnologyConcept(id="cell-therapy", name="cell therapy", kind=TechnologyKind.MODALITY),
        TechnologyConcept(id="car-t", name="CAR-T", kind=TechnologyKind.MODALITY, broader=("cell-therapy",)),
        TechnologyConcept(id="allo-car-t", name="allogeneic CAR-T", kind=TechnologyKind.MODALITY, broader=("car-t",)),
    ],
    indications=[
        IndicationConcept(id="cancer", name="cancer"),
        IndicationConcept(id="lymphoma", name="lymphoma", broader=("cancer",)),
    ],
)


def organization(name: str, *mentions: str) -> OrganizationFact:
    return OrganizationFact(
        name=name, mentions=mentions or (name,), spans=((0, 5),), evidence=SAID, kind=OrganizationKind.COMPANY
    )


def deal(*parties: str, types: tuple[str, ...] = ("license",), **more: Any) -> AgreementFact:
    return AgreementFact(
        types=tuple(map(AgreementType, types)),
        status=more.pop("status", AgreementStatus.SIGNED),
        parties=tuple(
            PartyFact(organization=p.split(":")[0], role=Role(p.partition(":")[2] or "partner")) for p in parties
        ),
        evidence=SAID,
        **more,
    )


def facts(**more: Any) -> Facts:
    return Facts(**RELEASE.model_dump(), pipeline="test", **more)


def chosen(fact: OrganizationFact, *others: OrganizationFact) -> str:
    return decide(fact, Context(VOCABULARY, (fact, *others))).id


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Orbis Cell GmbH", "Orbis Cell"),
        ("Nippon Saibo Co., Ltd.", "Nippon Saibo"),
        ("Grand Union, Inc.", "Grand Union"),
        ("Orbis S.A.", "Orbis"),
        ("Orbis Cell, Inc. (“Orbis”)", "Orbis Cell"),
        ("Cellco", "Cellco"),
        ("Inc.", "Inc."),
    ],
)
def test_legal_forms_fall_away(name: str, bare: str) -> None:
    assert without_legal_form(name) == bare


def test_keys() -> None:
    assert key("ACT therapeutics") == key("ACT Therapeutics") == "act-therapeutics"
    assert key("The Orbis & Tal Fund") == key("Orbis and Tal Fund")
    assert term_key("CAR-T cells") == term_key("CAR T cell")
    assert term_key("solid tumours") == term_key("Solid tumor")


def test_short_forms() -> None:
    assert initials("Memorial Hospital for the Study of Cells") == "MHSC"
    assert is_short_form("GUP", "Grand Union Pharma")
    assert is_short_form("Orbis", "Orbis Therapeutics, Inc.")
    assert not is_short_form("Orbis", "Orbis Airlines")
    assert not is_short_form("Orbis", "New Orbis")


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (organization("Grand Union Pharma"), "grand-union-pharma"),
        (organization("GUP"), "grand-union-pharma"),
        (organization("Old Union Laboratories"), "grand-union-pharma"),
        (organization("Grand Union Pharma AG"), "grand-union-pharma"),
        (organization("Grand Union Biologics", "Grand Union Biologics", "Grand Union"), "grand-union-pharma"),
        (organization("Grand Union Hotels", "Grand Union Hotels", "Grand Union"), "grand-union-hotels"),
        (organization("Fate Biologics", "Fate Biologics", "Fate"), "fate-biologics"),
        (organization("Merck"), "merck"),
        (organization("Merck KGaA"), "merck-kgaa"),
        (organization("Merck & Co., Inc."), "merck-co"),
        (organization("Orbis Cell GmbH"), "orbis-cell"),
        (organization("Orbis Cell"), "orbis-cell"),
        (organization("++"), "++"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_which_organization(fact: OrganizationFact, expected: str) -> None:
    assert chosen(fact) == expected


def test_an_acronym_stands_for_the_one_name_with_these_initials() -> None:
    short, long = organization("TUH"), organization("Tal University Hospital")
    assert chosen(short, long) == chosen(long) == "tal-university-hospital"
    assert chosen(short, long, organization("Tour Union Hotels")) == "tuh"


def test_a_decision_explains_itself() -> None:
    decision = decide(organization("Grand Union Pharma"), Context(VOCABULARY, ()))
    assert "the name is in the vocabulary (0.97)" in decision.reason
    assert 0.97 < decision.score <= 1


def test_the_weights_are_in_the_order_of_the_list() -> None:
    weights = [reason.weight for reason in REASONS]
    assert weights == sorted(weights, reverse=True)


def test_names_of_the_vocabulary_win_over_those_of_the_release() -> None:
    resolved = resolve(facts(organizations=(organization("GUP"), organization("Orbis Cell GmbH"))), VOCABULARY)
    assert [(o.name, o.known) for o in resolved.organizations] == [("Grand Union Pharma", True), ("Orbis Cell", False)]
    assert resolved.organizations[0].aliases == ("GUP",)


def test_people_by_name_and_employer() -> None:
    people = tuple(
        PersonFact(name=name, mentions=(name,), spans=((0, 5),), evidence=SAID) for name in ("Ada B Moor", "Li Wei")
    )
    position = PositionFact(person="Ada B Moor", title="CEO", organization="Orbis Cell GmbH", evidence=SAID)
    resolved = resolve(
        facts(organizations=(organization("Orbis Cell GmbH"),), people=people, positions=(position,)), VOCABULARY
    )
    assert [person.id for person in resolved.people] == ["ada-b-moor--orbis-cell", "li-wei"]
    assert (resolved.positions[0].person, resolved.positions[0].organization) == (
        "ada-b-moor--orbis-cell",
        "orbis-cell",
    )


def test_concepts_come_with_all_above_them() -> None:
    technologies = (
        TechnologyFact(
            name="off-the-shelf CAR-T", mentions=("off-the-shelf CAR-T",), spans=((0, 5),), evidence=SAID,
            kind=TechnologyKind.PRODUCT, concept="allo-car-t",
        ),
        TechnologyFact(
            name="OrbiCell", mentions=("OrbiCell",), spans=((0, 5),), evidence=SAID, kind=TechnologyKind.PLATFORM
        ),
    )  # fmt: skip
    indications = (
        IndicationFact(name="Lymphomas", mentions=("Lymphomas",), spans=((0, 5),), evidence=SAID, concept="lymphoma"),
    )
    resolved = resolve(facts(technologies=technologies, indications=indications), VOCABULARY)
    assert [(t.id, t.name, t.kind) for t in resolved.technologies] == [
        ("allo-car-t", "allogeneic CAR-T", TechnologyKind.MODALITY),
        ("orbicell", "OrbiCell", TechnologyKind.PLATFORM),
    ]
    assert [c.id for c in resolved.concepts] == ["allo-car-t", "car-t", "cell-therapy", "cancer", "lymphoma"]
    assert [c.kind for c in resolved.concepts][-1] is None


def test_a_concept_that_the_vocabulary_does_not_have_is_named_by_its_name() -> None:
    unknown = TechnologyFact(
        name="OrbiCells", mentions=("OrbiCells",), spans=((0, 5),), evidence=SAID,
        kind=TechnologyKind.PLATFORM, concept="gone",
    )  # fmt: skip
    resolved = resolve(facts(technologies=(unknown,)), VOCABULARY)
    assert resolved.technologies[0].id == "orbicell"
    assert resolved.concepts == ()


def test_an_organization_is_no_unit_of_itself() -> None:
    units = (UnitFact(unit="GUP", parent="Grand Union Pharma", evidence=SAID),)
    names = (organization("GUP"), organization("Grand Union Pharma"))
    assert resolve(facts(organizations=names, units=units), VOCABULARY).units == ()


# Agreements


def ids(*deals: AgreementFact) -> list[str]:
    names = {party.organization for each in deals for party in each.parties}
    return agreement_ids(deals, {name: key(without_legal_form(name)) for name in names})


def test_an_id_says_who_and_what() -> None:
    assert ids(deal("Tal University:licensor", "Orbis Cell GmbH:licensee")) == ["orbis-cell--tal-university--alliance"]


def test_the_order_of_parties_their_roles_types_and_status_do_not_matter() -> None:
    tellings = [
        deal(*parties, types=types, status=status)
        for parties in itertools.permutations(("Orbis", "Tal"))
        for types in (("collaboration",), ("license", "collaboration"), ("letter_of_intent", "option", "investment"))
        for status in AgreementStatus
    ]
    assert {ids(telling)[0] for telling in tellings} == {"orbis--tal--alliance"}


def test_bystanders_of_an_acquisition_do_not_change_it() -> None:
    plain = deal("Orbis:acquirer", "Tal:target", types=("acquisition",))
    with_seller = deal("Orbis:acquirer", "Tal:target", "Fund:seller", types=("acquisition",))
    assert ids(plain) == ids(with_seller) == ["orbis--tal--acquisition"]


def test_many_parties_are_hashed_in_any_order() -> None:
    parties = [f"Fund {letter}:investor" for letter in "abcde"]
    one, other = (
        ids(deal("Orbis:investee", *parties, types=("investment",))),
        ids(deal(*reversed(parties), "Orbis:investee", types=("investment",))),
    )
    assert one == other
    assert one[0].startswith("fund-a--fund-b--and-4-others-")


def test_two_deals_of_one_family_in_one_release_are_two() -> None:
    first = deal("Orbis", "Tal", types=("supply",))
    second = deal("Orbis", "Tal", types=("manufacturing",))
    third = deal("Orbis", "Tal", types=("manufacturing",), date="2021-08")
    fourth = deal("Orbis", "Tal", types=("manufacturing",), date="2021-08")
    assert ids(first, second, third, fourth) == [
        "orbis--tal--manufacturing",
        "orbis--tal--manufacturing-manufacturing",
        "orbis--tal--manufacturing-2021",
        "orbis--tal--manufacturing-2021-2",
    ]


def test_every_type_has_a_family() -> None:
    assert {kind for _, kinds in FAMILIES for kind in kinds} == set(AgreementType)
    assert all(family([kind]) for kind in AgreementType)


def test_resolved_agreement() -> None:
    organizations = (organization("GUP"), organization("Grand Union Pharma"), organization("Orbis Cell GmbH"))
    agreement = deal(
        "GUP:licensor", "Grand Union Pharma:partner", "Orbis Cell GmbH:licensee", types=("license", "supply")
    )
    (resolved,) = resolve(facts(organizations=organizations, agreements=(agreement,)), VOCABULARY).agreements
    assert resolved.id == "grand-union-pharma--orbis-cell--alliance"
    assert resolved.title == "Grand Union Pharma and Orbis Cell: license and supply"
    assert [(p.organization, p.role) for p in resolved.parties] == [
        ("grand-union-pharma", Role.LICENSOR),
        ("orbis-cell", Role.LICENSEE),
    ]
