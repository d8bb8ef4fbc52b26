"""The softmax of polyray-ml as a program in Python: what a team has before it moves into WebAssembly."""

import json
import math
import pathlib
from array import array

from polyray_program import Tensor, run


def softmax(parameters, inputs):
    scale, x = parameters.get("scale", 1), inputs["x"]
    rows, columns = x.dimensions
    logits = x.data.cast("f")
    y = array("f", bytes(4 * rows * columns))
    for first in range(0, rows * columns, columns or 1):
        row = [scale * value for value in logits[first : first + columns]]
        peak = max(row, default=0)
        broken = peak == -math.inf or any(math.isnan(value) or value == math.inf for value in row)
        weights = [math.nan if broken else math.exp(value - peak) for value in row]
        total = sum(weights)
        y[first : first + columns] = array("f", (weight / total for weight in weights))
    return {}, {"y": Tensor("fp32", [rows, columns], y)}


operations = json.loads(pathlib.Path(__file__).with_name("softmax.json").read_text())
run("softmax", "1.0.0", operations, {"tensor.softmax": softmax})
