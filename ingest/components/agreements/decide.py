"""The decisions about one deal: types, status, roles, each by a small trained classifier."""

from collections.abc import Mapping, Sequence
from typing import Final

from graph.vocabulary import AgreementStatus, AgreementType, Role
from ingest.annotations import Party
from ingest.components.agreements.model import DealsModel, sigmoid
from ingest.components.agreements.reading import Reading
from ingest.components.agreements.scope import Scope
from ingest.components.agreements.traits import orientation_traits

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

BOTH_ALIKE: Final = frozenset({AgreementType.JOINT_VENTURE})
"""Types that make everybody a partner, whatever else the deal holds, unless the party buys or is bought."""


def decide_types(
    model: DealsModel, traits: Mapping[str, float]
) -> tuple[tuple[AgreementType, ...], dict[AgreementType, float]]:
    """Types above their thresholds, the likeliest first, at least one; and the probability of each type."""
    chances = {AgreementType(name): sigmoid(part.value(traits)) for name, part in model.types.items()}
    chosen = [t for t, chance in chances.items() if chance >= model.type_thresholds.get(t, 0.5)]
    if not chosen:
        chosen = [max(chances, key=lambda t: chances[t] / model.type_thresholds.get(t, 0.5))]
    return tuple(sorted(chosen, key=lambda t: -chances[t])), chances


def decide_status(model: DealsModel, traits: Mapping[str, float]) -> AgreementStatus:
    """The likeliest status."""
    return AgreementStatus(max(model.status, key=lambda name: model.status[name].value(traits)))


def role_pair(types: Sequence[AgreementType]) -> tuple[Role, Role] | None:
    """The roles (who pays, who is paid) that the types give, None where all are partners."""
    if BOTH_ALIKE & set(types) and not {AgreementType.ACQUISITION, AgreementType.ASSET_PURCHASE} & set(types):
        return None
    return next(((payer, payee) for kind, payer, payee in ROLE_PAIRS if kind in types), None)


def decide_roles(
    model: DealsModel, reading: Reading, parties: Sequence[int], scope: Scope, types: Sequence[AgreementType]
) -> tuple[Party, ...]:
    """A role for each party: who pays is who does so against all others; the rest are paid."""
    pair = role_pair(types)
    if pair is None or len(parties) < 2:
        return tuple(Party(party, Role.PARTNER) for party in sorted(parties))
    payer, payee = pair
    balance = {
        party: sum(
            model.orientation.value(orientation_traits(reading, party, other, scope))
            for other in parties
            if other != party
        )
        for party in parties
    }
    ranked = sorted(parties, key=lambda party: (-balance[party], party))
    pays = {ranked[0]} | {party for party in ranked[1:-1] if balance[party] > 0 and len(parties) > 2}
    return tuple(Party(party, payer if party in pays else payee) for party in sorted(parties))
