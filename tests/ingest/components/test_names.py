"""From label scores to candidates, on scores written by hand."""

import pickle
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ingest.annotations import EntityLabel
from ingest.components.encoder import Encoded, Gap, ModelCard, Pieces, word_shape
from ingest.components.names import (
    DOUBTFUL,
    RULE,
    Names,
    Tagset,
    agree,
    best_names,
    best_path,
    calibrate,
    candidates,
    log_softmax,
    span_probability,
)

TAGS = ("O", "B-ORG_company", "I-ORG_company", "B-ORG_institution", "I-ORG_institution", "B-PERSON", "I-PERSON")
CARD = ModelCard("test", TAGS, {})


def scores(*tags: str, sure: float = 6.0) -> np.ndarray:
    """Scores that favour one tag a word; `X|Y` favours two alike."""
    rows = np.zeros((len(tags), len(TAGS)), dtype=np.float32)
    for row, names in zip(rows, tags, strict=True):
        for name in names.split("|"):
            row[TAGS.index(name)] = sure
    return rows


def encoded(doc: Doc, logits: np.ndarray) -> Encoded:
    """As if every token were one piece."""
    starts = np.array([token.idx for token in doc])
    features = np.zeros((len(doc), 3), dtype=np.int64)
    features[:, 1] = Gap.SPACE
    ends = starts + np.array([len(token) for token in doc])
    shapes = [word_shape(token.text) for token in doc]
    features[:, 0] = shapes
    pieces = Pieces(np.ones(len(doc), np.int64), features, starts, ends)
    return Encoded(doc.text, pieces, logits, np.zeros((len(doc), 2), np.float32))


def spell(logits: np.ndarray, bias: float = 0.0) -> list[tuple[int, int, str]]:
    names = Tagset.of(CARD).names
    return [(start, end, names[name]) for start, end, name in best_path(log_softmax(logits), bias)]


def test_names_are_read_from_begin_and_inside() -> None:
    logits = scores("B-ORG_company", "I-ORG_company", "O", "B-PERSON", "B-PERSON", "I-PERSON")
    assert spell(logits) == [(0, 2, "ORG_company"), (3, 4, "PERSON"), (4, 6, "PERSON")]


def test_an_inside_without_its_begin_is_mended_as_a_whole() -> None:
    # Read word by word this would be an institution that goes on as a company.
    logits = scores("B-ORG_institution|B-ORG_company", "I-ORG_company", "I-ORG_company")
    assert spell(logits) == [(0, 3, "ORG_company")]
    assert spell(scores("O", "I-PERSON", "O")) == []


def test_the_path_is_the_best_of_all() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        logits = rng.normal(size=(4, 5)).astype(np.float32) * 2
        logs = log_softmax(logits)
        allowed = [
            path
            for path in product(range(5), repeat=4)
            if all(tag == 0 or tag % 2 or (i and path[i - 1] in {tag - 1, tag}) for i, tag in enumerate(path))
        ]
        best = max(allowed, key=lambda path: sum(logs[i, tag] for i, tag in enumerate(path)))
        expected = []
        for i, tag in enumerate(best):
            if tag % 2:
                end = i + 1
                while end < 4 and best[end] == tag + 1:
                    end += 1
                expected.append((i, end, (tag - 1) // 2))
        assert best_path(logs) == expected


def test_no_words_no_names() -> None:
    assert best_path(np.zeros((0, 7))) == []
    assert best_names(np.zeros((0, 7))) == []


def test_words_that_are_surely_no_names_can_be_left_out_of_the_search() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        logits = rng.normal(size=(30, 7)) * 2
        logits[rng.random(30) < 0.6, 0] = 12.0
        logs = log_softmax(logits)
        assert best_names(logs) == best_path(logs)


def test_a_span_is_as_likely_as_its_words_and_its_end() -> None:
    probabilities = np.array([[0.1, 0.6, 0, 0.3, 0, 0, 0], [0.2, 0, 0.5, 0, 0.3, 0, 0], [0.6, 0, 0.4, 0, 0, 0, 0]])
    both_kinds = span_probability(probabilities, 0, 2, [0, 1])
    assert both_kinds == pytest.approx(0.9 * 0.8 * 0.6)


def test_candidates_carry_label_kind_and_confidence() -> None:
    doc = Doc(Vocab(), words=["Tarvane", "Bio", "hired", "Ana", "Ruiz"])
    logits = scores("B-ORG_company", "I-ORG_company", "O", "B-PERSON", "I-PERSON")
    found = candidates(doc, encoded(doc, logits), CARD)
    assert [(c.label, c.span, c.kind, c.rule) for c in found] == [
        (EntityLabel.ORGANIZATION, (0, 2), "company", RULE),
        (EntityLabel.PERSON, (3, 5), None, RULE),
    ]
    assert all(0.9 < c.confidence < 1 for c in found)


def test_what_was_just_missed_is_proposed_as_doubtful() -> None:
    doc = Doc(Vocab(), words=["Kestrel", "fell"])
    logits = scores("O", "O")
    logits[0, TAGS.index("B-ORG_company")] = 5.0
    found = candidates(doc, encoded(doc, logits), CARD)
    assert [(c.span, c.rule) for c in found] == [((0, 1), DOUBTFUL)]
    assert 0.2 < found[0].confidence < 0.35


def test_places_of_a_word_hear_of_each_other() -> None:
    logits = scores("B-PERSON", "O", "B-PERSON", "O")
    logits[2, TAGS.index("B-ORG_company")] = 6.5
    logs = log_softmax(logits)
    assert spell(logits)[1] == (2, 3, "ORG_company")
    heard = agree(logs, ["kestrel", "fell", "kestrel", None])
    assert best_path(heard)[1] == best_path(log_softmax(scores("O", "O", "B-PERSON", "O")))[0]
    assert np.allclose(np.exp(heard).sum(axis=1), 1)
    # Words that stand alone, or do not take part, stay as they were.
    assert np.allclose(heard[[1, 3]], logs[[1, 3]])


def test_whether_a_word_begins_a_name_is_not_shared() -> None:
    logits = scores("B-ORG_company", "O", "B-PERSON", "I-PERSON")
    logits[3, TAGS.index("I-PERSON")] = 7
    heard = agree(log_softmax(logits), ["ruiz", None, None, "ruiz"], 0.9)
    assert [(start, end) for start, end, _ in best_path(heard)] == [(0, 1), (2, 4)]


def test_without_repeated_words_nothing_changes() -> None:
    logs = log_softmax(scores("B-PERSON", "O"))
    assert agree(logs, ["ana", None]) is logs


def test_a_word_of_several_pieces_is_labelled_by_its_first() -> None:
    doc = Doc(Vocab(), words=["Ostrel", "said"])
    pieces = Pieces(
        np.ones(3, np.int64),
        np.array([[0, Gap.START, 0], [0, Gap.INSIDE_WORD, 0], [0, Gap.SPACE, 0]]),
        np.array([0, 2, 7]),
        np.array([2, 6, 11]),
    )
    result = Encoded(doc.text, pieces, scores("B-ORG_company", "B-PERSON", "O"), np.zeros((3, 2), np.float32))
    assert [(c.label, c.span) for c in candidates(doc, result, CARD)] == [(EntityLabel.ORGANIZATION, (0, 1))]


def test_calibration_moves_confidence_in_log_odds() -> None:
    assert calibrate(0.5, 1.0, 0.0) == pytest.approx(0.5)
    assert calibrate(0.9, 0.5, 0.0) == pytest.approx(0.75)
    assert calibrate(1.0, 1.0, 0.0) < 1.0
    assert calibrate(0.0, 1.0, 0.0) > 0.0


def test_the_component_can_be_pickled_before_and_after_it_has_read_its_model() -> None:
    component = Names(Path("nowhere"))
    component._encoder = object()  # type: ignore[assignment]
    again = pickle.loads(pickle.dumps(component))  # noqa: S301 - made here
    assert again._encoder is None
    assert again.model == Path("nowhere")


def test_building_a_pipeline_reads_no_model() -> None:
    nlp = spacy.blank("en")
    names = nlp.add_pipe("names", config={"model": "nowhere"})
    assert isinstance(names, Names)
    assert nlp.analyze_pipes()["problems"]["names"] == []
