"""A text's names and titles by token, so that rules can look to the left and to the right of a name."""

from collections.abc import Container

from spacy.tokens import Doc

from ingest.annotations import EntityLabel, Section
from ingest.components.phrases import next_word
from ingest.components.sections import section_of
from ingest.components.titles import titles


class Reader:
    """The names and titles of a text by token, for looking to the left and to the right."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.starts: dict[int, tuple[int, int]] = {}
        self.ends: dict[int, tuple[int, int]] = {}
        tokens: dict[EntityLabel, set[int]] = {label: set() for label in EntityLabel}
        for number, entity in enumerate(doc._.entities):
            for start, end in entity.spans:
                tokens[entity.label].update(range(start, end))
                self.starts[start] = (number, end)
                self.ends[end] = (number, start)
        organization_tokens = tokens[EntityLabel.ORGANIZATION]
        self.titles = titles(doc, organization_tokens, tokens[EntityLabel.PERSON])
        self.title_at = {title.start: title for title in self.titles}
        self.title_until = {title.end: title for title in self.titles}
        self.main = main_organization(doc)

    def label(self, number: int) -> EntityLabel:
        """The label of an entity."""
        label: EntityLabel = self.doc._.entities[number].label
        return label

    def organization_at(self, index: int) -> tuple[int, int] | None:
        """The organization that begins at a token, with the end of its mention."""
        found = self.starts.get(index)
        return found if found and self.label(found[0]) is EntityLabel.ORGANIZATION else None

    def organization_until(self, index: int) -> tuple[int, int] | None:
        """The organization whose mention ends before a token, with its start."""
        found = self.ends.get(index)
        return found if found and self.label(found[0]) is EntityLabel.ORGANIZATION else None

    def right(self, index: int) -> int:
        """The next word; in contact lines over the end of a line."""
        index = next_word(self.doc, index)
        while index < len(self.doc) and self.doc[index].is_space and self.doc[index].text.count("\n") == 1:
            if section_of(self.doc, index) is not Section.CONTACT:
                break
            index = next_word(self.doc, index + 1)
        return index

    def word(self, index: int) -> str:
        """The word at a token in lower case; nothing behind the end."""
        return self.doc[index].lower_ if 0 <= index < len(self.doc) else ""

    def over(self, index: int, words: Container[str]) -> int:
        """The first word from a token on that is none of `words`."""
        index = self.right(index)
        while self.word(index) in words and self.word(index):
            index = self.right(index + 1)
        return index

    def nearest_before(self, index: int) -> int | None:
        """The organization mentioned last before a token in its sentence."""
        start = self.doc[index].sent.start
        best = max(
            (end for end, _ in self.ends.items() if start < end <= index and self.organization_until(end)), default=None
        )
        return self.ends[best][0] if best is not None else None


def main_organization(doc: Doc) -> int | None:
    """The organization whose release it seems to be: a company before an institution, then named first and often."""
    ranked = []
    for number, entity in enumerate(doc._.entities):
        if entity.label is EntityLabel.ORGANIZATION:
            sections = [section_of(doc, start) for start, _ in entity.spans]
            first = next(
                (start for (start, _), at in zip(entity.spans, sections, strict=True) if at is Section.BODY), len(doc)
            )
            weight = len(entity.spans) + 2 * (Section.HEADLINE in sections) + 2 * (Section.ABOUT in sections)
            ranked.append((entity.kind == "company", weight - 4 * first / max(len(doc), 1), -first, number))
    return max(ranked)[-1] if ranked else None
