"""The decisions about one deal: types, status, roles, each by a small trained classifier."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

from graph.vocabulary import AgreementStatus, AgreementType, Role
from ingest.annotations import Party
from ingest.components.agreements.model import DealsModel, sigmoid
from ingest.components.agreements.scope import Told
from ingest.components.agreements.traits import orientation_traits
from ingest.components.links import Link, mean

ROLE_PAIRS: Final[tuple[tuple[AgreementType, Role, Role], ...]] = (
    (AgreementType.ACQUISITION, Role.ACQUIRER, Role.TARGET),
    (AgreementType.ASSET_PURCHASE, Role.ACQUIRER, Role.SELLER),
    (AgreementType.LICENSE, Role.LICENSEE, Role.LICENSOR),
    (AgreementType.OPTION, Role.LICENSEE, Role.LICENSOR),
    (AgreementType.DISTRIBUTION, Role.DISTRIBUTOR, Role.PRINCIPAL),
    (AgreementType.MANUFACTURING, Role.CLIENT, Role.MANUFACTURER),
    (AgreementType.SUPPLY, Role.CUSTOMER, Role.SUPPLIER),
    (AgreementType.SERVICE, Role.CLIENT, Role.PROVIDER),
    (AgreementType.INVESTMENT, Role.INVESTOR, Role.INVESTEE),
)
"""Types whose parties have unlike roles: who pays, who is paid. The order is the guidelines' order of precedence."""


def pairs_told(told: Told) -> list[Link]:
    """What the encoder's vectors say of each two parties, where they say anything."""
    couples = combinations(sorted(told.parties), 2)
    return [link for a, b in couples if (link := told.reading.links.organizations(a, b)) is not None]


def decide_types(
    model: DealsModel, told: Told, traits: Mapping[str, float]
) -> tuple[tuple[AgreementType, ...], dict[AgreementType, float]]:
    """Types above their thresholds, the likeliest first, at least one; and the probability of each type."""
    links = pairs_told(told)
    chances = {
        kind: sigmoid(
            told.reading.links.weigh("types", model.types[kind].value(traits), mean(k.types[kind] for k in links))
        )
        for kind in map(AgreementType, model.types)
    }
    chosen = [t for t, chance in chances.items() if chance >= model.type_thresholds.get(t, 0.5)]
    if not chosen:
        chosen = [max(chances, key=lambda t: chances[t] / model.type_thresholds.get(t, 0.5))]
    return tuple(sorted(chosen, key=lambda t: -chances[t])), chances


def decide_status(model: DealsModel, told: Told, traits: Mapping[str, float]) -> AgreementStatus:
    """The likeliest status."""
    links = pairs_told(told)

    def score(status: AgreementStatus) -> float:
        link = mean(k.status[status] for k in links)
        return told.reading.links.weigh("status", model.status[status].value(traits), link)

    return max(map(AgreementStatus, model.status), key=score)


ALIKE: Final = "partner"
"""The frame of deals in which all parties have the same role."""


def frame_name(payer: Role, payee: Role) -> str:
    """The name under which the model keeps a pair of roles."""
    return f"{payer}/{payee}"


MUTUAL: Final = frozenset(AgreementType) - {kind for kind, _, _ in ROLE_PAIRS} | {AgreementType.OPTION}
"""Types that can make partners of all parties even beside a type with unlike roles."""

FRAMES: Final = tuple(dict.fromkeys([ALIKE, *(frame_name(payer, payee) for _, payer, payee in ROLE_PAIRS)]))


def role_pair(
    model: DealsModel, traits: Mapping[str, float], types: Sequence[AgreementType]
) -> tuple[Role, Role] | None:
    """The roles (who pays, who is paid) of the likeliest frame that the types allow, None where all are partners."""
    allowed = {frame_name(payer, payee) for kind, payer, payee in ROLE_PAIRS if kind in types}
    if not allowed or MUTUAL & set(types):
        allowed.add(ALIKE)
    best = max(
        (name for name in model.frames if name in allowed),
        key=lambda name: model.frames[name].value(traits),
        default=ALIKE,
    )
    if best == ALIKE:
        return None
    payer, payee = best.split("/")
    return Role(payer), Role(payee)


def decide_roles(
    model: DealsModel, told: Told, types: Sequence[AgreementType], traits: Mapping[str, float]
) -> tuple[Party, ...]:
    """A role for each party: who pays is who does so against all others; the rest are paid."""
    parties = sorted(told.parties)
    pair = role_pair(model, traits, types)
    if pair is None or len(parties) < 2:
        return tuple(Party(party, Role.PARTNER) for party in sorted(parties))
    payer, payee = pair
    balance = {
        party: sum(_pays(model, told, party, other, pair) for other in parties if other != party) for party in parties
    }
    ranked = sorted(parties, key=lambda party: (-balance[party], party))
    pays = {ranked[0]} | {party for party in ranked[1:-1] if balance[party] > 0 and len(parties) > 2}
    return tuple(Party(party, payer if party in pays else payee) for party in sorted(parties))


def _pays(model: DealsModel, told: Told, one: int, other: int, roles: tuple[Role, Role]) -> float:
    """How much speaks for `one` being who pays `other`, in log-odds."""
    link = told.reading.links.organizations(one, other)
    value = model.orientation.value(orientation_traits(told.reading, one, other, told.scope))
    return told.reading.links.weigh("roles", value, None if link is None else pays_told(link, *roles))


def pays_told(link: Link, payer: Role, payee: Role) -> float:
    """How much the encoder's vectors speak for the first of two organizations being who pays, in log-odds."""
    first, second = link.roles
    return first[payer] - first[payee] + second[payee] - second[payer]
