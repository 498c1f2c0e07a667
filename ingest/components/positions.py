"""Who holds which title where: `doc._.positions`.

Titles are found by their words (`titles`). Each is scored with the people near it (`holders`) and with the
organizations of the text (`owners`) by what was learned from annotated releases (`relation_model`). The same said twice
is one position.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from ingest.annotations import Position, Support, TokenSpan, note_dropped
from ingest.components.agreements.model import sigmoid
from ingest.components.holders import Holder, holders
from ingest.components.links import doc_links
from ingest.components.owners import Owner, Owners
from ingest.components.reader import Reader
from ingest.components.relation_model import RelationModel, load_model

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
WORTH_A_LOOK: Final = 0.05
"""A person less likely than this holds no title, whatever the organizations say."""
NEARLY: Final = 0.1
"""A position that was not kept with at least this score is worth a line in the trace."""


@dataclass(frozen=True, slots=True)
class Found:
    """A position as one place of the text says it; `score` is the product of both probabilities."""

    person: int
    title: str
    organization: int
    rule: str
    sentence: TokenSpan
    score: float


def read(doc: Doc, model: RelationModel) -> Iterator[Found]:
    """Every title with the one that most likely holds it and the organization that it is most likely at.

    Only a title in the plural ("co-CEOs Ann Poe and Jane Doe") has several holders.
    """
    reader = Reader(doc)
    owners, links = Owners(reader), doc_links(doc)
    candidates: dict[int, list[tuple[float, Holder]]] = {}
    for holder in holders(reader):
        held = sigmoid(model.holder.value(holder.features))
        if held >= WORTH_A_LOOK:
            candidates.setdefault(holder.title, []).append((held, holder))
    for number, found in candidates.items():
        title = reader.titles[number]
        ranked = sorted(found, key=lambda pair: -pair[0])
        for held, holder in ranked if title.many else ranked[:1]:
            possible = list(owners.of(title, holder))
            if not possible:
                person = doc._.entities[holder.mention[2]].name
                reason = f"positions: no organization is in sight where {person} is it"
                note_dropped(doc, (title.start, title.end), "position", reason)
                continue
            person = holder.mention[2]
            chances = [
                sigmoid(
                    links.weigh(
                        "positions", model.owner.value(owner.features), links.entity(person, owner.organization)
                    )
                )
                for owner in possible
            ]
            chance, best = max(zip(chances, range(len(possible)), strict=True))
            owner = possible[best]
            sentence = reader.sentences[reader.sentence_of(title.start)]
            score = held * chance / max(1.0, sum(chances))
            yield Found(holder.mention[2], title.text, owner.organization, rule_name(holder, owner), sentence, score)


def rule_name(holder: Holder, owner: Owner) -> str:
    """Where the title stands to the name, and where the organization to the title."""
    name = "behind" if holder.features["before"] else "before"
    if holder.features["verb"]:
        name = "verb"
    if owner.features["owner.inside"] or owner.features["right.same"] or owner.features["left.same"]:
        return f"positions.{name}_name"
    return f"positions.{name}_name_owner_elsewhere"


def title_words(title: str) -> frozenset[str]:
    """The words of a title with abbreviations written out, for telling whether two titles are one."""
    text = (
        title.casefold().replace("-", " ").replace("/", " ").replace(",", " ").replace("&amp;", " ").replace("&", " ")
    )
    spelled = " ".join(ABBREVIATIONS.get(word, word) for word in text.split())
    return frozenset(spelled.split()) - {"and", "of", "the"}


def joined(found: list[Found], model: RelationModel) -> tuple[Position, ...]:
    """One position for all places that say the same: same names, and titles that share half of their words.

    The surest place gives the title, so that a doubtful longer reading does not win.
    """
    groups: list[list[Found]] = []
    for one in sorted(found, key=lambda f: -f.score):
        if one.score < model.keep:
            break
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
        support = {
            one.sentence: Support(one.sentence, one.rule, model.confidence.confidence(one.score))
            for one in reversed(group)
        }
        first = group[0]
        positions.append(
            Position(first.person, first.title, first.organization, tuple(support[s] for s in sorted(support)))
        )
    return tuple(positions)


@Language.component("positions", assigns=["doc._.positions"], requires=["doc._.entities", "doc.sents"])
def positions(doc: Doc) -> Doc:
    """Writes who holds which title at which organization."""
    model = load_model()
    found = list(read(doc, model))
    doc._.positions = list(joined(found, model))
    if doc._.trace is not None:
        _note_refused(doc, found, model)
    return doc


def _note_refused(doc: Doc, found: list[Found], model: RelationModel) -> None:
    """Note what was nearly likely enough, where no other place says that the person is at the organization."""
    kept = {(position.person, position.organization) for position in doc._.positions}
    names = doc._.entities
    for one in found:
        if NEARLY <= one.score < model.keep and (one.person, one.organization) not in kept:
            what = f"{names[one.person].name} as {one.title} of {names[one.organization].name}"
            reason = f"{one.rule}: probability {one.score:.2f}, at least {model.keep:.2f} is needed"
            note_dropped(doc, one.sentence, what, reason)
