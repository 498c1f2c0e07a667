"""Annotated releases with other names: the same sentences about firms, people and products that do not exist.

Words are replaced, not whole names, and alike throughout a release, so that "GenScript", "GenScript ProBio" and
"GenScript ProBio USA" stay relatives. What kind of thing a name is must still be seen: "Therapeutics", "University",
"Inc." and the like stay.
"""

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from ingest.train.coin import Coiner
from ingest.train.examples import Example, Marked
from ingest.train.parts import parts

_WORD: Final = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")  # noqa: RUF001 - both apostrophes


@cache
def _kept() -> frozenset[str]:
    """Words that tell what kind of organization a name is."""
    return frozenset(parts("kept_in_organizations")) | {word for name in parts("descriptors") for word in name.split()}


@cache
def _generic() -> frozenset[str]:
    """Words that tell what kind of product a name is."""
    return frozenset(parts("kept_in_products"))


@dataclass(slots=True)
class Swapper:
    """Replaces the names of one release; what a word became is remembered in `became`."""

    coiner: Coiner
    targets: Sequence[str]
    indications: Sequence[Sequence[str]]
    became: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def rng(self) -> random.Random:
        """The stream of chance."""
        return self.coiner.rng

    def organization_word(self, word: str) -> str:
        """Another word for the telling part of an organization's name."""
        if word in _kept() or len(word) == 1 or word.isdigit():
            return word
        key = "org", word
        if key not in self.became:
            if word.isupper() and len(word) <= 5:
                new = self.coiner.letters(len(word))
            else:
                new = self.coiner.brand()
                if word.islower():
                    new = new.lower()
                elif word.isupper():
                    new = new.upper()
            self.became[key] = new
        return self.became[key]

    def person_word(self, word: str, *, last: bool) -> str:
        """Another given name or surname; initials become other initials."""
        key = "person", word.casefold()
        if key not in self.became:
            if len(word) == 1:
                new = self.coiner.letters(1)
            elif self.rng.random() < 0.15:
                new = self.rng.choice(parts("surnames_asian") if last else parts("given_asian"))
            else:
                full = self.coiner.person()
                new = full.short if last else full.full.split()[0]
            self.became[key] = new
        new = self.became[key]
        return new.upper() if word.isupper() and len(word) > 1 else new

    def product_word(self, word: str) -> str:
        """Another code of the same shape, or another brand; words of the language stay."""
        if word in _generic() or len(word) < 3 or word.islower():
            return word
        key = "product", word.casefold()
        if key not in self.became:
            if any(c.isdigit() for c in word) or word.isupper():
                new = "".join(self._like(c) for c in word)
            else:
                new = self.coiner.brand()
            self.became[key] = new
        return self.became[key]

    def _like(self, character: str) -> str:
        if character.isdigit():
            return self.rng.choice("0123456789")
        if character.isalpha():
            new = self.rng.choice("ABCDEFGHIKLMNPRSTUVXZ")
            return new if character.isupper() else new.lower()
        return character

    def form(self, surface: str, label: str) -> str:
        """The form that takes the place of a surface form."""
        if label.startswith("ORG"):
            return _WORD.sub(lambda match: self.organization_word(match[0]), surface)
        if label == "PERSON":
            ends = [match.end() for match in _WORD.finditer(surface)]
            last = ends[-1] if ends else 0
            return _WORD.sub(lambda match: self.person_word(match[0], last=match.end() == last), surface)
        if label in {"TECHNOLOGY_product", "TECHNOLOGY_platform"}:
            return _WORD.sub(lambda match: self.product_word(match[0]), surface)
        return surface

    def target(self, surface: str) -> str:
        """The text with its target antigens, such as CD19, replaced by others."""
        for old in self._known_targets(surface):
            key = "target", old
            if key not in self.became:
                self.became[key] = self.rng.choice(self.targets)
            surface = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", self.became[key], surface)
        return surface

    def _known_targets(self, surface: str) -> list[str]:
        words = set(re.findall(r"[^\W_]+", surface))
        return [target for target in self.targets if target in words]

    def indication(self, surface: str) -> str:
        """Another disease, the same one for the same words."""
        key = "indication", surface.casefold()
        if key not in self.became:
            names = self.rng.choice(self.indications)
            self.became[key] = self.rng.choice(names)
        new = self.became[key]
        if surface[:1].isupper() and not surface[1:2].isupper():
            return new[:1].upper() + new[1:]
        return new


def rebuild(example: Example, forms: Iterable[str]) -> Example:
    """The example with another form in the place of each mark."""
    text, marks, at = "", list[Marked](), 0
    for (start, end, label), form in zip(example.marks, forms, strict=True):
        text += example.text[at:start]
        marks.append((len(text), len(text) + len(form), label))
        text += form
        at = end
    return example.with_text(text + example.text[at:], marks)


def swap_names(
    example: Example,
    coiner: Coiner,
    targets: Sequence[str],
    indications: Sequence[Sequence[str]],
) -> Example:
    """The release about others: each kind of name is replaced in some of the copies only."""
    swapper = Swapper(coiner, targets, indications)
    rng = coiner.rng
    chosen = {
        "ORG_company": rng.random() < 0.85,
        "ORG_institution": rng.random() < 0.5,
        "PERSON": rng.random() < 0.85,
        "TECHNOLOGY_product": rng.random() < 0.7,
        "TECHNOLOGY_platform": rng.random() < 0.7,
        "TARGET": rng.random() < 0.5,
        "INDICATION": rng.random() < 0.35,
    }
    forms = []
    for start, end, label in example.marks:
        surface = example.text[start:end]
        if chosen.get(label):
            surface = swapper.indication(surface) if label == "INDICATION" else swapper.form(surface, label)
        elif label in {"TECHNOLOGY_target", "TECHNOLOGY_modality"} and chosen["TARGET"]:
            surface = swapper.target(surface)
        forms.append(surface)
    return rebuild(example, forms)


def vary_case(example: Example, rng: random.Random) -> Example:
    """Now and then the headline in capitals or title case, or straight quotes: what editors do to a text."""
    text = example.text
    head = text.find("\n")
    chance = rng.random()
    if 0 < head < 200 and chance < 0.2:
        first = text[:head]
        changed = first.upper() if chance < 0.1 else re.sub(r"\b[a-z](?=[a-z]{3})", lambda m: m[0].upper(), first)
        if len(changed) == len(first):
            text = changed + text[head:]
    if rng.random() < 0.15:
        text = text.translate(str.maketrans("“”‘’", "\"\"''"))  # noqa: RUF001 - the quotes are meant
    return example.with_text(text, example.marks)
