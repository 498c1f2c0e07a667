"""Fits how much what the vectors say counts beside rules and trees: `python -m ingest.train.mixing TRAIN_FOLDER`.

It must be fitted on releases that neither has seen. So trees are grown anew without the releases that the last run of
`cellpact train` did not see (`--held-out`), and both are asked about these. The weights are written into `links.npz` as
`mix.USE`. For each use it prints how good trees, vectors and both are on those releases, both cross-validated there.
Needs the `train` extra, but not torch. All seeds are fixed.
"""

import argparse
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from ingest.components.agreements.model import parse_model as parse_deals
from ingest.components.agreements.terms import VERSION as TERMS_VERSION
from ingest.components.agreements.terms import parse_terms_model
from ingest.components.encoder import Encoder
from ingest.components.links import MODEL_FILE, USES, read_model
from ingest.components.relation_model import parse_model as parse_relations
from ingest.errors import ModelError
from ingest.train import agreements, relations, terms
from ingest.train.agreements_data import annotated_doc, blank_pipeline
from ingest.train.agreements_data import collect as collect_deals
from ingest.train.gold import read_releases
from ingest.train.markup import read_folder
from ingest.train.mixing_fit import CHOICES, LEAST, Matrix, Row, chosen, crossed, goodness, loss, write
from ingest.train.mixing_rows import Trees, collect

Release = dict[str, Any]


def grow(releases: Sequence[Release]) -> Trees:
    """The models of deals, terms and positions as their own training makes them, without thresholds or curves."""
    own, snippets = (list(read_folder(Path(str(files("ingest.train") / name)))) for name in ("releases", "snippets"))
    nlp = blank_pipeline()
    everything = [*releases, *own, *snippets]
    docs = [annotated_doc(nlp, release) for release in everything]
    written = len(releases) + len(own)

    def weight(number: int) -> float:
        return 1.0 if number < len(releases) else agreements.WRITTEN_WEIGHT

    deals = agreements.fit(collect_deals(zip(everything[:written], docs, strict=False)), weight)
    examples = terms.collect(everything[:written])
    found: dict[str, Any] = {part: terms.forest(examples.parts[part]) for part in ("amounts", "days", "territories")}
    found["coverage"] = terms.forest([*examples.parts["technologies"], *examples.parts["indications"]])
    least = dict.fromkeys(("amounts", "days", "territories", "technologies", "indications"), 0.5)
    found |= {"version": TERMS_VERSION, "least": least, "purposes": terms.purposes(examples.purposes)}
    said = [[(p["person"], p["title"], p["organization"]) for p in release["positions"]] for release in everything]
    people = relations.fit(relations.examples(doc, told) for doc, told in zip(docs, said, strict=True))
    return Trees(
        parse_deals(json.dumps(deals)), parse_terms_model(json.dumps(found)), parse_relations(json.dumps(people))
    )


def read_trees(folder: Path) -> Trees:
    """The models from the three files of a folder, which must have been made without the held-out releases."""
    deals, found, people = (
        (folder / name).read_text(encoding="utf-8") for name in ("agreements.json", "terms.json", "relations.json")
    )
    return Trees(parse_deals(deals), parse_terms_model(found), parse_relations(people))


def measured(use: str, rows: Sequence[Row]) -> str:
    """How good trees, vectors and both are at a use, in words; both as weighed by weights from other releases."""
    choice = use in CHOICES
    told = {
        "trees": [row.base for row in rows],
        "vectors": [LEAST if row.link is None else row.link for row in rows],
        "both": crossed(rows, choice=choice),
    }
    figures = ", ".join(
        f"{name} {goodness(rows, scores, choice=choice):.3f} (loss {loss(rows, scores, choice=choice):.3f})"
        for name, scores in told.items()
    )
    right, silent = sum(row.right for row in rows), sum(row.link is None for row in rows)
    measure = "share of right choices" if choice else "average precision"
    return f"{measure}: {figures}; {len(rows)} rows, {right} right, {silent} of which the vectors say nothing"


def main() -> None:
    """Grow the trees, collect rows, fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="annotated releases, one JSON file each")
    parser.add_argument("--model", type=Path, required=True, help="the folder that `cellpact train` wrote")
    parser.add_argument("--held-out", type=Path, required=True, help="ids of the releases it did not see, one a line")
    parser.add_argument("--trees", type=Path, help="agreements.json, terms.json, relations.json made without these")
    options = parser.parse_args()
    ids = set(options.held_out.read_text(encoding="utf-8").split())
    releases = read_releases(options.folder)
    held_out = [release for release in releases if release["id"] in ids]
    if not held_out or len(held_out) < len(ids):
        raise ModelError(f"{len(ids) - len(held_out)} of {len(ids)} held-out releases are not in {options.folder}")
    seen = [release for release in releases if release["id"] not in ids]
    trees = read_trees(options.trees) if options.trees else grow(seen)
    found = collect(held_out, Encoder(options.model), read_model(options.model / MODEL_FILE), trees)
    weights: dict[str, Matrix] = {}
    for use in (use for use in USES if use in found):
        weights[use] = chosen(found[use], choice=use in CHOICES)
        print(f"{use}: {measured(use, found[use])}; weights {weights[use].round(3).tolist()}", flush=True)  # noqa: T201
    write(options.model / MODEL_FILE, weights)


if __name__ == "__main__":
    main()
