"""Input signals that Python and TypeScript generate bit for bit alike: integer arithmetic and powers of two only."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
Source = dict[str, Any]

ROOT = Path(__file__).resolve().parents[2]


def noise(seed: int, count: int) -> Samples:
    """Uniform in [-1, 1) from the upper 24 bits of a linear congruential generator (Numerical Recipes' constants)."""
    state = seed
    values = np.empty(count)
    for i in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values[i] = ((state >> 8) - 2**23) / 2**23
    return values


def impulses(count: int, period: float, response: list[float]) -> Samples:
    """`response` added at floor(i * period), i = 0, 1, ...; what passes the end is cut off."""
    values = np.zeros(count)
    i = 0
    while int(i * period) < count:
        at = int(i * period)
        part = response[: count - at]
        values[at : at + len(part)] += part
        i += 1
    return values


def wav(path: str) -> Samples:
    """The samples of a one-channel WAV file (16-bit integers or 32-bit floats) as they are stored."""
    content = (ROOT / path).read_bytes()
    at = 12
    encoding = 0
    while at < len(content):
        name, size = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        if name == b"fmt ":
            encoding = struct.unpack_from("<H", content, at + 8)[0]
        if name == b"data":
            kind = "<f4" if encoding == 3 else "<i2"
            return np.frombuffer(content[at + 8 : at + 8 + size], kind).astype(np.float64)
        at += 8 + size + size % 2
    raise ValueError(f'"{path}" has no data chunk')


def generate(source: Source) -> Samples:
    """The sum of a source's parts, in their order; `gain` is a power of two, `offset` is added last."""
    total: Samples | None = None
    for part in source["parts"]:
        match part["kind"]:
            case "noise":
                values = noise(part["seed"], part["count"])
            case "impulses":
                values = impulses(part["count"], part["period"], part["response"])
            case "values":
                values = np.array([np.nan if v is None else float(v) for v in part["values"]])
            case "wav":
                values = wav(part["path"])
            case kind:
                raise ValueError(f'"{kind}" is no kind of signal')
        values = values * part.get("gain", 1)
        total = values if total is None else total + values
    assert total is not None
    shifted: Samples = total + source.get("offset", 0)
    return shifted.astype(np.float32).astype(np.float64) if source["type"] == "fp32" else shifted
