"""Finds job titles: "Chief Medical Officer and co-founder", "head of cell therapy", "VP, Investor Relations".

A title is one or more heads ("director", "CEO") with what stands before ("deputy medical") and behind ("of research",
", Investor Relations", "(Interim)"). An organization inside is left out, and kept as the title's owner: "director of
Acme's cell therapy unit" reads "director of cell therapy unit". Verbs count too: "who heads Acme". The words are data:
`ingest/vocabulary/title_words.json`.
"""

# ruff: noqa: RUF001 - texts have the dashes and quotes that releases have

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError
from spacy.tokens import Doc

from ingest.components.lexicon import lexicon
from ingest.components.phrases import has_capital, next_word
from ingest.errors import VocabularyError

FILE: Final = "title_words.json"
JOINTS: Final = frozenset({"and", "&", "&amp;", "/", ",", "und", "y", "et"})
POSSESSIVE: Final = frozenset({"'s", "’s", "'", "’", "‘s"})
HYPHENS: Final = frozenset({"-", "‑", "–"})
DETERMINERS: Final = frozenset({"the", "its", "our", "their", "a", "an", "this", "his", "her"})
OF: Final = frozenset({"of", "for", "in"})
INSIDE: Final = frozenset({"of", "and", "for", "the", "&", "&amp;", "-", "/", "‑"})
LONGEST_AREA: Final = 8
"""Words of what someone is head of."""


class TitleWords(BaseModel):
    """The words of titles by what they do in one.

    `officers` are heads behind which "of" mostly names an organization ("CEO of Acme"), `heads` those behind which it
    may name an area. `modifiers` stand before a head, `areas` behind a comma or directly behind the head. Behind
    "of the", `boards` belong to the title and `places` stand for an organization named elsewhere. No title goes on
    over `stops`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    officers: frozenset[str]
    heads: frozenset[str]
    modifiers: frozenset[str]
    areas: frozenset[str]
    boards: frozenset[str]
    suffixes: frozenset[str]
    teams: frozenset[str]
    verbs: Mapping[str, str]
    places: Mapping[str, str]
    stops: frozenset[str]


@cache
def title_words() -> TitleWords:
    """The lists of this installation.

    Raises:
        VocabularyError: The file lacks a list or has one too many.
    """
    try:
        return TitleWords.model_validate_json(files("ingest.vocabulary").joinpath(FILE).read_text("utf-8"))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise VocabularyError(f"{FILE}: {problem['loc']}: {problem['msg']}", next_step="correct the list") from error


@dataclass(frozen=True, slots=True)
class Title:
    """A title's tokens, end exclusive, and its text as written; `head` is its first head in lower case.

    `owner` is the organization (entity index) that stands inside, `place` says that "the company" or "the university"
    does. `verb` marks titles that a verb says.
    """

    start: int
    end: int
    text: str
    head: str = ""
    owner: int | None = None
    place: str | None = None
    verb: bool = False
    many: bool = False


class TitleReader:
    """Reads the titles of one text; `organizations` and `people` map the first token of each name to (entity, end)."""

    def __init__(
        self, doc: Doc, organizations: Mapping[int, tuple[int, int]], people: Mapping[int, tuple[int, int]]
    ) -> None:
        self.doc, self.words = doc, title_words()
        self.organizations, self.people = organizations, people
        self.taken = {i for start, (_, end) in [*organizations.items(), *people.items()] for i in range(start, end)}

    def read(self) -> list[Title]:
        """All titles from left to right."""
        found: list[Title] = []
        index = 0
        while index < len(self.doc):
            title = self._title(index) if index not in self.taken else None
            if title is not None:
                many = any(self._is_plural(at) for at in range(title.start, title.end))
                found.append(replace(title, many=True) if many and not title.verb else title)
            index = title.end if title is not None else index + 1
        return found

    def _word(self, index: int) -> str:
        return self.doc[index].lower_ if 0 <= index < len(self.doc) and index not in self.taken else ""

    def _next(self, index: int) -> int:
        return next_word(self.doc, index)

    def _title(self, start: int) -> Title | None:
        verb = self._verb(start)
        if verb is not None:
            return verb
        after = self._next(start + 1)
        if f"{self._word(start)} {self._word(after)}" in self.words.teams:
            if self._word(start) == "in":
                end = self._area(self._next(after + 1) + 1, strict=False)
                return Title(start, end, self._text(start, end), "charge") if end > after + 2 else None
            return Title(start, after + 1, self._text(start, after + 1), "relations")
        unit = self._unit(start)
        if unit is None:
            return None
        head, end = unit
        title = self._extended(start, end, head)
        while True:
            joined = self._joined(title)
            if joined is None:
                return title
            title = joined

    def _verb(self, start: int) -> Title | None:
        lemma = self.words.verbs.get(self._word(start))
        if lemma is None:
            return None
        end, text, owner, place = start + 1, lemma, None, None
        index = self._next(end)
        if self._word(index) == "by" or self._word(start) not in {"heads", "leads", "runs", "directs", "manages"}:
            return Title(start, end, text, f"verb_{lemma}", verb=True)
        while self._word(index) in DETERMINERS:
            index = self._next(index + 1)
        if index in self.organizations:
            owner, close = self.organizations[index]
            follow = self._next(close)
            if follow < len(self.doc) and self.doc[follow].text in POSSESSIVE:
                follow = self._next(follow + 1)
                index = follow
            elif self._word(follow).isalpha() and self._word(follow) in self.words.areas | self.words.boards:
                index = follow
            else:
                return Title(start, end, text, f"verb_{lemma}", owner=owner, verb=True)
        close = self._area(index, strict=False)
        area = self._text(index, close)
        if self._word(index) in self.words.places and close <= index + 1:
            place = self.words.places[self._word(index)]
        elif area:
            text, end = f"{lemma} of {area}", close if owner is None else end
        return Title(start, end, text, f"verb_{lemma}", owner=owner, place=place, verb=True)

    def _unit(self, start: int) -> tuple[str, int] | None:
        """The first head at or behind `start` over modifiers only, and the end of the run."""
        words = self.words
        heads = words.heads | words.officers
        index, head, end = start, "", start
        while index < len(self.doc) and index not in self.taken and index - start < 9:
            word, token = self._word(index), self.doc[index]
            if token.is_sent_start and index > start:
                break
            if word in heads:
                head, end = head or word, index + 1
            elif word in words.modifiers and word != "and":
                if head and not self._reaches_head(index):
                    break
            elif (
                (word in {"&", "and"} and not head and index > start and self._reaches_head(self._next(index + 1)))
                or (
                    token.text in HYPHENS
                    and index > start
                    and not self.doc[index - 1].whitespace_
                    and not token.whitespace_
                )
                or (head == "chief" and word.isalpha() and self._word(self._next(index + 1)) == "officer")
            ):
                pass
            elif not token.is_space or "\n" in token.text:
                break
            index += 1
        if not head:
            return None
        # The last head says what it is: "chief executive officer" -> officer, "vice president" -> president.
        if "vice" in {self._word(at) for at in range(start, end)}:
            return "vp", end
        return self._word(end - 1) if head not in {"chief", "ceo"} else head, end

    def _reaches_head(self, index: int) -> bool:
        words = self.words
        for at in range(index, min(index + 6, len(self.doc))):
            word = self._word(at)
            if word in words.heads or word in words.officers:
                return True
            if word not in words.modifiers and self.doc[at].text not in HYPHENS and not self.doc[at].is_space:
                return False
        return False

    def _text(self, start: int, end: int) -> str:
        """The words as written, one of several holders alone: "co-CEOs" reads "co-CEO"."""
        text = " ".join(self.doc[start:end].text.split())
        return text[:-1] if end > start and self._is_plural(end - 1) else text.removesuffix(".")

    def _is_plural(self, index: int) -> bool:
        word = self._word(index)
        return word.endswith("s") and word[:-1] in self.words.heads | self.words.officers

    def _extended(self, start: int, end: int, head: str) -> Title:  # noqa: PLR0911 - one return for each thing that "of" may lead to
        """What stands behind a head and still belongs to the title."""
        doc, text = self.doc, self._text(start, end)
        index = self._next(end)
        if index >= len(doc):
            return Title(start, end, text, head)
        word = self._word(index)
        if word in {"ad", "emeritus", "emerita"} or (
            doc[index].text in HYPHENS and self._word(index + 1) in self.words.suffixes
        ):
            end = self._next(index + 1) + (0 if word in {"emeritus", "emerita"} else 1)
            end = index + 1 if word in {"emeritus", "emerita"} else end
            return (
                self._extended(start, end, head) if end < len(doc) else Title(start, end, self._text(start, end), head)
            )
        if word == "(" and self._word(index + 1) in {*self.words.suffixes, "independent", "commercial"}:
            close = next((i for i in range(index, min(index + 5, len(doc))) if doc[i].text == ")"), None)
            if close is not None:
                return self._extended(start, close + 1, head)
        if word in OF:
            return self._over_of(start, end, index, head)
        if word == "," or doc[index].text in {"–", "-", "|"}:
            close = self._area(self._next(index + 1), strict=True)
            if close > index + 1:
                return Title(start, close, self._text(start, close), head)
        elif word and has_capital(doc[index].text) and has_capital(doc[start].text) and not doc[index].is_sent_start:
            close = self._area(index, strict=True)
            if close > index:
                return Title(start, close, self._text(start, close), head)
        return Title(start, end, text, head)

    def _over_of(self, start: int, end: int, of: int, head: str) -> Title:
        """Read "head of cell therapy"; a title ends before an organization: "head of Acme", "head of Acme's lab"."""
        doc, text = self.doc, self._text(start, end)
        index, determiner = self._next(of + 1), False
        while self._word(index) in DETERMINERS:
            index, determiner = self._next(index + 1), True
        if index in self.organizations:
            owner, close = self.organizations[index]
            follow = self._next(close)
            if follow < len(doc) and doc[follow].text in POSSESSIVE:
                close = self._area(self._next(follow + 1), strict=False)
                area = self._text(self._next(follow + 1), close) if close > follow + 1 else ""
                if area and self._next(follow + 1) not in self.organizations:
                    return Title(start, end, f"{text} {doc[of].text} {area}", head, owner=owner)
            if doc[close - 1].lower_ == "division":
                # A division is what someone is head of; who employs them stands behind it or elsewhere.
                return Title(start, close, self._text(start, close), head)
            return Title(start, end, text, head)
        word = self._word(index)
        if word in self.words.places and determiner:
            following = self._word(self._next(index + 1))
            if following not in {"of", "for"}:
                return Title(start, end, text, head, place=self.words.places[word])
        near = {self._word(at) for at in range(index, min(index + 4, len(doc)))}
        allowed = head not in self.words.officers or word in self.words.areas or bool(near & self.words.boards)
        if self._word(of) == "in":
            allowed = head in {"professor", "lecturer", "fellow", "chair", "charge"}
        close = self._area(index, strict=False) if allowed else index
        if close <= index:
            return Title(start, end, text, head)
        return Title(start, close, self._text(start, close), head)

    def _area(self, start: int, *, strict: bool) -> int:
        """The end of a field or department that begins at a token; `start` if there is none.

        `strict` asks for capitals and for a known area word, as behind a comma a name of something else may follow.
        """
        doc, index, end, known = self.doc, start, start, False
        while index < len(doc) and index - start < 2 * LONGEST_AREA and index not in self.taken:
            token, word = doc[index], self._word(index)
            if token.is_space and "\n" not in token.text:
                index += 1
                continue
            if token.is_space or (token.is_sent_start and index > start) or token.text in POSSESSIVE:
                break
            if word in INSIDE:
                following = self._next(index + 1)
                if (
                    index == start
                    or following in self.organizations
                    or not self._area_goes_on(index, following, strict=strict)
                ):
                    break
            elif word == "," and self._listed(index, strict=strict):
                pass
            elif (
                (token.is_punct and token.text not in {"&", "/"})
                or word in self.words.stops
                or (strict and not (has_capital(token.text) or word == "&"))
            ):
                break
            else:
                known |= word in self.words.areas or token.text.isupper() or lexicon().is_place(token.text)
                end = index + 1
            index += 1
        return end if known or not strict else start

    def _area_goes_on(self, joint: int, following: int, *, strict: bool) -> bool:
        word = self._word(following)
        if not word or (strict and not has_capital(self.doc[following].text) and word != "the"):
            return False
        if self._word(joint) in {"and", "&", "&amp;"}:
            return self._unit(following) is None
        return word not in self.words.stops

    def _listed(self, comma: int, *, strict: bool) -> bool:
        following = self._next(comma + 1)
        return strict and self._word(following) in self.words.areas and has_capital(self.doc[following].text)

    def _joined(self, title: Title) -> Title | None:
        """A title with the one that "and" or a comma adds: "CEO and co-founder"; None where none follows."""
        doc, index, joints = self.doc, self._next(title.end), 0
        if title.owner is not None or title.place is not None:
            return None
        while index < len(doc) and self._word(index) in JOINTS:
            index, joints = self._next(index + 1), joints + 1
        if not joints:
            return None
        while self._word(index) in {"the", "a", "an", "also", "our", "its", "one", "of"}:
            index = self._next(index + 1)
        unit = self._unit(index) if index < len(doc) and not doc[index].is_sent_start else None
        if unit is None or self._verb(index) is not None:
            return None
        more = self._extended(index, unit[1], unit[0])
        if self._is_before_name(more.end) and self._is_behind_name(title.start):
            return None
        text = self._text(title.start, more.start) + " " + more.text
        return Title(title.start, more.end, text, title.head, owner=more.owner, place=more.place)

    def _is_before_name(self, end: int) -> bool:
        at = self._next(end)
        return at in self.people

    def _is_behind_name(self, start: int) -> bool:
        return any(end <= start <= end + 3 for _, end in self.people.values())
