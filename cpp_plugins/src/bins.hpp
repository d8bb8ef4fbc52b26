#pragma once
#include <cmath>
#include <cstddef>

#include "fft.hpp"

namespace dsp {

/// Bins are found from real positions on a grid (frequency * samples / rate). A position within a millionth of a bin of
/// a bin counts as being on it, so that rounding does not decide whether a band's edge is inside.
constexpr double gridTolerance = 1e-6;

/// Beyond every transform, and short of what a 32-bit size_t holds.
constexpr double gridEnd = 4e9;

/// The first bin at or above `position` >= 0.
inline size_t firstBin(double position) {
  return position <= gridTolerance ? 0 : static_cast<size_t>(std::ceil(std::fmin(position, gridEnd) - gridTolerance));
}

/// The last bin at or below `position` >= 0.
inline size_t lastBin(double position) {
  return static_cast<size_t>(std::floor(std::fmin(position, gridEnd) + gridTolerance));
}

/// Consecutive bins `first` to `end - 1`; empty where `end <= first`.
struct BinRange {
  size_t first, end;
  size_t size() const { return end > first ? end - first : 0; }
};

/// The bins of a transform of n samples in [low, high] Hz, without those at 0 and rate / 2, which have no sense of
/// rotation and thus no envelope.
inline BinRange passBand(double low, double high, double rate, size_t n) {
  const double perHertz = static_cast<double>(n) / rate;
  const size_t first = firstBin(low * perHertz), end = lastBin(high * perHertz) + 1, nyquist = (n + 1) / 2;
  return {first > 1 ? first : 1, end < nyquist ? end : nyquist};
}

inline double squaredMagnitude(fft::Complex<double> z) { return z.re * z.re + z.im * z.im; }

}  // namespace dsp
