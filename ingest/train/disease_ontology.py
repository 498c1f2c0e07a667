"""Makes `ingest/vocabulary/indications_disease_ontology.jsonl` from the Human Disease Ontology (CC0).

`python -m ingest.train.disease_ontology DO_NCIt_slim.obo.gz` takes the slice that the ontology shares with the NCI
Thesaurus. The project's own list (`indications.jsonl`) has the names that releases use most; the ontology adds the long
tail. Each of its diseases is hung below the nearest own concept, so that the tree stays small; what the own list
has already is left out, and so are acronyms (a text that uses one mostly defines it) and names that are ordinary words,
and what hangs below no own concept (the teeth, say).
"""

import argparse
import gzip
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Final

from ingest.vocabulary import IndicationConcept, parse
from ingest.vocabulary.matcher import pieces_of

OWN: Final = "indications.jsonl"
MADE: Final = "indications_disease_ontology.jsonl"
MAX_WORDS: Final = 4
NOT_IN_RELEASES: Final = re.compile(
    r"\b(?:type|stage|grade|group|variant|subtype|obsolete|tooth|teeth|venom|ingestion|poisoning|cell type|in situ"
    r"|of the|disease of|due to|with|without|caused by|susceptibility|abuse|dependence|nevus|benign)\b|[,/()\d]"
)
"""Names in the ontology's own style, subtypes by number, and what no cell therapy is for."""
ORDINARY_WORDS: Final = frozenset(
    [
        "abscess",
        "agent",
        "anthrax",
        "bagassosis",
        "bejel",
        "bites",
        "calculi",
        "cancer",
        "cold",
        "common cold",
        "corns",
        "cyst",
        "disease",
        "fever",
        "infertility",
        "injury",
        "leprosy",
        "measles",
        "mole",
        "mumps",
        "neurotoxicity",
        "pain",
        "pinta",
        "plague",
        "polyp",
        "rabies",
        "said",
        "scald",
        "shock",
        "smallpox",
        "stye",
        "syndrome",
        "tinea",
        "ulcer",
        "wart",
        "warts",
        "yaws",
    ]
)
ROOTS: Final = {"DOID:4", "DOID:7", "DOID:225"}


@dataclass(slots=True)
class Stanza:
    """A term of the ontology."""

    id: str = ""
    name: str = ""
    synonyms: list[str] = field(default_factory=list)
    parents: list[str] = field(default_factory=list)


def stanzas(lines: Iterable[str]) -> Iterator[Stanza]:
    """The living terms of an OBO file."""
    for block in "".join(lines).split("\n\n"):
        head, *tags = block.strip().split("\n")
        if head != "[Term]" or "is_obsolete: true" in tags:
            continue
        term = Stanza()
        for line in tags:
            tag, _, value = line.partition(": ")
            if tag == "id":
                term.id = value
            elif tag == "name":
                term.name = value
            elif tag == "synonym" and '" EXACT' in value:
                term.synonyms.append(value.split('"')[1])
            elif tag == "is_a":
                term.parents.append(value.split(" ", maxsplit=1)[0])
        yield term


def usable(name: str) -> bool:
    """Whether a release could use the name in running text without being misread."""
    words = name.split()
    is_word = len(words) == 1 and (len(name) < 6 or name.casefold() in ORDINARY_WORDS)
    acronym = any(letter.isupper() for letter in name[1:]) and len(words) == 1
    return len(words) <= MAX_WORDS and not (
        is_word or acronym or NOT_IN_RELEASES.search(name) or name in ORDINARY_WORDS
    )


def key(name: str) -> tuple[str, ...]:
    """What the matcher compares."""
    return tuple(piece.folded for piece in pieces_of(name))


def nearest(term: Stanza, terms: Mapping[str, Stanza], own: Mapping[str, str]) -> list[str]:
    """Ids of the own concepts right above a term, going up until the first that has some."""
    level = [term]
    while level:
        above = [terms[parent] for item in level for parent in item.parents if parent in terms and parent not in ROOTS]
        if found := {own[item.id] for item in above if item.id in own}:
            return sorted(found)
        level = above
    return []


def concepts(terms: Mapping[str, Stanza], own: Iterable[IndicationConcept]) -> Iterator[IndicationConcept]:
    """The ontology's diseases that the own list lacks."""
    known = {key(surface): concept.id for concept in own for surface in concept.surfaces()}
    own_of = {
        term.id: known[key(name)]
        for term in terms.values()
        for name in (*reversed(term.synonyms), term.name)
        if key(name) in known
    }
    ids = set(known.values())
    for term in sorted(terms.values(), key=lambda item: item.name):
        surfaces: list[str] = []
        for name in (term.name, *term.synonyms):
            if usable(name) and key(name) not in known:
                known[key(name)] = term.id
                surfaces.append(name)
        slug = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKD", term.name).casefold().replace("'", "")).strip(
            "-"
        )
        above = tuple(nearest(term, terms, own_of))
        if above and surfaces and term.id not in own_of and term.id not in ROOTS and slug.isascii() and slug not in ids:
            ids.add(slug)
            yield IndicationConcept(
                id=slug,
                name=surfaces[0],
                broader=above,
                terms=tuple(surfaces[1:]),
                doid=term.id,
            )


def main() -> None:
    """Read the ontology, write the list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ontology", type=Path, help="the NCI Thesaurus slice in OBO format, gzipped")
    arguments = parser.parse_args()
    with gzip.open(arguments.ontology, "rt", encoding="utf-8") as file:
        terms = {term.id: term for term in stanzas(file)}
    folder = Path(str(files("ingest.vocabulary")))
    own = parse(((OWN, line) for line in (folder / OWN).read_text("utf-8").splitlines()), IndicationConcept)
    lines = [concept.model_dump_json(exclude_defaults=True) + "\n" for concept in concepts(terms, own)]
    (folder / MADE).write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
