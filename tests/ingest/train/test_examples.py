"""From annotated text to the tags that the loss allows."""

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from ingest.components.encoder import split_pieces
from ingest.train.examples import Example, allowed_tags, join_words, to_windows
from ingest.train.labels import ANY, NAMES, PLACE, TAGS


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """Knows a few words and cuts one of them."""
    words = ["tar", "##vane", "bio", "buys", "ostrel", "in", "leiden", ".", "[UNK]"]
    made = Tokenizer(models.WordPiece({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))  # noqa: S106
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def tags(tokenizer: Tokenizer, example: Example) -> list[set[str]]:
    allowed = allowed_tags(split_pieces(tokenizer, example.text), example)
    return [{TAGS[i] for i in np.flatnonzero(row)} for row in allowed]


def test_a_name_begins_once_and_only_the_first_piece_of_a_word_has_a_tag(tokenizer: Tokenizer) -> None:
    found = tags(tokenizer, Example("Tarvane Bio buys", ((0, 11, "ORG_company"),)))
    assert found == [{"B-ORG_company"}, set(), {"I-ORG_company"}, {"O"}]


def test_an_open_kind_allows_every_kind(tokenizer: Tokenizer) -> None:
    found = tags(tokenizer, Example("Ostrel buys", ((0, 6, "ORG"),)))
    assert found[0] == {"B-ORG_company", "B-ORG_institution"}


def test_what_an_annotation_is_silent_about_may_stand_in_unmarked_text(tokenizer: Tokenizer) -> None:
    found = tags(tokenizer, Example("Ostrel buys in Leiden", ((0, 6, "ORG_company"),), frozenset({PLACE})))
    assert found[3] == {"O", "B-PLACE", "I-PLACE"}
    assert found[0] == {"B-ORG_company"}


def test_a_span_of_unknown_label_has_no_loss(tokenizer: Tokenizer) -> None:
    assert tags(tokenizer, Example("Ostrel buys", ((0, 6, ANY),))) == [set(), {"O"}]


def test_windows_have_no_loss_on_their_special_pieces(tokenizer: Tokenizer) -> None:
    (window,) = to_windows(tokenizer, Example("Ostrel buys", ((0, 6, "PERSON"),)), 100)
    assert len(window) == 4
    assert not window.allowed[[0, -1]].any()
    assert window.allowed[1:-1].any(axis=1).all()


def test_every_name_has_its_two_tags() -> None:
    assert len(TAGS) == 1 + 2 * len(NAMES)
    assert TAGS[1::2] == tuple(f"B-{name}" for name in NAMES)
    assert TAGS[2::2] == tuple(f"I-{name}" for name in NAMES)


def test_words_are_joined_as_in_print_and_marks_follow() -> None:
    words = ["Ana", "Ruiz", "(", "Ostrel", ")", "said", ":", '"', "Go", '"', "."]
    labels = [("B", "PERSON"), ("I", "PERSON"), ("O", ""), ("B", "ORG"), *[("O", "")] * 7]
    text, marks = join_words(words, labels)
    assert text == 'Ana Ruiz (Ostrel) said: "Go".'
    assert [(text[start:end], label) for start, end, label in marks] == [("Ana Ruiz", "PERSON"), ("Ostrel", "ORG")]


def test_an_inside_tag_after_another_label_begins_a_name() -> None:
    text, marks = join_words(["Ana", "Ostrel"], [("B", "PERSON"), ("I", "ORG")])
    assert [text[start:end] for start, end, _ in marks] == ["Ana", "Ostrel"]
