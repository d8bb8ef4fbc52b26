"""Golden files: cases with their parameters, the recipe of their input and the expected result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import scipy
from numpy.typing import ArrayLike

from signals import Source

Output = dict[str, Any]
Case = dict[str, Any]


def output(values: ArrayLike, digits: int = 17, kind: str = "fp64") -> Output:
    """A tensor of the result; NaN becomes null, infinity the text "Infinity"."""
    array = np.asarray(values, np.float64)
    return {"type": kind, "dimensions": list(array.shape), "data": [number(v, digits) for v in array.ravel()]}


def number(value: float, digits: int) -> float | str | None:
    if np.isnan(value):
        return None
    if np.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return float(f"{value:.{digits}g}")


def case(
    name: str,
    parameters: dict[str, Any],
    signal: Source,
    outputs: dict[str, Output],
    values: dict[str, Any] | None = None,
) -> Case:
    return {"name": name, "parameters": parameters, "signal": signal, "values": values or {}, "outputs": outputs}


def write(operation: str, cases: list[Case]) -> None:
    """Writes golden/<operation>.golden.json, one line per case."""
    directory = Path(__file__).parent / "golden"
    directory.mkdir(exist_ok=True)
    path = directory / f"{operation}.golden.json"
    head = json.dumps({"numpy": np.__version__, "scipy": scipy.__version__})
    lines = ",\n".join(json.dumps(c, separators=(",", ":"), allow_nan=False) for c in cases)
    path.write_text(f'{{"operation":"{operation}","madeWith":{head},"cases":[\n{lines}\n]}}\n')
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size} bytes")
