#include "envelope.hpp"

#include <algorithm>
#include <cmath>

namespace dsp {

using Bin = fft::Complex<double>;

bool complexEnvelope(std::span<const Bin> spectrum, size_t n, BinRange band, std::span<Bin> envelope) {
  const double scale = 2 / static_cast<double>(n);
  for (size_t i = 0; i < band.size(); ++i) {
    const Bin bin = spectrum[band.first + i];
    envelope[i] = {scale * bin.re, scale * bin.im};
  }
  const std::span<Bin> rest = envelope.subspan(band.size());
  std::fill(rest.begin(), rest.end(), Bin{0, 0});
  return fft::c2c(envelope, envelope, envelope.size(), fft::Direction::inverse);
}

bool hannAmplitudes(std::span<const double> magnitude, std::span<Bin> work, std::span<double> amplitudes) {
  const size_t n = magnitude.size(), bins = fft::binsOf(n);
  if (!fft::r2c(magnitude, work, n)) return false;
  work[0] = {0, 0};  // the mean
  // The window is three bins wide (1/2, -1/4 on either side), so it costs less here than over time. A real signal's
  // bins beyond either end mirror those inside.
  const auto mirrored = [](Bin bin) { return Bin{bin.re, -bin.im}; };
  const auto at = [&](size_t k) { return k < bins ? work[k] : mirrored(work[n - k]); };
  for (size_t k = 0; k < amplitudes.size(); ++k) {
    const Bin below = k > 0 ? work[k - 1] : mirrored(at(1)), here = work[k], above = at(k + 1);
    const Bin windowed = {here.re / 2 - (below.re + above.re) / 4, here.im / 2 - (below.im + above.im) / 4};
    const bool single = k == 0 || 2 * k == n;
    amplitudes[k] = (single ? 2 : 4) / static_cast<double>(n) * std::sqrt(squaredMagnitude(windowed));
  }
  return true;
}

bool allFinite(std::span<const double> samples) {
  double sum = 0;  // x - x is 0 unless x is NaN or infinite
  for (const double sample : samples) sum += sample - sample;
  return sum == 0;
}

}  // namespace dsp
