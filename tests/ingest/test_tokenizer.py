# ruff: noqa: RUF001 - texts have the signs that releases have
import pytest
import spacy

from ingest.tokenizer import finer_tokenizer


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CD19-targeting CAR-T", ["CD19", "-", "targeting", "CAR", "-", "T"]),
        ("Acme Co.,Ltd.", ["Acme", "Co.", ",", "Ltd."]),
        ("Acme, Inc.", ["Acme", ",", "Inc."]),
        ("Noxel(TM) and Vexa®-based", ["Noxel", "(", "TM", ")", "and", "Vexa", "®", "-", "based"]),
        ("Acme’s and Boxes'", ["Acme", "’s", "and", "Boxes", "'"]),
        ("Ash &amp; Elm", ["Ash", "&amp;", "Elm"]),
        ("(the “Company”).", ["(", "the", "“", "Company", "”", ")", "."]),
        ("RMB100 million, US$5m", ["RMB", "100", "million", ",", "US$", "5", "m"]),
        ("see www.acme-bio.com/a-b", ["see", "www.acme-bio.com/a-b"]),
        ("write to a-b@acme-bio.com", ["write", "to", "a-b@acme-bio.com"]),
        ("Acme–Boxel deal", ["Acme", "–", "Boxel", "deal"]),
        ("•Isolation ▲culture", ["•", "Isolation", "▲", "culture"]),
        ("U.S.-based", ["U.S.", "-", "based"]),
    ],
)
def test_words_are_cut_where_a_name_may_end(text: str, words: list[str]) -> None:
    nlp = spacy.blank("en")
    assert [token.text for token in finer_tokenizer(nlp)(text)] == words


def test_the_text_can_be_put_together_again() -> None:
    nlp = spacy.blank("en")
    text = "Acme,\u00a0Inc. (“Acme”)\n\n said –  “yes.”Then 10%…"
    assert finer_tokenizer(nlp)(text).text == text
