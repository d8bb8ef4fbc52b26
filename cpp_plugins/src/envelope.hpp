#pragma once
#include <cstddef>
#include <span>

#include "bins.hpp"
#include "fft.hpp"

namespace dsp {

/// The complex envelope of a band: the band's bins of `spectrum` (a real signal's transform of n samples), doubled and
/// moved down so that the first lies at frequency 0, transformed back to `envelope.size()` samples over the same time.
/// That size is at least the band's. False when memory is short.
[[nodiscard]] bool complexEnvelope(std::span<const fft::Complex<double>> spectrum, size_t n, BinRange band,
                                   std::span<fft::Complex<double>> envelope);

/// Amplitude spectrum of a magnitude over time: mean removed, periodic Hann window w, one-sided transform times
/// 2 / sum w (bins at 0 and half the rate not doubled). Fills the first `amplitudes.size()` bins, at most
/// binsOf(magnitude.size()); `work` holds binsOf(magnitude.size()) and is overwritten. False when memory is short.
[[nodiscard]] bool hannAmplitudes(std::span<const double> magnitude, std::span<fft::Complex<double>> work,
                                  std::span<double> amplitudes);

/// False where a sample is NaN or infinite.
bool allFinite(std::span<const double> samples);

}  // namespace dsp
