#pragma once
#include <cmath>
#include <cstddef>
#include <span>

#include "status.hpp"

namespace dsp {

inline Status checkSamples(size_t samples) {
  if (samples == 0) return Status::invalid(signalPath, "must not be 0");
  return {};
}

/// `rate`, `speed`: positive and finite.
inline Status checkPositive(const char *path, double value) {
  if (!(value > 0 && std::isfinite(value)))
    return Status::invalid(path, "must be positive and finite, is %.10g", value);
  return {};
}

/// A pass band: 0 <= low < high <= rate / 2, NaN excluded.
inline Status checkBand(const char *lowPath, const char *highPath, double low, double high, double rate) {
  if (!(low >= 0)) return Status::invalid(lowPath, "must not be below 0 Hz, is %.10g Hz", low);
  if (!(high <= rate / 2))
    return Status::invalid(highPath, "must not exceed half the rate, %.10g Hz, is %.10g Hz", rate / 2, high);
  if (!(low < high)) return Status::invalid(highPath, "must exceed the lower edge, %.10g Hz, is %.10g Hz", low, high);
  return {};
}

/// The parameter `bands`: at least one pair, each of them a band.
inline Status checkBands(std::span<const double> bands, double rate) {
  constexpr const char *path = "parameters.bands";
  if (bands.empty() || bands.size() % 2 != 0)
    return Status::invalid(path, "must be pairs of a lower and an upper edge, has %zu numbers", bands.size());
  for (size_t i = 0; i < bands.size(); i += 2) {
    const double low = bands[i], high = bands[i + 1];
    if (!(low >= 0 && low < high && high <= rate / 2))
      return Status::invalid(path, "must hold pairs with 0 <= low < high <= %.10g Hz, pair %zu is %.10g, %.10g",
                             rate / 2, i / 2, low, high);
  }
  return {};
}

}  // namespace dsp
