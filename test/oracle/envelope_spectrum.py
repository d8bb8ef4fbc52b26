"""signal.envelope-spectrum: scipy.signal.hilbert of the brick-wall filtered signal."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import signal as sp

from golden_file import Case, case, output, write
from signals import ROOT, Samples, Source, generate

FORCE = "examples/bearing-diagnosis/data/bearing-force.wav"


def band_pass(x: Samples, rate: float, low: float, high: float) -> Samples:
    """Keeps the bins of [low, high] and drops those at 0 and rate/2; an edge on a bin is inside."""
    n = x.size
    bin_ = np.arange(n // 2 + 1)
    nudge = 1e-6
    keep = (bin_ >= low * n / rate - nudge) & (bin_ <= high * n / rate + nudge)
    keep &= (bin_ > 0) & (2 * bin_ != n)
    return np.fft.irfft(np.where(keep, np.fft.rfft(x), 0), n)


def envelope_spectrum(x: Samples, rate: float, low: float, high: float) -> tuple[Samples, Samples]:
    """Frequencies and one-sided amplitudes of the Hann-windowed envelope without its mean."""
    n = x.size
    envelope = np.abs(sp.hilbert(band_pass(x, rate, low, high)))
    window = sp.get_window("hann", n)
    amplitude = 2 / window.sum() * np.abs(np.fft.rfft((envelope - envelope.mean()) * window))
    amplitude[0] /= 2
    if n % 2 == 0:
        amplitude[-1] /= 2
    return np.arange(amplitude.size) * rate / n, amplitude


def make(name: str, parameters: dict[str, Any], source: Source) -> Case:
    x = generate(source)
    rate, low, high = parameters["rate"], parameters["low"], parameters["high"]
    if np.all(np.isfinite(x)):
        frequencies, amplitude = envelope_spectrum(x, rate, low, high)
    else:
        frequencies = np.arange(x.size // 2 + 1) * rate / x.size
        amplitude = np.full(frequencies.size, np.nan)
    keep = frequencies <= parameters.get("maximum", rate / 2) + 1e-6 * rate / x.size
    return case(
        name,
        parameters,
        source,
        {"frequencies": output(frequencies[keep], 15), "amplitude": output(amplitude[keep], 15)},
    )


def ringing(count: int, kind: str = "fp64") -> Source:
    response = [0, 1, 0.5, -0.75, -0.625, 0.5, 0.4375, -0.25, -0.25, 0.125, 0.125, -0.0625]
    parts = [
        {"kind": "impulses", "count": count, "period": 43.25, "response": response},
        {"kind": "noise", "seed": 11, "count": count, "gain": 0.125},
    ]
    return {"type": kind, "parts": parts}


CASES: list[tuple[str, dict[str, Any], Source]] = [
    ("even length", {"rate": 1000, "low": 120, "high": 320}, ringing(1200)),
    ("odd length, fp32, maximum", {"rate": 1000, "low": 100, "high": 400, "maximum": 90}, ringing(1155, "fp32")),
    ("prime length", {"rate": 1, "low": 0.1, "high": 0.3}, ringing(997)),
    ("whole range", {"rate": 1000, "low": 0, "high": 500}, ringing(600)),
    (
        "force recording",
        {"rate": 6400, "low": 100, "high": 300, "maximum": 60},
        {"type": "fp64", "parts": [{"kind": "wav", "path": FORCE}]},
    ),
    ("zeros", {"rate": 10, "low": 1, "high": 3}, {"type": "fp64", "parts": [{"kind": "values", "values": [0] * 30}]}),
    (
        "NaN",
        {"rate": 10, "low": 1, "high": 3},
        {"type": "fp64", "parts": [{"kind": "values", "values": [1, 0, -1, None, 2, 1, 3, 1, 0, 2, 1, 5]}]},
    ),
]


if __name__ == "__main__":
    assert (ROOT / FORCE).exists()
    write("signal.envelope-spectrum", [make(*c) for c in CASES])
