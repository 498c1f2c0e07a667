"""Whose title it is: every organization of a text, described by how it stands to a title and its holder.

Where none stands beside the title, the text leaves the reader to find it: the one of the heading in contact lines,
"its" and "the company" of the sentence before, whoever was quoted last, or the organization whose release it is.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ingest.annotations import Entity, Section
from ingest.components.holders import SECTIONS, Holder, kind_of
from ingest.components.reader import FAR, SIGNS, Mention, Reader, no_signs, signs
from ingest.components.titles import Title, title_words

NEAR: Final = 45
"""Words between a title and an organization that may still say something."""
GENERIC: Final[Mapping[str, frozenset[str]]] = {
    "university": frozenset({"university", "universität", "college", "school", "università", "universidade"}),
    "hospital": frozenset({"hospital", "hospitals", "clinic", "klinikum", "kantonsspital", "infirmary", "medical"}),
    "institute": frozenset({"institute", "institut", "centre", "center", "institution"}),
    "foundation": frozenset({"foundation", "stiftung", "trust", "charity"}),
    "ministry": frozenset({"ministry", "department", "agency", "government", "state"}),
    "laboratory": frozenset({"laboratory", "laboratories", "lab", "facility", "unit"}),
}
"""Nouns that stand for an institution named elsewhere, and the words that such names have."""
COMPANY: Final = frozenset({"company", "group", "firm", "registrant", "corporation", "startup", "issuer", "drugmaker"})
OFFICIAL: Final = frozenset(
    [
        "commission",
        "authority",
        "authorities",
        "administration",
        "agency",
        "exchange",
        "securities",
        "fda",
        "ema",
        "ministry",
        "government",
        "parliament",
    ]
)
"""Words in names of bodies that approve and oversee."""
ANNOUNCES: Final = frozenset(
    ["announced", "announces", "today", "reports", "reported", "signed", "signs", "announce", "has", "have", "will"]
)
ADVISES: Final = frozenset(
    [
        "adviser",
        "advisor",
        "advisers",
        "advisors",
        "counsel",
        "bank",
        "underwriter",
        "manager",
        "auditor",
        "advising",
        "advised",
    ]
)
SOLE: Final = frozenset({"ceo", "chief", "chairman", "cfo"})
"""Titles that mostly one person holds at an organization."""


@dataclass(frozen=True, slots=True)
class Owner:
    """An organization (entity index) that may be the title's, with its features."""

    organization: int
    features: dict[str, float]


class Owners:
    """Describes the organizations of one text as owners of titles."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.entities: list[Entity] = reader.doc._.entities
        self.ranked = reader.by_weight()
        self.named = Counter(number for *_, number in reader.organizations)
        self.words = {
            number: {w.lower_ for start, end, n in reader.organizations if n == number for w in reader.doc[start:end]}
            for number in self.ranked
        }
        self.beside = self._beside()
        self.profiles = {number: self._profile(number) for number in self.ranked}

    def _beside(self) -> dict[int, set[int]]:
        """For each organization, the people that stand beside a title of it, as far as the words alone tell."""
        found: dict[int, set[int]] = {}
        reader = self.reader
        for start, end, number in reader.organizations:
            for person_start, person_end, person in reader.people:
                gap = None
                if 0 <= person_start - end < 14:
                    gap = reader.gap(end, person_start)
                elif 0 <= start - person_end < 14:
                    gap = reader.gap(person_end, start)
                if gap is not None and gap.count("<T>") == 1 and not {"<O>", "<P>", ".", "\n", ";"} & set(gap):
                    found.setdefault(number, set()).add(person)
        return found

    def _profile(self, number: int) -> dict[str, float]:
        """What an organization is in this text, whatever the title: the one that speaks, a regulator, an adviser."""
        reader, doc = self.reader, self.reader.doc
        mentions = [m for m in reader.organizations if m[2] == number]
        behind = [{doc[i].lower_ for i in range(m[1], min(m[1] + 5, len(doc)))} for m in mentions]
        around = [{doc[i].lower_ for i in range(max(0, m[0] - 6), min(m[1] + 6, len(doc)))} for m in mentions]
        opens = sum(self._opening(n) == number for n in range(len(reader.sentences)))
        headings = [doc[m[0] - 1].lower_ == "about" and self._begins_line(m[0] - 1) for m in mentions if m[0] > 0]
        sections = [reader.sections[reader.sentence_of(m[0])] for m in mentions]
        headline = [m for m in reader.organizations if reader.sections[reader.sentence_of(m[0])] is Section.HEADLINE]
        features = {f"in.{s.value}": float(s in sections) for s in (Section.HEADLINE, Section.ABOUT, Section.CONTACT)}
        return features | {
            "opens": float(min(opens, 8)),
            "announces": float(any(ANNOUNCES & words for words in behind)),
            "defined": float(any({"company", "group"} & words and {"“", '"', "("} & words for words in behind)),
            "about": float(any(headings)),
            "official": float(bool(OFFICIAL & self.words[number])),
            "advises": float(sum(bool(ADVISES & words) for words in around) / len(around)),
            "division": float(doc[mentions[0][1] - 1].lower_ in {"division", "department", "committee", "board"}),
            "headline.first": float(bool(headline) and headline[0][2] == number),
            "text.first": float(reader.organizations[0][2] == number),
            "share": len(mentions) / len(reader.organizations),
            "staff": float(len(self.beside.get(number, ()))),
            "institution": float(self.entities[number].kind == "institution"),
            "rank": float(self.ranked.index(number)),
            "mentions": float(min(self.named[number], 12)),
        }

    def _begins_line(self, index: int) -> bool:
        return index == 0 or "\n" in self.reader.doc[index - 1].text or bool(self.reader.doc[index].is_sent_start)

    def of(self, title: Title, holder: Holder) -> Iterator[Owner]:
        """All organizations as owners of a title that somebody holds."""
        common = self._common(title, holder)
        generic = self._generic(title)
        rows = {number: self._features(number, title, holder, generic) for number in self.ranked}
        for key in ("right.distance", "left.distance", "person.distance", "last.distance"):
            best = min((row[key] for row in rows.values()), default=0.0)
            for row in rows.values():
                row[f"{key}.behind"] = min(row[key] - best, FAR)
        for number, row in rows.items():
            row["count"] = float(len(rows))
            yield Owner(number, common | row)

    def _common(self, title: Title, holder: Holder) -> dict[str, float]:
        reader = self.reader
        sentence = reader.sentence_of(title.start)
        start, end = reader.sentences[sentence]
        features = kind_of(title)
        features["section"] = float(SECTIONS.index(reader.sections[sentence]))
        features["before"] = holder.features["before"]
        features["holder.length"] = holder.features["gap.length"]
        features["holder.sentences"] = holder.features["sentences"]
        lead = reader.gap(max(start, title.start - 4), title.start)
        for name in ("its", "our", "the", "former", "possessive", "O", "be", "who", "appoint"):
            features[f"lead.{name}"] = float(bool(SIGNS[name] & set(lead[-3:])))
        tail = reader.gap(title.end, min(title.end + 4, end))
        for name in ("of", "comma", "say", "for", "line", "stop", "close", "colon", "P", "and"):
            features[f"tail.{name}"] = float(bool(SIGNS[name] & set(tail[:1])))
        words = {token.lower_ for token in reader.doc[start:end]}
        features["quote"] = float(bool(SIGNS["quote"] & words))
        features["organizations"] = float(len({m[2] for m in reader.inside(reader.organizations, start, end)}))
        features["people"] = float(len({m[2] for m in reader.inside(reader.people, start, end)}))
        return features

    def _generic(self, title: Title) -> str | None:
        """The noun beside a title that stands for an organization: "the university's rector", "head of the clinic"."""
        doc = self.reader.doc
        window = [doc[i].lower_ for i in range(max(0, title.start - 4), min(title.end + 5, len(doc)))]
        for one, other in itertools.pairwise(window):
            if one in {"the", "our", "its", "this"}:
                if other in COMPANY:
                    return "company"
                if other in GENERIC:
                    return other
        return None

    def _features(self, number: int, title: Title, holder: Holder, generic: str | None) -> dict[str, float]:
        reader = self.reader
        sentence = reader.sentence_of(title.start)
        start, end = reader.sentences[sentence]
        mentions = [m for m in reader.organizations if m[2] == number]
        person = holder.mention
        features: dict[str, float] = {"owner.inside": float(title.owner == number)}
        right = next((m for m in mentions if m[0] >= title.end and m[0] - title.end < NEAR and m[0] < end + 12), None)
        left = next((m for m in reversed(mentions) if m[1] <= title.start and title.start - m[1] < NEAR), None)
        if right is not None and reader.sentence_of(right[0]) > sentence + 1:
            right = None
        if left is not None and reader.sentence_of(left[0]) < sentence - 1:
            left = None
        features |= signs(reader.gap(title.end, right[0]), "right") if right else no_signs("right")
        features |= signs(reader.gap(left[1], title.start), "left") if left else no_signs("left")
        features["right.distance"] = float(right[0] - title.end) if right else FAR
        features["left.distance"] = float(title.start - left[1]) if left else FAR
        features["right.same"] = float(right is not None and right[0] < end)
        features["left.same"] = float(left is not None and left[0] >= start)
        features["right.inner"] = float(right is not None and self._is_inner(right))
        features["right.possessed"] = float(right is not None and self._possesses(right))
        features |= self._person(person, mentions)
        features |= self._place(number, mentions, title)
        features |= self.profiles[number]
        features["generic"] = self._fits(number, generic)
        surname = reader.doc[person[1] - 1].lower_
        features["surname"] = float(surname in self.words[number])
        others = self.beside.get(number, set())
        features["beside.same"] = float(person[2] in others)
        features["beside.other"] = float(bool(others - {person[2]}))
        features["beside.elsewhere"] = float(any(person[2] in p for n, p in self.beside.items() if n != number))
        features["sole.taken"] = float(title.head in SOLE and bool(others - {person[2]}))
        return features

    def _is_inner(self, mention: Mention) -> bool:
        first, last = self.reader.doc[mention[0]].lower_, self.reader.doc[mention[1] - 1].lower_
        boards = title_words().boards
        return first in boards or last in boards

    def _possesses(self, mention: Mention) -> bool:
        doc = self.reader.doc
        return mention[1] < len(doc) and doc[mention[1]].text in SIGNS["possessive"]

    def _fits(self, number: int, generic: str | None) -> float:
        if generic is None:
            return 0.0
        if generic == "company":
            return 1.0 if self.entities[number].kind == "company" else -1.0
        return 2.0 if GENERIC[generic] & self.words[number] else -2.0

    def _person(self, person: Mention, mentions: list[Mention]) -> dict[str, float]:
        """How the organization stands to the holder's name."""
        reader = self.reader
        nearest = min(mentions, key=lambda m: max(m[0] - person[1], person[0] - m[1]))
        if nearest[0] >= person[1]:
            gap, after = reader.gap(person[1], min(nearest[0], person[1] + NEAR)), 1.0
            distance = nearest[0] - person[1]
        else:
            gap, after = reader.gap(max(nearest[1], person[0] - NEAR), person[0]), 0.0
            distance = person[0] - nearest[1]
        features = signs(gap, "person")
        features["person.after"] = after
        features["person.distance"] = float(min(distance, FAR))
        sentences = {reader.sentence_of(m[0]) for m in mentions}
        features["person.together"] = float(
            sum(reader.sentence_of(m[0]) in sentences for m in reader.people if m[2] == person[2])
        )
        return features

    def _place(self, number: int, mentions: list[Mention], title: Title) -> dict[str, float]:
        """Where in the text the organization is named."""
        reader = self.reader
        sentence = reader.sentence_of(title.start)
        start, _ = reader.sentences[sentence]
        features: dict[str, float] = {}
        before = [m for m in mentions if m[1] <= title.start]
        features["last.distance"] = float(title.start - before[-1][1]) if before else 400.0
        features["last.sentences"] = float(sentence - reader.sentence_of(before[-1][0])) if before else 30.0
        between = {m[2] for m in reader.organizations if before and before[-1][1] <= m[0] < title.start}
        features["last.others"] = float(len(between - {number})) if before else FAR
        inside = reader.inside(reader.organizations, start, title.start)
        features["first.here"] = float(bool(inside) and inside[0][2] == number)
        opening = self._opening(sentence - 1)
        features["opens.before"] = float(opening == number)
        features["opens.two_before"] = float(self._opening(sentence - 2) == number)
        return features

    def _opening(self, sentence: int) -> int | None:
        """The organization that a sentence names first."""
        if sentence < 0:
            return None
        inside = self.reader.inside(self.reader.organizations, *self.reader.sentences[sentence])
        return inside[0][2] if inside else None
