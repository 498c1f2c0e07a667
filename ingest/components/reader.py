"""A text's names and titles by token, and what stands between two of them, for reading who is what where."""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import Final

from spacy.tokens import Doc

from ingest.annotations import EntityLabel, Section, TokenSpan
from ingest.components.lexicon import lexicon
from ingest.components.sections import section_of
from ingest.components.titles import Title, TitleReader

Mention = tuple[int, int, int]
"""Start, end, entity index."""

_BE: Final = "is was are were becomes became become remains remained been be serves served"
_SAY: Final = "said says say added adds commented comments stated states noted explained told according tells remarked"
_NAME: Final = (
    "appoint appoints appointed appointment named names hires hired elected promoted promotes joins joined succeed "
    "succeeds succeeded replaces replaced welcomes nominated"
)
SIGNS: Final[Mapping[str, frozenset[str]]] = {
    "comma": frozenset({","}),
    "open": frozenset({"(", "["}),
    "close": frozenset({")", "]"}),
    "colon": frozenset({":"}),
    "semicolon": frozenset({";", "•", "|"}),
    "dash": frozenset({"-", "–", "—", "--", "/s/", "s/"}),
    "quote": frozenset({'"', "“", "”", "„", "«", "»", "‘", "&quot;"}),
    "stop": frozenset({".", "!", "?"}),
    "line": frozenset({"\n"}),
    "and": frozenset({"and", "&", "&amp;"}),
    "be": frozenset(_BE.split()),
    "say": frozenset(_SAY.split()),
    "appoint": frozenset(_NAME.split()),
    "as": frozenset({"as"}),
    "of": frozenset({"of", "at"}),
    "for": frozenset({"for", "with", "in"}),
    "from": frozenset({"from"}),
    "by": frozenset({"by"}),
    "the": frozenset({"the", "a", "an"}),
    "its": frozenset({"its", "their"}),
    "our": frozenset({"our", "we", "us"}),
    "who": frozenset({"who", "whose"}),
    "he": frozenset({"he", "she", "his", "her"}),
    "possessive": frozenset({"'s", "’s", "'", "’", "‘s"}),
    "former": frozenset({"former", "formerly", "previously", "once", "until", "then", "hitherto", "ex"}),
    "now": frozenset({"now", "currently", "new", "also", "both"}),
    "O": frozenset({"<O>"}),
    "P": frozenset({"<P>"}),
    "T": frozenset({"<T>"}),
}
"""Kinds of word that may stand between two names; a gap is described by which of them it has."""
QUIET: Final = frozenset({"comma", "open", "close", "colon", "dash", "line", "the", "now"})
"""What may stand between a name and its title without saying anything."""
FAR: Final = 60.0
"""Stands for a distance where there is none."""


class Reader:
    """The mentions and titles of a text in order."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.mentions: dict[EntityLabel, list[Mention]] = {label: [] for label in EntityLabel}
        for number, entity in enumerate(doc._.entities):
            self.mentions[entity.label].extend((start, end, number) for start, end in entity.spans)
        for found in self.mentions.values():
            found.sort()
        self.people = self.mentions[EntityLabel.PERSON]
        self.organizations = self.mentions[EntityLabel.ORGANIZATION]
        by_start = {label: {s: (n, e) for s, e, n in found} for label, found in self.mentions.items()}
        self.titles: list[Title] = TitleReader(
            doc, by_start[EntityLabel.ORGANIZATION], by_start[EntityLabel.PERSON]
        ).read()
        self._symbols: dict[int, tuple[str, int]] = {s: ("<P>", e) for s, e, _ in self.people}
        self._symbols |= {title.start: ("<T>", title.end) for title in self.titles}
        self._symbols |= {s: ("<O>", e) for s, e, _ in self.organizations}
        sentences = list(doc.sents)
        self._sentence_starts = [sentence.start for sentence in sentences]
        self.sentences: list[TokenSpan] = [(sentence.start, sentence.end) for sentence in sentences]
        self.sections = [section_of(doc, start) for start, _ in self.sentences]
        self.main = self.by_weight()[:1]

    def sentence_of(self, token: int) -> int:
        """The number of the sentence that a token stands in."""
        return bisect_right(self._sentence_starts, token) - 1

    def inside(self, mentions: list[Mention], start: int, end: int) -> list[Mention]:
        """The mentions that begin between two tokens."""
        return mentions[bisect_left(mentions, (start, 0, 0)) : bisect_left(mentions, (end, 0, 0))]

    def gap(self, start: int, end: int) -> list[str]:
        """The words between two tokens in lower case; names and titles are one sign each, degrees are left out."""
        words, lists = [], lexicon()
        index = start
        while index < end:
            symbol, close = self._symbols.get(index, ("", 0))
            token = self.doc[index]
            if symbol:
                words.append(symbol)
                index = close
                continue
            if token.is_space:
                words.extend(["\n"] * ("\n" in token.text))
            elif token.text not in lists.degrees and token.text not in lists.honorifics:
                words.append(token.lower_)
            index += 1
        return words

    def by_weight(self) -> list[int]:
        """The organizations, those that the release seems to come from first.

        A company before an institution, then one that is named early, often, in the headline or in "About Acme".
        """
        ranked = []
        size = max(len(self.doc), 1)
        numbers: dict[int, list[int]] = {}
        for start, _, number in self.organizations:
            numbers.setdefault(number, []).append(start)
        for number, starts in numbers.items():
            sections = {self.sections[self.sentence_of(start)] for start in starts}
            body = [s for s in starts if self.sections[self.sentence_of(s)] is Section.BODY]
            first = min(body, default=size)
            weight = (
                len(starts) + 2 * (Section.HEADLINE in sections) + 2 * (Section.ABOUT in sections) - 4 * first / size
            )
            ranked.append((self.doc._.entities[number].kind == "company", weight, -first, number))
        return [number for *_, number in sorted(ranked, reverse=True)]


def signs(gap: list[str], prefix: str) -> dict[str, float]:
    """A gap as features: how long it is, which signs it has, and how many names."""
    present = set(gap)
    features = {f"{prefix}.{name}": float(bool(words & present)) for name, words in SIGNS.items()}
    features[f"{prefix}.length"] = float(min(len(gap), 40))
    features[f"{prefix}.people"] = float(gap.count("<P>"))
    features[f"{prefix}.organizations"] = float(gap.count("<O>"))
    quiet = frozenset().union(*(SIGNS[name] for name in QUIET))
    features[f"{prefix}.loud"] = float(sum(word not in quiet for word in gap))
    told = frozenset().union(*SIGNS.values())
    features[f"{prefix}.other"] = float(sum(word not in told for word in gap))
    features[f"{prefix}.first"] = float(next((n for n, s in enumerate(SIGNS.values(), 1) if gap and gap[0] in s), 0))
    features[f"{prefix}.last"] = float(next((n for n, s in enumerate(SIGNS.values(), 1) if gap and gap[-1] in s), 0))
    return features


def no_signs(prefix: str) -> dict[str, float]:
    """The features of a gap that does not exist."""
    return dict.fromkeys(signs([], prefix), -1.0)
