"""Which plain ids are one, as a function of all releases: no order, no neighbours that do not matter."""

from collections.abc import Iterable, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.facts import Facts
from ingest.resolve.namings import Label, namings, plain_ids
from ingest.resolve.rulings import Ruling, Rulings, pair
from ingest.resolve.settle import Ground, Settlement, profiles_of, settle
from tests.ingest.resolve.made import CAST, VOCABULARY, told


def settled(releases: Iterable[Facts], rulings: Rulings | None = None) -> Mapping[Label, Settlement]:
    said = [(f.id, namings(f, plain_ids(f, VOCABULARY), VOCABULARY)) for f in releases]
    ruled = rulings or Rulings()
    organizations = settle(
        profiles_of(said, Label.ORGANIZATION, VOCABULARY), Ground(Label.ORGANIZATION, VOCABULARY, ruled)
    )
    employers = {plain: to.canonical for plain, to in organizations.meaning.items()}
    people = settle(profiles_of(said, Label.PERSON, VOCABULARY), Ground(Label.PERSON, VOCABULARY, ruled, employers))
    return {Label.ORGANIZATION: organizations, Label.PERSON: people}


def merged(
    releases: Iterable[Facts], rulings: Rulings | None = None, label: Label = Label.ORGANIZATION
) -> dict[str, str]:
    meaning = settled(releases, rulings)[label].meaning
    return {plain: to.canonical for plain, to in meaning.items() if to.canonical != plain}


def asked(releases: Iterable[Facts], label: Label = Label.ORGANIZATION) -> set[tuple[str, str]]:
    return {(doubt.one, doubt.other) for doubt in settled(releases)[label].doubts}


@settings(max_examples=50, deadline=None)
@given(st.permutations(CAST), st.integers(0, len(CAST)))
def test_the_order_of_releases_does_not_matter(order: list[Facts], left_out: int) -> None:
    kept = [facts for facts in order if facts is not (CAST[left_out] if left_out < len(CAST) else None)]
    in_order = [facts for facts in CAST if facts in kept]
    assert settled(kept) == settled(in_order)


def test_what_an_acronym_was_defined_for_it_means_elsewhere() -> None:
    releases = [told("a", ("Memorial Cell Institute", "MCI")), told("b", "MCI")]
    assert merged(releases) == {"mci": "memorial-cell-institute"}
    assert merged(releases[1:]) == {}


def test_an_acronym_of_two_means_neither_and_is_asked_about() -> None:
    releases = [
        told("a", ("Memorial Cell Institute", "MCI")),
        told("b", ("Multiple Cell Industries", "MCI")),
        told("c", "MCI"),
    ]
    assert merged(releases) == {}
    assert asked(releases) == {("mci", "memorial-cell-institute"), ("mci", "multiple-cell-industries")}


def test_a_former_name_leads_to_the_new_one() -> None:
    assert merged([told("a", ("Lumen Bio", "formerly Orbis Cell Therapeutics"))]) == {
        "orbis-cell-therapeutics": "lumen-bio"
    }


def test_a_short_form_joins_the_one_that_it_fits() -> None:
    assert merged([told("a", "Vexa"), told("b", "Vexa Pharma")]) == {"vexa": "vexa-pharma"}
    two = [told("a", "Vexa"), told("b", "Vexa Pharma"), told("c", "Vexa Therapeutics")]
    assert merged(two) == {}
    assert asked(two) == {("vexa", "vexa-pharma"), ("vexa", "vexa-therapeutics")}


def test_names_that_one_release_tells_apart_stay_two_but_are_asked_about() -> None:
    releases = [told("a", "Vexa", "Vexa Pharma")]
    assert merged(releases) == {}
    assert asked(releases) == {("vexa", "vexa-pharma")}


@pytest.mark.parametrize(
    "names", [("Vexa Japan", "Vexa"), ("Vexa Ventures", "Vexa"), ("Tal University Hospital", "Tal University")]
)
def test_a_part_is_not_the_whole_even_where_a_release_takes_them_for_one(names: tuple[str, str]) -> None:
    releases = [told("a", names), told("b", names[1])]
    assert merged(releases) == {}
    assert asked(releases) == set()


def test_what_a_release_calls_a_unit_is_one() -> None:
    spellings = [told("a", "Nova Gene"), told("b", "NovaGene")]
    assert merged(spellings) == {"novagene": "nova-gene"}
    assert merged([*spellings, told("c", "NovaGene", "Nova Gene", units=[("NovaGene", "Nova Gene")])]) == {}


def test_the_vocabulary_keeps_two_apart() -> None:
    assert merged([told("a", ("Grand Union Pharma", "Tal University"))]) == {}


def test_a_veto_between_any_two_keeps_groups_apart() -> None:
    # Tal Cell would join both, but these are a whole and its part.
    releases = [told("a", ("Tal Cell Bank", "TCB")), told("b", ("Tal Cell Bank Japan", "TCB")), told("c", "TCB")]
    assert merged(releases) == {}


# People


def people(*releases: Facts) -> dict[str, str]:
    return merged(releases, label=Label.PERSON)


def test_a_person_at_one_employer_under_two_names_of_it_is_one() -> None:
    releases = (
        told("a", "Vexa Pharma", people=[("Ada Moor", "Vexa Pharma")]),
        told("b", "Vexa", people=[("Ada B. Moor", "Vexa")]),
    )
    assert people(*releases) == {"ada-b-moor--vexa": "ada-moor--vexa-pharma"}


def test_a_nickname_at_the_same_employer() -> None:
    one, other = (
        told(key, "Vexa", people=[(name, "Vexa")]) for key, name in (("a", "Bill Tarn"), ("b", "William Tarn"))
    )
    assert people(one, other) == {"bill-tarn--vexa": "william-tarn--vexa"}


def test_a_person_who_moves_is_one_where_a_release_tells_both_employers() -> None:
    first = told("a", "Vexa", people=[("Ada Moor", "Vexa")])
    second = told("b", "Lumen Bio", people=[("Ada Moor", "Lumen Bio")])
    tells = told("c", "Lumen Bio", "Vexa", people=[("Ada Moor", "Lumen Bio")])
    assert people(first, second) == {}
    assert people(first, second, tells) == {"ada-moor--vexa": "ada-moor--lumen-bio"}


def test_a_common_name_at_two_employers_is_two_and_is_asked_about() -> None:
    releases = [
        told("a", "Vexa", people=[("Li Wei", "Vexa")]),
        told("b", "Lumen Bio", people=[("Li Wei", "Lumen Bio")]),
    ]
    assert people(*releases) == {}
    assert asked(releases, Label.PERSON) == {("li-wei--lumen-bio", "li-wei--vexa")}


def test_middle_names_tell_people_apart() -> None:
    one, other = (
        told(key, "Vexa", people=[(name, "Vexa")]) for key, name in (("a", "Ada B. Moor"), ("b", "Ada C. Moor"))
    )
    assert people(one, other) == {}


# What persons decide


def ruling(one: str, other: str, *, same: bool) -> Rulings:
    decided = Ruling(same=same, by="Eva", keeps=one if same else None)
    return Rulings({(Label.ORGANIZATION, pair(one, other)): decided})


def test_a_person_joins_what_no_rule_would() -> None:
    releases = [told("a", "Vexa"), told("b", "Lumen Bio")]
    meaning = settled(releases, ruling("vexa", "lumen-bio", same=True))[Label.ORGANIZATION].meaning
    assert (meaning["lumen-bio"].canonical, meaning["lumen-bio"].by) == ("vexa", "Eva")


def test_a_person_parts_what_rules_join_and_is_not_asked_again() -> None:
    releases = [told("a", "Vexa"), told("b", "Vexa Pharma")]
    kept = ruling("vexa", "vexa-pharma", same=False)
    assert merged(releases, kept) == {}
    assert settled(releases, kept)[Label.ORGANIZATION].doubts == ()


def test_every_merge_says_why() -> None:
    found = settled(CAST)
    reasons = {p: to.reason for s in found.values() for p, to in s.meaning.items() if to.canonical != p}
    assert len(reasons) > 5
    assert all(reasons.values())
