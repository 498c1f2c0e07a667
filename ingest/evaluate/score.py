"""The scorer: counts what is right, release by release.

The rules are those of the annotation guidelines (a test holds the counts equal to the guidelines' own script):

- An entry of a group (organizations, people, technologies, indications) is right if it shares a mention with an
  annotated entry that no other prediction took, so a split alias costs precision and a wrong merge costs recall.
- A position is right if person and organization are and the titles share half of their words.
- A deal is found if half of the union of the parties and at least one type agree; what hangs on it is counted inside
  the deals that were found.

Gold is always what recall is divided by: a fact that was never predicted costs as much as one predicted wrongly.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from ingest.evaluate.records import Amount, Annotation, Deal, Entry, Position

GROUPS: Final = ("organizations", "people", "technologies", "indications")
HEADLINE: Final = (*GROUPS, "positions", "deals")
MEASURES: Final = (
    *(*GROUPS, "mentions", "kind", "positions", "units", "deals", "deals_exact", "types", "status", "roles"),
    *("technologies@deal", "indications@deal", "amounts", "territories", "dates"),
)

# Short titles and the words that they stand for, so that "CEO" equals "Chief Executive Officer".
TITLES: Final[Mapping[str, str]] = {
    "ceo": "chief executive officer",
    "cfo": "chief financial officer",
    "cso": "chief scientific officer",
    "cmo": "chief medical officer",
    "coo": "chief operating officer",
    "cto": "chief technology officer",
    "cbo": "chief business officer",
    "vp": "vice president",
    "svp": "senior vice president",
    "md": "managing director",
}
_EMPTY_WORDS: Final = {"and", "of", "the", "s"}


class Count(NamedTuple):
    """How many were right, how many predicted, how many annotated."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def plus(self, other: "Count") -> "Count":
        """The sum of two counts."""
        return Count(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of the predictions that are right; 0 where nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the annotated that was found; 0 where nothing was annotated."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None where there is nothing to compare."""
        return 2 * self.right / (self.predicted + self.gold) if self.predicted + self.gold else None


Counts = Mapping[str, Count]


@dataclass(frozen=True, slots=True)
class Fault:
    """One difference in the release `id`: `what` is missed, extra or differs."""

    id: str
    measure: str
    what: str
    text: str


@dataclass(slots=True)
class Scored:
    """The counts of one release, and its differences."""

    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    faults: list[Fault] = field(default_factory=list)

    def add(self, measure: str, right: int, predicted: int, gold: int) -> None:
        """Count for a measure."""
        self.counts[measure] = self.counts[measure].plus(Count(right, predicted, gold))

    def add_sets(self, measure: str, predicted: AbstractSet[Hashable], gold: AbstractSet[Hashable]) -> None:
        """Count two sets against each other."""
        self.add(measure, len(predicted & gold), len(predicted), len(gold))


def normalised(surface: str) -> str:
    """A surface form without case, accents, punctuation, plural and British spelling."""
    text = unicodedata.normalize("NFKD", surface).encode("ascii", "ignore").decode() or surface
    text = re.sub(r"[^\w]+", " ", text.casefold())
    text = text.replace("tumour", "tumor").replace("leukaemia", "leukemia")
    return " ".join(_singular(word) for word in text.split())


def _singular(word: str) -> str:
    word = re.sub(r"ies$", "y", word)
    return word[:-1] if re.search(r"[^s]s$", word) else word


def score(gold: Annotation, predicted: Annotation | None) -> Scored:
    """Score one release; a missing prediction counts as one that says nothing."""
    predicted = predicted or Annotation(id=gold.id)
    scored = Scored()
    names = {group: _score_group(group, gold, predicted, scored) for group in GROUPS}
    _score_positions(gold, predicted, names, scored)
    organization = names["organizations"].get
    scored.add_sets(
        "units",
        {(organization(u.unit, u.unit), organization(u.parent, u.parent)) for u in predicted.units},
        {(u.unit, u.parent) for u in gold.units},
    )
    _score_deals(gold, predicted, names, scored)
    return scored


def _score_group(group: str, gold: Annotation, predicted: Annotation, scored: Scored) -> dict[str, str]:
    """Score one kind of entity; return the annotated name of each predicted name that is right."""
    annotated: Sequence[Entry] = getattr(gold, group)
    proposed: Sequence[Entry] = getattr(predicted, group)
    forms = [_forms(entry) for entry in annotated]
    other_forms = [_forms(entry) for entry in proposed]
    pairs = paired(forms, other_forms, lambda a, b: len(a & b))
    scored.add(group, len(pairs), len(proposed), len(annotated))
    found, right = {i for i, _ in pairs}, {j for _, j in pairs}
    scored.faults += [Fault(gold.id, group, "extra", e.name) for j, e in enumerate(proposed) if j not in right]
    scored.faults += [Fault(gold.id, group, "missed", e.name) for i, e in enumerate(annotated) if i not in found]
    if group == "organizations":
        same = sum(annotated[i].kind == proposed[j].kind for i, j in pairs)
        scored.add("kind", same, len(pairs), len(pairs))
    scored.add_sets("mentions", _mentions(proposed), _mentions(annotated))
    return {proposed[j].name: annotated[i].name for i, j in pairs}


def _forms(entry: Entry) -> set[str]:
    return {normalised(mention) for mention in (*entry.mentions, entry.name)}


def _mentions(entries: Iterable[Entry]) -> set[str]:
    return {normalised(mention) for entry in entries for mention in entry.mentions}


Names = Mapping[str, Mapping[str, str]]


def _score_positions(gold: Annotation, predicted: Annotation, names: Names, scored: Scored) -> None:
    def agrees(annotated: Position, proposed: Position) -> int:
        same_person = names["people"].get(proposed.person) == annotated.person
        same_place = names["organizations"].get(proposed.organization) == annotated.organization
        a, b = _title_words(annotated.title), _title_words(proposed.title)
        return int(same_person and same_place and 2 * len(a & b) >= len(a | b))

    pairs = paired(gold.positions, predicted.positions, agrees)
    scored.add("positions", len(pairs), len(predicted.positions), len(gold.positions))
    found, right = {i for i, _ in pairs}, {j for _, j in pairs}
    for what, positions, known in (("extra", predicted.positions, right), ("missed", gold.positions, found)):
        scored.faults += [
            Fault(gold.id, "positions", what, f"{p.person}, {p.title}, {p.organization}")
            for number, p in enumerate(positions)
            if number not in known
        ]


def _title_words(title: str) -> set[str]:
    words = {part for word in normalised(title).split() for part in TITLES.get(word, word).split()}
    return words - _EMPTY_WORDS


def _score_deals(gold: Annotation, predicted: Annotation, names: Names, scored: Scored) -> None:
    organization = names["organizations"].get

    def parties(deal: Deal) -> set[str]:
        return {party.organization for party in deal.parties}

    def known_parties(deal: Deal) -> set[str]:
        return {organization(name, f"?{name}") for name in parties(deal)}

    def agreement(annotated: Deal, proposed: Deal) -> float:
        a, b = parties(annotated), known_parties(proposed)
        overlap = len(a & b) / len(a | b)
        types, other_types = set(annotated.types), set(proposed.types)
        shared = len(types & other_types)
        if overlap < 0.5 or not shared:
            return 0.0
        same_status = annotated.status == proposed.status
        return overlap * 10 + shared / len(types | other_types) * 5 + same_status

    pairs = paired(gold.agreements, predicted.agreements, agreement)
    exact = 0
    for i, j in pairs:
        annotated, proposed = gold.agreements[i], predicted.agreements[j]
        same_status = annotated.status == proposed.status
        same_types = set(annotated.types) == set(proposed.types)
        if same_status and same_types and parties(annotated) == known_parties(proposed):
            exact += 1
        else:
            scored.faults.append(Fault(gold.id, "deals", "differs", f"{annotated}  <>  {proposed}"))
        scored.add("status", same_status, 1, 1)
        _score_details(annotated, proposed, names, scored)
    scored.add("deals", len(pairs), len(predicted.agreements), len(gold.agreements))
    scored.add("deals_exact", exact, len(predicted.agreements), len(gold.agreements))
    found, right = {i for i, _ in pairs}, {j for _, j in pairs}
    scored.faults += [
        Fault(gold.id, "deals", "missed", str(d)) for i, d in enumerate(gold.agreements) if i not in found
    ]
    scored.faults += [
        Fault(gold.id, "deals", "extra", str(d)) for j, d in enumerate(predicted.agreements) if j not in right
    ]


def _score_details(annotated: Deal, proposed: Deal, names: Names, scored: Scored) -> None:
    """Score what hangs on a deal that was found."""
    organization = names["organizations"].get
    scored.add_sets("types", set(proposed.types), set(annotated.types))
    scored.add_sets(
        "roles",
        {(organization(p.organization, p.organization), p.role) for p in proposed.parties},
        {(p.organization, p.role) for p in annotated.parties},
    )
    for group in ("technologies", "indications"):
        named = {names[group].get(name, f"?{name}") for name in getattr(proposed, group)}
        scored.add_sets(f"{group}@deal", named, set(getattr(annotated, group)))
    scored.add_sets("amounts", _told(proposed.amounts), _told(annotated.amounts))
    scored.add_sets(
        "territories", set(map(normalised, proposed.territories)), set(map(normalised, annotated.territories))
    )
    scored.add_sets("dates", {proposed.date} - {None, ""}, {annotated.date} - {None, ""})


def _told(amounts: Iterable[Amount]) -> set[Amount]:
    """The sums that say something: frozen values, equal where kind, amount, currency and percent are."""
    return {amount for amount in amounts if amount.amount is not None or amount.percent is not None}


Left = TypeVar("Left")
Right = TypeVar("Right")


def paired(
    gold: Sequence[Left], predicted: Sequence[Right], score_pair: Callable[[Left, Right], float]
) -> list[tuple[int, int]]:
    """One-to-one pairs of positions with a positive score, the best first and the earlier first among equals."""
    scored = sorted(
        (
            (-value, i, j)
            for i, g in enumerate(gold)
            for j, p in enumerate(predicted)
            if (value := score_pair(g, p)) > 0
        ),
    )
    pairs: list[tuple[int, int]] = []
    left: set[int] = set()
    right: set[int] = set()
    for _, i, j in scored:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def summed(releases: Iterable[Counts]) -> dict[str, Count]:
    """Counts of several releases, added up (micro-average)."""
    total: dict[str, Count] = defaultdict(Count)
    for counts in releases:
        for measure, count in counts.items():
            total[measure] = total[measure].plus(count)
    return total


def headline(total: Counts) -> float:
    """The mean F1 of what the graph is made of (`HEADLINE`)."""
    return sum(total.get(measure, Count()).f1 or 0.0 for measure in HEADLINE) / len(HEADLINE)
