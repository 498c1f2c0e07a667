"""The pipeline: an ordered list of components, nothing else."""

from typing import Final

import spacy
from spacy.language import Language

from ingest.components import (  # noqa: F401 (importing registers the factories)
    entities,
    gazetteer,
    indications,
    names,
    patterns,
    positions,
    sections,
    sentences,
    technologies,
    units,
)
from ingest.components.agreements import component as agreements  # noqa: F401 (as above)
from ingest.tokenizer import finer_tokenizer

COMPONENTS: Final[tuple[str, ...]] = (
    "sections",
    "sentences",
    "gazetteer",
    "technologies",
    "indications",
    "names",
    "patterns",
    "entities",
    "positions",
    "units",
    "agreements",
)
"""Names of factories, in the order in which they read the `Doc`; `nlp.analyze_pipes()` tells what each needs."""


def build(*, without: frozenset[str] = frozenset()) -> Language:
    """The pipeline that reads a release; `without` leaves components out ("gazetteer", "names")."""
    nlp = spacy.blank("en")
    nlp.tokenizer = finer_tokenizer(nlp)
    for name in COMPONENTS:
        if name not in without:
            nlp.add_pipe(name)
    return nlp
