"""A made stream of 200 releases about 60 deals, and what a reader of all of them would write down.

Companies sign one or two deals with each other. Of each deal there are the releases of both parties (one of them
speaks in general words), a wire copy, and trade press that has a sum or day slightly wrong; of some a plan before, and
what became of it: amended, completed, terminated, told with or without a day. Some old deals are told again.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from graph.facts import Facts
from tests.graph.made import luck_of

DEALS = 60
RELEASES = 200

_WORDS = (
    "Aspen", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel", "Ivory", "Juniper",
    "Kelp", "Larch", "Maple", "Nettle", "Olive", "Poplar", "Quince", "Rowan", "Sorrel", "Thistle",
    "Umber", "Vervain", "Willow", "Xenia", "Yarrow", "Zinnia", "Bramble", "Clover", "Fennel", "Ginger",
)  # fmt: skip
_KINDS = {
    "license": ("licensor", "licensee"),
    "manufacturing": ("client", "manufacturer"),
    "clinical_trial": ("partner", "partner"),
    "investment": ("investee", "investor"),
}


@dataclass(slots=True)
class Expected:
    """What the graph should hold of one deal."""

    parties: tuple[str, str]
    type: str
    steps: list[tuple[str, str | None]] = field(default_factory=list)
    releases: set[str] = field(default_factory=set)
    copies: set[str] = field(default_factory=set)
    disputed: set[str] = field(default_factory=set)

    @property
    def status(self) -> str:
        return self.steps[-1][0]


def stream() -> tuple[list[Facts], list[Expected]]:
    """The releases, the oldest first, and what they tell."""
    luck = luck_of("stream")
    releases: list[Facts] = []
    expected: list[Expected] = []
    pairs = [(_WORDS[n], _WORDS[(n * 7 + 3) % len(_WORDS)]) for n in range(len(_WORDS))]
    for number in range(DEALS):
        parties = pairs[number % len(pairs)]
        kind = list(_KINDS)[number % len(_KINDS)]
        # The second deal of a pair is of another product, and signed at least a year later.
        signed = date(2014 + 4 * (number // len(pairs)), 1, 10) + timedelta(days=luck.randrange(700))
        deal = Expected(tuple(sorted(name.lower() for name in parties)), kind)  # type: ignore[arg-type]
        _tell(number, parties, signed, deal, releases)
        expected.append(deal)
    _tell_again(releases, expected)
    assert (len(releases), len(expected)) == (RELEASES, DEALS)
    return sorted(releases, key=lambda facts: (facts.published or date.max, facts.id)), expected


def _tell(number: int, parties: tuple[str, str], signed: date, deal: Expected, releases: list[Facts]) -> None:
    kind = deal.type
    product = f"QX-{number + 100}"
    told: dict[str, Any] = {"parties": parties, "roles": _KINDS[kind], "products": [product]}

    def say(name: str, published: date, *, copy_of: Facts | None = None, **more: Any) -> Facts:
        facts = _release(f"deal-{number:02}-{name}", published, copy_of, **(told | {"types": [kind]} | more))
        releases.append(facts)
        deal.releases.add(facts.id)
        return facts

    if number % 5 == 0:
        say("plan", signed - timedelta(days=90), types=["letter_of_intent"], status="planned", sums=[])
        deal.steps.append(("planned", None))
    first = say("ours", signed, on=signed.isoformat(), sums=[("upfront", 10), ("milestones", 90)])
    deal.steps.append(("signed", signed.isoformat()))
    if number % 3 != 2:
        general = [kind] if kind == "investment" else ["collaboration", kind]
        say("theirs", signed + timedelta(days=1), on=signed.isoformat()[:7], types=general, sums=[("upfront", 10)])
    if number % 3 == 0:
        deal.copies.add(say("wire", signed, copy_of=first).id)
    if number % 4 == 1:
        wrong = signed + timedelta(days=3)
        say("press", wrong, on=wrong.isoformat(), products=[], sums=[("upfront", 12)])
        deal.steps.append(("signed", wrong.isoformat()))
        deal.disputed |= {"date of signed", "sum of upfront in USD"}
    if number % 6 == 2:
        later = signed + timedelta(days=200)
        say("amended", later, status="amended", on=later.isoformat(), sums=[])
        deal.steps.append(("amended", later.isoformat()))
    if number % 4 == 2:
        later = signed + timedelta(days=300)
        say("ended", later, status="terminated", on=later.isoformat()[:7], sums=[])
        deal.steps.append(("terminated", later.isoformat()[:7]))
    elif number % 4 == 3:
        say("done", signed + timedelta(days=260), status="completed", sums=[])
        deal.steps.append(("completed", None))


def _tell_again(releases: list[Facts], expected: list[Expected]) -> None:
    """Years later, in the background of other news: without a day, and with nothing new."""
    for number in range(RELEASES - len(releases)):
        deal = expected[number]
        first = next(facts for facts in releases if facts.id == f"deal-{number:02}-ours")
        names = tuple(organization.name for organization in first.organizations)
        facts = _release(
            f"deal-{number:02}-again", date(2023, 1, 1) + timedelta(days=number), None,
            parties=names, roles=_KINDS[deal.type], products=[f"QX-{number + 100}"], types=[deal.type], sums=[],
        )  # fmt: skip
        releases.append(facts)
        deal.releases.add(facts.id)


def _release(
    key: str,
    published: date,
    copy_of: Facts | None,
    *,
    parties: Sequence[str],
    roles: Sequence[str],
    products: Sequence[str],
    types: Sequence[str],
    status: str = "signed",
    on: str | None = None,
    sums: Sequence[tuple[str, int]] = (),
) -> Facts:
    if copy_of is not None:
        # A wire repeats the release word for word and adds a line of its own at the end.
        text = f"{copy_of.text} Wire desk."
        return Facts.model_validate({**copy_of.model_dump(), "id": key, "text": text, "sha256": _hash(text)})
    filler = " ".join(f"{word} {key} {n}" for n, word in enumerate(_WORDS))
    sentence = f"{parties[0]} and {parties[1]} ({', '.join(types)}, {status}, {on}, {list(products)}) by {key}."
    text = f"{sentence} {filler}"
    said = [{"text": sentence, "start": 0, "end": len(sentence), "confidence": 0.9, "rule": "made.stream"}]

    def named(name: str, kind: str) -> dict[str, Any]:
        start = max(text.find(name), 0)
        return {"name": name, "mentions": [name], "spans": [(start, start + len(name))], "evidence": said, "kind": kind}

    return Facts.model_validate(
        {
            "id": key,
            "published": published,
            "title": sentence[:60],
            "text": text,
            "sha256": _hash(text),
            "pipeline": "made",
            "organizations": [named(name, "company") for name in parties],
            "technologies": [named(name, "product") for name in products],
            "agreements": [
                {
                    "types": types,
                    "status": status,
                    "parties": [{"organization": n, "role": r} for n, r in zip(parties, roles, strict=True)],
                    "technologies": products,
                    "amounts": [{"kind": k, "amount": n * 10**6, "currency": "USD"} for k, n in sums],
                    "date": on,
                    "evidence": said,
                }
            ],
        }
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
