"""The closed lists of Cellpact: what kinds of agreement, status, role and so on there are.

They are the lists of the annotation guidelines, and stand here once: the extraction rules, the graph's schema and
the API's filters all use these enums.
"""

from enum import StrEnum
from typing import Final


class OrganizationKind(StrEnum):
    """What an organization is."""

    COMPANY = "company"
    INSTITUTION = "institution"


class TechnologyKind(StrEnum):
    """What sort of thing a technology is."""

    MODALITY = "modality"
    PLATFORM = "platform"
    PRODUCT = "product"
    MATERIAL = "material"
    PROCESS = "process"
    TARGET = "target"


class AgreementType(StrEnum):
    """What was agreed; one deal may be of several types."""

    MEMORANDUM_OF_UNDERSTANDING = "memorandum_of_understanding"
    LETTER_OF_INTENT = "letter_of_intent"
    STRATEGIC_PARTNERSHIP = "strategic_partnership"
    COLLABORATION = "collaboration"
    LICENSE = "license"
    OPTION = "option"
    MANUFACTURING = "manufacturing"
    SUPPLY = "supply"
    DISTRIBUTION = "distribution"
    CLINICAL_TRIAL = "clinical_trial"
    JOINT_VENTURE = "joint_venture"
    ACQUISITION = "acquisition"
    ASSET_PURCHASE = "asset_purchase"
    INVESTMENT = "investment"
    SERVICE = "service"
    MATERIAL_TRANSFER = "material_transfer"


AGREEMENT_TYPE_DEFINITIONS: Final[dict[AgreementType, str]] = {
    AgreementType.MEMORANDUM_OF_UNDERSTANDING: "A statement of what the parties mean to do, mostly not binding.",
    AgreementType.LETTER_OF_INTENT: "A letter of intent or term sheet that comes before a definitive agreement.",
    AgreementType.STRATEGIC_PARTNERSHIP: "A partnership or alliance that the parties call so.",
    AgreementType.COLLABORATION: "Joint research or development, or the handing over of know-how.",
    AgreementType.LICENSE: "The right to use a patent, a technology or a product candidate.",
    AgreementType.OPTION: "The right to take a licence, a product or a company later, on terms agreed now.",
    AgreementType.MANUFACTURING: "One party makes a product or a part of it for the other.",
    AgreementType.SUPPLY: "One party sells materials, devices or products to the other.",
    AgreementType.DISTRIBUTION: "The right to market, commercialise or sell the other party's product.",
    AgreementType.CLINICAL_TRIAL: "A trial run together, or drugs supplied for the other party's trial.",
    AgreementType.JOINT_VENTURE: "The parties found a company that they own together.",
    AgreementType.ACQUISITION: "One party buys the other company, or the two merge.",
    AgreementType.ASSET_PURCHASE: "One party buys a plant, a programme, patents or another asset, not a company.",
    AgreementType.INVESTMENT: "One party puts equity or other financing into the other.",
    AgreementType.SERVICE: "Services such as contract research, consulting, testing, storage or logistics.",
    AgreementType.MATERIAL_TRANSFER: "Research materials are handed over for use under stated conditions.",
}


class AgreementStatus(StrEnum):
    """Where a deal stands; the order is the order of a deal's life."""

    PLANNED = "planned"
    SIGNED = "signed"
    AMENDED = "amended"
    COMPLETED = "completed"
    TERMINATED = "terminated"


class Role(StrEnum):
    """What an organization is in a deal; the order is the order of precedence where several would fit."""

    ACQUIRER = "acquirer"
    TARGET = "target"
    SELLER = "seller"
    LICENSOR = "licensor"
    LICENSEE = "licensee"
    DISTRIBUTOR = "distributor"
    PRINCIPAL = "principal"
    MANUFACTURER = "manufacturer"
    CLIENT = "client"
    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    PROVIDER = "provider"
    INVESTOR = "investor"
    INVESTEE = "investee"
    PARTNER = "partner"


class AmountKind(StrEnum):
    """What a sum of money in a deal is for."""

    UPFRONT = "upfront"
    MILESTONES = "milestones"
    TOTAL = "total"
    EQUITY = "equity"
    PRICE = "price"
    ROYALTY = "royalty"
    FUNDING = "funding"
    OTHER = "other"
