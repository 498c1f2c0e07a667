"""The rules that read a title beside a person's name: behind it, before it, around it.

Each yields the title, the organization (an entity index, None where there is none) and the rule's name. Words that
stand between are skipped: degrees, honorifics, articles, "currently", the marks of signature blocks.
"""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

from collections.abc import Iterator
from typing import Final

from ingest.annotations import EntityLabel, Section, TokenSpan
from ingest.components.lexicon import lexicon
from ingest.components.owners import (
    POSSESSIVE,
    default_owner,
    is_free,
    organization_behind,
    over_department,
    owner_before,
)
from ingest.components.phrases import previous_word
from ingest.components.reader import Reader
from ingest.components.sections import section_of
from ingest.components.titles import Title

OPENERS: Final = frozenset({",", "(", "–", "—", "-"})
"""Marks behind a name that open what it is said to be."""
SKIPPED: Final = frozenset({".", "®", "title", "name", "by", ":", "/s/"})
"""Marks and words of signature blocks between a name and its title."""
IS: Final = frozenset({"is", "was", "remains", "becomes", "became", "as", "serves", "named", "appointed"})
ARTICLES: Final = frozenset({"the", "a", "an", "currently", "also", "our", "its", "their", "now", "new", "and", "both"})
POSTS: Final = frozenset({"as", "post", "role", "position"})
THE_COMPANY: Final = frozenset({"company", "group", "firm", "university", "institute", "hospital", "agency"})
DEEDS: Final = {"heads": "head", "leads": "head", "runs": "head", "chairs": "chair", "founded": "founder"}
"""Verbs that say a position: "who heads Acme"."""
FOUNDED: Final = frozenset({"founded", "established", "started"})
WINDOW: Final = 9
"""How many words behind a name "as" may stand."""

Reading = tuple[Title, int | None, str]


def behind(reader: Reader, span: TokenSpan) -> Iterator[Reading]:
    """Read what stands behind: "Jane Doe, Ph.D., CEO of Acme", "Jane Doe, Acme's CEO", "Jane Doe is CEO of Acme"."""
    index, opened = _over_marks(reader, span[1])
    if index is None:
        return
    if reader.word(index) == "who":
        index, opened = reader.right(index + 1), False
    rule = "positions.behind"
    start = index
    index = reader.over(index, IS | ARTICLES)
    if any(reader.word(token) in IS for token in range(start, index)):
        opened, rule = True, "positions.is"
    if not opened:
        yield from _deed(reader, index)
    elif reader.word(index) in THE_COMPANY:
        after = reader.right(index + 1)
        title = reader.title_at.get(reader.right(after + 1)) if reader.word(after) in POSSESSIVE else None
        if title:
            yield title, default_owner(reader, span[0], title), "positions.the_companys"
    elif owner := reader.organization_at(index):
        title = reader.title_at.get(reader.over(owner[1], POSSESSIVE | {"new", "former"}))
        if title:
            yield title, owner[0], "positions.owner_behind"
    else:
        yield from _titles_from(reader, index, span[0], rule)


def _over_marks(reader: Reader, index: int) -> tuple[int | None, bool]:
    """The first word behind a name, its degrees and marks, and whether a mark opened it; None where a sentence ends."""
    doc, degrees = reader.doc, lexicon().degrees
    index, opened = reader.right(index), False
    while index < len(doc) and (doc[index].text in OPENERS | degrees or doc[index].lower_ in SKIPPED):
        if doc[index].is_sent_start and not doc[index - 1].is_space:
            return None, False
        opened |= doc[index].text in OPENERS
        index = reader.right(index + 1)
    if index >= len(doc):
        return None, False
    return index, opened or (doc[index - 1].is_space and section_of(doc, index) is Section.CONTACT)


def _titles_from(reader: Reader, index: int, name: int, rule: str) -> Iterator[Reading]:
    """A title with its organization, and those that "and" adds: "CEO of Acme and professor at Ghent"."""
    title = reader.title_at.get(index)
    while title is not None:
        organization, end = organization_behind(reader, title.end)
        title, organization, end = over_department(reader, title, organization, end)
        found = organization is not None
        yield title, organization if found else default_owner(reader, name, title), rule if found else f"{rule}_alone"
        after = reader.right(end)
        title = None
        if found and reader.word(after) in {"and", ",", "&", ";"}:
            title, rule = (
                reader.title_at.get(reader.over(after + 1, {"and", "a", "the", "an", "also"})),
                "positions.second",
            )


def _deed(reader: Reader, index: int) -> Iterator[Reading]:
    """Read "(who) heads Acme", "(who) founded it"."""
    verb = reader.word(index)
    if verb not in DEEDS:
        return
    after = reader.over(index + 1, {"the"})
    organization = reader.organization_at(after)
    owner = organization[0] if organization else None
    if owner is None and verb == "founded" and reader.word(after) in {"it", "company", "business"}:
        nearest = reader.nearest_before(index)
        owner = nearest if nearest is not None else reader.main
    if owner is not None:
        yield Title(index, index + 1, DEEDS[verb]), owner, "positions.heads"


def later(reader: Reader, span: TokenSpan) -> Iterator[Reading]:
    """Read "Jane Doe has stepped down as CEO of Acme", "Jane Doe took up the post of CEO"."""
    doc = reader.doc
    index, steps = reader.right(span[1]), 0
    while index < len(doc) and steps < WINDOW and not doc[index].is_sent_start:
        named = reader.starts.get(index)
        if named and reader.label(named[0]) is EntityLabel.PERSON:
            return
        title = None
        if reader.word(index) in POSTS:
            title = reader.title_at.get(reader.over(index + 1, ARTICLES | {"of"}))
        if title:
            organization, _ = organization_behind(reader, title.end)
            yield (
                title,
                organization if organization is not None else default_owner(reader, span[0], title),
                "positions.as",
            )
            return
        index, steps = reader.right(index + 1), steps + 1


def founded(reader: Reader, span: TokenSpan) -> Iterator[Reading]:
    """Read "Acme was founded in 2012 by Jane Doe"."""
    start = reader.doc[span[0]].sent.start
    words = [reader.word(index) for index in range(start, span[0])]
    if "by" in words[-4:] and FOUNDED.intersection(words[-14:]):
        verb = max(number for number, word in enumerate(words) if word in FOUNDED) + start
        nearest = reader.nearest_before(verb)
        owner = nearest if nearest is not None else reader.main
        yield Title(verb, verb + 1, "founder"), owner, "positions.founded_by"


def before(reader: Reader, span: TokenSpan) -> Iterator[Reading]:
    """Read what stands before: "Acme CEO Jane Doe", "the CEO of Acme, Jane Doe", "Acme (CEO: Jane Doe)"."""
    doc, honorifics = reader.doc, lexicon().honorifics
    index = previous_word(doc, span[0] - 1)
    marks = {",", ":", "is", "“", "–", "by"}
    while (
        index >= 0
        and not doc[index + 1].is_sent_start
        and doc[index].text in honorifics | marks
        and index + 1 not in reader.title_until
    ):
        index = previous_word(doc, index - 1)
    if index < 0 or doc[index + 1].is_sent_start:
        return
    title = reader.title_until.get(index + 1)
    if title is not None and is_free(reader, title, span):
        owner, rule = owner_before(reader, title.start)
        if rule == "positions.before_alone" and reader.word(reader.right(span[1])) in {"of", "at", "from"}:
            around, _ = organization_behind(reader, reader.right(span[1]))
            owner, rule = (around, "positions.around") if around is not None else (owner, rule)
        if rule != "positions.before_alone" or title.text not in honorifics:
            yield title, owner, rule
        return
    organization = reader.organization_until(index + 1)
    if organization and doc[index + 1].text in {",", "is", ":"}:
        at = previous_word(doc, organization[1] - 1)
        while reader.word(at) in {"of", "at", "the", "for"}:
            at = previous_word(doc, at - 1)
        title = reader.title_until.get(at + 1)
        if title is not None and at < organization[1] - 1 and is_free(reader, title, span):
            yield title, organization[0], "positions.of_before"
