# Generated from the component's declarations by `npm run generate`. Do not edit.
"""Vibration: operations of the executor `cpp`."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from _miniray_core import ObjectRef

from ._operation import Operation
from ._tensor import Tensor, TensorLike

__all__ = [
    "FeaturesRefs",
    "FeaturesResult",
    "features",
]


class FeaturesResult(NamedTuple):
    """What `features` gives."""

    rms: Tensor
    """Root mean square, the mean included, in the signal's unit. fp64 [segments]."""
    peak: Tensor
    """Largest magnitude, in the signal's unit. fp64 [segments]."""
    crest: Tensor
    """Peak over rms; NaN for silence. fp64 [segments]."""
    kurtosis: Tensor
    """Pearson's: 3 for Gaussian noise; NaN for a constant. fp64 [segments]."""
    skewness: Tensor
    """Third standardized moment; NaN for a constant. fp64 [segments]."""
    band_energy: Tensor | None
    """Mean square within each band, in the signal's unit squared; only with `bands`. fp64 [segments, bands]."""
    velocity_rms: Tensor | None
    """Vibration velocity from 10 to 1000 Hz; only when `unit` is m/s^2 or g. In mm/s. fp64 [segments]."""


class FeaturesRefs(NamedTuple):
    """References to what `features` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    rms: ObjectRef[Any]
    """Root mean square, the mean included, in the signal's unit. fp64 [segments]."""
    peak: ObjectRef[Any]
    """Largest magnitude, in the signal's unit. fp64 [segments]."""
    crest: ObjectRef[Any]
    """Peak over rms; NaN for silence. fp64 [segments]."""
    kurtosis: ObjectRef[Any]
    """Pearson's: 3 for Gaussian noise; NaN for a constant. fp64 [segments]."""
    skewness: ObjectRef[Any]
    """Third standardized moment; NaN for a constant. fp64 [segments]."""
    band_energy: ObjectRef[Any]
    """Mean square within each band, in the signal's unit squared; only with `bands`. fp64 [segments, bands]."""
    velocity_rms: ObjectRef[Any]
    """Vibration velocity from 10 to 1000 Hz; only when `unit` is m/s^2 or g. In mm/s. fp64 [segments]."""


class _Features(Operation):
    """Scalar features of a vibration signal, per segment (ISO 13373-2, ISO 20816-1).

    Inputs:
        signal: The samples. fp64 or fp32 [samples].

    Parameters:
        rate: Samples per second; must be greater than 0. In Hz. At least 0.
        unit: What the samples measure; an acceleration makes `velocity-rms` computable. Default "". One of "",
            "m/s^2", "g", "N", "Pa", "V", "mm/s".
        segment: Samples per segment, at most the signal's; a rest at the end is left out. Default: the whole signal.
            At least 1.
        bands: Frequency bands as pairs of edges, low before high, each pair from 0 to rate/2. In Hz. At least 0.
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        rms: Root mean square, the mean included, in the signal's unit. fp64 [segments].
        peak: Largest magnitude, in the signal's unit. fp64 [segments].
        crest: Peak over rms; NaN for silence. fp64 [segments].
        kurtosis: Pearson's: 3 for Gaussian noise; NaN for a constant. fp64 [segments].
        skewness: Third standardized moment; NaN for a constant. fp64 [segments].
        band_energy: Mean square within each band, in the signal's unit squared; only with `bands`. fp64 [segments,
            bands]. None where it is not there.
        velocity_rms: Vibration velocity from 10 to 1000 Hz; only when `unit` is m/s^2 or g. In mm/s. fp64
            [segments]. None where it is not there.

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "cpp"
    _name = "vibration.features"
    _types = {"signal": ("fp64", "fp32")}
    _kinds = {}
    _always = {
        "rms": True,
        "peak": True,
        "crest": True,
        "kurtosis": True,
        "skewness": True,
        "band-energy": False,
        "velocity-rms": False,
    }

    def __call__(
        self,
        signal: TensorLike,
        *,
        rate: float,
        unit: Literal["", "m/s^2", "g", "N", "Pa", "V", "mm/s"] = "",
        segment: int | None = None,
        bands: list[float] | tuple[float, ...] | TensorLike | None = None,
        timeout: float | None = None,
    ) -> FeaturesResult:
        """Scalar features of a vibration signal, per segment (ISO 13373-2, ISO 20816-1)."""
        return FeaturesResult(
            *self._run(
                {"signal": signal},
                {"rate": rate, "unit": unit, "segment": segment, "bands": bands},
                timeout,
            )
        )

    def remote(
        self,
        signal: TensorLike,
        *,
        rate: float,
        unit: Literal["", "m/s^2", "g", "N", "Pa", "V", "mm/s"] = "",
        segment: int | None = None,
        bands: list[float] | tuple[float, ...] | TensorLike | None = None,
        timeout: float | None = None,
    ) -> FeaturesRefs:
        """References to what a call gives, which goes on meanwhile."""
        return FeaturesRefs(
            *self._remote(
                {"signal": signal},
                {"rate": rate, "unit": unit, "segment": segment, "bands": bands},
                timeout,
            )
        )


features = _Features()
