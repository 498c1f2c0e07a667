"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DecisionsFile = Annotated[
    Path | None,
    typer.Option(
        "--decisions", metavar="FILE", help="File of decisions; unset: CELLPACT_DECISIONS, else in the data folder"
    ),
]
