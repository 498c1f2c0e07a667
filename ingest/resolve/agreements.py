"""Which deal an agreement is: an id made of the parties and of what was agreed.

The releases of both parties, and those about its later life, should lead to one agreement, in whatever order they are
read. So the id holds what all of them say: who, and the family of what was agreed. It holds neither status nor date
(they change or are left out), and not the exact types ("collaboration" here is "licence and collaboration" there).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from graph.facts import AgreementFact
from graph.vocabulary import AgreementType, Role
from ingest.resolve.names import term_key

FAMILIES: Final[tuple[tuple[str, frozenset[AgreementType]], ...]] = (
    ("acquisition", frozenset({AgreementType.ACQUISITION})),
    ("asset-purchase", frozenset({AgreementType.ASSET_PURCHASE})),
    ("joint-venture", frozenset({AgreementType.JOINT_VENTURE})),
    ("alliance", frozenset({AgreementType.LICENSE, AgreementType.OPTION, AgreementType.DISTRIBUTION})),
    ("manufacturing", frozenset({AgreementType.MANUFACTURING, AgreementType.SUPPLY})),
    ("clinical-trial", frozenset({AgreementType.CLINICAL_TRIAL})),
    ("service", frozenset({AgreementType.SERVICE, AgreementType.MATERIAL_TRANSFER})),
    (
        "alliance",
        frozenset(
            {
                AgreementType.COLLABORATION,
                AgreementType.STRATEGIC_PARTNERSHIP,
                AgreementType.MEMORANDUM_OF_UNDERSTANDING,
                AgreementType.LETTER_OF_INTENT,
            }
        ),
    ),
    ("investment", frozenset({AgreementType.INVESTMENT})),
)
"""The families, the most telling first: a licence with supply is an alliance, a partnership to make things is not."""

PRINCIPALS: Final = (frozenset({Role.ACQUIRER, Role.TARGET}), frozenset({Role.LICENSOR, Role.LICENSEE}))
"""Pairs of roles that make a deal by themselves: who else is named (a seller, a guarantor) differs between releases."""

MOST_PARTIES: Final = 3
"""More than these are not spelled out in an id, but hashed."""


def family(types: Iterable[AgreementType]) -> str:
    """What was agreed, in one word."""
    agreed = set(types)
    return next(name for name, members in FAMILIES if members & agreed)


def agreement_ids(deals: Sequence[AgreementFact], organizations: Mapping[str, str]) -> list[str]:
    """An id for each deal of one release; `organizations` leads from a name in the release to an id.

    Two deals of one family between the same parties in one release are two deals, since the release tells them apart:
    the later one's id also holds what sets it apart.
    """
    taken: set[str] = set()
    ids = []
    for deal in deals:
        plain = f"{_parties(deal, organizations)}--{family(deal.types)}"
        year = deal.date[:4] if deal.date else ""
        marks = [_words(deal.types[0]), *map(term_key, deal.technologies[:1]), year]
        candidates = [plain, *(f"{plain}-{mark}" for mark in marks if mark)]
        candidates += [f"{candidates[-1]}-{number}" for number in range(2, len(deals) + 2)]
        chosen = next(candidate for candidate in candidates if candidate not in taken)
        taken.add(chosen)
        ids.append(chosen)
    return ids


def title(deal: AgreementFact, names: Sequence[str]) -> str:
    """What a reader would call the deal: its parties and its types."""
    if len(names) > MOST_PARTIES:
        names = (*names[: MOST_PARTIES - 1], f"{len(names) - MOST_PARTIES + 1} others")
    return f"{_listed(names)}: {_listed([kind.replace('_', ' ') for kind in deal.types])}"


def _parties(deal: AgreementFact, organizations: Mapping[str, str]) -> str:
    parties = {organizations[party.organization] for party in deal.parties}
    for roles in PRINCIPALS:
        principals = {organizations[p.organization] for p in deal.parties if p.role in roles}
        if len(principals) > 1 and roles <= {party.role for party in deal.parties}:
            parties = principals
    ordered = sorted(parties)
    if len(ordered) > MOST_PARTIES:
        digest = hashlib.sha256("|".join(ordered).encode()).hexdigest()[:8]
        ordered = [*ordered[: MOST_PARTIES - 1], f"and-{len(ordered) - MOST_PARTIES + 1}-others-{digest}"]
    return "--".join(ordered)


def _words(code: str) -> str:
    return code.replace("_", "-")


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
