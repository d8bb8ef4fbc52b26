# Generated from the component's declarations by `npm run generate`. Do not edit.
"""Bearing: operations of the executor `cpp`."""

from __future__ import annotations

from typing import Any, NamedTuple

from _miniray_core import ObjectRef

from ._operation import Operation
from ._tensor import Tensor, TensorLike

__all__ = [
    "EvidenceRefs",
    "EvidenceResult",
    "evidence",
]


class EvidenceResult(NamedTuple):
    """What `evidence` gives."""

    scores: Tensor
    """Mean ratio of a family's harmonics to the background, per band; 2 to 3 is chance. NaN where not resolved. fp64
    [bands, families]."""
    order_spectrum: Tensor
    """Envelope spectrum over shaft orders, relative to its own median. In dB. fp32 [bands, bins]."""
    orders: Tensor
    """The middle of each bin of the order spectrum. fp64 [bins]."""
    kurtosis: Tensor
    """Pearson's, of the band-passed signal: 3 for Gaussian noise. fp64 [bands]."""
    revolutions: float
    """Shaft revolutions in the recording."""
    resolved: bool
    """Whether the recording holds the 40 revolutions that scores need."""


class EvidenceRefs(NamedTuple):
    """References to what `evidence` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    scores: ObjectRef[Any]
    """Mean ratio of a family's harmonics to the background, per band; 2 to 3 is chance. NaN where not resolved. fp64
    [bands, families]."""
    order_spectrum: ObjectRef[Any]
    """Envelope spectrum over shaft orders, relative to its own median. In dB. fp32 [bands, bins]."""
    orders: ObjectRef[Any]
    """The middle of each bin of the order spectrum. fp64 [bins]."""
    kurtosis: ObjectRef[Any]
    """Pearson's, of the band-passed signal: 3 for Gaussian noise. fp64 [bands]."""
    values: ObjectRef[dict[str, Any]]
    """The values by their names: "revolutions", "resolved"."""


class _Evidence(Operation):
    """How strongly each demodulation band carries the signature of each bearing fault: envelope spectra read at the
    fault orders (Randall and Antoni, 2011).

    Inputs:
        signal: The recording. fp64 or fp32 [samples].

    Parameters:
        rate: Samples per second; must be greater than 0. In Hz. At least 0.
        speed: Shaft revolutions per second; must be greater than 0. In Hz. At least 0.
        bands: Demodulation bands as pairs of edges, low before high, each pair from 0 to rate/2. In Hz. At least 0.
        orders: One fault family each: its frequency divided by the shaft's; greater than 0. At least 0.
        harmonics: How many harmonics of a family are looked up. At least 1. At most 100. Default 3.
        tolerance: How far slip may move a fault frequency, as a fraction of it. At least 0. At most 0.5. Default
            0.02.
        maximum_order: Where the order spectrum ends; times `speed` at most rate/2. At least 1. Default 20.
        bins: How many bins the order spectrum has. At least 1. At most 65536. Default 256.
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        scores: Mean ratio of a family's harmonics to the background, per band; 2 to 3 is chance. NaN where not
            resolved. fp64 [bands, families].
        order_spectrum: Envelope spectrum over shaft orders, relative to its own median. In dB. fp32 [bands, bins].
        orders: The middle of each bin of the order spectrum. fp64 [bins].
        kurtosis: Pearson's, of the band-passed signal: 3 for Gaussian noise. fp64 [bands].
        revolutions: Shaft revolutions in the recording.
        resolved: Whether the recording holds the 40 revolutions that scores need.

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "cpp"
    _name = "bearing.evidence"
    _types = {"signal": ("fp64", "fp32")}
    _kinds = {"revolutions": "number", "resolved": "boolean"}
    _always = {
        "scores": True,
        "order-spectrum": True,
        "orders": True,
        "kurtosis": True,
    }

    def __call__(
        self,
        signal: TensorLike,
        *,
        rate: float,
        speed: float,
        bands: list[float] | tuple[float, ...] | TensorLike,
        orders: list[float] | tuple[float, ...] | TensorLike,
        harmonics: int = 3,
        tolerance: float = 0.02,
        maximum_order: float = 20.0,
        bins: int = 256,
        timeout: float | None = None,
    ) -> EvidenceResult:
        """How strongly each demodulation band carries the signature of each bearing fault: envelope spectra read at the
        fault orders (Randall and Antoni, 2011)."""
        return EvidenceResult(
            *self._run(
                {"signal": signal},
                {
                    "rate": rate,
                    "speed": speed,
                    "bands": bands,
                    "orders": orders,
                    "harmonics": harmonics,
                    "tolerance": tolerance,
                    "maximum-order": maximum_order,
                    "bins": bins,
                },
                timeout,
            )
        )

    def remote(
        self,
        signal: TensorLike,
        *,
        rate: float,
        speed: float,
        bands: list[float] | tuple[float, ...] | TensorLike,
        orders: list[float] | tuple[float, ...] | TensorLike,
        harmonics: int = 3,
        tolerance: float = 0.02,
        maximum_order: float = 20.0,
        bins: int = 256,
        timeout: float | None = None,
    ) -> EvidenceRefs:
        """References to what a call gives, which goes on meanwhile."""
        return EvidenceRefs(
            *self._remote(
                {"signal": signal},
                {
                    "rate": rate,
                    "speed": speed,
                    "bands": bands,
                    "orders": orders,
                    "harmonics": harmonics,
                    "tolerance": tolerance,
                    "maximum-order": maximum_order,
                    "bins": bins,
                },
                timeout,
            )
        )


evidence = _Evidence()
