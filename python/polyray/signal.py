# Generated from the component's declarations by `npm run generate`. Do not edit.
"""Signal: operations of the executor `cpp`."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from _miniray_core import ObjectRef

from ._operation import Operation
from ._tensor import Tensor, TensorLike

__all__ = [
    "EnvelopeSpectrumRefs",
    "EnvelopeSpectrumResult",
    "FftRefs",
    "FftResult",
    "SpectrogramRefs",
    "SpectrogramResult",
    "WelchRefs",
    "WelchResult",
    "envelope_spectrum",
    "fft",
    "spectrogram",
    "welch",
]


class EnvelopeSpectrumResult(NamedTuple):
    """What `envelope_spectrum` gives."""

    frequencies: Tensor
    """Frequency of each bin, from 0 in steps of rate/samples. In Hz. fp64 [bins]."""
    amplitude: Tensor
    """Amplitude of the envelope's oscillation, in the signal's unit. fp64 [bins]."""


class EnvelopeSpectrumRefs(NamedTuple):
    """References to what `envelope_spectrum` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    frequencies: ObjectRef[Any]
    """Frequency of each bin, from 0 in steps of rate/samples. In Hz. fp64 [bins]."""
    amplitude: ObjectRef[Any]
    """Amplitude of the envelope's oscillation, in the signal's unit. fp64 [bins]."""


class _EnvelopeSpectrum(Operation):
    """Amplitude spectrum of the envelope of the band-passed signal: a modulation of amplitude a reads a (Randall and
    Antoni, 2011).

    Inputs:
        signal: The samples. fp64 or fp32 [samples].

    Parameters:
        rate: Samples per second; must be greater than 0. In Hz. At least 0.
        low: The pass band's lower edge. In Hz. At least 0.
        high: The pass band's upper edge, above `low` and at most rate/2. In Hz. At least 0.
        maximum: The highest frequency of the result. Default: rate/2. In Hz. At least 0.
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        frequencies: Frequency of each bin, from 0 in steps of rate/samples. In Hz. fp64 [bins].
        amplitude: Amplitude of the envelope's oscillation, in the signal's unit. fp64 [bins].

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "cpp"
    _name = "signal.envelope-spectrum"
    _types = {"signal": ("fp64", "fp32")}
    _kinds = {}
    _always = {"frequencies": True, "amplitude": True}

    def __call__(
        self,
        signal: TensorLike,
        *,
        rate: float,
        low: float,
        high: float,
        maximum: float | None = None,
        timeout: float | None = None,
    ) -> EnvelopeSpectrumResult:
        """Amplitude spectrum of the envelope of the band-passed signal: a modulation of amplitude a reads a (Randall
        and Antoni, 2011)."""
        return EnvelopeSpectrumResult(
            *self._run(
                {"signal": signal},
                {"rate": rate, "low": low, "high": high, "maximum": maximum},
                timeout,
            )
        )

    def remote(
        self,
        signal: TensorLike,
        *,
        rate: float,
        low: float,
        high: float,
        maximum: float | None = None,
        timeout: float | None = None,
    ) -> EnvelopeSpectrumRefs:
        """References to what a call gives, which goes on meanwhile."""
        return EnvelopeSpectrumRefs(
            *self._remote(
                {"signal": signal},
                {"rate": rate, "low": low, "high": high, "maximum": maximum},
                timeout,
            )
        )


envelope_spectrum = _EnvelopeSpectrum()


class FftResult(NamedTuple):
    """What `fft` gives."""

    spectrum: Tensor
    """The transforms, as precise as the input: complex for c2c and r2c, real for c2r. fp32, fp64, complex64 or
    complex128, any shape."""


class FftRefs(NamedTuple):
    """References to what `fft` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    spectrum: ObjectRef[Any]
    """The transforms, as precise as the input: complex for c2c and r2c, real for c2r. fp32, fp64, complex64 or
    complex128, any shape."""


class _Fft(Operation):
    """Discrete Fourier transform along the last axis, for any length; unnormalized unless `normalize` is set. By FFTW 3
    (Frigo and Johnson, 2005) where it is built in.

    Inputs:
        signal: fp32 or fp64 for r2c, complex64 or complex128 otherwise. All axes but the last are a batch. fp32,
            fp64, complex64 or complex128, any shape.

    Parameters:
        kind: Complex to complex, real to complex (the bins from 0 to n/2), or complex to real, which inverts the
            latter. Default "c2c". One of "c2c", "r2c", "c2r".
        inverse: Direction of c2c: the exponent's sign is - when false, + when true. r2c is always forward and
            refuses true; c2r is always inverse. Default False.
        normalize: Divides by the transform's length. Default False.
        length: For c2r only: samples of the real signal, 2(bins - 1) or 2(bins - 1) + 1. Default: 2(bins - 1), for
            one bin 1. At least 1. At most 2147483647.
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        spectrum: The transforms, as precise as the input: complex for c2c and r2c, real for c2r. fp32, fp64,
            complex64 or complex128, any shape.

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "cpp"
    _name = "signal.fft"
    _types = {"signal": ("fp32", "fp64", "complex64", "complex128")}
    _kinds = {}
    _always = {"spectrum": True}

    def __call__(
        self,
        signal: TensorLike,
        *,
        kind: Literal["c2c", "r2c", "c2r"] = "c2c",
        inverse: bool = False,
        normalize: bool = False,
        length: int | None = None,
        timeout: float | None = None,
    ) -> FftResult:
        """Discrete Fourier transform along the last axis, for any length; unnormalized unless `normalize` is set. By
        FFTW 3 (Frigo and Johnson, 2005) where it is built in."""
        return FftResult(
            *self._run(
                {"signal": signal},
                {
                    "kind": kind,
                    "inverse": inverse,
                    "normalize": normalize,
                    "length": length,
                },
                timeout,
            )
        )

    def remote(
        self,
        signal: TensorLike,
        *,
        kind: Literal["c2c", "r2c", "c2r"] = "c2c",
        inverse: bool = False,
        normalize: bool = False,
        length: int | None = None,
        timeout: float | None = None,
    ) -> FftRefs:
        """References to what a call gives, which goes on meanwhile."""
        return FftRefs(
            *self._remote(
                {"signal": signal},
                {
                    "kind": kind,
                    "inverse": inverse,
                    "normalize": normalize,
                    "length": length,
                },
                timeout,
            )
        )


fft = _Fft()


class SpectrogramResult(NamedTuple):
    """What `spectrogram` gives."""

    frequencies: Tensor
    """Frequency of each bin, from 0 to rate/2. In Hz. fp64 [bins]."""
    times: Tensor
    """The middle of each segment. In s. fp64 [frames]."""
    power: Tensor
    """One-sided: the signal's unit squared, per hertz for `density`. fp64 [frames, bins]."""


class SpectrogramRefs(NamedTuple):
    """References to what `spectrogram` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    frequencies: ObjectRef[Any]
    """Frequency of each bin, from 0 to rate/2. In Hz. fp64 [bins]."""
    times: ObjectRef[Any]
    """The middle of each segment. In s. fp64 [frames]."""
    power: ObjectRef[Any]
    """One-sided: the signal's unit squared, per hertz for `density`. fp64 [frames, bins]."""


class _Spectrogram(Operation):
    """Power spectrum over time, one row per segment. Equals scipy.signal.spectrogram (mode psd), transposed, with the
    same options; the defaults are those of signal.welch.

    Inputs:
        signal: The samples. fp64 or fp32 [samples].

    Parameters:
        rate: Samples per second; must be greater than 0. In Hz. At least 0. Default 1.
        segment: Samples per segment; a longer one shrinks to the signal. At least 1. Default 256.
        overlap: Samples that neighbouring segments share, less than `segment`. Default: half a segment. At least 0.
        window: Weights of a segment, in their periodic form. Default "hann". One of "hann", "hamming", "blackman",
            "boxcar".
        detrend: What is taken from each segment first: its mean, its least-squares line, or nothing. Default
            "constant". One of "constant", "linear", "none".
        scaling: Power per hertz, or power. Default "density". One of "density", "spectrum".
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        frequencies: Frequency of each bin, from 0 to rate/2. In Hz. fp64 [bins].
        times: The middle of each segment. In s. fp64 [frames].
        power: One-sided: the signal's unit squared, per hertz for `density`. fp64 [frames, bins].

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "cpp"
    _name = "signal.spectrogram"
    _types = {"signal": ("fp64", "fp32")}
    _kinds = {}
    _always = {"frequencies": True, "times": True, "power": True}

    def __call__(
        self,
        signal: TensorLike,
        *,
        rate: float = 1.0,
        segment: int = 256,
        overlap: int | None = None,
        window: Literal["hann", "hamming", "blackman", "boxcar"] = "hann",
        detrend: Literal["constant", "linear", "none"] = "constant",
        scaling: Literal["density", "spectrum"] = "density",
        timeout: float | None = None,
    ) -> SpectrogramResult:
        """Power spectrum over time, one row per segment. Equals scipy.signal.spectrogram (mode psd), transposed, with
        the same options; the defaults are those of signal.welch."""
        return SpectrogramResult(
            *self._run(
                {"signal": signal},
                {
                    "rate": rate,
                    "segment": segment,
                    "overlap": overlap,
                    "window": window,
                    "detrend": detrend,
                    "scaling": scaling,
                },
                timeout,
            )
        )

    def remote(
        self,
        signal: TensorLike,
        *,
        rate: float = 1.0,
        segment: int = 256,
        overlap: int | None = None,
        window: Literal["hann", "hamming", "blackman", "boxcar"] = "hann",
        detrend: Literal["constant", "linear", "none"] = "constant",
        scaling: Literal["density", "spectrum"] = "density",
        timeout: float | None = None,
    ) -> SpectrogramRefs:
        """References to what a call gives, which goes on meanwhile."""
        return SpectrogramRefs(
            *self._remote(
                {"signal": signal},
                {
                    "rate": rate,
                    "segment": segment,
                    "overlap": overlap,
                    "window": window,
                    "detrend": detrend,
                    "scaling": scaling,
                },
                timeout,
            )
        )


spectrogram = _Spectrogram()


class WelchResult(NamedTuple):
    """What `welch` gives."""

    frequencies: Tensor
    """Frequency of each bin, from 0 to rate/2. In Hz. fp64 [bins]."""
    power: Tensor
    """One-sided: the signal's unit squared, per hertz for `density`. fp64 [bins]."""


class WelchRefs(NamedTuple):
    """References to what `welch` gives: `Tensor(ref)` is the tensor, `miniray.get(ref)` its elements."""

    frequencies: ObjectRef[Any]
    """Frequency of each bin, from 0 to rate/2. In Hz. fp64 [bins]."""
    power: ObjectRef[Any]
    """One-sided: the signal's unit squared, per hertz for `density`. fp64 [bins]."""


class _Welch(Operation):
    """Power spectrum by Welch's method (1967): the mean over overlapping, windowed segments. Equals scipy.signal.welch.

    Inputs:
        signal: The samples. fp64 or fp32 [samples].

    Parameters:
        rate: Samples per second; must be greater than 0. In Hz. At least 0. Default 1.
        segment: Samples per segment; a longer one shrinks to the signal. At least 1. Default 256.
        overlap: Samples that neighbouring segments share, less than `segment`. Default: half a segment. At least 0.
        window: Weights of a segment, in their periodic form. Default "hann". One of "hann", "hamming", "blackman",
            "boxcar".
        detrend: What is taken from each segment first: its mean, its least-squares line, or nothing. Default
            "constant". One of "constant", "linear", "none".
        scaling: Power per hertz, or power. Default "density". One of "density", "spectrum".
        timeout: Seconds after which the work is stopped, waiting included. Default 300.

    Gives:
        frequencies: Frequency of each bin, from 0 to rate/2. In Hz. fp64 [bins].
        power: One-sided: the signal's unit squared, per hertz for `density`. fp64 [bins].

    Raises miniray.exceptions.InvalidRequestError, a ValueError that names the place.
    """

    __slots__ = ()
    _executor = "cpp"
    _name = "signal.welch"
    _types = {"signal": ("fp64", "fp32")}
    _kinds = {}
    _always = {"frequencies": True, "power": True}

    def __call__(
        self,
        signal: TensorLike,
        *,
        rate: float = 1.0,
        segment: int = 256,
        overlap: int | None = None,
        window: Literal["hann", "hamming", "blackman", "boxcar"] = "hann",
        detrend: Literal["constant", "linear", "none"] = "constant",
        scaling: Literal["density", "spectrum"] = "density",
        timeout: float | None = None,
    ) -> WelchResult:
        """Power spectrum by Welch's method (1967): the mean over overlapping, windowed segments. Equals
        scipy.signal.welch."""
        return WelchResult(
            *self._run(
                {"signal": signal},
                {
                    "rate": rate,
                    "segment": segment,
                    "overlap": overlap,
                    "window": window,
                    "detrend": detrend,
                    "scaling": scaling,
                },
                timeout,
            )
        )

    def remote(
        self,
        signal: TensorLike,
        *,
        rate: float = 1.0,
        segment: int = 256,
        overlap: int | None = None,
        window: Literal["hann", "hamming", "blackman", "boxcar"] = "hann",
        detrend: Literal["constant", "linear", "none"] = "constant",
        scaling: Literal["density", "spectrum"] = "density",
        timeout: float | None = None,
    ) -> WelchRefs:
        """References to what a call gives, which goes on meanwhile."""
        return WelchRefs(
            *self._remote(
                {"signal": signal},
                {
                    "rate": rate,
                    "segment": segment,
                    "overlap": overlap,
                    "window": window,
                    "detrend": detrend,
                    "scaling": scaling,
                },
                timeout,
            )
        )


welch = _Welch()
