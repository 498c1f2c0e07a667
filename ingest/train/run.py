"""The whole training: names from several seeds, their average, calibration; links on top of that; export."""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from tokenizers import Tokenizer

from ingest.components.encoder import Encoded, ModelCard, split_pieces, windows, with_special
from ingest.components.names import Tagset, read_names
from ingest.train import corpora, export, generate, gold, links_fit, markup, mix
from ingest.train.calibrate import Judged, fit_all, judge
from ingest.train.examples import Window
from ingest.train.fit import Recipe, encode_windows, fit
from ingest.train.labels import TAGS
from ingest.train.links_examples import read_examples
from ingest.train.links_export import export_links
from ingest.train.links_fit import fit_links
from ingest.train.links_network import JointNetwork
from ingest.train.links_scores import score_links
from ingest.train.network import NameTagger, from_pretrained

PHASES: Final = (
    (Recipe(steps=900), mix.Shares(annotated=0.50, made=0.26, swapped=0.75)),
    (Recipe(steps=400, rate=1e-4, head_rate=4e-4, average=0.98), mix.Shares(annotated=0.72, made=0.14, swapped=0.6)),
)
"""First all sorts of text, then mostly releases. About forty minutes on two idle cores."""

SEEDS: Final = 2
"""Runs from one start; their weights are averaged (Wortsman et al. 2022, arXiv:2203.05482)."""

FOLDS: Final = 5

LINKS: Final = links_fit.Recipe()
"""After the names, on 132 annotated releases and 650 written ones. Some ten minutes on two idle cores."""

WRITTEN: Final = Path(__file__).resolve().parent / "releases"
"""Releases written for training alone, see `ingest.train.markup`."""

SNIPPETS: Final = WRITTEN.with_name("snippets")
"""Single sentences and paragraphs of the same kind, which only teach links."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the data are: annotated releases, the open corpora, the published encoder."""

    releases: Path
    corpora: Path
    encoder: Path

    def tokenizer(self) -> Tokenizer:
        """The encoder's tokenizer, which cuts nothing off."""
        tokenizer = Tokenizer.from_file(str(self.encoder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def universities(self) -> list[str]:
        """Names of universities, for made releases."""
        path = self.corpora / "universities.json"
        return sorted({entry["name"] for entry in json.loads(path.read_text(encoding="utf-8"))})


def average(models: Sequence[NameTagger]) -> NameTagger:
    """A network with the mean of the weights of several that began alike."""
    states = [model.state_dict() for model in models]
    mean = {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}
    result = NameTagger(0.0)
    result.load_state_dict(mean)
    result.eval()
    return result


def encode(model: NameTagger, tokenizer: Tokenizer, texts: Sequence[str]) -> list[Encoded]:
    """What the run time would get from the exported graph, from the network itself; without vectors."""
    cut = [split_pieces(tokenizer, text) for text in texts]
    rows, owners = [], []
    for i, (text, pieces) in enumerate(zip(texts, cut, strict=True)):
        for part in windows(text, pieces):
            ids, features = with_special(pieces[part])
            rows.append(Window(ids, features, np.zeros((len(ids), len(TAGS)), dtype=bool)))
            owners.append(i)
    logits: list[list[Any]] = [[] for _ in texts]
    for owner, scores in zip(owners, encode_windows(model, rows), strict=True):
        logits[owner].append(scores)
    empty = np.zeros((0, len(TAGS)), dtype=np.float32)
    return [
        Encoded(text, pieces, np.concatenate([empty, *found]), np.zeros((len(pieces), 0), dtype=np.float32))
        for text, pieces, found in zip(texts, cut, logits, strict=True)
    ]


def spans_f1(model: NameTagger, tokenizer: Tokenizer, releases: Sequence[dict[str, Any]]) -> dict[str, float]:
    """F1 of exact spans by label."""
    tagset = Tagset.of(ModelCard("", TAGS, {}))
    counts: dict[str, list[int]] = {}
    for release, encoded in zip(releases, encode(model, tokenizer, [r["text"] for r in releases]), strict=True):
        true = {(start, end, label.partition("_")[0]) for start, end, label in gold.marks(release)}
        (best,) = read_names(encoded, tagset, 0.0)
        read = {(reading.start, reading.end, str(reading.label)) for reading in best}
        for label in {item[2] for item in true | read}:
            cell = counts.setdefault(label, [0, 0])
            cell[0] += sum(item[2] == label for item in true & read)
            cell[1] += sum(item[2] == label for item in true) + sum(item[2] == label for item in read)
    return {label: 2 * right / total for label, (right, total) in sorted(counts.items())}


def train(  # noqa: PLR0913 - what a run is told
    sources: Sources,
    folder: Path,
    *,
    version: str,
    seed: int = 0,
    held_out: Path | None = None,
    report: Report = print,
) -> None:
    """Train and write the model into a folder.

    The last run of the names does without a fifth of the releases; on these the probabilities are calibrated. Links do
    without the same fifth. Its ids are written to the file `held_out`, one a line, for `ingest.train.mixing`, which
    fits how links are weighed with rules.
    """
    tokenizer = sources.tokenizer()
    releases = gold.read_releases(sources.releases)
    random.Random(seed).shuffle(releases)  # noqa: S311 - an order, not a secret
    unseen, others = releases[: len(releases) // FOLDS], releases[len(releases) // FOLDS :]
    written = list(markup.read_folder(WRITTEN))
    models = _name_models(sources, tokenizer, (releases, others), written, seed=seed, report=report)
    calibration = fit_all(judged(models[-1], tokenizer, unseen))
    for label, f1 in spans_f1(models[-1], tokenizer, unseen).items():
        report(f"held out: {label} F1 {f1:.3f}")
    names = average(models)
    names.begin_links()
    report(f"links, {len(others)} releases and those written for training")
    texts = read_examples(tokenizer, [*others, *written, *markup.read_folder(SNIPPETS)])
    joint = fit_links(JointNetwork(names), texts, replace(LINKS, seed=seed), report=report)
    for name, score in score_links(joint, read_examples(tokenizer, unseen)).items():
        report(f"held out: links, {name} {score:.3f}")
    vocabulary = sources.encoder / "tokenizer.json"
    export.export(joint.names, folder, version=version, tokenizer=vocabulary, calibration=calibration)
    export_links(joint.links, folder)
    if held_out:
        held_out.write_text("".join(f"{release['id']}\n" for release in unseen), encoding="utf-8")
    report(f"wrote {folder}")


def _name_models(  # noqa: PLR0913 - all that the names are learned from
    sources: Sources,
    tokenizer: Tokenizer,
    releases: tuple[Sequence[dict[str, Any]], Sequence[dict[str, Any]]],
    written: Sequence[dict[str, Any]],
    *,
    seed: int,
    report: Report,
) -> list[NameTagger]:
    """A network of names for each run. `releases` are all, and those that the last run sees."""
    names = generate.field_names(sources.universities())
    open_text = corpora.read_corpora(sources.corpora)
    examples = [gold.example(gold.as_guidelines(release)) for release in written]
    models = []
    for run in range(SEEDS):
        chosen = releases[run == SEEDS - 1]
        material = mix.Material([*(gold.example(release) for release in chosen), *examples], open_text, names)
        # Averaging needs one start, the new head's first weights included.
        torch.manual_seed(seed)
        model = from_pretrained(sources.encoder)
        for phase, (recipe, shares) in enumerate(PHASES):
            report(f"run {run + 1} of {SEEDS}, phase {phase + 1} of {len(PHASES)}, {len(chosen)} releases")
            chance = seed * 100 + run * 10 + phase
            rows = mix.stream(tokenizer, material, shares, chance)
            model = fit(model, rows, replace(recipe, seed=chance), report=report)
        models.append(model)
    return models


def judged(model: NameTagger, tokenizer: Tokenizer, releases: Sequence[dict[str, Any]]) -> list[Judged]:
    """All that the network proposes in releases, with whether it is right."""
    tagset = Tagset.of(ModelCard("", TAGS, {}))
    texts = [release["text"] for release in releases]
    return [
        item
        for release, encoded in zip(releases, encode(model, tokenizer, texts), strict=True)
        for item in judge(encoded, gold.marks(release), tagset)
    ]
