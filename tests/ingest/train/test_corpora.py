"""Reading the corpora's formats, on lines written for the test."""

import json
from pathlib import Path

from ingest.train.corpora import CORPORA, Corpus, read_columns, read_corpus, read_documents
from ingest.train.labels import ANY, GROUPS

LABELS = {"PER": "PERSON", "ORG": "ORG", "MISC": ANY}


def read(folder: Path, name: str, content: str, reader: object) -> list[tuple[str, list[tuple[str, str]]]]:
    (folder / name).write_text(content, encoding="utf-8")
    corpus = Corpus("made", (name,), reader, LABELS, "none")  # type: ignore[arg-type]
    return [
        (example.text, [(example.text[start:end], label) for start, end, label in example.marks])
        for example in read_corpus(folder, corpus)
    ]


def test_columns_with_the_tag_last(tmp_path: Path) -> None:
    content = "Ana B-PER\nleft O\nOstrel B-ORG\n. O\n\nGood O\n"
    assert read(tmp_path, "a.conll", content, read_columns) == [
        ("Ana left Ostrel. Good", [("Ana", "PERSON"), ("Ostrel", "ORG")])
    ]


def test_universal_ner_keeps_documents_apart_and_reads_the_third_column(tmp_path: Path) -> None:
    content = "# newdoc id = 1\n# text = x\n1\tAna\tB-PER\t-\tx\n\n# newdoc id = 2\n1\tGo\tB-O\t-\tx\n"
    assert read(tmp_path, "a.iob2", content, read_columns) == [("Ana", [("Ana", "PERSON")]), ("Go", [])]


def test_documents_with_mentions(tmp_path: Path) -> None:
    record = {
        "sents": [["Ostrel", "Bio", "grew"], ["It", "is", "Kestrel"]],
        "vertexSet": [[{"pos": [0, 2], "sent_id": 0, "type": "ORG"}], [{"pos": [2, 3], "sent_id": 1, "type": "MISC"}]],
    }
    assert read(tmp_path, "a.json", json.dumps([record]), read_documents) == [
        ("Ostrel Bio grew It is Kestrel", [("Ostrel Bio", "ORG"), ("Kestrel", ANY)])
    ]


def test_every_corpus_names_its_licence_and_known_labels() -> None:
    assert {corpus.name for corpus in CORPORA} >= {"UNER English-EWT", "CrossNER", "Re-DocRED"}
    for corpus in CORPORA:
        assert corpus.licence
        assert set(corpus.labels.values()) <= set(GROUPS)
