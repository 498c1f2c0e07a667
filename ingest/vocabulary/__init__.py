"""The field's own vocabulary: known organizations, the technology tree and the indication tree.

The lists are JSON Lines files beside this module, one entry a line. They are read once, validated as they are read (an
error names file and line), and handed out as tuples of frozen models. Every file whose name begins with a list's name
belongs to that list, so that `organizations_companies.jsonl` and `organizations_institutions.jsonl` are one list.

The names are matched by `ingest.vocabulary.matcher`: case of ordinary words, plural, hyphens, trademark signs
and British or American spelling do not matter there, so the files give each name once.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from graph.vocabulary import OrganizationKind, TechnologyKind
from ingest.errors import VocabularyError

ID_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"


class Entry(BaseModel):
    """One line of a list. `id` is stable and made of the name: other data refers to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=ID_PATTERN)
    name: str = Field(min_length=1)

    def surfaces(self) -> tuple[str, ...]:
        """All names that stand for the entry in texts, the main name first."""
        return (self.name,)

    def above(self) -> tuple[str, ...]:
        """Ids of the entries of the same list right above this one."""
        return ()


class KnownOrganization(Entry):
    """An organization of the field, without legal form.

    `aliases` are other names in use; `former` are names that it bore before, or of a company that it was merged from;
    `needs_context` are those of all these names that are also ordinary words, places or other organizations' names,
    so that they count only where the text also has a fuller name or something else that speaks for an organization.
    `parent` is the id of the organization that owns it (to the best of common knowledge; the text decides).
    """

    kind: OrganizationKind
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    needs_context: tuple[str, ...] = ()
    parent: str | None = None
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$", description="Of the head office, ISO 3166-1")

    @model_validator(mode="after")
    def _flags_are_names(self) -> "KnownOrganization":
        unknown = set(self.needs_context) - {*self.surfaces()}
        if unknown:
            raise ValueError(f"needs_context has what is no name of the entry: {', '.join(sorted(unknown))}")
        return self

    def surfaces(self) -> tuple[str, ...]:
        """Name, aliases and former names."""
        return (self.name, *self.aliases, *self.former)

    def above(self) -> tuple[str, ...]:
        """The owner."""
        return (self.parent,) if self.parent else ()


class Concept(Entry):
    """A node of the technology or indication tree: `terms` are its names beside `name`, `broader` what it is a kind of.

    `hidden` says that `name` only labels a node of the tree and is not itself looked for in texts.
    """

    broader: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    hidden: bool = False
    notes: str | None = None

    def surfaces(self) -> tuple[str, ...]:
        """What is looked for in texts."""
        return self.terms if self.hidden else (self.name, *self.terms)

    def above(self) -> tuple[str, ...]:
        """The broader concepts."""
        return self.broader


class TechnologyConcept(Concept):
    """A modality, platform, product, material, process or target.

    `absorbs` are wider concepts whose names, in a text that has this one too, mean this one ("CAR-T" beside "allogeneic
    CAR-T"). `yields_to` are concepts beside which, or beside what is below them, the name says nothing of its own.
    """

    kind: TechnologyKind
    absorbs: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()


class Usage(Entry):
    """In how many annotated releases a technology concept is named (`seen`), and entered by the analyst (`marked`)."""

    seen: int = Field(ge=1)
    marked: int = Field(ge=0)


class TechnologyPattern(Entry):
    """A regular expression whose group `name` is a technology; `name` says in words what it finds."""

    kind: TechnologyKind
    confidence: float = Field(ge=0, le=1)
    pattern: str

    @model_validator(mode="after")
    def _finds_a_name(self) -> "TechnologyPattern":
        try:
            groups = self.expression.groupindex
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from error
        if "name" not in groups:
            raise ValueError("the pattern has no group (?P<name>...)")
        return self

    @property
    def expression(self) -> re.Pattern[str]:
        """The pattern, compiled."""
        return re.compile(self.pattern)


class IndicationConcept(Concept):
    """A disease or group of diseases; `doid` is its id in the Human Disease Ontology, where it comes from there.

    `needs_context` are those of its names that mean other things too and count only where the text spells them out.
    """

    needs_context: tuple[str, ...] = ()

    doid: str | None = Field(default=None, pattern=r"^DOID:\d+$")


EntryT = TypeVar("EntryT", bound=Entry)


@cache
def organizations() -> tuple[KnownOrganization, ...]:
    """Companies and institutions of the field."""
    return _load(("organizations",), KnownOrganization)


@cache
def technologies() -> tuple[TechnologyConcept, ...]:
    """The technology tree, its targets (in files of their own) included."""
    return check_meanings(_load(("technologies_", "targets"), TechnologyConcept))


@cache
def technology_patterns() -> tuple[TechnologyPattern, ...]:
    """Patterns of technologies that cannot be listed, the surest first."""
    return _load(("technology_patterns",), TechnologyPattern)


@cache
def usage() -> tuple[Usage, ...]:
    """How often analysts enter technology concepts that releases name; made by `ingest.train.usage`."""
    return _load(("usage",), Usage)


@cache
def technology_confidence() -> Mapping[str, float]:
    """How likely an analyst enters a concept that a text names, for concepts that annotated releases name.

    Smoothed as if two more releases had named the concept and one and a half had entered it.
    """
    return {entry.id: (entry.marked + 1.5) / (entry.seen + 2) for entry in usage()}


@cache
def indications() -> tuple[IndicationConcept, ...]:
    """The indication tree."""
    return _load(("indications",), IndicationConcept)


@cache
def organization_by_id() -> Mapping[str, KnownOrganization]:
    """Known organizations by id."""
    return {entry.id: entry for entry in organizations()}


@cache
def technology_by_id() -> Mapping[str, TechnologyConcept]:
    """Technology concepts by id."""
    return {entry.id: entry for entry in technologies()}


@cache
def indication_by_id() -> Mapping[str, IndicationConcept]:
    """Indication concepts by id."""
    return {entry.id: entry for entry in indications()}


def ancestors(by_id: Mapping[str, EntryT], entry_id: str) -> tuple[EntryT, ...]:
    """All entries above `entry_id`, the nearest first, each once."""
    found: dict[str, EntryT] = {}
    waiting = list(by_id[entry_id].above())
    while waiting:
        above = waiting.pop(0)
        if above not in found:
            found[above] = by_id[above]
            waiting.extend(by_id[above].above())
    return tuple(found.values())


def _load(names: tuple[str, ...], model: type[EntryT]) -> tuple[EntryT, ...]:
    paths = sorted(path.name for path in files(__name__).iterdir() if path.name.startswith(names))
    lines = [
        (f"{path}:{number}", line)
        for path in paths
        if path.endswith(".jsonl")
        for number, line in enumerate(files(__name__).joinpath(path).read_text("utf-8").splitlines(), start=1)
    ]
    return parse(lines, model)


def parse(lines: Iterable[tuple[str, str]], model: type[EntryT]) -> tuple[EntryT, ...]:
    """Entries from (place, JSON) pairs.

    Raises:
        VocabularyError: A line is malformed, an id stands twice, an id refers to nothing, or the tree has a circle.
    """
    entries: dict[str, EntryT] = {}
    places: dict[str, str] = {}
    for place, line in lines:
        try:
            entry = model.model_validate_json(line)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in problem["loc"]) or "line"
            raise VocabularyError(f"{place}: {field}: {problem['msg']}", next_step="correct the line") from error
        if entry.id in entries:
            raise VocabularyError(f"{place}: id {entry.id!r} stands at {places[entry.id]} already")
        entries[entry.id] = entry
        places[entry.id] = place
    _check(entries, places.__getitem__)
    return tuple(entries.values())


def check_meanings(concepts: tuple[TechnologyConcept, ...]) -> tuple[TechnologyConcept, ...]:
    """The concepts, if what they absorb and yield to exists, and none absorbs what absorbs it in turn.

    Raises:
        VocabularyError: One does not.
    """
    absorbs = {concept.id: concept.absorbs for concept in concepts}
    for concept in concepts:
        for other in (*concept.absorbs, *concept.yields_to):
            if other not in absorbs:
                raise VocabularyError(f"technology {concept.id!r}: {other!r} is no id of this list")
        below = set(concept.absorbs)
        for _ in concepts:
            if concept.id in below:
                raise VocabularyError(f"technology {concept.id!r} absorbs itself")
            more = {wide for other in below for wide in absorbs[other]} - below
            if not more:
                break
            below |= more
    return concepts


def _check(entries: Mapping[str, Entry], place_of: Callable[[str], str]) -> None:
    for entry in entries.values():
        for above in entry.above():
            if above not in entries:
                raise VocabularyError(f"{place_of(entry.id)}: {above!r} is no id of this list")
    for entry in entries.values():
        if any(above.id == entry.id for above in ancestors(entries, entry.id)):
            raise VocabularyError(f"{place_of(entry.id)}: {entry.id!r} stands above itself")
