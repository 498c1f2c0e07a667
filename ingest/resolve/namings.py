"""What one release says about who bears which name: `Facts` to `Naming`s, pure, the stuff that `settle` works on.

A *plain* id is what a name means looked at alone, by the rules of `policy`. A release that calls one organization by
two names ("Memorial Sloan Kettering (MSK)") links the two plain ids; `settle` weighs such links over all releases.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from graph.facts import Facts, OrganizationFact, Record
from ingest.release import slug
from ingest.resolve.labels import Label
from ingest.resolve.policy import Context, Decision, Vocabulary, decide
from ingest.resolve.words import cleaned, is_distinct, standard_words

__all__ = ["How", "Label", "Link", "Naming", "Plain", "namings", "plain_ids"]


class How(StrEnum):
    """How a release links two plain ids. Each link is kept at both ends; `FORMER` and `UNIT` say which end is which."""

    DECLARED = "declared"
    """The text defines one name as another for it: X (Y)."""
    FORMER = "former"
    """This is a former name of the other."""
    LATER = "later"
    """The other is a former name of this."""
    JOINED = "joined"
    """The reading took the two names for one organization."""
    UNIT = "unit"
    """This is a part of the other."""
    PARENT = "parent"
    """The other is a part of this."""
    EMPLOYER = "employer"
    """This person has a position there."""
    AROUND = "around"
    """The release that names this person names this organization."""


class Link(Record):
    """A link to another plain id."""

    other: str
    how: How


class Naming(Record):
    """What one release says of the bearer of one plain id. `told`: it tells a fact under this very id."""

    label: Label
    plain: str
    names: tuple[str, ...]
    links: tuple[Link, ...] = ()
    known: bool = False
    told: bool = True


@dataclass(frozen=True, slots=True)
class Plain:
    """The plain ids of one release by name as written, with the reasons."""

    organizations: Mapping[str, Decision]
    people: Mapping[str, Decision]


@dataclass(slots=True)
class _Draft:
    names: set[str] = field(default_factory=set)
    links: set[tuple[str, How]] = field(default_factory=set)
    told: bool = False


_FORMER: Final = re.compile(
    r"(?:\b(?:formerly|previously|originally|née)(?:\s+(?:known|called|named|trading|operating))?(?:\s+as)?"
    r"|\bf/k/a|\bformer name(?:\s+is|:)?|\bknown until \d{4} as|\brenamed from|\buntil \d{4} called)\W{0,3}$",
    re.IGNORECASE,
)
_LATER: Final = re.compile(
    r"(?:\b(?:now|since \d{4})(?:\s+(?:known|called|named|part of))?(?:\s+as)?|\brenamed(?:\s+as|\s+to)?)\W{0,3}$",
    re.IGNORECASE,
)
_OPENED: Final = re.compile(r"\(\W{0,3}$|\((?:or|the|collectively|hereinafter|hereafter),?\s\W{0,3}$", re.IGNORECASE)
REACH: Final = 50
"""Characters before a name in which a text says what name it is."""


def plain_ids(
    facts: Facts, vocabulary: Vocabulary, elsewhere: Mapping[tuple[str, Label, str], str] | None = None
) -> Plain:
    """What each name of a release means, looked at alone.

    `elsewhere` leads from release, label and plain id to the id that a person gave to this name in this release.
    """
    moved = elsewhere or {}

    def placed(label: Label, decision: Decision) -> Decision:
        to = moved.get((facts.id, label, decision.id))
        return decision if to is None else Decision(to, 1.0, "a person decided so for this release")

    context = Context(vocabulary, facts.organizations)
    organizations = {f.name: placed(Label.ORGANIZATION, decide(f, context)) for f in facts.organizations}
    people = {f.name: placed(Label.PERSON, _person(f.name, facts, organizations)) for f in facts.people}
    return Plain(organizations, people)


def namings(facts: Facts, plain: Plain, vocabulary: Vocabulary) -> tuple[Naming, ...]:
    """What a release says about who bears which name, sorted by label and id."""
    drafts: dict[tuple[Label, str], _Draft] = defaultdict(_Draft)

    def link(label: Label, one: str, how: How, other: str, back: How) -> None:
        if one != other:
            drafts[label, one].links.add((other, how))
            drafts[label, other].links.add((one, back))

    for fact in facts.organizations:
        here = plain.organizations[fact.name].id
        draft = drafts[Label.ORGANIZATION, here]
        draft.told = True
        draft.names.add(fact.name)
        for mention, how, back in _other_names(fact, facts.text):
            there = decide(_alone(fact, mention), Context(vocabulary, ())).id
            drafts[Label.ORGANIZATION, there].names.add(mention)
            link(Label.ORGANIZATION, there, how, here, back)
    for unit in facts.units:
        one, other = plain.organizations[unit.unit].id, plain.organizations[unit.parent].id
        link(Label.ORGANIZATION, one, How.UNIT, other, How.PARENT)
    around = {(decision.id, How.AROUND) for decision in plain.organizations.values()}
    for person in facts.people:
        draft = drafts[Label.PERSON, plain.people[person.name].id]
        draft.told = True
        draft.names.add(person.name)
        draft.links |= around
        for position in facts.positions:
            if position.person == person.name:
                draft.links.add((plain.organizations[position.organization].id, How.EMPLOYER))
    return tuple(
        Naming(
            label=label,
            plain=identifier,
            names=tuple(sorted(draft.names)),
            links=tuple(Link(other=other, how=how) for other, how in sorted(draft.links)),
            known=label is Label.ORGANIZATION and identifier in vocabulary.organizations,
            told=draft.told,
        )
        for (label, identifier), draft in sorted(drafts.items())
    )


def _person(name: str, facts: Facts, organizations: Mapping[str, Decision]) -> Decision:
    """People share names; a name and an employer together seldom mean two."""
    plain = slug(name) or name.casefold()
    employer = next((p.organization for p in facts.positions if p.person == name), None)
    if employer is None:
        return Decision(plain, 0.5, "the name; the release names no employer")
    return Decision(f"{plain}--{organizations[employer].id}", 0.9, "the name and the employer")


def _other_names(fact: OrganizationFact, text: str) -> Iterator[tuple[str, How, How]]:
    """What else the release calls an organization, how it comes to that, and how that looks from the other end."""
    for mention in fact.mentions:
        if mention == fact.name or not any(map(is_distinct, standard_words(cleaned(mention)))):
            continue
        before = [text[max(start - REACH, 0) : start] for start, end in fact.spans if text[start:end] == mention]
        if any(map(_FORMER.search, before)):
            yield mention, How.FORMER, How.LATER
        elif any(map(_LATER.search, before)):
            yield mention, How.LATER, How.FORMER
        elif any(map(_OPENED.search, before)):
            yield mention, How.DECLARED, How.DECLARED
        else:
            yield mention, How.JOINED, How.JOINED


def _alone(fact: OrganizationFact, mention: str) -> OrganizationFact:
    return fact.model_copy(update={"name": mention, "mentions": (mention,)})
