"""The network as a small ONNX graph: eight-bit weights, written node by node.

Written by hand rather than traced, so that the graph is just what onnxruntime runs fastest: its fused operators for
attention, normalization and the gate, and its eight-bit matrix products with one scale for each column of weights.
Word embeddings are eight-bit with one scale a row. On processors without VNNI the products of unsigned and signed
bytes can saturate; weights are therefore kept to seven bits, which costs less than half a point of F1.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ingest.train.labels import TAGS
from ingest.train.network import EPSILON, HEADS, LAYERS, SHARED, WIDTH, NameTagger

_MICROSOFT: Final = "com.microsoft"
_SEVEN_BITS: Final = 64


class Graph:
    """Nodes and constants in the order in which they were added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Keep an array under a name."""
        self.constants.append(numpy_helper.from_array(np.array(value, order="C"), name))
        return name

    def add(self, operator: str, inputs: list[str], output: str, *, domain: str = "", **attributes: Any) -> str:  # noqa: ANN401 - attributes are ints, floats or lists
        """Add a node with one output, and return that."""
        self.nodes.append(helper.make_node(operator, inputs, [output], output, domain=domain, **attributes))
        return output

    def model(self) -> Any:  # noqa: ANN401 - onnx has no types
        """The finished graph, with the inputs and outputs that `ingest.components.encoder` names."""
        size = ["rows", "pieces"]
        inputs = [
            helper.make_tensor_value_info("input_ids", TensorProto.INT64, size),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64, size),
            helper.make_tensor_value_info("features", TensorProto.INT64, [*size, 3]),
        ]
        outputs = [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, [*size, len(TAGS)]),
            helper.make_tensor_value_info("vectors", TensorProto.FLOAT, [*size, WIDTH]),
        ]
        graph = helper.make_graph(self.nodes, "names", inputs, outputs, self.constants)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(_MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="cellpact")


def quantize(weights: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Weights as signed bytes of seven bits, with one scale for each slice along `axis`, symmetric about zero."""
    other = tuple(i for i in range(weights.ndim) if i != axis)
    scale = np.maximum(np.abs(weights).max(axis=other, keepdims=True), 1e-8) / (_SEVEN_BITS - 1)
    return np.rint(weights / scale).astype(np.int8), scale.reshape(-1).astype(np.float32)


def build(state: Mapping[str, NDArray[np.float32]]) -> Any:  # noqa: ANN401 - onnx has no types
    """The graph of a network from its state."""
    graph = Graph()
    shared = add_layers(graph, state, _embeddings(graph, state), [f"layers.{i}" for i in range(SHARED)])
    top = add_layers(graph, state, shared, [f"layers.{i}" for i in range(SHARED, LAYERS)])
    linked = add_layers(graph, state, shared, [f"links.{i}" for i in range(LAYERS - SHARED)])
    head = graph.constant("head.weight", state["head.weight"].T)
    graph.add("MatMul", [top, head], "head")
    graph.add("Add", ["head", graph.constant("head.bias", state["head.bias"])], "logits")
    graph.add("Identity", [linked], "vectors")
    return graph.model()


def add_words(graph: Graph, table: NDArray[np.float32]) -> str:
    """The word embeddings of "input_ids"."""
    # A byte has room for eight bits here, for nothing is multiplied as bytes.
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127
    graph.constant("word.bytes", np.rint(table / scale).astype(np.int8))
    graph.constant("word.scale", scale.astype(np.float32))
    graph.add("Gather", ["word.bytes", "input_ids"], "word.rows")
    graph.add("Cast", ["word.rows"], "word.floats", to=TensorProto.FLOAT)
    graph.add("Gather", ["word.scale", "input_ids"], "word.scales")
    return graph.add("Mul", ["word.floats", "word.scales"], "embedded.word")


def _embeddings(graph: Graph, state: Mapping[str, NDArray[np.float32]]) -> str:
    total = add_words(graph, state["word.weight"])
    graph.add("Shape", ["input_ids"], "size")
    graph.add("Gather", ["size", graph.constant("one", np.array(1, dtype=np.int64))], "length")
    graph.add("Range", [graph.constant("zero", np.array(0, dtype=np.int64)), "length", "one"], "places")
    graph.constant("position.table", state["position.weight"] + state["kind"])
    graph.add("Gather", ["position.table", "places"], "positions")
    total = graph.add("Add", [total, "positions"], "embedded.position")
    for i in range(3):
        index = graph.constant(f"feature{i}", np.array(i, dtype=np.int64))
        graph.add("Gather", ["features", index], f"feature{i}.ids", axis=2)
        graph.constant(f"feature{i}.table", state[f"features.{i}.weight"])
        graph.add("Gather", [f"feature{i}.table", f"feature{i}.ids"], f"feature{i}.rows")
        total = graph.add("Add", [total, f"feature{i}.rows"], f"embedded.feature{i}")
    graph.constant("norm.weight", state["norm.weight"])
    graph.constant("norm.bias", state["norm.bias"])
    graph.add("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
    norm = ["norm.weight", "norm.bias"]
    return graph.add("LayerNormalization", [total, *norm], "embedded", axis=-1, epsilon=EPSILON)


def _product(graph: Graph, source: str, name: str, state: Mapping[str, NDArray[np.float32]]) -> str:
    """A matrix product in eight bits, without its bias; the activations' scale is found at run time."""
    weights, scale = quantize(state[f"{name}.weight"].T, axis=1)
    inputs = [source, graph.constant(f"{name}.bytes", weights), graph.constant(f"{name}.scale", scale)]
    return graph.add("DynamicQuantizeMatMul", inputs, name, domain=_MICROSOFT)


def _attention(graph: Graph, x: str, name: str, state: Mapping[str, NDArray[np.float32]]) -> str:
    """All heads in one operator, their projections in eight bits."""
    weights, scale = quantize(state[f"{name}.weight"].T, axis=1)
    quantized = [f"{name}.input", f"{name}.input.scale", f"{name}.input.zero"]
    graph.nodes.append(helper.make_node("DynamicQuantizeLinear", [x], quantized))
    inputs = [
        quantized[0],
        graph.constant(f"{name}.bytes", weights),
        graph.constant(f"{name}.bias", state[f"{name}.bias"]),
        quantized[1],
        graph.constant(f"{name}.scale", scale),
        "mask",
        quantized[2],
        graph.constant(f"{name}.zero", np.zeros(len(scale), dtype=np.int8)),
    ]
    return graph.add("QAttention", inputs, f"{name}.attended", domain=_MICROSOFT, num_heads=HEADS)


def add_layers(graph: Graph, state: Mapping[str, NDArray[np.float32]], x: str, layers: Sequence[str]) -> str:
    """Layers of the encoder, by name, above what goes into them, `x`; the node "mask" says where there are pieces."""
    for here in layers:
        attended = _attention(graph, x, f"{here}.qkv", state)
        x = _joined(graph, x, _product(graph, attended, f"{here}.out", state), state, f"{here}.norm1")
        up = _product(graph, x, f"{here}.up", state)
        bias = graph.constant(f"{here}.up.bias", state[f"{here}.up.bias"])
        gate = graph.add("BiasGelu", [up, bias], f"{here}.gelu", domain=_MICROSOFT)
        x = _joined(graph, x, _product(graph, gate, f"{here}.down", state), state, f"{here}.norm2")
    return x


def _joined(graph: Graph, x: str, branch: str, state: Mapping[str, NDArray[np.float32]], norm: str) -> str:
    constants = [graph.constant(key, state[key]) for key in (f"{norm}.weight", f"{norm}.bias", f"{branch}.bias")]
    return graph.add("SkipLayerNormalization", [x, branch, *constants], norm, domain=_MICROSOFT, epsilon=EPSILON)


def export(model: NameTagger, folder: Path, *, version: str, tokenizer: Path, calibration: Mapping[str, Any]) -> None:
    """Write names.onnx, names.json and the tokenizer into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.detach().float().numpy() for name, value in model.state_dict().items()}
    graph = build(state)
    onnx.checker.check_model(graph, full_check=False)
    onnx.save(graph, str(folder / "names.onnx"))
    (folder / "tokenizer.json").write_bytes(tokenizer.read_bytes())
    write_card(folder, version=version, calibration=calibration)


def write_card(folder: Path, *, version: str, calibration: Mapping[str, Any]) -> None:
    """Write what the graph's outputs mean, see `ingest.components.encoder.ModelCard`."""
    card = {"version": version, "labels": list(TAGS), "calibration": dict(calibration)}
    (folder / "names.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
