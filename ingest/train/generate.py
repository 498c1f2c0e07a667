"""Made press releases: names that exist and names that do not, in sentences that never stood in the news."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from graph.vocabulary import OrganizationKind, TechnologyKind
from ingest import vocabulary
from ingest.train.coin import Coined, Coiner
from ingest.train.examples import Example, Marked
from ingest.train.gold import parts_of
from ingest.train.parts import parts

_CHOICE: Final = re.compile(r"\[([^\[\]{}]*(?:\{[^{}]*\}[^\[\]{}]*)*)\]")
_SLOT: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Names:
    """Names of the field, by kind; each entry is the forms of one thing."""

    companies: tuple[tuple[str, ...], ...]
    institutions: tuple[tuple[str, ...], ...]
    technologies: dict[TechnologyKind, tuple[tuple[str, ...], ...]]
    indications: tuple[tuple[str, ...], ...]
    rare: tuple[tuple[str, ...], ...]
    universities: tuple[str, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        """All names of targets."""
        return tuple(name for entry in self.technologies[TechnologyKind.TARGET] for name in entry)


def field_names(universities: Iterable[str] = ()) -> Names:
    """The names of `ingest/vocabulary`."""
    technologies = {
        kind: tuple(entry.surfaces() for entry in vocabulary.technologies() if entry.kind == kind and entry.surfaces())
        for kind in TechnologyKind
    }

    def organizations(kind: OrganizationKind) -> tuple[tuple[str, ...], ...]:
        return tuple((entry.name, *entry.aliases) for entry in vocabulary.organizations() if entry.kind == kind)

    return Names(
        organizations(OrganizationKind.COMPANY),
        organizations(OrganizationKind.INSTITUTION),
        technologies,
        tuple(entry.surfaces() for entry in vocabulary.indications() if entry.surfaces() and entry.doid is None),
        tuple(entry.surfaces() for entry in vocabulary.indications() if entry.surfaces() and entry.doid is not None),
        tuple(universities),
    )


@dataclass(frozen=True, slots=True)
class Templates:
    """Lines by the part of a release that they belong to."""

    lines: dict[str, tuple[str, ...]]

    @classmethod
    def read(cls) -> "Templates":
        """Read templates.txt."""
        lines: dict[str, list[str]] = {}
        for line in files("ingest.train").joinpath("templates.txt").read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                part, _, text = line.partition(" | ")
                lines.setdefault(part.strip(), []).append(text.replace("\\n", "\n"))
        return cls({part: tuple(found) for part, found in lines.items()})


class Cast:
    """Who and what one made release is about: each slot gets a name once, and keeps it."""

    def __init__(self, coiner: Coiner, names: Names) -> None:
        self.coiner = coiner
        self.rng = coiner.rng
        self.names = names
        self.slots: dict[str, Coined] = {}
        self.makers: dict[str, Callable[[], Coined]] = {
            **dict.fromkeys(("A", "B", "C", "c2"), self.company),
            **dict.fromkeys("IJ", self.institution),
            **dict.fromkeys("PQ", coiner.person),
            **dict.fromkeys("XY", self.product),
            **dict.fromkeys("FK", self.platform),
            **dict.fromkeys("TU", self.modality),
            **dict.fromkeys("DE", self.indication),
            **dict.fromkeys(("G", "g2"), lambda: self.listed(TechnologyKind.TARGET)),
            **dict.fromkeys(("M", "m2"), lambda: self.listed(TechnologyKind.MATERIAL)),
            "R": lambda: self.listed(TechnologyKind.PROCESS),
            **dict.fromkeys("LVN", coiner.place),
            "agency": lambda: Coined((self.rng.choice(parts("agencies")),), "ORG_institution"),
            "sec": lambda: Coined((self.rng.choice(("Securities and Exchange Commission", "SEC")),), "ORG_institution"),
            "law": lambda: Coined((self.rng.choice(parts("law")),), "ORG_company"),
            "bank": lambda: Coined((self.rng.choice(parts("banks")),), "ORG_company"),
            "pr": lambda: Coined((f"{coiner.brand()} Communications",), "ORG_company"),
            "gene": lambda: Coined((self.rng.choice(parts("genes")),), "TECHNOLOGY_modality"),
        }

    def company(self) -> Coined:
        """A known firm now and then, else a coined one."""
        if self.names.companies and self.rng.random() < 0.3:
            forms = self.rng.choice(self.names.companies)
            return Coined((forms[0], self.rng.choice(forms)), "ORG_company")
        return self.coiner.company()

    def institution(self) -> Coined:
        """A known institution as often as not, else a coined one."""
        if self.names.institutions and self.rng.random() < 0.45:
            forms = self.rng.choice(self.names.institutions)
            return Coined((forms[0], self.rng.choice(forms)), "ORG_institution")
        return self.coiner.institution(self.names.universities)

    def listed(self, kind: TechnologyKind) -> Coined:
        """A technology of the vocabulary, at times in the plural."""
        name = self.rng.choice(self.rng.choice(self.names.technologies[kind]))
        if kind == TechnologyKind.MATERIAL and name[-1].islower() and name[-1] not in "sa" and self.rng.random() < 0.5:
            name += "s"
        return Coined((name,), f"TECHNOLOGY_{kind}")

    def product(self) -> Coined:
        """A known product at times, else a coined one."""
        return self.listed(TechnologyKind.PRODUCT) if self.rng.random() < 0.25 else self.coiner.product()

    def platform(self) -> Coined:
        """A known platform at times, else a coined one."""
        return self.listed(TechnologyKind.PLATFORM) if self.rng.random() < 0.25 else self.coiner.platform()

    def modality(self) -> Coined:
        """A term of the vocabulary, or one built of source, target and kind of cell."""
        if self.rng.random() < 0.4:
            return self.listed(TechnologyKind.MODALITY)
        words = []
        if self.rng.random() < 0.5:
            words.append(self.rng.choice(parts("prefixes")))
        if self.rng.random() < 0.4:
            target = self.rng.choice(self.names.targets)
            words.append(target + self.rng.choice(("", "", "-directed", "-targeted", "-targeting", "-specific")))
        words.append(self.rng.choice(parts("heads")))
        return Coined((" ".join(words),), "TECHNOLOGY_modality")

    def indication(self) -> Coined:
        """A disease of the vocabulary, mostly one that deals are about."""
        rare = bool(self.names.rare) and self.rng.random() < 0.25
        name = self.rng.choice(self.rng.choice(self.names.rare if rare else self.names.indications))
        if self.rng.random() < 0.12:
            name = (
                self.rng.choice(
                    ("relapsed or refractory ", "advanced ", "metastatic ", "severe ", "relapsed/refractory ")
                )
                + name
            )
        return Coined((name,), "INDICATION")

    def fill(self, slot: str) -> tuple[str, str]:
        """What stands in a slot, and its label (none for what is no name)."""
        key = slot if slot in self.makers else slot.upper()
        if key in self.makers:
            if key not in self.slots:
                self.slots[key] = self.makers[key]()
            coined = self.slots[key]
            return (coined.full if slot == key else coined.short), coined.label
        return self.plain(slot), ""

    def plain(self, slot: str) -> str:
        """Sums, days, titles and the like."""
        pick, number = self.rng.choice, self.rng.randint
        makers: dict[str, Callable[[], str]] = {
            "money": lambda: (
                pick(("$", "US$", "€", "£", "S$", "¥", "RMB ", "HK$"))
                + pick(
                    (
                        f"{number(1, 900)} million",
                        f"{number(1, 9)}.{number(1, 9)} billion",
                        f"{number(1, 90)}m",
                        f"{number(1, 900)},000,000",
                    )
                )
            ),
            "date": lambda: pick(
                (
                    f"{pick(parts('months'))} {number(1, 28)}, {number(2008, 2026)}",
                    f"{number(1, 28)} {pick(parts('months'))} {number(2008, 2026)}",
                )
            ),
            "year": lambda: str(number(2008, 2030)),
            "title": lambda: pick(parts("titles")),
            "title2": lambda: pick(parts("titles")),
            "degree": lambda: pick(parts("degrees")),
            "exchange": lambda: pick(parts("exchanges")),
            "ticker": lambda: self.coiner.letters(number(3, 4)) if number(0, 3) else str(number(1000, 999999)),
            "trial": lambda: pick(parts("trials")),
            "domain": lambda: re.sub(r"\W+", "", self.fill("a")[0].lower()),
        }
        return makers[slot]()


def _mentions(name: str) -> list[tuple[int, int]]:
    """Where the mentions are in a name: "X (Y)" has two."""
    found, at = [], 0
    for part in parts_of(name):
        start = name.index(part, at)
        at = start + len(part)
        found.append((start, at))
    return found


def write_line(template: str, cast: Cast) -> tuple[str, list[Marked]]:
    """A template with its choices made and its slots filled."""
    while _CHOICE.search(template):
        template = _CHOICE.sub(lambda match: cast.rng.choice(match[1].split("|")), template)
    text, marks, at = "", list[Marked](), 0
    for match in _SLOT.finditer(template):
        text += template[at : match.start()]
        name, label = cast.fill(match[1])
        if (
            label
            and (not text or text[-1] in "\n“•" or text.endswith((". ", ": ")))
            and name[0].islower()
            and label[:3] != "ORG"
        ):
            name = name[0].upper() + name[1:]
        if label:
            marks += [(len(text) + start, len(text) + end, label) for start, end in _mentions(name)]
        text += name
        at = match.end()
    return text + template[at:], marks


def write_release(templates: Templates, cast: Cast) -> Example:
    """One release: headline, lead, body with quotes, and the parts that end a release."""
    rng = cast.rng
    plan = ["headline"] if rng.random() < 0.85 else []
    plan += ["lead"]
    body = ["detail"] * rng.randint(2, 6) + ["quote"] * rng.randint(0, 2)
    rng.shuffle(body)
    plan += body
    if rng.random() < 0.15:
        plan += ["bullet"] * rng.randint(2, 4)
    if rng.random() < 0.12:
        plan += ["brief"] * rng.randint(2, 4)
    plan += ["about"] * rng.choice((0, 0, 1, 2, 2, 3))
    plan += ["forward"] * (rng.random() < 0.35) + ["contact"] * (rng.random() < 0.35)
    text, marks = "", list[Marked]()
    used: set[str] = set()
    for i, part in enumerate(plan):
        fresh = [line for line in templates.lines[part] if line not in used] or list(templates.lines[part])
        template = rng.choice(fresh)
        used.add(template)
        line, found = write_line(template, cast)
        if i:
            joined = part in {"detail", "quote"} and plan[i - 1] in {"detail", "quote", "lead"} and rng.random() < 0.5
            text += " " if joined else "\n" if part == plan[i - 1] == "bullet" else "\n\n"
        if part == "headline" and rng.random() < 0.12 and len(line.upper()) == len(line):
            line = line.upper()
        marks += [(start + len(text), end + len(text), label) for start, end, label in found]
        text += line
    return Example(text, tuple(marks), frozenset(), "generated")


def releases(rng: random.Random, names: Names) -> Iterator[Example]:
    """Made releases without end."""
    templates = Templates.read()
    coiner = Coiner(rng)
    while True:
        yield write_release(templates, Cast(coiner, names))


def first(count: int, seed: int, universities: Sequence[str] = ()) -> list[Example]:
    """So many made releases, always the same for a seed."""
    stream = releases(random.Random(seed), field_names(universities))  # noqa: S311 - variety, not secrets
    return [next(stream) for _ in range(count)]
