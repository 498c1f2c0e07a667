"""The head of links as the file of weights that `ingest.components.links` reads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ingest.components.links import MODEL_FILE, OUTPUTS, USES, columns
from ingest.train.links_network import LinksHead
from ingest.train.mixing_fit import PRIOR

TABLES: Final = ("distance", "kind")
"""Parts that are tables of rows, not layers."""


def weights(head: LinksHead) -> dict[str, NDArray[np.float32]]:
    """The weights by the names that `ingest.components.links.LinksModel` asks for."""
    found = {}
    for name, value in head.state_dict().items():
        part, _, what = name.rpartition(".")
        array = value.detach().float().numpy()
        if part in TABLES:
            found[part] = array
        else:
            found[f"{part}.bias" if what == "bias" else part] = array if what == "bias" else array.T
    return found


def export_links(head: LinksHead, folder: Path, *, mixes: Mapping[str, Any] | None = None) -> None:
    """Write links.npz: weights of half precision, what their columns are, and how links are weighed with rules.

    Until `ingest.train.mixing` has fitted that, it is a guess, `mixing_fit.PRIOR`, for each use not in `mixes`.
    """
    arrays: dict[str, NDArray[Any]] = {name: value.astype(np.float16) for name, value in weights(head).items()}
    arrays |= {f"{output}.names": np.array(columns(output)) for output in OUTPUTS}
    arrays |= {f"mix.{use}": np.array((mixes or {}).get(use, PRIOR), dtype=np.float32) for use in USES}
    folder.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(folder / MODEL_FILE, allow_pickle=False, **arrays)
