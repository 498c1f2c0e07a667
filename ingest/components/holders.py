"""Who may hold a title: the people near it, each described by how it stands to the title."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ingest.annotations import Section
from ingest.components.reader import FAR, SIGNS, Mention, Reader, signs
from ingest.components.titles import Title, title_words

BACK: Final = 2
"""How many sentences behind its person a title may stand."""
SECTIONS: Final = tuple(Section)
KINDS: Final[dict[str, frozenset[str]]] = {
    "chief": frozenset(
        [
            "ceo",
            "cfo",
            "coo",
            "cso",
            "cmo",
            "cto",
            "cbo",
            "cio",
            "chief",
            "officer",
            "president",
            "exec",
            "boss",
            "general",
            "treasurer",
        ]
    ),
    "board": frozenset(["chair", "chairman", "chairwoman", "chairperson", "vice-chairman", "member", "trustee"]),
    "founder": frozenset({"founder", "founders", "cofounder", "owner"}),
    "academic": frozenset(
        [
            "professor",
            "professors",
            "lecturer",
            "dean",
            "rector",
            "provost",
            "chancellor",
            "fellow",
            "investigator",
            "researcher",
        ]
    ),
    "team": frozenset({"relations", "charge", "spokesman", "spokeswoman", "spokesperson"}),
    "partner": frozenset({"partner", "partners", "associate", "analyst"}),
    "state": frozenset(
        ["minister", "mayor", "commissioner", "governor", "undersecretary", "secretary", "representative"]
    ),
}


def kind_of(title: Title) -> dict[str, float]:
    """What sort of title it is, as features."""
    features = {f"kind.{name}": float(title.head in heads) for name, heads in KINDS.items()}
    features |= {f"verb.{name}": float(title.head == f"verb_{name}") for name in set(title_words().verbs.values())}
    features["verb"] = float(title.verb)
    features["title.length"] = float(len(title.text.split()))
    features["title.capital"] = float(title.text[:1].isupper())
    features["title.owner"] = float(title.owner is not None)
    features["title.place"] = {None: 0.0, "company": 1.0, "institution": 2.0}[title.place]
    return features


@dataclass(frozen=True, slots=True)
class Holder:
    """A title (by number) and a mention of someone who may hold it, with its features."""

    title: int
    mention: Mention
    features: dict[str, float]


def holders(reader: Reader) -> Iterator[Holder]:
    """Every title with the people of its sentence, the first of the next one and the last ones before it."""
    for number, title in enumerate(reader.titles):
        for mention in _near(reader, title):
            yield Holder(number, mention, _features(reader, title, mention))


def _near(reader: Reader, title: Title) -> list[Mention]:
    sentence = reader.sentence_of(title.start)
    start, end = reader.sentences[sentence]
    found = {m[2]: m for m in reversed(reader.inside(reader.people, title.end, end))}
    for mention in reader.inside(reader.people, start, title.start):
        other = found.get(mention[2])
        if other is None or title.start - mention[1] <= other[0] - title.end:
            found[mention[2]] = mention
    if sentence + 1 < len(reader.sentences):
        for mention in reader.inside(reader.people, end, reader.sentences[sentence + 1][1])[:1]:
            found.setdefault(mention[2], mention)
    first = reader.sentences[max(0, sentence - BACK)][0]
    for mention in reader.inside(reader.people, first, start)[-2:]:
        known = found.get(mention[2])
        if known is None or known[0] >= end:
            found[mention[2]] = mention
    return list(found.values())


def _features(reader: Reader, title: Title, mention: Mention) -> dict[str, float]:
    before = mention[0] < title.start
    gap = reader.gap(mention[1], title.start) if before else reader.gap(title.end, mention[0])
    sentence = reader.sentence_of(title.start)
    start, end = reader.sentences[sentence]
    features = kind_of(title) | signs(gap, "gap")
    features["before"] = float(before)
    features["sentences"] = float(reader.sentence_of(mention[0]) - sentence)
    features["section"] = float(SECTIONS.index(reader.sections[sentence]))
    features["mention.words"] = float(mention[1] - mention[0])
    # What competes: other people and titles nearer.
    others = [m for m in reader.inside(reader.people, start, end) if m[2] != mention[2]]
    left = [title.start - m[1] for m in others if m[1] <= title.start]
    right = [m[0] - title.end for m in others if m[0] >= title.end]
    features["other.left"] = float(min(left, default=FAR))
    features["other.right"] = float(min(right, default=FAR))
    features["distance"] = float(min(title.start - mention[1] if before else mention[0] - title.end, int(FAR)))
    titles = [t for t in reader.titles if t is not title and start <= t.start < end]
    features["titles.left"] = float(min((mention[0] - t.end for t in titles if t.end <= mention[0]), default=int(FAR)))
    features["titles.right"] = float(
        min((t.start - mention[1] for t in titles if t.start >= mention[1]), default=int(FAR))
    )
    features["people"] = float(len({m[2] for m in others}))
    features["titles"] = float(len(titles))
    # What stands around both.
    first, last = (mention[0], title.end) if before else (title.start, mention[1])
    lead, tail = reader.gap(max(start, first - 4), first), reader.gap(last, min(last + 3, len(reader.doc)))
    for name in ("be", "say", "appoint", "possessive", "as", "by", "former", "its", "our", "O", "the", "quote"):
        features[f"lead.{name}"] = float(bool(SIGNS[name] & set(lead)))
    for name in ("say", "of", "comma", "colon", "O", "P", "for", "who", "be", "close", "line"):
        features[f"tail.{name}"] = float(bool(SIGNS[name] & set(tail[:1])))
    return features
