"""Facts from hand-built documents, and runs over a pipeline that each test makes."""

from collections.abc import Iterator
from contextlib import suppress

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from graph.facts import Facts, Release
from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, OrganizationKind, Role, TechnologyKind
from ingest.annotations import Agreement, Amount, Entity, EntityLabel, Party, Position, Support, Unit
from ingest.errors import ExtractionError
from ingest.extract.facts import ENTITY_EVIDENCE, evidence, facts_of
from ingest.extract.run import Extractor, Reading, extract
from ingest.extract.version import pipeline_version
from ingest.release import Rejected, make_release

ORG, PERSON = EntityLabel.ORGANIZATION, EntityLabel.PERSON
SENTENCES = (
    "Orbis Cell GmbH licensed CAR-T from Tal University .",
    "Orbis CEO Ada Moor said so .",
    "Orbis is small .",
    "Orbis is new .",
)


@pytest.fixture
def nlp() -> Language:
    return spacy.blank("en")


@pytest.fixture
def doc(nlp: Language) -> Doc:
    """Four sentences, a paragraph each, tokens cut at spaces."""
    words = [word for sentence in SENTENCES for word in sentence.split()]
    starts = [number == 0 for sentence in SENTENCES for number in range(len(sentence.split()))]
    doc = Doc(nlp.vocab, words=words, sent_starts=starts)
    doc._.entities = [
        Entity(ORG, "Tal University", "institution", ((6, 8),), 0.8, "gazetteer"),
        Entity(ORG, "Orbis Cell GmbH", "company", ((9, 10), (0, 3), (16, 17), (20, 21)), 0.9, "patterns.legal_form"),
        Entity(PERSON, "Ada Moor", None, ((11, 13),), 0.95, "names"),
        Entity(EntityLabel.TECHNOLOGY, "CAR-T", "modality", ((4, 5),), 0.9, "terms", "car-t"),
    ]
    return doc


def facts(doc: Doc) -> Facts:
    return facts_of(doc, make_release(doc.text, id="r"), pipeline="test")


def test_entities_stand_in_the_order_of_their_first_mention(doc: Doc) -> None:
    found = facts(doc)
    assert [entry.name for entry in found.organizations] == ["Orbis Cell GmbH", "Tal University"]
    assert [entry.kind for entry in found.organizations] == [OrganizationKind.COMPANY, OrganizationKind.INSTITUTION]
    assert [(entry.name, entry.kind, entry.concept) for entry in found.technologies] == [
        ("CAR-T", TechnologyKind.MODALITY, "car-t")
    ]


def test_mentions_are_distinct_and_every_span_is_where_the_text_says_it(doc: Doc) -> None:
    orbis = facts(doc).organizations[0]
    assert orbis.mentions == ("Orbis Cell GmbH", "Orbis")
    assert [doc.text[start:end] for start, end in orbis.spans] == ["Orbis Cell GmbH", "Orbis", "Orbis", "Orbis"]


def test_an_entity_keeps_its_first_sentences_as_evidence(doc: Doc) -> None:
    orbis = facts(doc).organizations[0]
    assert [e.text for e in orbis.evidence] == list(SENTENCES[:ENTITY_EVIDENCE])
    assert {e.rule for e in orbis.evidence} == {"patterns.legal_form"}


def test_two_entities_of_one_name_become_one(doc: Doc) -> None:
    doc._.entities.append(Entity(ORG, "Orbis Cell GmbH", "institution", ((20, 21),), 0.3, "names"))
    doc._.positions = [Position(2, "CEO", 4, (Support((9, 16), "positions.before_name", 0.9),))]
    found = facts(doc)
    assert [entry.name for entry in found.organizations] == ["Orbis Cell GmbH", "Tal University"]
    assert found.organizations[0].kind is OrganizationKind.COMPANY
    assert found.positions[0].organization == "Orbis Cell GmbH"


def test_relations_by_name(doc: Doc) -> None:
    said = (Support((0, 9), "rule", 0.7),)
    doc._.positions = [Position(2, "CEO", 1, (Support((9, 16), "positions.before_name", 0.9),))]
    doc._.units = [Unit(1, 0, said)]
    deal = Agreement(
        (AgreementType.LICENSE,),
        AgreementStatus.SIGNED,
        (Party(1, Role.LICENSEE), Party(0, Role.LICENSOR)),
        said,
        technologies=(3, 3),
        amounts=(Amount(AmountKind.UPFRONT, 5_000_000, "EUR"),),
        territories=("Europe",),
        date="2024-03",
    )
    later = Agreement(
        (AgreementType.SUPPLY,), AgreementStatus.PLANNED, (Party(0, Role.PARTNER),), (Support((16, 20), "x", 0.5),)
    )
    doc._.agreements = [later, deal]
    found = facts(doc)
    assert [(p.person, p.title, p.organization) for p in found.positions] == [("Ada Moor", "CEO", "Orbis Cell GmbH")]
    assert [(u.unit, u.parent) for u in found.units] == [("Orbis Cell GmbH", "Tal University")]
    assert [a.types for a in found.agreements] == [(AgreementType.LICENSE,), (AgreementType.SUPPLY,)]
    licence = found.agreements[0]
    assert [(p.organization, p.role) for p in licence.parties] == [
        ("Orbis Cell GmbH", Role.LICENSEE),
        ("Tal University", Role.LICENSOR),
    ]
    assert licence.technologies == ("CAR-T",)
    assert licence.evidence[0].text == SENTENCES[0]
    assert licence.amounts[0].amount == 5_000_000


def test_evidence_is_the_text_at_its_offsets_without_white_space(nlp: Language) -> None:
    doc = nlp("  \n One here.\n\n Two there. \n")
    spans = [Support((0, 5), "a", 0.4), Support((0, 5), "b", 0.6), Support((5, len(doc)), "c", 0.5)]
    found = evidence(doc, reversed(spans))
    assert [(e.text, e.rule) for e in found] == [("One here.", "b"), ("Two there.", "c")]
    assert all(doc.text[e.start : e.end] == e.text for e in found)


# Runs


@Language.component("test_trips_over_bombs")
def _trips_over_bombs(doc: Doc) -> Doc:
    if "bomb" in doc.text:
        raise LookupError("no such bomb")
    return doc


@pytest.fixture
def extractor(nlp: Language) -> Extractor:
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("test_trips_over_bombs")
    return Extractor(nlp, "test")


def releases(*texts: str) -> list[Release]:
    return [make_release(f"{text} and enough letters for a release.", id=text) for text in texts]


def test_a_release_that_the_pipeline_trips_over_stops_no_other(extractor: Extractor) -> None:
    first, second, third = extractor.read_all(releases("one", "bomb", "three"))
    assert isinstance(first, Facts)
    assert isinstance(third, Facts)
    assert isinstance(second, Rejected)
    assert (first.id, second.source, third.id) == ("one", "bomb", "three")
    assert "LookupError: no such bomb" in second.reason


def test_the_cause_is_kept(extractor: Extractor) -> None:
    with pytest.raises(ExtractionError) as caught:
        extractor.read(releases("bomb")[0])
    assert isinstance(caught.value.__cause__, LookupError)


def test_a_component_sees_the_release(nlp: Language) -> None:
    seen: list[str] = []

    @Language.component("test_sees_release")
    def sees_release(doc: Doc) -> Doc:
        seen.append(doc._.release.id)
        return doc

    nlp.add_pipe("sentencizer")
    nlp.add_pipe("test_sees_release")
    extractor = Extractor(nlp, "test")
    extractor.read(releases("alone")[0])
    extractor.read_all(releases("one", "two"))
    assert seen == ["alone", "one", "two"]


def test_what_was_rejected_before_passes_through_in_its_place() -> None:
    rejected = Rejected("a.pdf", "is broken")
    one, two, three = releases("one", "two", "three")
    found = list(extract([one, rejected, two, three], Reading(batch_size=2)))
    assert [getattr(item, "id", None) for item in found] == ["one", None, "two", "three"]
    assert found[1] is rejected


def test_several_processes_read_the_same_in_the_same_order() -> None:
    texts = [f"Orbis Cell GmbH and Tal University signed deal number {n} on CAR-T" for n in range(7)]
    outcomes = [*releases(*texts), Rejected("a.pdf", "is broken")]
    alone = list(extract(outcomes, Reading(batch_size=2)))
    together = list(extract(outcomes, Reading(processes=2, batch_size=2)))
    assert together == alone
    assert sum(isinstance(item, Facts) for item in alone) == 7


def test_reading_ahead_is_bounded() -> None:
    taken = 0

    def endless() -> Iterator[Release]:
        nonlocal taken
        while True:
            taken += 1
            yield make_release(f"Release number {taken} with enough letters in it.")

    found = extract(endless(), Reading(batch_size=2))
    next(found)
    with suppress(AttributeError):
        found.close()  # type: ignore[attr-defined]
    assert taken == 2


def test_the_version_names_the_package_and_what_reads() -> None:
    package, _, digest = pipeline_version().partition("+")
    assert package.count(".") == 2
    assert len(digest) == 8
    assert pipeline_version() == pipeline_version()
    assert pipeline_version(frozenset({"gazetteer"})) == f"{pipeline_version()}.no-gazetteer"
