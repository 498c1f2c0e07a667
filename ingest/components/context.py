"""What stands around a name: the words before and behind it, without the white space between."""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc, Token

from ingest.annotations import EntityLabel, Section, TokenSpan
from ingest.components.lexicon import Lexicon, lexicon
from ingest.components.phrases import next_word, previous_word
from ingest.components.sections import section_of


@dataclass(frozen=True)
class Context:
    """A span of a `Doc` with its surroundings; `marked` tells which tokens vocabularies took for something else."""

    doc: Doc
    span: TokenSpan
    marked: dict[int, EntityLabel]

    @cached_property
    def tokens(self) -> list[Token]:
        """The words of the span."""
        return [token for token in self.doc[self.span[0] : self.span[1]] if not token.is_space]

    @cached_property
    def text(self) -> str:
        """The span as written."""
        return self.doc[self.span[0] : self.span[1]].text

    @cached_property
    def words(self) -> list[str]:
        """The words of the span as written."""
        return [token.text for token in self.tokens]

    @property
    def lexicon(self) -> Lexicon:
        """The word lists."""
        return lexicon()

    @cached_property
    def section(self) -> Section:
        """The region that the span stands in."""
        return section_of(self.doc, self.span[0])

    @cached_property
    def before(self) -> list[str]:
        """Up to six words before the span, the nearest first, within its sentence."""
        found: list[str] = []
        index = self.span[0] - 1
        while index >= 0 and len(found) < 6 and not self.doc[index + 1].is_sent_start:
            index = previous_word(self.doc, index)
            if index < 0 or self.doc[index].is_space:
                break
            found.append(self.doc[index].text)
            index -= 1
        return found

    @cached_property
    def after(self) -> list[str]:
        """Up to ten words behind the span, within its sentence."""
        found: list[str] = []
        index = next_word(self.doc, self.span[1])
        while (
            index < len(self.doc)
            and len(found) < 10
            and not self.doc[index].is_sent_start
            and not self.doc[index].is_space
        ):
            found.append(self.doc[index].text)
            index = next_word(self.doc, index + 1)
        return found

    @cached_property
    def opens_sentence(self) -> bool:
        """Whether the span is the first of its sentence, or of a quotation or list item."""
        return not self.before or self.before[0] in {"“", '"', "•", "*", ":", "▲", "‘", "”"}

    def before_is(self, *words: str) -> bool:
        """Whether the nearest word before is one of `words`, in any case."""
        return bool(self.before) and self.before[0].lower() in words

    def behind_is(self, *words: str) -> bool:
        """Whether the first word behind is one of `words`, in any case."""
        return bool(self.after) and self.after[0].lower() in words

    def behind_has(self, count: int, words: frozenset[str]) -> bool:
        """Whether one of the `count` words behind is among `words`, as written or in lower case."""
        return any(word in words or word.lower() in words for word in self.after[:count])
