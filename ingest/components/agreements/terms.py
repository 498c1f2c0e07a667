"""The terms of the deals of a release: what each covers, its sums, its territories, its day.

Terms are read for all deals together, since a sum or a date that stands between two deals belongs to one of them. What
was learned is kept in `model/terms.json`, made by `ingest.train.terms`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from ingest.annotations import Amount, EntityLabel
from ingest.components.agreements.amounts import AmountsModel, find_amounts
from ingest.components.agreements.coverage import CoverageModel, find_covered
from ingest.components.agreements.days import DaysModel, find_deal_days
from ingest.components.agreements.errors import ModelError
from ingest.components.agreements.model import read_forest
from ingest.components.agreements.reading import Reading
from ingest.components.agreements.standing import Deal, view
from ingest.components.agreements.territories import TerritoriesModel, find_territories

MODEL_FILE: Final = "terms.json"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one deal; `technologies` and `indications` are entity indexes, `day` is as exact as the text."""

    technologies: tuple[int, ...]
    indications: tuple[int, ...]
    amounts: tuple[Amount, ...]
    territories: tuple[str, ...]
    day: str | None


@dataclass(frozen=True, slots=True)
class TermsModel:
    """All that was learned about terms."""

    amounts: AmountsModel
    days: DaysModel
    territories: TerritoriesModel
    coverage: CoverageModel


def find_terms(
    reading: Reading,
    deals: Sequence[Deal],
    published: date | None,
    offsets: Mapping[int, Sequence[int]],
    model: TermsModel,
) -> list[Terms]:
    """The terms of each deal. `offsets` are the starts of all mentions of technologies and indications."""
    if not deals:
        return []
    release = view(reading, deals)
    covered = find_covered(release, offsets, model.coverage)
    amounts = find_amounts(release, model.amounts)
    territories = find_territories(release, model.territories)
    days = find_deal_days(release, published, model.days)
    return [
        Terms(
            technologies=tuple(e for e in covered[n] if reading.entities[e].label is EntityLabel.TECHNOLOGY),
            indications=tuple(e for e in covered[n] if reading.entities[e].label is EntityLabel.INDICATION),
            amounts=amounts[n],
            territories=territories[n],
            day=days[n],
        )
        for n in range(len(deals))
    ]


def parse_terms_model(text: str) -> TermsModel:
    """A model from JSON.

    Raises:
        ModelError: it is no JSON, of another version, or a part is missing.
    """
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise ModelError(f"the terms model has version {data['version']}, not {VERSION}; train it again")
        least = {name: float(value) for name, value in data["least"].items()}
        return TermsModel(
            amounts=AmountsModel(
                read_forest(data["amounts"]),
                {name: read_forest(part) for name, part in data["purposes"].items()},
                least["amounts"],
            ),
            days=DaysModel(read_forest(data["days"]), least["days"]),
            territories=TerritoriesModel(read_forest(data["territories"]), least["territories"]),
            coverage=CoverageModel(read_forest(data["coverage"]), least["technologies"], least["indications"]),
        )
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"the terms model cannot be read ({error}); train it again") from error


@cache
def load_terms_model() -> TermsModel:
    """The model that comes with Cellpact."""
    return parse_terms_model((files("ingest.model") / MODEL_FILE).read_text(encoding="utf-8"))
