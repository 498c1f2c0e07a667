"""How often a rule was right on annotated releases: the confidence of what it says.

The table `ingest/vocabulary/rule_precision.json` is measured by `benchmarks/measure_rules.py`, not chosen.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

UNMEASURED: Final = 0.5
"""For a rule that never fired on the annotated releases."""


@cache
def table() -> Mapping[str, float]:
    """Precision by rule."""
    values: dict[str, float] = json.loads(files("ingest.vocabulary").joinpath("rule_precision.json").read_text("utf-8"))
    return values


def precision_of(rule: str) -> float:
    """The measured precision of a rule."""
    return table().get(rule, UNMEASURED)
