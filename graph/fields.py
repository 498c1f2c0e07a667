"""Fields that several records share, each with its meaning and an example."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from graph.facts import Confidence, PartialDate
from graph.vocabulary import AgreementStatus, AgreementType, OrganizationKind, Role, TechnologyKind

EntityKind = Literal["organization", "person", "technology", "indication"]
FoundKind = Literal["organization", "person", "technology", "indication", "agreement"]

OrganizationId = Annotated[str, Field(description="Id of the organization", examples=["kite-pharma"])]
OrganizationName = Annotated[str, Field(description="Its name", examples=["Kite Pharma"])]
KindOfOrganization = Annotated[OrganizationKind, Field(description="Company or institution", examples=["company"])]
PersonId = Annotated[str, Field(description="Id of the person", examples=["arie-belldegrun--kite-pharma"])]
PersonName = Annotated[str, Field(description="The person's name, without degrees", examples=["Arie Belldegrun"])]
Title = Annotated[
    str, Field(description="The position, as releases put it", examples=["Chairman and Chief Executive Officer"])
]
AgreementId = Annotated[
    str, Field(description="Id of the agreement", examples=["gilead-sciences--kite-pharma--acquisition"])
]
AgreementTitle = Annotated[
    str, Field(description="Who agreed what with whom", examples=["Gilead Sciences and Kite Pharma: acquisition"])
]
Status = Annotated[AgreementStatus, Field(description="Where the agreement stands", examples=["completed"])]
TypeId = Annotated[AgreementType, Field(description="Id of the agreement type", examples=["acquisition"])]
TypeIds = Annotated[tuple[AgreementType, ...], Field(description="Its types", examples=[["acquisition"]])]
RoleInDeal = Annotated[Role, Field(description="What the organization is in the agreement", examples=["target"])]
Announced = Annotated[
    PartialDate | None, Field(description="When it was first reported: day, month or year", examples=["2017-08-28"])
]
TechnologyId = Annotated[str, Field(description="Id of the technology", examples=["car-t"])]
TechnologyName = Annotated[str, Field(description="Its name", examples=["CAR-T"])]
KindOfTechnology = Annotated[
    TechnologyKind | None, Field(description="What sort of thing the technology is", examples=["modality"])
]
IndicationId = Annotated[str, Field(description="Id of the indication", examples=["lymphoma"])]
IndicationName = Annotated[str, Field(description="Its name", examples=["lymphoma"])]
ReleaseId = Annotated[str, Field(description="Id of the release", examples=["gilead-kite-2017-08-28"])]
Headline = Annotated[str | None, Field(description="Its headline", examples=["Gilead to acquire Kite"])]
Url = Annotated[
    str | None, Field(description="Where it was published", examples=["https://example.com/news/gilead-kite"])
]
Published = Annotated[date | None, Field(description="The day on which it was published", examples=["2017-08-28"])]
Start = Annotated[int, Field(ge=0, description="Offset of the first character in the release", examples=[112])]
End = Annotated[int, Field(ge=0, description="Offset after the last character in the release", examples=[243])]
SentenceId = Annotated[
    str, Field(description="Id of the sentence in the graph", examples=["gilead-kite-2017-08-28#112-243"])
]
Sureness = Annotated[Confidence, Field(description="How sure the reading is, from 0 to 1", examples=[0.93])]
Rule = Annotated[str, Field(description="The rule or model that read it here", examples=["agreements.acquires"])]
AgreementCount = Annotated[int, Field(ge=0, description="How many agreements", examples=[12])]
PartnerCount = Annotated[int, Field(ge=0, description="How many organizations share an agreement", examples=[7])]
ReleaseCount = Annotated[int, Field(ge=0, description="How many releases mention it", examples=[31])]
Aliases = Annotated[tuple[str, ...], Field(description="What releases call it", examples=[["Kite", "Kite Pharma"]])]
