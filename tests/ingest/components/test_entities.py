from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from ingest.annotations import Candidate, EntityLabel, Trace
from ingest.components.entities import entities, verdicts

ORGANIZATION, PERSON, TECHNOLOGY = EntityLabel.ORGANIZATION, EntityLabel.PERSON, EntityLabel.TECHNOLOGY


def candidate(doc: Doc, name: str, label: EntityLabel, rule: str, confidence: float, **more: str) -> Candidate:
    start = doc.text.index(name)
    span = doc.char_span(start, start + len(name))
    assert span is not None
    return Candidate(label, (span.start, span.end), rule, confidence, **more)


def found(doc: Doc) -> dict[str, tuple[EntityLabel, list[str]]]:
    return {e.name: (e.label, [doc[start:end].text for start, end in e.spans]) for e in entities(doc)._.entities}


def test_a_name_found_once_is_found_everywhere_under_its_short_form(read: Callable[..., Doc]) -> None:
    doc = read(
        "CRYOVAL BUYS BOXEL\n\nCryoval, Inc. has bought a firm. “Good,” Cryoval said. The staff of Cryoval agreed."
    )
    doc._.candidates = [candidate(doc, "Cryoval, Inc.", ORGANIZATION, "patterns.shape.legal_form", 0.95)]
    assert found(doc) == {"Cryoval, Inc.": (ORGANIZATION, ["CRYOVAL", "Cryoval, Inc.", "Cryoval", "Cryoval"])}


def test_sources_add_up(read: Callable[..., Doc]) -> None:
    doc = read("They met Norvex in Rome.")
    doc._.candidates = [candidate(doc, "Norvex", ORGANIZATION, "patterns.near.with", 0.2)]
    assert found(doc) == {}
    doc._.candidates = [*doc._.candidates, candidate(doc, "Norvex", ORGANIZATION, "names.model", 0.95)]
    assert found(doc) == {"Norvex": (ORGANIZATION, ["Norvex"])}


def test_the_silence_of_a_model_that_ran_counts_against_a_name(read: Callable[..., Doc]) -> None:
    doc = read("They met Norvex and Boxel in Rome.")
    weak = candidate(doc, "Norvex", ORGANIZATION, "patterns.near.with", 0.6)
    doc._.candidates = [weak]
    alone = verdicts(doc)[0].confidence
    doc._.candidates = [weak, candidate(doc, "Boxel", ORGANIZATION, "names.model", 0.9)]
    assert verdicts(doc)[0].confidence < alone


def test_one_label_a_name(read: Callable[..., Doc]) -> None:
    doc = read("Jane Poe met us. Then Jane Poe left.")
    doc._.candidates = [
        candidate(doc, "Jane Poe", PERSON, "patterns.near.said", 0.9),
        candidate(doc, "Jane Poe", ORGANIZATION, "patterns.near.with", 0.6),
    ]
    assert found(doc) == {"Jane Poe": (PERSON, ["Jane Poe", "Jane Poe"])}


def test_the_longer_name_wins(read: Callable[..., Doc]) -> None:
    doc = read("Genwell ProBio, the CDMO unit of Genwell Biotech, has grown.")
    doc._.candidates = [
        candidate(doc, "Genwell ProBio", ORGANIZATION, "patterns.near.company_apposition", 0.9),
        candidate(doc, "Genwell Biotech", ORGANIZATION, "patterns.shape.company_ending", 0.9),
        candidate(doc, "Genwell", ORGANIZATION, "gazetteer.known", 0.9, concept="genwell"),
    ]
    assert found(doc) == {
        "Genwell ProBio": (ORGANIZATION, ["Genwell ProBio"]),
        "Genwell Biotech": (ORGANIZATION, ["Genwell Biotech"]),
    }


def test_a_surname_joins_the_full_name(read: Callable[..., Doc]) -> None:
    doc = read("Dr. Jane Q. Poe of Boxel came. Later Poe said no, and Ms. Poe left.")
    doc._.candidates = [candidate(doc, "Jane Q. Poe", PERSON, "patterns.near.honorific", 0.95)]
    assert found(doc) == {"Jane Q. Poe": (PERSON, ["Jane Q. Poe", "Poe", "Poe"])}


def test_a_place_or_group_in_brackets_is_part_of_the_name(read: Callable[..., Doc]) -> None:
    doc = read("They paid Wuxi Acme (Group) Co., Ltd. for it.")
    doc._.candidates = [candidate(doc, "Wuxi Acme (Group", ORGANIZATION, "names.model", 0.97)]
    assert list(found(doc)) == ["Wuxi Acme (Group) Co., Ltd."]


def test_a_first_name_joins_the_only_person_who_has_it(read: Callable[..., Doc]) -> None:
    doc = read("Jane Poe and Jill Roe came. Later Jane left.")
    doc._.candidates = [candidate(doc, name, PERSON, "names.model", 0.97) for name in ("Jane Poe", "Jill Roe")]
    start = doc.text.rindex("Jane")
    span = doc.char_span(start, start + 4)
    doc._.candidates.append(Candidate(PERSON, (span.start, span.end), "names.model", 0.97))
    assert found(doc) == {"Jane Poe": (PERSON, ["Jane Poe", "Jane"]), "Jill Roe": (PERSON, ["Jill Roe"])}


def test_a_defined_name_is_a_name_though_nothing_else_speaks_for_it(read: Callable[..., Doc]) -> None:
    doc = read("Ghent Biotechnology Research Council (“GBRC”) paid. GBRC is old.")
    doc._.candidates = [
        candidate(doc, "Ghent Biotechnology Research Council", ORGANIZATION, "patterns.x", 0.9, kind="institution")
    ]
    assert found(doc) == {
        "Ghent Biotechnology Research Council": (ORGANIZATION, ["Ghent Biotechnology Research Council", "GBRC", "GBRC"])
    }
    assert doc._.entities[0].kind == "institution"


def test_a_platform_is_not_the_company_whose_first_word_it_bears(read: Callable[..., Doc]) -> None:
    doc = read("Acme Therapeutics sells the Acme platform.")
    doc._.candidates = [candidate(doc, "Acme Therapeutics", ORGANIZATION, "patterns.shape.company_ending", 0.9)]
    assert found(doc) == {"Acme Therapeutics": (ORGANIZATION, ["Acme Therapeutics"])}


def test_exchanges_are_left_out_and_the_trace_says_why(read: Callable[..., Doc]) -> None:
    doc = read("Its shares trade on Euronext Paris today.")
    doc._.trace = Trace()
    doc._.candidates = [candidate(doc, "Euronext Paris", ORGANIZATION, "patterns.x", 0.9)]
    assert found(doc) == {}
    assert [dropped.reason for dropped in doc._.trace.dropped] == ["an exchange, a wire or a term"]


@pytest.mark.parametrize(("confidence", "kept"), [(0.9, True), (0.05, False)])
def test_terms_of_one_concept_are_one_technology(read: Callable[..., Doc], confidence: float, *, kept: bool) -> None:
    doc = read("CAR-T cells and chimeric antigen receptor T cells are one thing.")
    doc._.candidates = [
        candidate(doc, name, TECHNOLOGY, "technologies.known", confidence, kind="modality", concept="car-t")
        for name in ("CAR-T cells", "chimeric antigen receptor T cells")
    ]
    assert len(found(doc)) == int(kept)


def test_mentions_become_doc_ents(read: Callable[..., Doc]) -> None:
    doc = read("Cryoval, Inc. has grown.")
    doc._.candidates = [candidate(doc, "Cryoval, Inc.", ORGANIZATION, "patterns.shape.legal_form", 0.95)]
    assert [(ent.text, ent.label_) for ent in entities(doc).ents] == [("Cryoval, Inc.", "ORG")]
