import re
from collections import defaultdict

import pytest

from graph.vocabulary import TechnologyKind
from ingest import vocabulary
from ingest.errors import VocabularyError
from ingest.vocabulary import (
    Concept,
    IndicationConcept,
    KnownOrganization,
    TechnologyConcept,
    TechnologyPattern,
    check_meanings,
    parse,
)
from ingest.vocabulary.matcher import pieces_of


def lines(*texts: str) -> list[tuple[str, str]]:
    return [(f"list.jsonl:{number}", text) for number, text in enumerate(texts, start=1)]


def spelling(term: str) -> tuple[tuple[str, bool], ...]:
    return tuple((piece.folded, piece.text.isupper()) for piece in pieces_of(term))


def test_an_error_names_file_and_line() -> None:
    with pytest.raises(VocabularyError, match=r"^list\.jsonl:2: kind: .*modality"):
        parse(
            lines('{"id": "a", "name": "A", "kind": "target"}', '{"id": "b", "name": "B", "kind": "thing"}'),
            TechnologyConcept,
        )
    with pytest.raises(VocabularyError, match=r"^list\.jsonl:1: line: Invalid JSON"):
        parse(lines('{"id": '), Concept)


def test_an_id_stands_once() -> None:
    with pytest.raises(VocabularyError, match=r"list\.jsonl:2: id 'a' stands at list\.jsonl:1 already"):
        parse(lines('{"id": "a", "name": "A"}', '{"id": "a", "name": "B"}'), Concept)


def test_broader_must_exist_and_make_no_circle() -> None:
    with pytest.raises(VocabularyError, match=r"list\.jsonl:1: 'z' is no id"):
        parse(lines('{"id": "a", "name": "A", "broader": ["z"]}'), Concept)
    circle = ('{"id": "a", "name": "A", "broader": ["b"]}', '{"id": "b", "name": "B", "broader": ["a"]}')
    with pytest.raises(VocabularyError, match="'a' stands above itself"):
        parse(lines(*circle), Concept)


def test_a_flag_must_be_a_name_of_the_organization() -> None:
    line = '{"id": "a", "name": "Acme Bio", "kind": "company", "aliases": ["Acme"], "needs_context": ["Ace"]}'
    with pytest.raises(VocabularyError, match="needs_context has what is no name of the entry: Ace"):
        parse(lines(line), KnownOrganization)


def test_a_pattern_must_compile_and_name_its_group() -> None:
    line = '{{"id": "a", "name": "A", "kind": "product", "confidence": 0.5, "pattern": "{}"}}'
    with pytest.raises(VocabularyError, match="not a regular expression"):
        parse(lines(line.format("(")), TechnologyPattern)
    with pytest.raises(VocabularyError, match="no group"):
        parse(lines(line.format("x")), TechnologyPattern)


def test_ancestors_come_nearest_first_and_once() -> None:
    entries = parse(
        lines(
            '{"id": "top", "name": "T"}',
            '{"id": "left", "name": "L", "broader": ["top"]}',
            '{"id": "right", "name": "R", "broader": ["top"]}',
            '{"id": "low", "name": "W", "broader": ["left", "right"]}',
        ),
        Concept,
    )
    by_id = {entry.id: entry for entry in entries}
    assert [entry.id for entry in vocabulary.ancestors(by_id, "low")] == ["left", "right", "top"]


def test_the_lists_are_broad() -> None:
    kinds = [entry.kind for entry in vocabulary.organizations()]
    assert kinds.count("company") >= 900
    assert kinds.count("institution") >= 600
    for kind in TechnologyKind:
        assert sum(concept.kind == kind for concept in vocabulary.technologies()) >= 30, kind
    assert len(vocabulary.indications()) > 2000


def test_a_name_means_one_concept() -> None:
    for concepts in (vocabulary.technologies(), vocabulary.indications()):
        owners = defaultdict(set)
        for concept in concepts:
            for surface in concept.surfaces():
                owners[spelling(surface)].add(concept.id)
        assert {term: ids for term, ids in owners.items() if len(ids) > 1} == {}


def test_a_name_means_one_organization() -> None:
    owners = defaultdict(set)
    for organization in vocabulary.organizations():
        for surface in organization.surfaces():
            owners[surface.casefold()].add(organization.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def modality(name: str, **more: tuple[str, ...]) -> TechnologyConcept:
    return TechnologyConcept(id=name, name=name, kind=TechnologyKind.MODALITY, **more)


def test_what_a_technology_absorbs_or_yields_to_exists() -> None:
    with pytest.raises(VocabularyError, match="technology 'a': 'z' is no id"):
        check_meanings((modality("a", absorbs=("z",)),))
    with pytest.raises(VocabularyError, match="technology 'a': 'z' is no id"):
        check_meanings((modality("a", yields_to=("z",)),))


def test_no_technology_absorbs_itself() -> None:
    with pytest.raises(VocabularyError, match="absorbs itself"):
        check_meanings((modality("a", absorbs=("b",)), modality("b", absorbs=("c",)), modality("c", absorbs=("b",))))


def test_only_technologies_are_counted() -> None:
    assert set(vocabulary.technology_confidence()) <= set(vocabulary.technology_by_id())
    assert all(0 < confidence < 1 for confidence in vocabulary.technology_confidence().values())


def test_owners_and_units_are_apart() -> None:
    by_id = vocabulary.organization_by_id()
    assert by_id["kite-pharma"].parent == "gilead-sciences"
    assert by_id["janssen"].parent == "johnson-and-johnson"
    assert by_id["genentech"].parent == "roche"


def test_every_disease_of_the_ontology_hangs_below_an_own_one() -> None:
    by_id = vocabulary.indication_by_id()
    made = [concept for concept in vocabulary.indications() if concept.doid]
    assert len(made) > 1500
    assert all(concept.broader and by_id[concept.broader[0]].doid is None for concept in made)


def test_short_everyday_words_are_no_diseases() -> None:
    words = {surface.casefold() for concept in vocabulary.indications() for surface in concept.surfaces()}
    assert words.isdisjoint({"said", "cold", "all patients", "agent", "cast", "car", "who", "aid", "can", "disease"})
    assert isinstance(vocabulary.indications()[0], IndicationConcept)


def test_patterns_look_no_further_than_a_name_is_long() -> None:
    """A repeat without bound reads a very long word once for each of its letters."""
    unbounded = re.compile(r"(?<!\\)(?:\]|\\w|\\S|\))[*+]")
    for pattern in vocabulary.technology_patterns():
        assert not unbounded.search(pattern.pattern), pattern.id
