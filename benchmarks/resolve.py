"""How well names are told apart and taken together: labelled pairs of names of the field, in `resolve_pairs.tsv`.

    python benchmarks/resolve.py [--errors tune|held-out|all] [--least-precision 0.99] [--least-recall 0.90]

A pair is `same`, `apart`, or `unit` (one is a part of the other, which must never be joined). Each name stands in a
release of its own; where the last column has a text, a third release says that. All is resolved as `cellpact ingest`
does it, and the two names are taken for one if they end with one id.

The pairs were written from common knowledge of the field before the rules, in kinds, and each kind was split in two by
a hash of the names: rules and lists were tuned on `tune` alone, `held-out` was only measured. They are
measured with the vocabulary's organizations and without them; without them nothing can know that Celyad was
called Cardio3, so recall is lower there by nature. Ends with status 1 where the held-out part with the vocabulary is
below the least, or any part with its whole is joined.
"""

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rich.console import Console
from rich.table import Table

from graph.facts import Evidence, Facts, OrganizationFact
from graph.vocabulary import OrganizationKind
from ingest.release import make_release
from ingest.resolve import Vocabulary
from ingest.resolve.namings import Label, Naming, namings, plain_ids
from ingest.resolve.settle import Ground, profiles_of, settle

PAIRS = Path(__file__).with_name("resolve_pairs.tsv")
TOLD = re.compile(
    r"(?P<name>[^(]+?)(?: \(|, (?=formerly|previously|known))"
    r"(?P<how>(?:formerly|previously|known|f/k/a)[a-z0-9 ]*? (?:known as |called |as )?)?"
    r"(?P<other>[“A-Z][^)]*?)[),]*"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled pair of names; `told` is what a third release says."""

    part: str
    kind: str
    label: str
    one: str
    other: str
    told: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a pair; `known` says that the vocabulary has one of the names, `asked` that a person is asked."""

    pair: Pair
    joined: bool
    known: bool
    asked: bool


def read(path: Path = PAIRS) -> list[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def saying(text: str, name: str, *others: str) -> Facts:
    """A release that names one organization, in all these ways."""
    mentions = (name, *others)
    said = (Evidence(text=text, start=0, end=len(text), confidence=1.0, rule="labelled"),)
    spans = tuple((found.start(), found.end()) for m in mentions for found in re.finditer(re.escape(m), text))
    fact = OrganizationFact(name=name, mentions=mentions, spans=spans, evidence=said, kind=OrganizationKind.COMPANY)
    release = make_release(f"{text} announced something today.", id=text[:200])
    return Facts(**release.model_dump(), pipeline="labelled", organizations=(fact,))


def told(text: str) -> Facts:
    """The release behind the last column: "X (Y)" or "X, formerly Y"."""
    found = TOLD.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not of the form X (Y) or X, formerly Y")
    return saying(text, found["name"].removeprefix("the "), found["other"].strip("“”"))


def judge(pair: Pair, vocabulary: Vocabulary) -> Judged:
    @cache
    def said(facts: Facts) -> tuple[str, tuple[Naming, ...]]:
        return facts.id, namings(facts, plain_ids(facts, vocabulary), vocabulary)

    releases = [saying(pair.one, pair.one), saying(pair.other, pair.other)]
    ids = [plain_ids(facts, vocabulary).organizations[facts.organizations[0].name].id for facts in releases]
    if pair.told:
        releases.append(told(pair.told))
    profiles = profiles_of(map(said, releases), Label.ORGANIZATION, vocabulary)
    settlement = settle(profiles, Ground(Label.ORGANIZATION, vocabulary))
    one, other = (settlement.meaning[plain].canonical for plain in ids)
    asked = any({doubt.one, doubt.other} == set(ids) for doubt in settlement.doubts)
    return Judged(pair, one == other, any(plain in vocabulary.organizations for plain in ids), asked)


@dataclass(frozen=True, slots=True)
class Score:
    """Of all joined pairs how many are one, and of all that are one how many were joined."""

    pairs: int
    precision: float
    recall: float
    units: int
    asked: int


def score(judged: Sequence[Judged]) -> Score:
    joined = [j for j in judged if j.joined]
    same = [j for j in judged if j.pair.label == "same"]
    right = [j for j in joined if j.pair.label == "same"]
    return Score(
        len(judged),
        len(right) / len(joined) if joined else 1.0,
        len(right) / len(same) if same else 1.0,
        sum(j.pair.label == "unit" for j in joined),
        sum(j.asked for j in same if not j.joined),
    )


def table(title: str, groups: Iterable[tuple[str, Sequence[Judged]]]) -> Table:
    shown = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in ("", "pairs", "precision", "recall", "parts joined", "same, left to a person"):
        shown.add_column(column, justify="left" if not column else "right")
    for name, judged in groups:
        s = score(judged)
        shown.add_row(name, str(s.pairs), f"{s.precision:.3f}", f"{s.recall:.3f}", str(s.units), str(s.asked))
    return shown


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", choices=("tune", "held-out", "all"), help="list what went wrong in this part")
    parser.add_argument("--kinds", action="store_true", help="show each kind of pair")
    parser.add_argument("--least-precision", type=float, default=0.99)
    parser.add_argument("--least-recall", type=float, default=0.90)
    options = parser.parse_args()
    console = Console(width=120)
    pairs = read()
    vocabulary = Vocabulary.load()
    bare = Vocabulary.of((), tuple(vocabulary.technologies.values()), tuple(vocabulary.indications.values()))
    failed = False
    for name, lists in (("with the vocabulary's organizations", vocabulary), ("without them", bare)):
        judged = [judge(pair, lists) for pair in pairs]
        parts = {part: [j for j in judged if j.pair.part == part] for part in ("tune", "held-out")}
        groups = [*parts.items(), ("all", judged)]
        if lists is vocabulary:
            groups.append(("names that the vocabulary does not have", [j for j in judged if not j.known]))
            held = score(parts["held-out"])
            failed = held.precision < options.least_precision or held.recall < options.least_recall
        if options.kinds:
            kinds = Counter(pair.kind for pair in pairs)
            groups += [(f"  {kind}", [j for j in judged if j.pair.kind == kind]) for kind in kinds]
        failed = failed or score(judged).units > 0
        console.print(table(name, groups), "")
        wrong = [j for j in judged if j.joined != (j.pair.label == "same")]
        for j in wrong:
            if options.errors in {"all", j.pair.part}:
                console.print(
                    *(j.pair.part, j.pair.kind, j.pair.label, j.pair.one, "|", j.pair.other, j.pair.told), sep="  "
                )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
