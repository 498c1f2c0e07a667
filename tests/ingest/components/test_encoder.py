"""Windows and features, without a model."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from ingest.components.encoder import (
    Encoder,
    Gap,
    Line,
    Pieces,
    Shape,
    line_style,
    split_pieces,
    windows,
    with_special,
    word_shape,
)
from ingest.errors import ModelError


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    """A word-piece tokenizer that knows letters, digits and marks only, so that every letter is a piece."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789.,-“”()®"
    vocabulary = {"[UNK]": 0, **{c: i + 1 for i, c in enumerate(letters)}}
    vocabulary.update({f"##{c}": i + 100 for i, c in enumerate(letters)})
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))  # noqa: S106 - not a password
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def made_pieces(count: int, *, width: int = 2) -> Pieces:
    """So many whole words of one piece each, `width` characters apart."""
    features = np.zeros((count, 3), dtype=np.int64)
    features[:, 1] = Gap.SPACE
    starts = np.arange(count) * width
    return Pieces(np.ones(count, dtype=np.int64), features, starts, starts + 1)


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("cells", Shape.LOWER),
        ("Novartis", Shape.TITLE),
        ("CAR", Shape.UPPER),
        ("T", Shape.LETTER),
        ("GenScript", Shape.CAMEL),
        ("iPSC", Shape.CAMEL),
        ("2021", Shape.DIGITS),
        ("CD19", Shape.UPPER_DIGITS),
        ("2seventy", Shape.LOWER_DIGITS),
        ("4D", Shape.UPPER_DIGITS),
        ("Cas9", Shape.MIXED_DIGITS),
        ("-", Shape.HYPHEN),
        ("”", Shape.QUOTE),
        ("™", Shape.MARK),
        ("€", Shape.SYMBOL),
    ],
)
def test_word_shape(word: str, shape: Shape) -> None:
    assert word_shape(word) == shape


@pytest.mark.parametrize(
    ("line", "style"),
    [
        ("The companies will share costs.", Line.SENTENCES),
        ("Tarvane and Ostrel Sign Licence for Solid Tumour Programme", Line.TITLE_CASE),
        ("TARVANE SIGNS WITH OSTREL", Line.CAPITALS),
        ("Tarvane signs with local hospital", Line.SHORT),
        ("***", Line.SHORT),
    ],
)
def test_line_style(line: str, style: Line) -> None:
    assert line_style(line) == style


def test_pieces_carry_offsets_of_the_text_and_what_stands_before_them(tokenizer: Tokenizer) -> None:
    text = "Ab CD\nef-g"
    pieces = split_pieces(tokenizer, text)
    assert [text[a:b] for a, b in zip(pieces.starts, pieces.ends, strict=True)] == list("AbCDef-g")
    assert [Gap(gap).name for gap in pieces.features[:, 1]] == [
        "START",
        "INSIDE_WORD",
        "SPACE",
        "INSIDE_WORD",
        "LINE_BREAK",
        "INSIDE_WORD",
        "NOTHING",
        "NOTHING",
    ]
    assert [Shape(shape).name for shape in pieces.features[[0, 2, 4, 6], 0]] == ["TITLE", "UPPER", "LOWER", "HYPHEN"]


def test_an_empty_text_has_no_pieces_and_no_windows(tokenizer: Tokenizer) -> None:
    pieces = split_pieces(tokenizer, "")
    assert len(pieces) == 0
    assert windows("", pieces) == []


def test_a_short_text_is_one_window() -> None:
    assert windows("a " * 10, made_pieces(10), limit=10) == [slice(0, 10)]


def test_windows_tile_the_text_and_keep_to_the_limit() -> None:
    text = "a " * 1001
    found = windows(text, made_pieces(1001), limit=100)
    assert found[0].start == 0
    assert found[-1].stop == 1001
    assert all(one.stop == two.start for one, two in pairwise(found))
    assert all(0 < part.stop - part.start <= 100 for part in found)


def test_a_window_ends_at_a_line_start_if_one_lies_well() -> None:
    text = "a " * 69 + "a\n" + "a " * 50
    assert windows(text, made_pieces(120), limit=100) == [slice(0, 70), slice(70, 120)]


def test_a_window_ends_at_a_sentence_start_where_lines_are_long() -> None:
    text = "a " * 63 + ". " + "A " + "a " * 55
    assert windows(text, made_pieces(120), limit=100) == [slice(0, 64), slice(64, 120)]


def test_a_window_does_not_cut_a_word() -> None:
    pieces = made_pieces(120)
    pieces.features[90:110, 1] = Gap.INSIDE_WORD
    assert windows("a " * 120, pieces, limit=100)[0] == slice(0, 89)


def test_a_word_longer_than_a_window_is_cut_all_the_same() -> None:
    pieces = made_pieces(50)
    pieces.features[1:, 1] = Gap.INSIDE_WORD
    parts = windows("a" * 100, pieces, limit=10)
    assert sum(part.stop - part.start for part in parts) == 50


def test_special_pieces_surround_a_window_and_have_no_features() -> None:
    ids, features = with_special(made_pieces(3))
    assert ids.tolist() == [101, 1, 1, 1, 102]
    assert features[0].tolist() == features[-1].tolist() == [0, 0, 0]
    assert features[1].tolist() == [0, Gap.SPACE, 0]


def test_a_missing_model_says_which_file_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"names\.json.*install Cellpact again"):
        Encoder(tmp_path)
