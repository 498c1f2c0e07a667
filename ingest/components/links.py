"""How likely two names of a text belong together, as the encoder's vectors tell it.

The encoder reads a text once, for the names. Beside its scores of names it gives a vector for each word piece, and it
was trained so that these vectors also tell relations: which two organizations have a deal, of which types and status
and in which roles; which is a unit of which; where a person works; which deal a technology, a sum, a day or a place
belongs to; and what a sum is for. This module reads that from the vectors, by a small network over each two mentions.

A pair of names is as likely as its likeliest pair of mentions (each feature's maximum over the `NEAREST` couples that
stand in one window of the encoder). Two names that never stand in one window get no answer. The weights are
`model/links.npz`, made by `ingest.train.links`; all answers are log-odds before any weighing with rules.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from graph.vocabulary import AgreementStatus, AgreementType, AmountKind, Role
from ingest.annotations import EntityLabel
from ingest.components.encoder import Encoded, Pieces, windows
from ingest.errors import ModelError

MODEL_FILE: Final = "links.npz"
NEAREST: Final = 4
"""So many couples of mentions are looked at, the closest first."""
REACH: Final = 160
"""Pieces between the beginnings of two mentions from which on they have nothing to do with each other."""
STEPS: Final = 10
"""Steps in which distance is counted, for either order of the two."""

Vector = NDArray[np.float32]
Key = TypeVar("Key", bound=Hashable)


class Kind(IntEnum):
    """What may be linked to an organization."""

    ORGANIZATION = 0
    PERSON = 1
    TECHNOLOGY = 2
    INDICATION = 3
    SUM = 4
    DAY = 5
    PLACE = 6


KINDS: Final = {
    EntityLabel.ORGANIZATION: Kind.ORGANIZATION,
    EntityLabel.PERSON: Kind.PERSON,
    EntityLabel.TECHNOLOGY: Kind.TECHNOLOGY,
    EntityLabel.INDICATION: Kind.INDICATION,
}
OUTPUTS: Final = {
    "types": tuple(AgreementType),
    "status": tuple(AgreementStatus),
    "role": tuple(Role),
    "sum": tuple(AmountKind),
    "belongs": tuple(Kind),
}
"""What the columns of an output stand for, where it has several; the file of weights names them too."""

USES: Final = (
    "deal", "types", "status", "roles", "amounts", "purpose", "days", "territories", "technologies", "indications",
    "positions",
)  # fmt: skip
"""For what links are weighed with rules and trees; `mix.USE` in the file of weights says how."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention in pieces: its window, where that begins, and its first and last piece (end exclusive)."""

    window: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """What is told of two organizations `a` and `b`, all in log-odds; `roles` are a's and b's, scores of a softmax.

    `a_in_b` speaks for a being a unit of b, `b_in_a` for the opposite.
    """

    deal: float
    types: Mapping[AgreementType, float]
    status: Mapping[AgreementStatus, float]
    roles: tuple[Mapping[Role, float], Mapping[Role, float]]
    a_in_b: float
    b_in_a: float

    def turned(self) -> "Link":
        """The same told of b and a."""
        return Link(self.deal, self.types, self.status, (self.roles[1], self.roles[0]), self.b_in_a, self.a_in_b)


@dataclass(frozen=True, slots=True)
class LinksModel:
    """The weights: matrices by name, as rows of inputs by columns of outputs, and their offsets as `name.bias`."""

    weights: Mapping[str, Vector]

    def weigh(self, use: str, base: float, link: float | None) -> float:
        """Log-odds of what rules or trees say (`base`) and of what the vectors say, where they say anything."""
        if link is None:
            return base
        offset, of_base, of_link = self.weights[f"mix.{use}"].tolist()
        return float(offset + of_base * base + of_link * link)

    def layer(self, name: str, x: Vector) -> Vector:
        """One linear layer."""
        result: Vector = x @ self.weights[name] + self.weights[f"{name}.bias"]
        return result


def read_model(path: Path) -> LinksModel:
    """Weights from a file.

    Raises:
        ModelError: The file cannot be read, or was made for other lists of types, roles or kinds.
    """
    try:
        with np.load(path, allow_pickle=False) as data:
            weights = {name: data[name] for name in data.files}
            lists = {name: tuple(weights.pop(f"{name}.names").tolist()) for name in OUTPUTS}
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"cannot read the model's {path}: {error}", next_step="install Cellpact again") from error
    for name in OUTPUTS:
        if lists[name] != columns(name):
            raise ModelError(f"{path.name} was made for other {name} than these", next_step="train it again")
    return LinksModel({name: weight.astype(np.float32) for name, weight in weights.items()})


def columns(output: str) -> tuple[str, ...]:
    """What the columns of an output are called in the file of weights."""
    return tuple(member.name if isinstance(member, Kind) else member.value for member in OUTPUTS[output])


@cache
def load_model() -> LinksModel | None:
    """The model beside that of the names; None where that was trained for names alone, as the one of this release."""
    with as_file(files("ingest.model") / MODEL_FILE) as path:
        return read_model(path) if path.is_file() else None


def step(pieces: int) -> int:
    """The step of a distance in pieces: finer where it is small."""
    return min(STEPS - 1, int(np.log2(pieces + 1) * 1.2))


def gelu(x: Vector) -> Vector:
    """The Gaussian error linear unit, by the usual tangent: within 0.001 of the exact one."""
    result: Vector = 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))
    return result


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what there is; None where there is nothing."""
    told = [value for value in values if value is not None]
    return sum(told) / len(told) if told else None


class Places:
    """Where stretches of a text stand in its word pieces."""

    def __init__(self, text: str, pieces: Pieces) -> None:
        self._pieces = pieces
        self._window = np.zeros(len(pieces), dtype=np.int64)
        for number, part in enumerate(windows(text, pieces)):
            self._window[part] = number
        self._known: dict[tuple[int, int], Mention | None] = {}

    def mention(self, start: int, end: int) -> Mention | None:
        """The pieces of a stretch of text (characters), those in its first window; None where there are none."""
        if (start, end) not in self._known:
            first = int(np.searchsorted(self._pieces.ends, start, side="right"))
            last = int(np.searchsorted(self._pieces.starts, end, side="left"))
            place = None
            if first < last:
                window = int(self._window[first])
                last = first + int((self._window[first:last] == window).sum())
                place = Mention(window, first, last)
            self._known[start, end] = place
        return self._known[start, end]


def nearest(left: Sequence[Mention], right: Sequence[Mention]) -> list[tuple[Mention, Mention]]:
    """The `NEAREST` couples of mentions that stand in one window and within `REACH`."""
    found = [
        (abs(a.first - b.first), i, j)
        for i, a in enumerate(left)
        for j, b in enumerate(right)
        if a.window == b.window and abs(a.first - b.first) < REACH
    ]
    return [(left[i], right[j]) for _, i, j in sorted(found)[:NEAREST]]


def stretch(a: Mention, b: Mention) -> tuple[int, int]:
    """The pieces between two mentions (end exclusive); where there are none, those of both."""
    low, high = (a.end, b.first) if a.first < b.first else (b.end, a.first)
    return (low, high) if low < high else (min(a.first, b.first), max(a.end, b.end))


def distance(a: Mention, b: Mention) -> int:
    """The row of the table of distances for two mentions: their step, after all steps of the other order."""
    return step(abs(a.first - b.first)) + STEPS * (a.first < b.first)


class Links:
    """The links of one text."""

    def __init__(self, encoded: Encoded, model: LinksModel) -> None:
        self._model = model
        width = encoded.vectors.shape[1]
        sums = np.zeros((len(encoded.pieces) + 1, width), dtype=np.float64)
        np.cumsum(encoded.vectors, axis=0, out=sums[1:])
        self._sums = sums
        self._sides: dict[tuple[int, int], tuple[Vector, Vector, Vector]] = {}
        self.places = Places(encoded.text, encoded.pieces)

    def _mean(self, first: int, end: int) -> Vector:
        mean: Vector = ((self._sums[end] - self._sums[first]) / (end - first)).astype(np.float32)
        return mean

    def _side(self, mention: Mention) -> tuple[Vector, Vector, Vector]:
        """A mention as the first and as the second of a couple, and its vector."""
        key = mention.first, mention.end
        if key not in self._sides:
            vector = self._mean(*key)
            one, two = np.tanh(self._model.layer("one", vector)), np.tanh(self._model.layer("two", vector))
            self._sides[key] = one, two, vector
        return self._sides[key]

    def _pair(self, couples: Sequence[tuple[Mention, Mention]], kind: Kind) -> Vector:
        """What the likeliest of the couples look like."""
        rows = []
        for a, b in couples:
            one, two = self._side(a)[0], self._side(b)[1]
            between = np.tanh(self._model.layer("between", self._mean(*stretch(a, b))))
            around = between + self._model.weights["kind"][kind] + self._model.weights["distance"][distance(a, b)]
            rows.append(np.concatenate([one, two, one * two, around]))
        likeliest: Vector = gelu(self._model.layer("mix", np.array(rows, dtype=np.float32))).max(0)
        return likeliest

    def organizations(self, a: Sequence[Mention], b: Sequence[Mention]) -> Link | None:
        """What is told of two organizations, given by their mentions in text order."""
        couples = nearest(a, b)
        if not couples:
            return None
        there = self._pair(couples, Kind.ORGANIZATION)
        back = self._pair([(right, left) for left, right in couples], Kind.ORGANIZATION)
        both: Vector = np.mean([there, back], axis=0)
        layer = self._model.layer
        return Link(
            deal=float(layer("deal", both)[0]),
            types=_named("types", layer("types", both)),
            status=_named("status", layer("status", both)),
            roles=(_named("role", layer("role", there)), _named("role", layer("role", back))),
            a_in_b=float(layer("unit", there)[0]),
            b_in_a=float(layer("unit", back)[0]),
        )

    def belongs(self, kind: Kind, mentions: Sequence[Mention], organization: Sequence[Mention]) -> float | None:
        """How surely something belongs to an organization, or to a deal that it is party to."""
        couples = nearest(mentions, organization)
        return float(self._model.layer("belongs", self._pair(couples, kind))[kind]) if couples else None

    def purpose(self, mentions: Sequence[Mention]) -> Mapping[AmountKind, float] | None:
        """What a sum is for, as scores of a softmax."""
        if not mentions:
            return None
        scores = np.mean([self._model.layer("sum", self._side(mention)[2]) for mention in mentions], axis=0)
        return _named("sum", scores)


def _named(output: str, scores: Vector) -> Mapping:  # type: ignore[type-arg]  # members of the list of that output
    return dict(zip(OUTPUTS[output], map(float, scores), strict=True))


def doc_links(doc: Doc) -> "DocLinks":
    """The links of a `Doc`, made once; ask when `doc._.entities` is what it will stay."""
    if doc._.links is None:
        doc._.links = DocLinks(doc)
    links: DocLinks = doc._.links
    return links


class DocLinks:
    """The links of a `Doc` by entity index.

    Answers None to all where the text was read without the encoder, or by one that was trained for names alone.
    """

    def __init__(self, doc: Doc, model: LinksModel | None = None) -> None:
        encoded: Encoded | None = doc._.encoded
        self._links: Links | None = None
        known = model or load_model()
        if encoded is not None and len(encoded.pieces) and known is not None:
            self._model = known
            self._links = Links(encoded, known)
        self._mentions: list[list[Mention]] = []
        self._labels = [entity.label for entity in doc._.entities]
        self._told: dict[tuple[int, int], Link | None] = {}
        if self._links is None:
            return
        for entity in doc._.entities:
            spans = [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1])) for start, end in entity.spans]
            self._mentions.append(self.mentions(spans))

    def weigh(self, use: str, base: float, link: float | None) -> float:
        """As `LinksModel.weigh`; `use` names what the weights were fitted for ("deal", "days")."""
        return base if link is None else self._model.weigh(use, base, link)

    def mentions(self, spans: Iterable[tuple[int, int]]) -> list[Mention]:
        """Where stretches of text stand, for `belongs` and `purpose`."""
        if self._links is None:
            return []
        return [mention for start, end in spans if (mention := self._links.places.mention(start, end)) is not None]

    def mentions_by(self, told: Iterable[tuple[Key, tuple[int, int]]]) -> dict[Key, list[Mention]]:
        """Where each of several things stands, which the text may tell in more than one place (characters)."""
        spans: dict[Key, list[tuple[int, int]]] = {}
        for key, span in told:
            spans.setdefault(key, []).append(span)
        return {key: self.mentions(places) for key, places in spans.items()}

    def organizations(self, a: int, b: int) -> Link | None:
        """What is told of two organizations (entity indexes)."""
        if self._links is None:
            return None
        key = min(a, b), max(a, b)
        if key not in self._told:
            self._told[key] = self._links.organizations(self._mentions[key[0]], self._mentions[key[1]])
        link = self._told[key]
        return link.turned() if link is not None and a > b else link

    def entity(self, entity: int, organization: int) -> float | None:
        """How surely a person, technology or indication belongs to an organization or a deal of it."""
        if self._links is None:
            return None
        kind = KINDS[self._labels[entity]]
        return self._links.belongs(kind, self._mentions[entity], self._mentions[organization])

    def of_deal(self, entity: int, parties: Iterable[int]) -> float | None:
        """How surely a technology or indication belongs to a deal of these organizations: the mean over them."""
        return mean(self.entity(entity, party) for party in parties)

    def term(self, kind: Kind, mentions: Sequence[Mention], parties: Iterable[int]) -> float | None:
        """How surely a sum, day or place belongs to a deal of these organizations: the mean over them."""
        if self._links is None:
            return None
        links = self._links
        return mean(links.belongs(kind, mentions, self._mentions[party]) for party in parties)

    def purpose(self, mentions: Sequence[Mention]) -> Mapping[AmountKind, float] | None:
        """What a sum is for."""
        return None if self._links is None else self._links.purpose(mentions)
