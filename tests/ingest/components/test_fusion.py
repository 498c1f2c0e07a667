from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel
from ingest.components.evidence import NAME_MEASURES, NAMES, TERM_MEASURES, Index, Seen, measured
from ingest.components.fusion import BIAS, Weights, table, weights_for
from ingest.components.places import occurrences
from ingest.components.possible import possible_names, possible_terms

ORGANIZATION, PERSON, TECHNOLOGY = EntityLabel.ORGANIZATION, EntityLabel.PERSON, EntityLabel.TECHNOLOGY


def at(doc: Doc, name: str, nth: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(nth + 1):
        start = doc.text.index(name, start + 1)
    span = doc.char_span(start, start + len(name))
    assert span is not None
    return span.start, span.end


def names(doc: Doc) -> dict[EntityLabel, Seen]:
    (possible,) = (seen for _, seen in possible_names(doc, Index(doc._.candidates)))
    return {seen.label: seen for seen in possible}


def test_weights_and_measures_name_the_same() -> None:
    for labels in table().values():
        for label, weights in labels.items():
            measures = {measure.name for measure in (NAME_MEASURES if label in NAMES else TERM_MEASURES)}
            assert set(weights.weights) <= measures | {BIAS}


def test_both_ways_of_reading_have_weights_for_every_label() -> None:
    assert set(weights_for(frozenset({"patterns", "names"}))) == set(EntityLabel)
    assert set(weights_for(frozenset({"patterns"}))) == set(EntityLabel)
    assert weights_for(frozenset({"names"})) is not weights_for(frozenset())


def test_measures_add_up_to_a_probability_and_say_what_counted() -> None:
    weights = Weights(least=0.5, weights={BIAS: -1.0, "a": 3.0, "b": -0.5})
    assert weights.probability({}) == pytest.approx(0.2689, abs=1e-4)
    assert weights.probability({"a": 1.0, "b": 2.0}) == pytest.approx(0.7311, abs=1e-4)
    assert weights.reasons({"b": 2.0, "a": 1.0, "unknown": 5.0}) == [("a", 3.0), ("b", -1.0)]


def test_what_the_model_reads_in_one_place_counts_for_all_places(read: Callable[..., Doc]) -> None:
    doc = read("Norvex has grown. Then Norvex, and again Norvex.")
    doc._.candidates = [
        Candidate(ORGANIZATION, at(doc, "Norvex"), "names.model", 0.9),
        Candidate(ORGANIZATION, at(doc, "Norvex", 1), "patterns.near.with", 0.4),
    ]
    seen = names(doc)[ORGANIZATION]
    found = measured(seen)
    assert seen.places == 3
    assert found["names.share"] == pytest.approx(1 / 3)
    assert found["names.surest"] == pytest.approx(2.1972, abs=1e-4)
    assert found["patterns.silent"] == 0.0
    assert found["gazetteer.known"] == 0.0


def test_what_speaks_for_something_else_is_measured_too(read: Callable[..., Doc]) -> None:
    doc = read("The Norvex device has grown.")
    doc._.candidates = [
        Candidate(ORGANIZATION, at(doc, "Norvex"), "patterns.near.the", 0.5),
        Candidate(PERSON, at(doc, "Norvex"), "names.model", 0.3),
        Candidate(TECHNOLOGY, at(doc, "Norvex device"), "names.model", 0.8, kind="product"),
    ]
    found = measured(names(doc)[ORGANIZATION])
    assert (found["names.other"], found["names.term"], found["names.silent"]) == (0.3, 0.8, 1.0)


def test_a_known_name_that_nothing_else_sees_is_marked_so(read: Callable[..., Doc]) -> None:
    doc = read("They met Boxel.")
    known = Candidate(ORGANIZATION, at(doc, "Boxel"), "gazetteer.known", 0.9, concept="boxel")
    doc._.candidates = [known]
    assert measured(names(doc)[ORGANIZATION])["gazetteer.alone"] == 1.0
    doc._.candidates = [known, Candidate(ORGANIZATION, at(doc, "Boxel"), "names.model", 0.9)]
    assert measured(names(doc)[ORGANIZATION])["gazetteer.alone"] == 0.0


def test_surfaces_of_one_term_are_one(read: Callable[..., Doc]) -> None:
    doc = read("Fat-derived graft cells (FDGCs) are new. FDGCs and fat derived graft cell are one.")
    doc._.candidates = [
        Candidate(TECHNOLOGY, at(doc, name, nth), "names.model", 0.8, kind="modality")
        for name, nth in (("Fat-derived graft cells", 0), ("FDGCs", 0), ("FDGCs", 1), ("fat derived graft cell", 0))
    ]
    (seen,) = possible_terms(doc, TECHNOLOGY, Index(doc._.candidates))
    assert len(seen.spans) == 4


def test_what_the_model_reads_where_a_vocabulary_does_is_the_same_term(read: Callable[..., Doc]) -> None:
    doc = read("It makes CAR-T cells and plasmid.")
    doc._.candidates = [
        Candidate(TECHNOLOGY, at(doc, "CAR-T cells"), "names.model", 0.8, kind="modality"),
        Candidate(TECHNOLOGY, at(doc, "CAR-T cells"), "technologies.known", 0.9, kind="modality", concept="car-t"),
        Candidate(TECHNOLOGY, at(doc, "plasmid"), "names.doubtful", 0.2, kind="material"),
    ]
    terms = list(possible_terms(doc, TECHNOLOGY, Index(doc._.candidates)))
    assert [len(seen.own) for seen in terms] == [2, 1]
    assert measured(terms[0])["vocabulary.silent"] == 0.0
    assert measured(terms[1])["vocabulary.silent"] == 1.0


def test_places_of_a_name_in_any_case_but_all_lower(read: Callable[..., Doc]) -> None:
    doc = read("ACME BIO grew.\n\nSo Acme Bio said, not acme bio.")
    assert [doc[start:end].text for start, end in occurrences(doc, ("Acme", "Bio"))] == ["ACME BIO", "Acme Bio"]
