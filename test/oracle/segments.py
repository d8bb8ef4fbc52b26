"""signal.welch and signal.spectrogram: SciPy's own functions."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import signal as sp

from golden_file import Case, case, output, write
from signals import Source, generate


def noise(count: int, seed: int = 1, offset: float = 0, kind: str = "fp64") -> Source:
    tone = {"kind": "impulses", "count": count, "period": 12.5, "response": [1, 0.5, -0.75, -0.25, 0.125]}
    parts = [{"kind": "noise", "seed": seed, "count": count, "gain": 0.5}, tone]
    return {"type": kind, "parts": parts, "offset": offset}


def options(parameters: dict[str, Any], count: int) -> dict[str, Any]:
    segment = min(parameters.get("segment", 256), count)
    detrend = parameters.get("detrend", "constant")
    return {
        "fs": parameters.get("rate", 1.0),
        "window": parameters.get("window", "hann"),
        "nperseg": segment,
        "noverlap": parameters.get("overlap", segment // 2),
        "detrend": False if detrend == "none" else detrend,
        "scaling": parameters.get("scaling", "density"),
    }


def welch(name: str, parameters: dict[str, Any], source: Source) -> Case:
    x = generate(source)
    frequencies, power = sp.welch(x, **options(parameters, x.size))
    return case(name, parameters, source, {"frequencies": output(frequencies), "power": output(power)})


def spectrogram(name: str, parameters: dict[str, Any], source: Source) -> Case:
    x = generate(source)
    frequencies, times, power = sp.spectrogram(x, **options(parameters, x.size), mode="psd")
    outputs = {"frequencies": output(frequencies), "times": output(times), "power": output(power.T)}
    return case(name, parameters, source, outputs)


CASES: list[tuple[str, dict[str, Any], Source]] = [
    ("defaults", {}, noise(1000)),
    ("fp32, rate, offset", {"rate": 6400, "segment": 128}, noise(700, 2, 3.5, "fp32")),
    ("odd segment, spectrum", {"rate": 50, "segment": 125, "scaling": "spectrum"}, noise(600, 3)),
    (
        "linear detrend, Hamming, overlap",
        {"segment": 64, "overlap": 48, "window": "hamming", "detrend": "linear"},
        noise(300, 4, 1),
    ),
    ("Blackman, no overlap", {"rate": 0.25, "segment": 100, "overlap": 0, "window": "blackman"}, noise(512, 5)),
    ("boxcar, no detrend", {"segment": 81, "window": "boxcar", "detrend": "none"}, noise(250, 6, -2)),
    ("segment longer than the signal", {"segment": 256}, noise(60, 7)),
    ("one sample per segment", {"segment": 1, "detrend": "none"}, noise(5, 8)),
    ("two samples per segment", {"segment": 2, "detrend": "linear"}, noise(9, 9)),
    (
        "NaN in one segment",
        {"segment": 4, "overlap": 0},
        {"type": "fp64", "parts": [{"kind": "values", "values": [1, 2, 4, 0, 1, None, 2, 3]}]},
    ),
    ("zeros", {"segment": 8}, {"type": "fp64", "parts": [{"kind": "values", "values": [0] * 20}]}),
]


if __name__ == "__main__":
    with np.errstate(all="ignore"):
        write("signal.welch", [welch(*c) for c in CASES])
        write("signal.spectrogram", [spectrogram(*c) for c in CASES])
