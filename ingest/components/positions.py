"""Who holds which title where: `doc._.positions`.

From each mention of a person the rules (`position_rules`) look behind, before and around. Where no organization stands
beside the title, it is the one that the text lets the reader guess (`owners`). The same said twice is one position.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from ingest.annotations import EntityLabel, Position, Support, TokenSpan, note_dropped
from ingest.components.position_rules import before, behind, founded, later
from ingest.components.precision import precision_of
from ingest.components.reader import Reader

ABBREVIATIONS: Final = {
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "coo": "chief operating officer",
    "cso": "chief scientific officer",
    "cmo": "chief medical officer",
    "cto": "chief technology officer",
    "cbo": "chief business officer",
    "vp": "vice president",
    "svp": "senior vice president",
    "evp": "executive vice president",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A position as one rule sees it in one place."""

    person: int
    title: str
    organization: int
    rule: str
    sentence: TokenSpan


def read(doc: Doc) -> Iterator[Found]:
    """Positions at every mention of every person."""
    reader = Reader(doc)
    for number, entity in enumerate(doc._.entities):
        if entity.label is EntityLabel.PERSON:
            for span in entity.spans:
                sentence = doc[span[0]].sent
                found = [*behind(reader, span), *before(reader, span)] or [*later(reader, span), *founded(reader, span)]
                for title, organization, rule in found:
                    if organization is not None:
                        yield Found(number, title.text, organization, rule, (sentence.start, sentence.end))
                    else:
                        nowhere = f"{rule}: no organization is in sight where {entity.name} is it"
                        note_dropped(doc, (title.start, title.end), "position", nowhere)


def title_words(title: str) -> frozenset[str]:
    """The words of a title with abbreviations written out, for telling whether two titles are one."""
    text = (
        title.casefold().replace("-", " ").replace("/", " ").replace(",", " ").replace("&amp;", " ").replace("&", " ")
    )
    spelled = " ".join(ABBREVIATIONS.get(word, word) for word in text.split())
    return frozenset(spelled.split()) - {"and", "of", "the"}


def joined(found: list[Found]) -> tuple[Position, ...]:
    """One position for all places that say the same: same names, and titles that share half of their words."""
    groups: list[list[Found]] = []
    for one in found:
        for group in groups:
            first = group[0]
            a, b = title_words(first.title), title_words(one.title)
            same = (first.person, first.organization) == (one.person, one.organization)
            if same and 2 * len(a & b) >= min(len(a), len(b)):
                group.append(one)
                break
        else:
            groups.append([one])
    positions = []
    for group in groups:
        title = max((one.title for one in group), key=lambda text: (len(title_words(text)), -len(text)))
        support = {one.sentence: Support(one.sentence, one.rule, precision_of(one.rule)) for one in reversed(group)}
        positions.append(
            Position(group[0].person, title, group[0].organization, tuple(support[s] for s in sorted(support)))
        )
    return tuple(positions)


@Language.component("positions", assigns=["doc._.positions"], requires=["doc._.entities", "doc.sents"])
def positions(doc: Doc) -> Doc:
    """Writes who holds which title at which organization."""
    doc._.positions = list(joined(list(read(doc))))
    return doc
