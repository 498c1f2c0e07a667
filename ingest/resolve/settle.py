"""Which plain ids are one: a pure function of all that releases say of them and of what persons decided.

It does not matter in what order releases came, and ids that no chain of candidate pairs joins do not touch each other;
so `ingest.resolve.standing` settles only what is near a new release and gets what settling everything would give.

A pair's score comes from the names (`compare`) and from what releases say (`TOLD`); vetoes (`_veto`) end it. Pairs are
joined from the surest down. A short form is joined last, and only if it fits one organization alone.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from graph.rows import fullest
from ingest.resolve import people
from ingest.resolve.compare import MERGE, REVIEW, Comparison, compare
from ingest.resolve.keys import organization_keys, person_keys, sought
from ingest.resolve.names import is_acronym, key, without_legal_form
from ingest.resolve.namings import How, Label, Naming
from ingest.resolve.policy import Vocabulary
from ingest.resolve.rulings import Pair, Rulings, pair

RULE: Final = "rule"
"""Who decided, where no person did."""

MOST_NAMES: Final = 12
"""Names of one plain id that are compared, the most used first; more are spellings of these."""

TOLD: Final[Mapping[How, tuple[str, float]]] = {
    How.DECLARED: ("a release defines one name for the other", 0.95),
    How.FORMER: ("a release says that it is a former name", 0.95),
    How.JOINED: ("a release uses both names for one", 0.50),
}
"""What releases say for a pair, and how much that weighs."""


@dataclass(slots=True)
class Profile:
    """What all releases say of one plain id. `releases` are those that tell facts under it."""

    plain: str
    names: Counter[str] = field(default_factory=Counter)
    links: Counter[tuple[str, How]] = field(default_factory=Counter)
    releases: set[str] = field(default_factory=set)
    known: bool = False

    def add(self, release: str, naming: Naming) -> None:
        """Count what one release says."""
        self.names.update(naming.names)
        self.links.update((link.other, link.how) for link in naming.links)
        self.known = self.known or naming.known
        if naming.told:
            self.releases.add(release)

    def compared(self) -> tuple[str, ...]:
        """The names to compare, the most used first."""
        return tuple(sorted(self.names, key=lambda name: (-self.names[name], name))[:MOST_NAMES])

    def linked(self, *hows: How) -> set[str]:
        """Ids that it is linked to so."""
        return {other for other, how in self.links if how in hows}

    def keys(self, label: Label) -> frozenset[str]:
        """Candidates for a pair share one of these."""
        keys = organization_keys if label is Label.ORGANIZATION else person_keys
        return frozenset(shared for name in self.compared() for shared in keys(name))


@dataclass(frozen=True, slots=True)
class Settled:
    """What a plain id means: itself, or the id that it was merged into, and what that is `called`.

    `by` is a person's signature or `RULE`.
    """

    canonical: str
    score: float = 1.0
    reason: str = ""
    by: str = RULE
    called: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair that a person should look at."""

    one: str
    other: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """The meaning of every id that was settled, and the pairs to ask about, the surest first."""

    meaning: Mapping[str, Settled]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A candidate pair with what speaks for it and what forbids it."""

    ids: Pair
    score: float
    reason: str
    short: bool
    veto: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What pairs are weighed by, beside the two profiles. `employers` leads from plain to canonical organizations."""

    label: Label
    vocabulary: Vocabulary
    rulings: Rulings = field(default_factory=Rulings)
    employers: Mapping[str, str] = field(default_factory=dict)


def candidates(profiles: Mapping[str, Profile], label: Label) -> set[Pair]:
    """Pairs worth weighing: those that share a key, and those that a release links."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for plain in sorted(profiles):
        for shared in profiles[plain].keys(label):
            blocks[shared].append(plain)
    found = {
        pair(plain, other)
        for shared, block in blocks.items()
        for other in blocks.get(sought(shared), ())
        for plain in block
        if plain != other
    }
    if label is Label.ORGANIZATION:
        found |= {
            pair(plain, other)
            for plain, profile in profiles.items()
            for other in profile.linked(*TOLD, How.LATER)
            if other in profiles
        }
    return found


def weigh(one: Profile, other: Profile, ground: Ground) -> Edge:
    """What speaks for and against a pair."""
    named = people.weigh(one, other, ground.employers) if ground.label is Label.PERSON else _names(one, other)
    doubt, reasons = 1 - named.score, list(named.reasons)
    told = {how for linked, how in one.links if linked == other.plain}
    told |= {how for linked, how in other.links if linked == one.plain}
    for how, (text, weight) in TOLD.items():
        if how in told and ground.label is Label.ORGANIZATION:
            doubt *= 1 - weight
            reasons.append(f"{text} ({weight:.2f})")
    short = named.short if named.reasons else _is_short(one) or _is_short(other)
    score = round(1 - doubt, 4)
    return Edge(pair(one.plain, other.plain), score, "; ".join(reasons), short, _veto(one, other, named, told, ground))


def _names(one: Profile, other: Profile) -> Comparison:
    """The best that any two of the names say, and the first reason against that any two give."""
    compared = [compare(a, b) for a in one.compared() for b in other.compared()]
    best = max(compared, key=lambda found: (found.score, not found.short), default=Comparison(0.0))
    apart = next((found.apart for found in compared if found.apart), None)
    return Comparison(best.score, best.reasons, short=best.short, apart=apart)


def _is_short(profile: Profile) -> bool:
    return all(map(is_acronym, profile.names))


def _veto(one: Profile, other: Profile, named: Comparison, told: set[How], ground: Ground) -> str | None:
    """Why two are never taken for one, whatever speaks for it."""
    given = {new for (_, label, _), new in ground.rulings.elsewhere.items() if label is ground.label}
    if given & {one.plain, other.plain}:
        return "a person gave one an id of its own"
    if told & {How.UNIT, How.PARENT}:
        return "a release says that one is a part of the other"
    known = ground.vocabulary.organizations
    if ground.label is Label.ORGANIZATION and one.plain in known and other.plain in known:
        return "the vocabulary knows them as two"
    if named.apart:
        return named.apart
    together = len(one.releases & other.releases)
    declared = max(one.links[other.plain, how] for how in (How.DECLARED, How.FORMER, How.LATER))
    if together > declared:
        return "a release tells them apart"
    return None


def settle(profiles: Mapping[str, Profile], ground: Ground) -> Settlement:
    """Say what each plain id means."""
    edges = [weigh(profiles[one], profiles[other], ground) for one, other in sorted(candidates(profiles, ground.label))]
    groups = _Groups(profiles, ground)
    groups.rule()
    likely = sorted((edge for edge in edges if edge.score >= MERGE), key=lambda edge: (-edge.score, edge.ids))
    for edge in likely:
        if not edge.short:
            groups.join(edge)
    groups.attach([edge for edge in likely if edge.short])
    return Settlement(groups.meaning(), tuple(_doubts(edges, groups, ground)))


class _Groups:
    """Plain ids that are one, growing; never against a veto between any two members."""

    def __init__(self, profiles: Mapping[str, Profile], ground: Ground) -> None:
        self._profiles = profiles
        self._ground = ground
        self._group = {plain: {plain} for plain in profiles}
        self._why: dict[str, Settled] = {}
        self._keeps: dict[str, int] = {}
        self._ruled = ground.rulings.of(ground.label)
        self._apart = {ids for ids, ruling in self._ruled.items() if not ruling.same}

    def rule(self) -> None:
        """Do what persons decided."""
        for number, (ids, ruling) in enumerate(self._ruled.items(), start=1):
            one, other = ids
            if not ruling.same or one not in self._group or other not in self._group:
                continue
            if ruling.keeps:
                self._keeps[ruling.keeps] = number
            if not self._told_apart(one, other):
                self._join(ids, Settled("", 1.0, "a person decided so", ruling.by))

    def join(self, edge: Edge) -> None:
        """Join a pair that is sure enough, if nothing forbids it."""
        if not self._forbidden(*edge.ids):
            self._join(edge.ids, Settled("", edge.score, edge.reason))

    def attach(self, edges: Iterable[Edge]) -> None:
        """Join short forms with the one group that they fit, those of most letters first."""
        fits: dict[str, list[Edge]] = defaultdict(list)
        for edge in edges:
            fits[min(edge.ids, key=self._fullness)].append(edge)
        for short in sorted(fits, key=lambda plain: (*(-part for part in self._fullness(plain)[:2]), plain)):
            open_ = [edge for edge in fits[short] if not self._forbidden(*edge.ids)]
            others = {frozenset(self._group[_other(edge, short)]) for edge in open_} - {frozenset(self._group[short])}
            if len(others) == 1:
                for edge in open_:
                    self.join(edge)

    def one(self, ids: Pair) -> bool:
        """Whether the two are one by now."""
        return ids[1] in self._group[ids[0]]

    def is_told(self, plain: str) -> bool:
        """Whether a release tells facts under this id; of others nothing would change."""
        return bool(self._profiles[plain].releases)

    def told_apart(self, ids: Pair) -> bool:
        """Whether a person keeps the groups of the two apart."""
        return self._told_apart(*ids)

    def meaning(self) -> dict[str, Settled]:
        """What each id means."""
        found = {}
        for plain, group in self._group.items():
            canonical = min(group, key=self._rank)
            why = self._why.get(plain, Settled("")) if plain != canonical else Settled("")
            found[plain] = replace(why, canonical=canonical, called=self._called(canonical))
        return found

    def _called(self, plain: str) -> str:
        """The name of an id: of those that make it, else of all that its releases use."""
        names = sorted(self._profiles[plain].names)
        if self._ground.label is Label.ORGANIZATION:
            names = [without_legal_form(name) for name in names]
        own = [name for name in names if key(name) == plain.partition("--")[0]]
        return fullest(own or names)

    def _fullness(self, plain: str) -> tuple[int, int, str]:
        """A short form comes before what it is short for."""
        names = self._profiles[plain].names
        return (not all(map(is_acronym, names)), max((len(key(name)) for name in names), default=0), plain)

    def _rank(self, plain: str) -> tuple[int | bool | str, ...]:
        """The id to answer with is the least by this. Of numbers of releases only the magnitude counts, for calm."""
        profile = self._profiles[plain]
        return (
            -self._keeps.get(plain, 0),
            not profile.known,
            bool(profile.linked(How.FORMER) & self._group[plain]),
            not profile.linked(How.EMPLOYER) and self._ground.label is Label.PERSON,
            all(map(is_acronym, profile.names)),
            -len(str(len(profile.releases))) if profile.releases else 0,
            -len(plain),
            plain,
        )

    def _told_apart(self, one: str, other: str) -> bool:
        return any(pair(a, b) in self._apart for a in self._group[one] for b in self._group[other])

    def _forbidden(self, one: str, other: str) -> bool:
        if self.one((one, other)) or self._told_apart(one, other):
            return True
        return any(
            weigh(self._profiles[a], self._profiles[b], self._ground).veto
            for a in self._group[one]
            for b in self._group[other]
            if not self._ruled.get(pair(a, b))
        )

    def _join(self, ids: Pair, why: Settled) -> None:
        for plain in ids:
            self._why.setdefault(plain, why)
        together = self._group[ids[0]] | self._group[ids[1]]
        for plain in together:
            self._group[plain] = together


def _other(edge: Edge, one: str) -> str:
    return edge.ids[1] if edge.ids[0] == one else edge.ids[0]


def _doubts(edges: Iterable[Edge], groups: _Groups, ground: Ground) -> list[Doubt]:
    """Pairs that may be one and were not joined; not those that are a whole and its part, or that a person judged."""
    ruled = ground.rulings.of(ground.label)
    open_ = [
        Doubt(*edge.ids, edge.score, edge.reason + (f"; but {edge.veto}" if edge.veto else ""))
        for edge in edges
        if edge.score >= REVIEW
        and all(groups.is_told(plain) for plain in edge.ids)
        and not groups.one(edge.ids)
        and edge.ids not in ruled
        and not groups.told_apart(edge.ids)
        and (edge.veto is None or edge.veto == "a release tells them apart")
    ]
    return sorted(open_, key=lambda doubt: (-doubt.score, doubt.one, doubt.other))


def profiles_of(
    told: Iterable[tuple[str, Sequence[Naming]]], label: Label, vocabulary: Vocabulary
) -> dict[str, Profile]:
    """Profiles from what releases say, by plain id; those that the vocabulary knows have its name for them too."""
    found: dict[str, Profile] = {}
    for release, namings in told:
        for naming in namings:
            if naming.label is label:
                profile = found.setdefault(naming.plain, Profile(naming.plain))
                profile.add(release, naming)
                if naming.known and naming.plain in vocabulary.organizations:
                    profile.names[vocabulary.organizations[naming.plain].name] += 0
    return found
