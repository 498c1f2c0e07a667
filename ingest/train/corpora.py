"""The open corpora as training examples. What each marks and leaves out stands in one list, `CORPORA`.

None is about cell therapy. They teach what people, places and organizations look like in running English; of
technologies and indications they say nothing, so the loss there is silent.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.train.examples import Example, join_words
from ingest.train.labels import ANY, NAMES, PLACE

_SILENT: Final = frozenset(name for name in NAMES if name.startswith("TECHNOLOGY") or name == "INDICATION")

_COMMON: Final = {
    "PER": "PERSON", "PERSON": "PERSON", "person": "PERSON",
    "LOC": PLACE, "location": PLACE, "GEO": PLACE, "country": PLACE,
    "ORG": "ORG", "corporation": "ORG", "organisation": "ORG", "organization": "ORG",
    "university": "ORG_institution",
}  # fmt: skip

_CROSSNER: Final = {
    **_COMMON, "researcher": "PERSON", "scientist": "PERSON", "politician": "PERSON", "writer": "PERSON",
    "musicalartist": "PERSON", "band": ANY, "politicalparty": ANY, "product": ANY, "misc": ANY, "event": ANY,
    "election": ANY, "conference": ANY, "award": ANY, "magazine": ANY, "academicjournal": ANY, "programlang": ANY,
    "album": ANY, "song": ANY, "book": ANY, "poem": ANY, "literarygenre": ANY, "enzyme": ANY, "protein": ANY,
}  # fmt: skip

Words = list[tuple[str, str, str]]
"""A sentence: word, prefix, label of the corpus."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files of one corpus, how to read them, and what its labels are; others are outside of any name."""

    name: str
    files: tuple[str, ...]
    read: Callable[[Path], Iterator[list[Words]]]
    labels: dict[str, str]
    licence: str


def read_columns(path: Path) -> Iterator[list[Words]]:
    """Files of one word a line; the tag is the last column, in universal NER files the third."""
    sentence: Words = []
    document: list[Words] = []
    iob = path.suffix == ".iob2"
    for line in path.read_text(encoding="utf-8").splitlines():
        full = line.startswith("# newdoc") or len(document) >= (8 if iob else 12)
        if full and document and not sentence:
            yield document
            document = []
        if iob and line.startswith("#"):
            continue
        if not line.strip():
            if sentence:
                document.append(sentence)
            sentence = []
            continue
        columns = line.split("\t") if "\t" in line else line.split()
        word, tag = (columns[1], columns[2]) if iob else (columns[0], columns[-1])
        prefix, _, label = tag.partition("-")
        sentence.append((word, prefix, label))
    if sentence:
        document.append(sentence)
    if document:
        yield document


def read_documents(path: Path) -> Iterator[list[Words]]:
    """Re-DocRED: documents of sentences with lists of mentions."""
    for record in json.loads(path.read_text(encoding="utf-8")):
        tags = [[("O", "")] * len(words) for words in record["sents"]]
        for entity in record["vertexSet"]:
            for mention in entity:
                first, end = mention["pos"]
                row = tags[mention["sent_id"]]
                row[first:end] = [("B" if i == first else "I", mention["type"]) for i in range(first, end)]
        yield [
            [(word, *tag) for word, tag in zip(words, row, strict=True)]
            for words, row in zip(record["sents"], tags, strict=True)
        ]


CORPORA: Final = (
    Corpus("UNER English-EWT", ("uner_ewt_train.iob2",), read_columns, _COMMON, "CC BY-SA 4.0"),
    Corpus("UNER English-PUD", ("uner_pud.iob2",), read_columns, _COMMON, "CC BY-SA 3.0"),
    Corpus("WikiGold", ("wikigold.conll",), read_columns, {**_COMMON, "MISC": ANY}, "CC BY 4.0"),
    Corpus(
        "WNUT 2017", ("wnut_train.conll",), read_columns, {**_COMMON, "group": ANY, "product": ANY}, "CC BY 4.0"
    ),
    Corpus(
        "CrossNER",
        tuple(
            f"crossner_{field}_{part}.txt"
            for field in ("ai", "literature", "music", "politics", "science")
            for part in ("train", "dev", "test")
        ),
        read_columns,
        _CROSSNER,
        "MIT",
    ),
    Corpus(
        "Re-DocRED", ("redocred_dev.json", "redocred_test.json"), read_documents, {**_COMMON, "MISC": ANY},
        "MIT, text CC BY-SA 3.0",
    ),
)  # fmt: skip


def read_corpus(folder: Path, corpus: Corpus) -> Iterator[Example]:
    """A corpus as examples of a few sentences each."""
    for file in corpus.files:
        for sentences in corpus.read(folder / file):
            text = ""
            marks = []
            for sentence in sentences:
                words = [word for word, _, _ in sentence]
                tags = [(prefix, corpus.labels.get(label, "")) for _, prefix, label in sentence]
                piece, found = join_words(words, tags)
                if text:
                    text += " "
                marks += [(start + len(text), end + len(text), label) for start, end, label in found]
                text += piece
            if text:
                yield Example(text, tuple(marks), _SILENT, corpus.name)


def read_corpora(folder: Path) -> list[Example]:
    """All corpora, in the order of `CORPORA`."""
    return [example for corpus in CORPORA for example in read_corpus(folder, corpus)]
