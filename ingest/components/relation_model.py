"""What was learned about positions: boosted trees for who holds a title and whose title it is, kept as JSON.

`ingest.train.relations` makes the file. The trees are those of `ingest.components.agreements.model`.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from ingest.components.agreements.errors import ModelError
from ingest.components.agreements.model import Curve, Forest, read_forest

MODEL_FILE: Final = "relations.json"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class RelationModel:
    """`holder` scores people beside titles, `owner` organizations; `confidence` is the curve of the product of both.

    `keep` is the least product that makes a position.
    """

    holder: Forest
    owner: Forest
    confidence: Curve
    keep: float


def parse_model(text: str) -> RelationModel:
    """A model from JSON.

    Raises:
        ModelError: it is no JSON, of another version, or a part is missing.
    """
    try:
        data = json.loads(text)
        if data["version"] != VERSION:
            raise ModelError(f"the relations model has version {data['version']}, not {VERSION}; train it again")
        return RelationModel(
            read_forest(data["holder"]), read_forest(data["owner"]), Curve(**data["confidence"]), float(data["keep"])
        )
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ModelError(f"the relations model cannot be read ({error}); train it again") from error


@cache
def load_model() -> RelationModel:
    """The model that comes with Cellpact."""
    return parse_model((files("ingest.model") / MODEL_FILE).read_text(encoding="utf-8"))
