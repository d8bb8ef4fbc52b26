"""bearing.evidence, from its definition (cpp_plugins/include/bearing_evidence.hpp) with numpy and SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import signal as sp
from scipy import stats

from golden_file import Case, case, output, write
from signals import Samples, Source, generate

NUDGE = 1e-6  # of a bin: what lies on a limit is inside
SILENCE = 1e-12

Bins = NDArray[np.int64]
Spectrum = NDArray[np.complex128]


def smooth_length(least: int) -> int:
    """The smallest integer >= least without a prime factor above 7."""
    powers: list[int] = [
        2**a * 3**b * 5**c * 7**d for a in range(33) for b in range(21) for c in range(15) for d in range(12)
    ]
    return min(p for p in powers if p >= least)


def band_bins(n: int, rate: float, low: float, high: float) -> Bins:
    k = np.arange(n // 2 + 1)
    inside = (k >= low * n / rate - NUDGE) & (k <= high * n / rate + NUDGE) & (k > 0) & (2 * k != n)
    selected: Bins = k[inside]
    return selected


def envelope_amplitudes(spectrum: Spectrum, bins: Bins, n: int, last: int) -> tuple[Samples, Samples]:
    """The envelope at M samples and the amplitudes of its spectrum, bins 0 to `last`."""
    length = 2 * smooth_length(max(2 * bins.size, last + 1))
    base = np.zeros(length, complex)
    base[: bins.size] = 2 * spectrum[bins]
    envelope = np.abs(np.fft.ifft(base)) * (length / n)
    window = sp.get_window("hann", length)
    amplitude = 2 / window.sum() * np.abs(np.fft.rfft((envelope - envelope.mean()) * window))
    return envelope, amplitude[: last + 1]


def band_kurtosis(spectrum: Spectrum, bins: Bins, n: int) -> float:
    """Of the filtered signal, sampled four times as densely as the recording: its fourth power then does not alias."""
    dense = np.zeros(2 * n + 1, complex)
    dense[bins] = spectrum[bins]
    return float(stats.kurtosis(np.fft.irfft(dense, 4 * n), fisher=False))


def score(amplitude: Samples, order: float, revolutions: float, limit: float, p: dict[str, Any]) -> float:
    """`limit` is the highest order that counts."""
    k = np.arange(amplitude.size)
    low, high = 0.2 * revolutions, limit * revolutions
    background = amplitude[(k >= 1) & (k >= low - NUDGE) & (k <= high + NUDGE)]
    if background.size == 0:
        return np.nan
    ratios = []
    for h in range(1, p.get("harmonics", 3) + 1):
        middle = h * order * revolutions
        if middle > high + NUDGE:
            break
        reach = max(p.get("tolerance", 0.02) * middle, 1.5)
        near = (k >= 1) & (k >= middle - reach - NUDGE) & (k <= middle + reach + NUDGE)
        ratios.append(amplitude[near].max() / np.median(background))
    return float(np.mean(ratios)) if ratios else np.nan


def order_spectrum(amplitude: Samples, revolutions: float, width: float, maximum: float, bins: int) -> Samples:
    k = np.arange(amplitude.size)
    edges = np.arange(bins + 1) * maximum * revolutions / bins
    levels = np.empty(bins)
    for i in range(bins):
        inside = (k >= edges[i] - NUDGE) & (k < edges[i + 1] - NUDGE) & (k >= 1)
        if inside.any():
            levels[i] = np.sqrt(np.mean(amplitude[inside] ** 2))
        else:
            levels[i] = np.interp((edges[i] + edges[i + 1]) / 2, k[1:], amplitude[1:])
    middles = (np.arange(bins) + 0.5) * maximum / bins
    reference = np.median(levels[(middles >= 0.2) & (middles <= width)])
    decibels: Samples = np.clip(20 * np.log10(levels / reference), -20, 60)
    return decibels


def make(name: str, p: dict[str, Any], source: Source) -> Case:
    x = generate(source)
    n, rate, speed = x.size, p["rate"], p["speed"]
    pairs = list(zip(p["bands"][::2], p["bands"][1::2], strict=True))
    maximum, bins = p.get("maximum-order", 20), p.get("bins", 256)
    revolutions = n / rate * speed
    last = int(np.floor(maximum * revolutions + NUDGE))
    scores = np.full((len(pairs), len(p["orders"])), np.nan)
    levels = np.full((len(pairs), bins), np.nan)
    kurtosis = np.full(len(pairs), np.nan)
    if np.all(np.isfinite(x)):
        spectrum = np.fft.rfft(x)
        least = SILENCE**2 * np.mean(x**2)
        for i, (low, high) in enumerate(pairs):
            inside = band_bins(n, rate, low, high)
            if 2 * np.sum(np.abs(spectrum[inside]) ** 2) / n**2 <= least:
                continue
            kurtosis[i] = band_kurtosis(spectrum, inside, n)
            envelope, amplitude = envelope_amplitudes(spectrum, inside, n, last)
            if np.var(envelope) <= least or last == 0:
                continue
            width = (high - low) / speed
            levels[i] = order_spectrum(amplitude, revolutions, width, maximum, bins)
            if revolutions >= 40:
                scores[i] = [score(amplitude, o, revolutions, min(maximum, width), p) for o in p["orders"]]
    outputs = {
        "scores": output(scores),
        "order-spectrum": output(levels, 8, "fp32"),
        "orders": output((np.arange(bins) + 0.5) * maximum / bins, 15),
        "kurtosis": output(kurtosis),
    }
    return case(name, p, source, outputs, {"revolutions": revolutions, "resolved": revolutions >= 40})


ORDERS = [0.3683, 3.5322, 2.5779, 4.4221]  # cage, ball (2 x spin), outer ring, inner ring
FORCE_BANDS = [100, 300, 300, 800, 800, 1600, 1600, 3100]
MOTOR_BANDS = [
    *(500, 1200, 1200, 2017, 2017, 4013, 2017, 3000, 3000, 4013, 4013, 5000),
    *(5000, 6300, 6300, 8000, 8000, 10000, 10000, 12500, 12500, 16000, 16000, 20000),
]


def recording(name: str) -> Source:
    return {"type": "fp64", "parts": [{"kind": "wav", "path": f"examples/bearing-diagnosis/data/{name}.wav"}]}


def motor(speed: float) -> dict[str, Any]:
    return {"rate": 50000, "speed": speed, "bands": MOTOR_BANDS, "orders": ORDERS}


def ringing(count: int, kind: str = "fp64") -> Source:
    response = [0, 1, 0.5, -0.75, -0.625, 0.5, 0.4375, -0.25, -0.25, 0.125, 0.125, -0.0625]
    parts = [
        {"kind": "impulses", "count": count, "period": 30.8125, "response": response},
        {"kind": "noise", "seed": 31, "count": count, "gain": 0.25},
    ]
    return {"type": kind, "parts": parts}


SMALL = {"rate": 1000, "speed": 10, "bands": [100, 350, 250, 400], "orders": [3.25, 2.1], "bins": 40}
CASES: list[tuple[str, dict[str, Any], Source]] = [
    (
        "force recording",
        {"rate": 6400, "speed": 5.1, "bands": FORCE_BANDS, "orders": ORDERS},
        recording("bearing-force"),
    ),
    *((f"motor {i}", motor(2500 / 60), recording(f"motor-{i}")) for i in range(1, 5)),
    ("synthetic, one harmonic", {**SMALL, "harmonics": 1, "tolerance": 0}, ringing(6000)),
    ("fp32, odd length, coarse bins", {**SMALL, "bins": 300, "maximum-order": 12.5}, ringing(4335, "fp32")),
    ("bands narrower than the orders", {**SMALL, "bands": [100, 125, 200, 201], "maximum-order": 5}, ringing(8000)),
    ("wide bands", {**SMALL, "bands": [0, 500, 20, 480]}, ringing(5000)),
    ("too few revolutions", SMALL, ringing(3900)),
    ("less than a bin per order", {**SMALL, "speed": 2, "bins": 8, "maximum-order": 1}, ringing(400)),
    (
        "zeros",
        {**SMALL, "bins": 4},
        {"type": "fp64", "parts": [{"kind": "noise", "seed": 1, "count": 4000, "gain": 0}]},
    ),
    ("NaN", {**SMALL, "bins": 4}, {"type": "fp64", "parts": [{"kind": "values", "values": [1, None] * 20}]}),
]


if __name__ == "__main__":
    with np.errstate(all="ignore"):
        write("bearing.evidence", [make(*c) for c in CASES])
