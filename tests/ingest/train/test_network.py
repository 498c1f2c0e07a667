"""The network and its export agree; needs the training extra."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs the training extra")
pytest.importorskip("onnx", reason="needs the training extra")

import onnxruntime
import torch

from ingest.errors import ModelError
from ingest.train.examples import Window
from ingest.train.export import build, quantize
from ingest.train.fit import Recipe, fit, set_loss, tensors
from ingest.train.labels import TAGS
from ingest.train.network import NameTagger, from_pretrained


@pytest.fixture(scope="module")
def model() -> NameTagger:
    torch.manual_seed(0)
    made = NameTagger(0.0)
    for table in made.features:
        torch.nn.init.normal_(table.weight, std=0.02)
    made.eval()
    return made


def windows(count: int) -> list[Window]:
    rng = np.random.default_rng(0)
    rows = []
    for i in range(count):
        length = 5 + i % 4
        allowed = np.zeros((length, len(TAGS)), dtype=bool)
        allowed[1:-1, 0] = True
        features = np.stack([rng.integers(0, 3, length) for _ in range(3)], axis=1)
        rows.append(Window(rng.integers(1000, 2000, length), features, allowed))
    return rows


def test_the_exported_graph_says_what_the_network_says(model: NameTagger) -> None:
    state = {name: value.detach().numpy() for name, value in model.state_dict().items()}
    session = onnxruntime.InferenceSession(build(state).SerializeToString(), providers=["CPUExecutionProvider"])
    ids, features, mask, _ = tensors(windows(3))
    with torch.inference_mode():
        logits, vectors = model(ids, features, mask)
    inputs = {"input_ids": ids.numpy(), "attention_mask": mask.numpy(), "features": features.numpy()}
    exported_logits, exported_vectors = session.run(["logits", "vectors"], inputs)
    inside = mask.bool().numpy()
    assert np.abs(exported_logits[inside] - logits.numpy()[inside]).max() < 0.02
    cosine = (exported_vectors * vectors.numpy()).sum(-1) / (
        np.linalg.norm(exported_vectors, axis=-1) * np.linalg.norm(vectors.numpy(), axis=-1)
    )
    assert cosine[inside].min() > 0.999


def test_padding_changes_nothing(model: NameTagger) -> None:
    rows = windows(4)
    ids, features, mask, _ = tensors(rows)
    with torch.inference_mode():
        together, _ = model(ids, features, mask)
        alone, _ = model(*tensors(rows[:1])[:3])
    assert torch.allclose(together[0, : len(rows[0])], alone[0], atol=1e-5)


def test_quantized_weights_keep_to_seven_bits() -> None:
    weights = np.array([[1.0, -200.0], [0.5, 100.0]], dtype=np.float32)
    whole, scale = quantize(weights, axis=1)
    assert np.abs(whole).max() == 63
    assert np.allclose(whole * scale, weights, rtol=0.02, atol=2)


def test_the_loss_is_that_of_the_allowed_set() -> None:
    logits = torch.zeros((1, 2, len(TAGS)))
    allowed = torch.zeros((1, 2, len(TAGS)), dtype=torch.bool)
    allowed[0, 0, :3] = True
    assert set_loss(logits, allowed).item() == pytest.approx(np.log(len(TAGS) / 3), abs=1e-5)


def test_fitting_learns_a_simple_rule() -> None:
    torch.manual_seed(0)
    recipe = Recipe(steps=6, rate=1e-3, head_rate=1e-2, pieces=64)
    rows = windows(400)
    fresh = NameTagger(0.0)
    with torch.no_grad():
        before = set_loss(fresh(*tensors(rows[:8])[:3])[0], tensors(rows[:8])[3]).item()
    fitted = fit(fresh, rows, recipe, report=lambda _: None)
    with torch.no_grad():
        after = set_loss(fitted(*tensors(rows[:8])[:3])[0], tensors(rows[:8])[3]).item()
    assert after < before / 2


def test_another_file_is_not_taken_for_the_encoder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        from_pretrained(tmp_path)
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(ModelError, match="SHA-256 differs"):
        from_pretrained(tmp_path)
