"""Whether two people are one: name and employer together, as names alone are shared by many."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from ingest.release import slug
from ingest.resolve.compare import Comparison
from ingest.resolve.namings import How

if TYPE_CHECKING:
    from ingest.resolve.settle import Profile

SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})
NICKNAMES: Final[tuple[frozenset[str], ...]] = tuple(
    frozenset(line.split())
    for line in (
        "william bill will billy", "robert bob rob bobby", "richard rick dick rich", "james jim jimmy", "john jack",
        "michael mike mick", "christopher chris", "matthew matt", "daniel dan danny", "david dave", "thomas tom tommy",
        "edward ed ted eddie", "joseph joe", "charles charlie chuck", "stephen steve steven", "anthony tony",
        "andrew andy drew", "gregory greg", "jeffrey jeff geoffrey geoff", "kenneth ken", "timothy tim", "peter pete",
        "elizabeth liz beth betsy", "katherine kate kathy catherine cathy katie", "margaret maggie peggy meg",
        "susan sue susanne", "deborah debbie deb", "jennifer jen jenny", "patricia pat patty", "rebecca becky",
        "samuel sam samantha", "nicholas nick", "alexander alex alexandra", "benjamin ben", "frederick fred frederic",
        "gerald jerry gerard", "lawrence larry laurence", "ronald ron", "donald don", "raymond ray", "philip phil",
        "douglas doug", "bradley brad", "zachary zach", "victoria vicky", "barbara barb", "judith judy",
    )
)  # fmt: skip
"""First names of which one may stand for the other."""


@dataclass(frozen=True, slots=True)
class PersonName:
    """First name, what stands between, surname and suffix, all folded."""

    first: str
    middle: tuple[str, ...]
    last: str
    suffix: str

    @classmethod
    def of(cls, name: str) -> "PersonName":
        """Take a name apart; a name of one word is a surname."""
        return _person(name)


@lru_cache(maxsize=1 << 15)
def _person(name: str) -> PersonName:
    words = [word for word in slug(name.replace("-", "")).split("-") if word]
    suffix = words.pop() if len(words) > 2 and words[-1] in SUFFIXES else ""
    if not words:
        return PersonName("", (), "", "")
    first = words[0] if len(words) > 1 else ""
    return PersonName(first, tuple(words[1:-1]), words[-1], suffix)


def weigh(one: "Profile", other: "Profile", employers: Mapping[str, str]) -> Comparison:
    """What speaks for two people being one; `employers` leads from plain organizations to canonical ones."""
    facing = _Facing(one, other, employers)
    apart = next((text for text, asks in APART if asks(facing)), None)
    found = next(((text, weight) for text, weight, asks in SAME if asks(facing)), None)
    if found is None:
        return Comparison(0.0, apart=apart)
    text, weight = found
    return Comparison(weight, (f"{text} ({weight:.2f})",), short=not (facing.works[0] and facing.works[1]), apart=apart)


class _Facing:
    """Two people, as the reasons look at them."""

    def __init__(self, one: "Profile", other: "Profile", employers: Mapping[str, str]) -> None:
        def canonical(profile: "Profile", how: How) -> set[str]:
            return {employers.get(plain, plain) for plain in profile.linked(how)}

        self.names = [(PersonName.of(a), PersonName.of(b)) for a in one.compared() for b in other.compared()]
        self.works = [canonical(profile, How.EMPLOYER) for profile in (one, other)]
        self.around = [canonical(profile, How.AROUND) for profile in (one, other)]


def _same_name(facing: _Facing) -> bool:
    return any(a.first == b.first != "" and a.last == b.last and _middles_fit(a, b) for a, b in facing.names)


def _similar_name(facing: _Facing) -> bool:
    return any(a.last == b.last and a.first != "" and _firsts_fit(a.first, b.first) for a, b in facing.names)


def _firsts_fit(one: str, other: str) -> bool:
    short, full = sorted((one, other), key=len)
    is_initial = len(short) == 1 and full.startswith(short)
    return one == other or is_initial or any({one, other} <= names for names in NICKNAMES)


def _middles_fit(one: PersonName, other: PersonName) -> bool:
    if not one.middle or not other.middle:
        return True
    return all(
        a[0] == b[0] and (a == b or 1 in {len(a), len(b)}) for a, b in zip(one.middle, other.middle, strict=False)
    )


def _share_employer(facing: _Facing) -> bool:
    return bool(facing.works[0] & facing.works[1])


def _employer_around(facing: _Facing) -> bool:
    """Where one works is named in a release that names the other."""
    return bool(facing.works[0] & facing.around[1] or facing.works[1] & facing.around[0])


SAME: Final[tuple[tuple[str, float, Callable[[_Facing], bool]], ...]] = (
    ("the same name at the same employer", 0.95, lambda f: _same_name(f) and _share_employer(f)),
    ("a similar name at the same employer", 0.82, lambda f: _similar_name(f) and _share_employer(f)),
    (
        "the same name, and a release of one names the other's employer",
        0.84,
        lambda f: _same_name(f) and _employer_around(f),
    ),
    ("the same name", 0.50, _same_name),
)
"""What speaks for one person; the first that applies counts."""

APART: Final[tuple[tuple[str, Callable[[_Facing], bool]], ...]] = (
    ("their middle names differ", lambda f: not any(_middles_fit(a, b) for a, b in f.names)),
    (
        "one is the elder, one the younger",
        lambda f: not any(a.suffix == b.suffix or not (a.suffix and b.suffix) for a, b in f.names),
    ),
)
"""What forbids to take two people for one."""
