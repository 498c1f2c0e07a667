"""Names that nobody bears, of every build that the field uses.

A model that has seen a few hundred real companies learns those companies. One that meets a new name at every turn has
to learn what stands around a name and how names are built.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from faker import Faker

from ingest.train.parts import parts


@dataclass(frozen=True, slots=True)
class Coined:
    """A name in its forms, the fullest first; all name the same thing. `label` is a key of `labels.GROUPS`."""

    forms: tuple[str, ...]
    label: str

    @property
    def full(self) -> str:
        """The fullest form."""
        return self.forms[0]

    @property
    def short(self) -> str:
        """The form used when the full one has been given."""
        return self.forms[-1]


@cache
def _faker(locale: str) -> Any:  # noqa: ANN401 - Faker makes its methods at run time
    return Faker(locale, providers=["faker.providers.person"], use_weighting=False)


class Coiner:
    """Makes names from one stream of chance, so that a seed fixes them all."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        Faker.seed(rng.getrandbits(32))

    def word(self) -> str:
        """A capitalized word without meaning, such as Provanta."""
        stem = "".join(self._pick("onsets") + self._pick("vowels") for _ in range(self.rng.choice((1, 1, 2))))
        if self.rng.random() < 0.3:
            stem += self._pick("codas")
        if self.rng.random() < 0.75:
            return (stem + self._pick("endings")).capitalize()
        return (stem + self._pick("onsets") + self._pick("vowels") + self._pick("codas")).capitalize()

    def _pick(self, name: str) -> str:
        return self.rng.choice(parts(name))

    def brand(self) -> str:
        """A word of one of the builds of company and product names."""
        makers: dict[Callable[[], str], int] = {
            self.word: 42,
            lambda: self._pick("parts") + self.word(): 7,
            lambda: self._pick("parts") + self.word().lower(): 7,
            lambda: self.word() + self._pick("brand_tails"): 8,
            lambda: "".join(self._pick("asian") for _ in range(self.rng.choice((2, 2, 3)))).capitalize(): 10,
            lambda: self._pick("words"): 8,
            lambda: self._pick("surnames"): 6,
            lambda: self._pick("words") + self._pick("words").lower(): 5,
            lambda: self.letters(self.rng.choice((2, 3, 3, 4))): 7,
        }
        return self.rng.choices(list(makers), list(makers.values()))[0]()

    def letters(self, count: int) -> str:
        """So many capitals."""
        return "".join(self.rng.choice("ABCDEFGHIKLMNOPRSTUVXYZ") for _ in range(count))

    def company(self) -> Coined:
        """A firm, with or without descriptor and legal form; the last form is the short one."""
        pick, chance = self.rng.choice, self.rng.random()
        if chance < 0.1:
            core = f"{pick(parts('words'))} {pick(parts('words'))}"
        elif chance < 0.13:
            core = f"{pick(parts('surnames'))} & {pick(parts('surnames'))}"
        elif chance < 0.16:
            core = self.word().lower()
        elif chance < 0.18:
            core = f"{self.rng.randint(2, 9)}{self.word() if self.rng.random() < 0.5 else self.word().lower()}"
        elif chance < 0.21:
            core = f"{self.brand()} {pick(parts('places'))}"
        else:
            core = self.brand()
        described = core
        if self.rng.random() < 0.66:
            described += " " + pick(parts("funds") if self.rng.random() < 0.1 else parts("descriptors"))
            if core.islower() and self.rng.random() < 0.7:
                described = described.lower()
        full = described + pick(parts("legal")) if self.rng.random() < 0.45 else described
        forms = [full]
        if described != full:
            forms.append(described)
        if core != described and (self.rng.random() < 0.7 or len(core) > 5):
            forms.append(core)
        return Coined(tuple(forms), "ORG_company")

    def institution(self, universities: Sequence[str]) -> Coined:
        """A university, hospital, institute, foundation, authority or ministry."""
        if universities and self.rng.random() < 0.25:
            return Coined((self.rng.choice(universities),), "ORG_institution")
        name = self._pick("institutions").format(
            place=self._pick("places") if self.rng.random() < 0.6 else self.word(),
            person=self._pick("surnames"),
            field=self._pick("institution_fields"),
            country=self._pick("countries"),
        )
        forms = [name]
        capitals = "".join(word[0] for word in name.split() if word[0].isupper())
        if 3 <= len(capitals) <= 5 and self.rng.random() < 0.5:
            forms.append(capitals)
        return Coined(tuple(forms), "ORG_institution")

    def person(self) -> Coined:
        """A human: full name, then the surname."""
        chance = self.rng.random()
        if chance < 0.3:
            given, surname = self.rng.choice(parts("given_asian")), self.rng.choice(parts("surnames_asian"))
            if self.rng.random() < 0.2:
                return Coined((f"{surname} {given}", surname), "PERSON")
        else:
            fake = _faker(self.rng.choice(parts("locales")))
            given, surname = fake.first_name(), fake.last_name()
        middle = f" {self.letters(1)}." if self.rng.random() < 0.17 else ""
        if self.rng.random() < 0.05:
            surname = f"{surname}-{self.rng.choice(parts('surnames'))}"
        return Coined((f"{given}{middle} {surname}", surname), "PERSON")

    def code(self) -> str:
        """A candidate's code, such as NVX-301."""
        letters = self.letters(self.rng.choice((2, 3, 3, 3, 4)))
        digits = "".join(self.rng.choice("0123456789") for _ in range(self.rng.choice((2, 3, 3, 3, 4))))
        tail = self.rng.choice(("", "", "", "", "A", "-T", "NK"))
        return letters + self.rng.choice(("-", "-", "", " ")) + digits + tail

    def generic(self) -> str:
        """A generic name, such as vanotabgene maraleucel, or its short form."""
        first, second = self.word().lower(), self.word().lower()
        ending = self.rng.choice(("leucel", "temcel", "leucel", "stocel", "parvovec"))
        if self.rng.random() < 0.6:
            return f"{first[:5].rstrip('aeiou')}-cel" if self.rng.random() < 0.7 else f"{first[:4]}a-cel"
        return f"{first}tabgene {second[:4]}{ending}"

    def product(self) -> Coined:
        """A candidate, drug, device or kit."""
        chance = self.rng.random()
        if chance < 0.45:
            name = self.code()
        elif chance < 0.65:
            name = self.generic()
        else:
            name = self.brand() if self.rng.random() < 0.6 else self.word()
        mark = self.rng.choice(("", "", "", "®", "™"))
        forms = (name + mark, name) if mark and chance >= 0.65 else (name,)
        return Coined(forms, "TECHNOLOGY_product")

    def platform(self) -> Coined:
        """A named technology."""
        name = (
            self.brand()
            if self.rng.random() < 0.8
            else self.brand() + "-" + self.rng.choice(("T", "NK", "X", "Cell", "CAR"))
        )
        mark = self.rng.choice(("", "", "", "®", "™"))
        noun = self.rng.choice(
            (
                "",
                " platform",
                " platform",
                " technology",
                " system",
                " cell therapy platform",
                " gene editing platform",
                " manufacturing platform",
            )
        )
        forms = (name + mark + noun, name) if noun or mark else (name,)
        return Coined(forms, "TECHNOLOGY_platform")

    def place(self) -> Coined:
        """A town, with or without what it lies in, or a country."""
        if self.rng.random() < 0.3:
            return Coined((self.rng.choice(parts("countries")).removeprefix("the "),), "PLACE")
        return Coined((self.rng.choice(parts("places")),), "PLACE")

    def state(self) -> str:
        """An American state, as datelines write it."""
        return self.rng.choice(parts("states"))
