"""Whose title it is: the organization that stands beside a title, or that the text leaves the reader to find."""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

from typing import Final

from ingest.annotations import EntityLabel, Section, TokenSpan
from ingest.components.lexicon import lexicon
from ingest.components.phrases import previous_word
from ingest.components.reader import Reader
from ingest.components.sections import section_of
from ingest.components.titles import Title

POSSESSIVE: Final = frozenset({"'s", "’s", "'", "’", "‘s"})
_TO_ORGANIZATION: Final = frozenset(
    {"of", "at", "for", "with", "from", ",", "in", "the", "(", "-", "–", "—", "both", "company", "its", "our", "their"}
)
DEPARTMENTS: Final = frozenset(
    {"Division", "Department", "Board", "Committee", "Sector", "Segment", "Team", "division"}
)
"""What a name begins or ends with that is a department: part of a title rather than an employer."""
KINDS: Final = frozenset(
    {"university", "hospital", "institute", "foundation", "center", "centre", "school", "ministry"}
)
"""Nouns that stand for an institution named before."""


def organization_behind(reader: Reader, index: int) -> tuple[int | None, int]:
    """The organization that follows a title over "of", "at the", a comma or a place; and where it ends."""
    doc = reader.doc
    place, steps = reader.right(index), 0
    while place < len(doc) and steps < 5:
        token = doc[place]
        found = reader.organization_at(place)
        if found:
            after = reader.right(found[1])
            if after < len(doc) and doc[after].text in POSSESSIVE:
                after = reader.right(after + 1)
                inner = reader.organization_at(after)
                return inner or found
            if (
                steps
                and doc[previous_word(doc, place - 1)].text == ","
                and after < len(doc)
                and doc[after].lower_ in {"said", "has", "will", "is"}
            ):
                return None, index
            return found
        if token.lower_ in {"company", "firm"}:
            return reader.nearest_before(index) or reader.main, place + 1
        if token.lower_ not in _TO_ORGANIZATION or (token.is_sent_start and steps and not doc[place - 1].is_space):
            break
        place, steps = reader.right(place + 1), steps + 1
    return None, index


def over_department(reader: Reader, title: Title, organization: int | None, end: int) -> tuple[Title, int | None, int]:
    """A department named behind a title belongs to the title; the position is at what the department belongs to."""
    doc = reader.doc
    found = reader.ends.get(end)
    if organization is None or found is None or found[0] != organization:
        return title, organization, end
    words = [token.text for token in doc[found[1] : end] if not token.is_space]
    if not DEPARTMENTS.intersection((words[0], words[-1])):
        return title, organization, end
    longer = Title(title.start, end, " ".join(doc[title.start : end].text.split()))
    parent, parent_end = organization_behind(reader, end)
    if parent is None or parent == organization:
        return longer, default_owner(reader, title.start, longer), end
    return longer, parent, parent_end


def default_owner(reader: Reader, index: int, title: Title) -> int | None:
    """Whose officer someone is whose organization is not named beside the title.

    "Its" means the sentence's first organization; "at the hospital" the last one of that kind; in a list of contacts or
    signatures it is the last one before; else the nearest before in the sentence; at last the release's own.
    """
    doc = reader.doc
    earlier = sorted(
        (end, number) for end, (number, _) in reader.ends.items() if reader.organization_until(end) and end <= index
    )
    noun = next(
        (w for w in doc[title.start : title.end + 4] if w.lower_ in KINDS and doc[w.i - 1].lower_ == "the"), None
    )
    if noun is not None:
        kind = noun.text.capitalize()
        same = [n for _, n in earlier if any(kind in doc[a:b].text for a, b in doc._.entities[n].spans)]
        if same:
            return same[-1]
    if section_of(doc, index) is Section.CONTACT and earlier:
        return earlier[-1][1]
    sentence_start = doc[index].sent.start
    own = [number for end, number in earlier if end > sentence_start]
    if own and doc[previous_word(doc, title.start - 1)].lower_ in {"its", "their"}:
        return own[0]
    sentence = reader.doc[index].sent
    quoted = any(token.text in {"“", "”", '"', "„", "»", "«", "&quot;"} for token in sentence)
    nearest = None if quoted else reader.nearest_before(index)
    return nearest if nearest is not None else reader.main


def is_free(reader: Reader, title: Title, span: TokenSpan) -> bool:
    """Whether a title before a name is not the title of someone named before it: "Ann Poe, CEO, Jane Doe, ..."."""
    doc = reader.doc
    at = previous_word(doc, title.start - 1)
    separated = doc[previous_word(doc, span[0] - 1)].text == ","
    while at >= 0 and (doc[at].text in {",", "the"} or doc[at].text in lexicon().degrees):
        at = previous_word(doc, at - 1)
    found = reader.ends.get(at + 1)
    return not (separated and found is not None and reader.label(found[0]) is EntityLabel.PERSON)


def owner_before(reader: Reader, start: int) -> tuple[int | None, str]:
    """Whose title begins at `start`, by what stands before it."""
    doc = reader.doc
    at = previous_word(doc, start - 1)
    steps = 0
    while (
        at >= 0
        and steps < 3
        and (doc[at].lower_ in {"new", "the", "former", "interim"} or doc[at].text in {",", *POSSESSIVE})
    ):
        at, steps = previous_word(doc, at - 1), steps + 1
    owner = reader.organization_until(at + 1)
    if owner and not doc[start].is_sent_start:
        return owner[0], "positions.owner_before"
    if at >= 0 and doc[at].lower_ in {"its", "their"}:
        at = previous_word(doc, at - 1)
        owner = reader.organization_until(at + 1)
        if owner:
            return owner[0], "positions.its_before"
    opening = start - 1
    sentence = doc[start].sent.start
    depth = 0
    while opening >= sentence:
        text = doc[opening].text
        depth += (text == ")") - (text == "(")
        if depth < 0:
            owner = reader.organization_until(previous_word(doc, opening - 1) + 1)
            if owner:
                return owner[0], "positions.bracket"
            break
        opening -= 1
    return default_owner(reader, start, reader.title_at[start]), "positions.before_alone"
