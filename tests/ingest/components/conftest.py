"""Documents for tests of components: text in, names given by hand, no model loaded."""

from collections.abc import Callable, Sequence

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ingest.annotations import Entity, EntityLabel
from ingest.components.sections import sections
from ingest.components.sentences import sentences
from ingest.tokenizer import finer_tokenizer

Read = Callable[..., Doc]


@pytest.fixture(scope="session")
def blank() -> Language:
    """Only the tokenizer."""
    nlp = spacy.blank("en")
    nlp.tokenizer = finer_tokenizer(nlp)
    return nlp


@pytest.fixture(scope="session")
def read(blank: Language) -> Read:
    """A text cut into regions and sentences, with the named entities marked; a tuple gives names of one thing."""

    def entity(doc: Doc, names: Sequence[str], label: EntityLabel, kind: str | None) -> Entity:
        spans = set()
        for name in names:
            start = doc.text.find(name)
            while start >= 0:
                span = doc.char_span(start, start + len(name), alignment_mode="strict")
                if span is not None:
                    spans.add((span.start, span.end))
                start = doc.text.find(name, start + 1)
        assert spans, f"{names} not in the text"
        longest = {s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)}
        return Entity(label, names[0], kind, tuple(sorted(longest)), 0.9, "test")

    def make(text: str, organizations: Sequence[str | tuple[str, ...]] = (), people: Sequence[str] = ()) -> Doc:
        doc = sentences(sections(blank(text)))
        listed = [(name,) if isinstance(name, str) else name for name in organizations]
        found = [entity(doc, names, EntityLabel.ORGANIZATION, "company") for names in listed]
        found += [entity(doc, (name,), EntityLabel.PERSON, None) for name in people]
        doc._.entities = found
        return doc

    return make
