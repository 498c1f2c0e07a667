"""Which organization a name means: one list of weighted reasons (`REASONS`), and what follows from them.

Each reason looks at an organization of a release and may propose an id. Reasons that propose the same id support each
other: with weights a and b they are wrong together only if both are, so the score is 1 - (1 - a)(1 - b). The id with
the highest score wins. The weights are judgements of how often such a reason is right; only their order is relied on.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.facts import OrganizationFact
from graph.vocabulary import OrganizationKind
from ingest import vocabulary as field_vocabulary
from ingest.resolve.compare import SWAPPED, Name, compare
from ingest.resolve.names import initials, is_acronym, is_short_form, key, shortened, without_legal_form
from ingest.resolve.words import lists
from ingest.vocabulary import IndicationConcept, KnownOrganization, TechnologyConcept


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known before a release is read. `names` leads from the key of a name to organizations that bear it."""

    organizations: Mapping[str, KnownOrganization]
    technologies: Mapping[str, TechnologyConcept]
    indications: Mapping[str, IndicationConcept]
    names: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(
        cls,
        organizations: Sequence[KnownOrganization] = (),
        technologies: Sequence[TechnologyConcept] = (),
        indications: Sequence[IndicationConcept] = (),
    ) -> "Vocabulary":
        """Index the lists."""
        names: dict[str, dict[str, None]] = defaultdict(dict)
        for entry in organizations:
            for surface in entry.surfaces():
                if not is_part(surface, entry):
                    names[key(surface)][entry.id] = None
        return cls(
            organizations={entry.id: entry for entry in organizations},
            technologies={entry.id: entry for entry in technologies},
            indications={entry.id: entry for entry in indications},
            names={name: tuple(ids) for name, ids in names.items()},
        )

    @classmethod
    def load(cls) -> "Vocabulary":
        """The field's own lists."""
        return cls.of(field_vocabulary.organizations(), field_vocabulary.technologies(), field_vocabulary.indications())

    def organization(self, name: str) -> str | None:
        """The id of the one organization that bears a name; None where there is none, or more than one."""
        ids = self.names.get(key(name), ())
        return ids[0] if len(ids) == 1 else None

    def is_ambiguous(self, name: str) -> bool:
        """Whether a name is also an ordinary word or another organization's."""
        entry = self.organizations.get(self.organization(name) or "")
        return entry is not None and key(name) in {key(surface) for surface in entry.needs_context}


UNIVERSITY: Final = "university"
PARTS_OF_UNIVERSITY: Final = frozenset("center clinic health hospital institute medical medicine school".split())  # noqa: SIM905
"""Words of names of parts of a university, if its own name does not have them."""


def is_part(surface: str, entry: KnownOrganization) -> bool:
    """Whether a name that the vocabulary lists for an organization is that of a part of it, or of another.

    For reading texts the list may take "Takeda Oncology" for Takeda; here a part is not its whole. An institution that
    is called without its head word is no whole of itself ("Moffitt", "Moffitt Cancer Center").
    """
    if surface in entry.former:
        return False
    apart = compare(entry.name, surface).apart
    if apart == SWAPPED:
        return True
    known, named, main = lists(), Name.of(surface).words, Name.of(entry.name).words
    if entry.kind is OrganizationKind.INSTITUTION:
        if UNIVERSITY in main and set(named) & PARTS_OF_UNIVERSITY - set(main):
            return True
        if set(main) <= set(named) and apart is None:
            return False
    for other in entry.surfaces():
        whole = Name.of(other).words
        more = set(named) - set(whole)
        if not more or not set(whole) <= set(named):
            continue
        divides = compare(other, surface).apart is not None
        if entry.kind is OrganizationKind.COMPANY:
            part = divides or (named[: len(whole)] == whole and more <= known.division - known.trade)
        else:
            part = divides and bool(known.heads.intersection(whole) or is_acronym(other))
        if part:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Context:
    """What a reason may look at beside the organization itself."""

    vocabulary: Vocabulary
    others: Sequence[OrganizationFact]


Propose = Callable[[OrganizationFact, Context], str | None]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a name may mean an organization, and how much that weighs (0 to 1)."""

    text: str
    weight: float
    propose: Propose


@dataclass(frozen=True, slots=True)
class Decision:
    """An id with the reasons for it."""

    id: str
    score: float
    reason: str


def _by_full_name(fact: OrganizationFact, context: Context) -> str | None:
    return context.vocabulary.organization(fact.name)


def _by_bare_name(fact: OrganizationFact, context: Context) -> str | None:
    return next(filter(None, map(context.vocabulary.organization, shortened(fact.name))), None)


def _by_short_form(fact: OrganizationFact, context: Context) -> str | None:
    """A shorter mention that is a known name, if the full name adds nothing but words of the trade."""
    for mention in fact.mentions:
        known = context.vocabulary.organization(without_legal_form(mention))
        if known and is_short_form(mention, fact.name) and not context.vocabulary.is_ambiguous(mention):
            return known
    return None


def _by_acronym(fact: OrganizationFact, context: Context) -> str | None:
    """An acronym that stands for the one other organization of the release with these initials."""
    if not is_acronym(fact.name):
        return None
    same = [other for other in context.others if other != fact and initials(other.name) == fact.name.replace("&", "")]
    if len(same) != 1:
        return None
    return _by_full_name(same[0], context) or _by_bare_name(same[0], context) or _by_own_name(same[0], context)


def _by_own_name(fact: OrganizationFact, _: Context) -> str | None:
    return key(without_legal_form(fact.name)) or None


REASONS: Final = (
    Reason("the name is in the vocabulary", 0.97, _by_full_name),
    Reason("the name without its legal form is in the vocabulary", 0.93, _by_bare_name),
    Reason("a short form of the name is in the vocabulary", 0.80, _by_short_form),
    Reason("an acronym of another name in the release", 0.75, _by_acronym),
    Reason("the name itself, without its legal form", 0.50, _by_own_name),
)


def decide(fact: OrganizationFact, context: Context, reasons: Sequence[Reason] = REASONS) -> Decision:
    """Weigh the reasons; among equals the earlier reason wins."""
    doubts: dict[str, float] = defaultdict(lambda: 1.0)
    why: dict[str, list[str]] = defaultdict(list)
    for reason in reasons:
        proposed = reason.propose(fact, context)
        if proposed:
            doubts[proposed] *= 1 - reason.weight
            why[proposed].append(f"{reason.text} ({reason.weight:.2f})")
    if not doubts:
        # A name of nothing but signs: keep it apart, under its own letters.
        return Decision(fact.name.casefold(), 0.0, "no reason applies")
    chosen = min(doubts, key=doubts.__getitem__)
    return Decision(chosen, round(1 - doubts[chosen], 4), "; ".join(why[chosen]))
