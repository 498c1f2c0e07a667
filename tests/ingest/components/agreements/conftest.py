"""Docs made by hand: a blank tokenizer, sentences at each full stop, entities where the test says."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
import spacy
from spacy.tokens import Doc, Span

from ingest.annotations import Entity, EntityLabel, Section

MakeDoc = Callable[..., Doc]


@pytest.fixture
def make_doc() -> MakeDoc:
    """`make_doc(text, organizations, technologies=…)`: names are dictionaries of entity name to its surface forms."""
    nlp = spacy.blank("en")

    def make(
        text: str,
        organizations: dict[str, list[str]],
        *,
        technologies: dict[str, list[str]] | None = None,
        institutions: tuple[str, ...] = (),
        headline: bool = False,
        published: date | None = None,
    ) -> Doc:
        doc = nlp(text)
        for token in doc:
            before = doc[token.i - 1].text if token.i else "."
            token.is_sent_start = token.i == 0 or before in {".", "?", "!"} or "\n" in before
        entities = []
        for label, names in (
            (EntityLabel.ORGANIZATION, organizations),
            (EntityLabel.TECHNOLOGY, technologies or {}),
        ):
            for name, forms in names.items():
                kind = "institution" if name in institutions else "company"
                if label is EntityLabel.TECHNOLOGY:
                    kind = "product"
                entities.append(Entity(label, name, kind, _spans(doc, forms), 1.0, "test"))
        doc._.entities = entities
        doc._.release = SimpleNamespace(published=published)
        if headline:
            first = next(doc.sents)
            doc.spans["sections"] = [
                Span(doc, first.start, first.end, label=Section.HEADLINE),
                Span(doc, first.end, len(doc), label=Section.BODY),
            ]
        return doc

    return make


def _spans(doc: Doc, forms: list[str]) -> tuple[tuple[int, int], ...]:
    found = []
    taken: set[int] = set()
    for form in sorted(forms, key=len, reverse=True):
        start = doc.text.find(form)
        while start >= 0:
            span = doc.char_span(start, start + len(form))
            if span is not None and not taken & set(range(span.start, span.end)):
                found.append((span.start, span.end))
                taken |= set(range(span.start, span.end))
            start = doc.text.find(form, start + 1)
    return tuple(sorted(found))
