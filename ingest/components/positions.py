"""Who holds which title where: `doc._.positions`.

From each mention of a person the rules look behind ("Jane Doe, M.D., CEO of Acme", "Jane Doe, Acme's CEO", "Jane Doe is
CEO"), before ("Acme CEO Jane Doe", "the CEO of Acme, Jane Doe") and into brackets ("Acme (CEO Jane Doe)"). Where no
organization stands beside the title, it is the nearest before in the sentence, or the one whose release it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from ingest.annotations import EntityLabel, Position, Section, Support, TokenSpan
from ingest.components.lexicon import lexicon
from ingest.components.phrases import next_word, previous_word
from ingest.components.precision import precision_of
from ingest.components.sections import section_of
from ingest.components.titles import Title, titles

_POSSESSIVE: Final = frozenset({"'s", "’s", "'", "’", "‘s"})
_SKIPPED_BEHIND: Final = frozenset({"the", "a", "an", "currently", "also", "our", "its", "their", "now", "new", "and", "both"})
_IS: Final = frozenset({"is", "was", "remains", "becomes", "became", "as", "serves", "named", "appointed"})
_TO_ORGANIZATION: Final = frozenset({"of", "at", "for", "with", "from", ",", "in", "the", "(", "-", "–", "—", "both", "company", "its", "our", "their"})
DEPARTMENTS: Final = frozenset({"Division", "Department", "Board", "Committee", "Sector", "Segment", "Team", "division"})
"""What a name begins or ends with that is a department: part of a title rather than an employer."""
KINDS: Final = frozenset({"university", "hospital", "institute", "foundation", "center", "centre", "school", "ministry"})
"""Nouns that stand for an institution named before."""
SIGNED: Final = frozenset({"Title", "Name", "By", ":", "/s/"})
"""Words of signature blocks between a name and its title."""
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

    def nearest_before(self, index: int) -> int | None:
        """The organization mentioned last before a token in its sentence."""
        start = self.doc[index].sent.start
        best = max((end for end, _ in self.ends.items() if start < end <= index and self.organization_until(end)), default=None)
        return self.ends[best][0] if best is not None else None


def main_organization(doc: Doc) -> int | None:
    """The organization whose release it seems to be: a company before an institution, then named first and often."""
    ranked = []
    for number, entity in enumerate(doc._.entities):
        if entity.label is EntityLabel.ORGANIZATION:
            sections = [section_of(doc, start) for start, _ in entity.spans]
            first = next((start for (start, _), at in zip(entity.spans, sections, strict=True) if at is Section.BODY), len(doc))
            weight = len(entity.spans) + 2 * (Section.HEADLINE in sections) + 2 * (Section.ABOUT in sections)
            ranked.append((entity.kind == "company", weight - 4 * first / max(len(doc), 1), -first, number))
    return max(ranked)[-1] if ranked else None


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


Reading = tuple[Title, int | None, str]


def behind(reader: Reader, span: TokenSpan) -> Iterator[Reading]:
    """ "Jane Doe, Ph.D., CEO of Acme and professor at Ghent", "Jane Doe, Acme's CEO", "Jane Doe is CEO of Acme"."""
    doc, words = reader.doc, lexicon()
    index = reader.right(span[1])
    opened = False
    while index < len(doc) and (doc[index].text in {",", "(", "–", "—", "-", ".", "®"} or doc[index].text in words.degrees or doc[index].text in SIGNED):
        opened |= doc[index].text in {",", "(", "–", "—", "-"}
        if doc[index].is_sent_start and not doc[index - 1].is_space:
            return
        index = reader.right(index + 1)
    opened |= index < len(doc) and index > 0 and doc[index - 1].is_space and section_of(doc, index) is Section.CONTACT
    if index < len(doc) and doc[index].lower_ == "who":
        index, opened = reader.right(index + 1), False
    steps = 0
    rule = "positions.behind"
    while index < len(doc) and steps < 4 and (doc[index].lower_ in _IS or doc[index].lower_ in _SKIPPED_BEHIND):
        if doc[index].lower_ in _IS:
            opened, rule = True, "positions.is"
        index, steps = reader.right(index + 1), steps + 1
    if index < len(doc) and not opened and doc[index].lower_ in {"heads", "leads", "runs", "chairs", "founded"}:
        yield from _heads(reader, index)
        return
    if index >= len(doc) or not opened:
        return
    if doc[index].lower_ in {"company", "group", "firm", "university", "institute", "hospital", "agency"}:
        after = reader.right(index + 1)
        if after < len(doc) and doc[after].text in _POSSESSIVE and (title := reader.title_at.get(reader.right(after + 1))):
            yield title, _default(reader, span[0], title), "positions.the_companys"
        return
    owner = reader.organization_at(index)
    if owner:
        after = reader.right(owner[1])
        if after < len(doc) and doc[after].text in _POSSESSIVE:
            after = reader.right(after + 1)
        while after < len(doc) and doc[after].lower_ in {"new", "former"}:
            after = reader.right(after + 1)
        title = reader.title_at.get(after)
        if title:
            yield title, owner[0], "positions.owner_behind"
        elif section_of(doc, index) is Section.CONTACT:
            return
        return
    title = reader.title_at.get(index)
    while title is not None:
        organization, end = _organization_behind(reader, title.end)
        title, organization, end = _over_department(reader, title, organization, end)
        where = rule if organization is not None else f"{rule}_alone"
        if organization is None:
            organization = _default(reader, span[0], title)
        yield title, organization, where
        title = None
        after = reader.right(end)
        if organization is not None and after < len(doc) and doc[after].text in {"and", ",", "&", ";"}:
            after = reader.right(after + 1)
            while after < len(doc) and doc[after].lower_ in {"and", "a", "the", "an", "also"}:
                after = reader.right(after + 1)
            title = reader.title_at.get(after)
            rule = "positions.second"


def later(reader: Reader, span: TokenSpan) -> Iterator[Reading]:
    """ "Jane Doe has stepped down as CEO of Acme", "has named Jane Doe to the post of CEO"."""
    doc = reader.doc
    index, steps = reader.right(span[1]), 0
    while index < len(doc) and steps < 9 and not doc[index].is_sent_start:
        if index in reader.starts and reader.label(reader.starts[index][0]) is EntityLabel.PERSON:
            return
        if doc[index].lower_ in {"as", "post", "role", "position"}:
            after = reader.right(index + 1)
            while after < len(doc) and doc[after].lower_ in {"the", "its", "a", "an", "of", "new", "their", "our"}:
                after = reader.right(after + 1)
            title = reader.title_at.get(after)
            if title:
                organization, _ = _organization_behind(reader, title.end)
                yield title, organization if organization is not None else _default(reader, span[0], title), "positions.as"
                return
        index, steps = reader.right(index + 1), steps + 1


def founded(reader: Reader, span: TokenSpan) -> Iterator[Reading]:
    """ "Acme was founded in 2012 by Jane Doe"."""
    doc = reader.doc
    sentence = doc[span[0]].sent
    words = [token.lower_ for token in doc[sentence.start : span[0]]]
    if "by" in words[-4:] and {"founded", "established", "started"}.intersection(words[-14:]):
        verb = max(i for i, word in enumerate(words) if word in {"founded", "established", "started"}) + sentence.start
        owner = reader.nearest_before(verb)
        yield Title(verb, verb + 1, "founder"), owner if owner is not None else reader.main, "positions.founded_by"


def _heads(reader: Reader, index: int) -> Iterator[Reading]:
    doc = reader.doc
    verb = doc[index]
    after = reader.right(index + 1)
    if after < len(doc) and doc[after].lower_ == "the":
        after = reader.right(after + 1)
    organization = reader.organization_at(after)
    if organization is None and verb.lower_ == "founded" and doc[after].lower_ in {"it", "company", "business"}:
        owner = reader.nearest_before(verb.i)
        organization = (owner if owner is not None else reader.main or 0, after)
    if organization:
        word = {"founded": "founder", "heads": "head", "leads": "head", "runs": "head", "chairs": "chair"}[verb.lower_]
        yield Title(index, index + 1, word), organization[0], "positions.heads"


def _organization_behind(reader: Reader, index: int) -> tuple[int | None, int]:
    """The organization that follows a title over "of", "at the", a comma or a place; and where it ends."""
    doc = reader.doc
    place, steps = reader.right(index), 0
    while place < len(doc) and steps < 5:
        token = doc[place]
        found = reader.organization_at(place)
        if found:
            after = reader.right(found[1])
            if after < len(doc) and doc[after].text in _POSSESSIVE:
                after = reader.right(after + 1)
                inner = reader.organization_at(after)
                return inner or found
            if steps and doc[previous_word(doc, place - 1)].text == "," and after < len(doc) and doc[after].lower_ in {"said", "has", "will", "is"}:
                return None, index
            return found
        if token.lower_ in {"company", "firm"}:
            return reader.nearest_before(index) or reader.main, place + 1
        if token.lower_ not in _TO_ORGANIZATION or (token.is_sent_start and steps and not doc[place - 1].is_space):
            break
        place, steps = reader.right(place + 1), steps + 1
    return None, index


def _over_department(
    reader: Reader, title: Title, organization: int | None, end: int
) -> tuple[Title, int | None, int]:
    """A department named behind a title belongs to the title; the position is at what the department belongs to."""
    doc = reader.doc
    found = reader.ends.get(end)
    if organization is None or found is None or found[0] != organization:
        return title, organization, end
    words = [token.text for token in doc[found[1] : end] if not token.is_space]
    if not DEPARTMENTS.intersection((words[0], words[-1])):
        return title, organization, end
    longer = Title(title.start, end, " ".join(doc[title.start : end].text.split()))
    parent, parent_end = _organization_behind(reader, end)
    if parent is None or parent == organization:
        return longer, _default(reader, title.start, longer), end
    return longer, parent, parent_end


def _default(reader: Reader, index: int, title: Title) -> int | None:
    """Whose officer someone is whose organization is not named beside the title.

    "Its" means the sentence's first organization; "at the hospital" the last one of that kind; in a list of contacts or
    signatures it is the last one before; else the nearest before in the sentence; at last the release's own.
    """
    doc = reader.doc
    earlier = sorted((end, number) for end, (number, _) in reader.ends.items() if reader.organization_until(end) and end <= index)
    noun = next((w for w in doc[title.start : title.end + 4] if w.lower_ in KINDS and doc[w.i - 1].lower_ == "the"), None)
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


def before(reader: Reader, span: TokenSpan) -> Iterator[Reading]:
    """ "Acme CEO Jane Doe", "Acme's CEO, Jane Doe", "the CEO of Acme, Jane Doe", "Acme (CEO: Jane Doe)"."""
    doc, words = reader.doc, lexicon()
    index = previous_word(doc, span[0] - 1)
    while index >= 0 and not doc[index + 1].is_sent_start and (doc[index].text in words.honorifics or doc[index].text in {",", ":", "is", "“", "–", "by"}):
        index = previous_word(doc, index - 1)
    if index < 0 or doc[index + 1].is_sent_start:
        return
    title = reader.title_until.get(index + 1)
    if title is not None and _is_free(reader, title, span):
        owner, rule = _owner_before(reader, title.start)
        if rule == "positions.before_alone":
            after = reader.right(span[1])
            if after < len(doc) and doc[after].lower_ in {"of", "at", "from"}:
                behind_name, _ = _organization_behind(reader, after)
                if behind_name is not None:
                    owner, rule = behind_name, "positions.around"
        yield title, owner, rule
        return
    owner_here = reader.organization_until(index + 1)
    if owner_here:
        at = previous_word(doc, owner_here[1] - 1)
        while at >= 0 and doc[at].lower_ in {"of", "at", "the", "for"}:
            at = previous_word(doc, at - 1)
        title = reader.title_until.get(at + 1)
        if title is not None and at < owner_here[1] - 1 and doc[index + 1].text in {",", "is", ":"}:
            if _is_free(reader, title, span):
                yield title, owner_here[0], "positions.of_before"


def _is_free(reader: Reader, title: Title, span: TokenSpan) -> bool:
    """Whether a title before a name is not the title of someone named before it: "Ann Poe, CEO, Jane Doe, ..."."""
    doc = reader.doc
    at = previous_word(doc, title.start - 1)
    separated = doc[previous_word(doc, span[0] - 1)].text == ","
    while at >= 0 and (doc[at].text in {",", "the"} or doc[at].text in lexicon().degrees):
        at = previous_word(doc, at - 1)
    found = reader.ends.get(at + 1)
    return not (separated and found is not None and reader.label(found[0]) is EntityLabel.PERSON)


def _owner_before(reader: Reader, start: int) -> tuple[int | None, str]:
    """Whose title begins at `start`, by what stands before it."""
    doc = reader.doc
    at = previous_word(doc, start - 1)
    steps = 0
    while at >= 0 and steps < 3 and (doc[at].lower_ in {"new", "the", "former", "interim"} or doc[at].text in {",", *_POSSESSIVE}):
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
    return _default(reader, start, reader.title_at[start]), "positions.before_alone"


def title_words(title: str) -> frozenset[str]:
    """The words of a title with abbreviations written out, for telling whether two titles are one."""
    text = title.casefold().replace("-", " ").replace("/", " ").replace(",", " ").replace("&amp;", " ").replace("&", " ")
    spelled = " ".join(ABBREVIATIONS.get(word, word) for word in text.split())
    return frozenset(spelled.split()) - {"and", "of", "the"}


def joined(found: list[Found]) -> tuple[Position, ...]:
    """One position for all places that say the same: same person and organization, titles that share half their words."""
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
