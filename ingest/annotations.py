"""What the components write on a `Doc`, and who writes it.

`doc._.release` (the caller): the `Release`, for its dateline day, title and id; None in unit tests that do not need it.
`doc._.trace` (the caller): a `Trace` that the components fill by `note_dropped`; None where nobody asks why.
`doc._.encoded` (`names`): what the encoder says of the text, an `ingest.components.encoder.Encoded`; None without it.
`doc._.links` (`positions`): what the encoder's vectors say of names together, an `ingest.components.links.DocLinks`.
`doc.spans["sections"]` (`sections`): the text cut into labelled regions, see `Section`.
`doc._.candidates` (`gazetteer`, `patterns`, `names`): possible names, which may overlap and contradict each other.
`doc.ents` (`entities`): the mentions that were kept; the label is an `EntityLabel`.
`doc._.entities` (`entities`): one real-world thing each, with all its mentions.
`doc._.positions`, `doc._.units`, `doc._.agreements` (the components of those names): relations between entities, by
index into `doc._.entities`.

Sentences are `doc.sents`. Spans are pairs of token offsets, end exclusive, so that a `Doc` may be let go of.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from spacy.tokens import Doc

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, Role

TokenSpan = tuple[int, int]


class EntityLabel(StrEnum):
    """The four kinds of name."""

    ORGANIZATION = "ORG"
    PERSON = "PERSON"
    TECHNOLOGY = "TECHNOLOGY"
    INDICATION = "INDICATION"


class Section(StrEnum):
    """The regions of a release.

    Names, positions and units are read everywhere. Deals are read from headline, body and `ABOUT`, which often tells of
    earlier ones; what is said in the other regions tells of none.
    """

    HEADLINE = "headline"
    DATELINE = "dateline"
    BODY = "body"
    ABOUT = "about"
    FORWARD_LOOKING = "forward_looking"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be a name, as one source sees it; `rule` names the source, the rest is as in `Entity`.

    `group` is the same for candidates that are names of one thing though no vocabulary has it (`concept` is None).
    """

    label: EntityLabel
    span: TokenSpan
    rule: str
    confidence: float
    kind: str | None = None
    concept: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One real-world thing named in the text.

    `kind` is a value of `OrganizationKind` or `TechnologyKind`, None for people and indications. `concept` is the id in
    the technology or indication vocabulary, where it has one. `spans` are all mentions in text order.
    """

    label: EntityLabel
    name: str
    kind: str | None
    spans: tuple[TokenSpan, ...]
    confidence: float
    rule: str
    concept: str | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence (token span) that says a relation, the rule that read it there, and how sure it is."""

    span: TokenSpan
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Position:
    """A person (entity index) holds `title` at an organization (entity index)."""

    person: int
    title: str
    organization: int
    support: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One organization (entity index) is part of another (entity index)."""

    unit: int
    parent: int
    support: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """An organization (entity index) and its role."""

    organization: int
    role: Role


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum of money or a percentage, see `graph.facts.AmountFact`."""

    kind: AmountKind
    amount: int | None = None
    currency: str | None = None
    percent: float | None = None
    up_to: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """One deal; `technologies` and `indications` are entity indexes."""

    types: tuple[AgreementType, ...]
    status: AgreementStatus
    parties: tuple[Party, ...]
    support: tuple[Support, ...]
    technologies: tuple[int, ...] = ()
    indications: tuple[int, ...] = ()
    amounts: tuple[Amount, ...] = ()
    territories: tuple[str, ...] = ()
    date: str | None = None


@dataclass(slots=True)
class Dropped:
    """A candidate that was not kept, and why: for `cellpact extract --explain`.

    An empty span stands for the text as a whole.
    """

    span: TokenSpan
    what: str
    reason: str


@dataclass(slots=True)
class Trace:
    """What the components considered and dropped in one `Doc`."""

    dropped: list[Dropped] = field(default_factory=list)


def note_dropped(doc: Doc, span: TokenSpan, what: str, reason: str) -> None:
    """Note what was not kept, where someone asked for it by setting `doc._.trace`."""
    if doc._.trace is not None:
        doc._.trace.dropped.append(Dropped(span, what, reason))


def register() -> None:
    """Register the extension attributes; harmless when called again."""
    defaults: dict[str, Any] = {
        "release": None,
        "trace": None,
        "encoded": None,
        "links": None,
        "candidates": [],
        "entities": [],
        "positions": [],
        "units": [],
        "agreements": [],
    }
    for name, default in defaults.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


register()
