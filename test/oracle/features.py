"""vibration.features: numpy and scipy.stats; band energy from scipy.signal.periodogram; velocity by integration over time."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import signal as sp
from scipy import stats

from golden_file import Case, case, output, write
from signals import Samples, Source, generate

ACCELERATION = {"m/s^2": 1.0, "g": 9.80665}


def band_energy(x: Samples, rate: float, low: float, high: float) -> float:
    """The mean square carried by low <= f < high, and by rate/2 where the band ends there."""
    frequencies, power = sp.periodogram(x, rate, window="boxcar", detrend=False, scaling="spectrum")
    nudge = 1e-6 * rate / x.size
    keep = (frequencies >= low - nudge) & ((frequencies < high - nudge) | (high >= rate / 2))
    return float(power[keep].sum()) if np.all(np.isfinite(x)) else np.nan


def velocity_rms(x: Samples, rate: float) -> float:
    """The acceleration between 10 and 1000 Hz as a velocity over time, mm/s."""
    n = x.size
    frequencies = np.arange(n // 2 + 1) * rate / n
    nudge = 1e-6 * rate / n
    keep = (frequencies >= 10 - nudge) & (frequencies <= 1000 + nudge)
    if not keep.any() or not np.all(np.isfinite(x)):
        return np.nan
    spectrum = np.where(keep, np.fft.rfft(x), 0)
    # A bin at rate/2 loses its imaginary part in a real inverse transform, so its power is added apart.
    last = 0.0
    if n % 2 == 0 and keep[-1]:
        last = (abs(spectrum[-1]) / n / (np.pi * rate)) ** 2
        spectrum[-1] = 0
    velocity = np.fft.irfft(spectrum / (2j * np.pi * np.maximum(frequencies, rate / n)), n)
    return 1000 * float(np.sqrt(np.mean(velocity**2) + last))


def varies(x: Samples) -> bool:
    """SciPy means to give NaN for a constant, but leaves it to the rounding of the mean whether 0.1 repeated is one."""
    return bool(np.ptp(x) != 0)


def make(name: str, parameters: dict[str, Any], source: Source) -> Case:
    x = generate(source)
    rate = parameters["rate"]
    length = parameters.get("segment", x.size)
    rows = [x[i : i + length] for i in range(0, x.size - length + 1, length)]
    with np.errstate(all="ignore"):
        rms = [np.sqrt(np.mean(row**2)) for row in rows]
        peak = [np.max(np.abs(row)) for row in rows]
        outputs = {
            "rms": output(rms),
            "peak": output(peak),
            "crest": output([p / r for p, r in zip(peak, rms, strict=True)]),
            "kurtosis": output([stats.kurtosis(row, fisher=False) if varies(row) else np.nan for row in rows]),
            "skewness": output([stats.skew(row) if varies(row) else np.nan for row in rows]),
        }
        bands = parameters.get("bands")
        if bands:
            pairs = list(zip(bands[::2], bands[1::2], strict=True))
            outputs["band-energy"] = output([[band_energy(row, rate, *pair) for pair in pairs] for row in rows])
        if parameters.get("unit") in ACCELERATION:
            scale = ACCELERATION[parameters["unit"]]
            outputs["velocity-rms"] = output([scale * velocity_rms(row, rate) for row in rows])
    return case(name, parameters, source, outputs)


def noise(count: int, kind: str = "fp64", offset: float = 0) -> Source:
    parts = [
        {"kind": "noise", "seed": 21, "count": count},
        {"kind": "impulses", "count": count, "period": 100.5, "response": [6, -4, 3, -1, 0.5]},
    ]
    return {"type": kind, "parts": parts, "offset": offset}


def values(*numbers: float | str | None) -> Source:
    return {"type": "fp64", "parts": [{"kind": "values", "values": list(numbers)}]}


BANDS = [0, 100, 100, 400, 400, 1000, 1000, 1280]
CASES: list[tuple[str, dict[str, Any], Source]] = [
    ("whole signal", {"rate": 2560}, noise(3000)),
    ("bands side by side", {"rate": 2560, "bands": BANDS}, noise(1024, offset=0.25)),
    (
        "odd segments with a rest, g",
        {"rate": 2560, "unit": "g", "segment": 375, "bands": [50, 500]},
        noise(2000, "fp32"),
    ),
    ("acceleration, rate/2 below 1000 Hz", {"rate": 512, "unit": "m/s^2", "segment": 512}, noise(1100)),
    ("rate/2 on a bin within the range", {"rate": 2000, "unit": "m/s^2"}, noise(400)),
    ("too short for a velocity", {"rate": 10, "unit": "m/s^2"}, noise(64)),
    ("newton has no velocity", {"rate": 2560, "unit": "N"}, noise(256)),
    ("zeros", {"rate": 100, "unit": "g", "bands": [10, 20]}, values(*[0] * 50)),
    ("constant", {"rate": 100}, values(*[0.1] * 70)),
    ("one sample per segment", {"rate": 100, "segment": 1}, values(3, -2, 0)),
    (
        "NaN in the second segment",
        {"rate": 100, "segment": 4, "bands": [0, 50]},
        values(1, 2, 3, 5, 1, None, 2, 2, 0, 1, 0, 1),
    ),
    ("infinity", {"rate": 100, "segment": 4, "bands": [0, 50]}, values(1, 2, "inf", 5, 1, "-inf", 2, "inf")),
]


if __name__ == "__main__":
    write("vibration.features", [make(*c) for c in CASES])
