"""The phases of `cellpact train` after the names, on two made releases; needs the training extra."""

import json
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="needs the training extra")
pytest.importorskip("onnx", reason="needs the training extra")
pytest.importorskip("safetensors", reason="needs the training extra")
pytest.importorskip("faker", reason="needs the training extra")

import torch

from ingest.components.encoder import Encoder
from ingest.components.links import MODEL_FILE, Links, read_model
from ingest.train import run
from ingest.train.links_fit import Recipe
from ingest.train.network import NameTagger
from tests.ingest.train.links_text import MARKED, release, tokenizer


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five annotated releases, one written one, and a tokenizer where the encoder would be."""
    for name in ("releases", "written", "snippets", "encoder"):
        (tmp_path / name).mkdir()
    for number in range(5):
        made = release(MARKED.replace("orvane-licence", f"orvane-{number}"))
        (tmp_path / "releases" / f"{number}.json").write_text(json.dumps(made), encoding="utf-8")
    (tmp_path / "written" / "some.txt").write_text(MARKED, encoding="utf-8")
    tokenizer().save(str(tmp_path / "encoder" / "tokenizer.json"))
    monkeypatch.setattr(run, "WRITTEN", tmp_path / "written")
    monkeypatch.setattr(run, "SNIPPETS", tmp_path / "snippets")
    monkeypatch.setattr(run, "LINKS", Recipe(epochs=2))
    torch.manual_seed(0)
    # What is learned of names alone is tested where it is learned; it takes the published encoder.
    monkeypatch.setattr(run, "_name_models", lambda *_, **__: [NameTagger(0.0), NameTagger(0.0)])
    return tmp_path


def test_the_folder_holds_a_model_of_names_and_links_and_a_fifth_was_not_seen(folder: Path) -> None:
    told: list[str] = []
    sources = run.Sources(folder / "releases", folder, folder / "encoder")
    unseen = folder / "unseen.txt"
    run.train(sources, folder / "model", version="made", held_out=unseen, report=told.append)
    (held_out,) = unseen.read_text(encoding="utf-8").split()
    assert held_out in {f"orvane-{number}" for number in range(5)}
    encoder, model = Encoder(folder / "model"), read_model(folder / "model" / MODEL_FILE)
    assert encoder.card.version == "made"
    text = release()["text"]
    links = Links(encoder.encode(text), model)
    first, second = (links.places.mention(text.index(n), text.index(n) + len(n)) for n in ("Orvane", "Telbrook"))
    assert first is not None
    assert second is not None
    assert links.organizations([first], [second]) is not None
    assert any(line.startswith("held out: links, deal") for line in told)
    assert told[-1] == f"wrote {folder / 'model'}"
