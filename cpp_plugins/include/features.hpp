#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "samples.hpp"
#include "status.hpp"

namespace dsp {

/// What the samples measure. The accelerations make `velocityRms` computable.
enum class Unit : uint8_t {
  none,
  metrePerSecondSquared,
  gravity,  ///< g = 9.80665 m/s^2
  newton,
  pascal,
  volt,
  millimetrePerSecond,
};

struct FeatureOptions {
  double rate = 0;  ///< samples per second, Hz, > 0
  Unit unit = Unit::none;
  std::optional<int64_t> segment;                ///< samples per segment, 1 to the signal's; absent: the whole signal
  std::optional<std::span<const double>> bands;  ///< low, high pairs in Hz, 0 <= low < high <= rate / 2; at least one
};

struct FeatureSizes {
  size_t length;    ///< samples per segment
  size_t segments;  ///< whole segments in the signal; a rest at its end is left out
  size_t bands;     ///< 0 without `bands`
  bool velocity;    ///< whether there is a velocity: the unit is an acceleration
};

/// Where the features go: `segments` elements each, but `bandEnergy` segments * bands, row by row.
struct FeatureOutputs {
  std::span<double> rms, peak, crest, kurtosis, skewness;
  std::span<double> bandEnergy;   ///< empty without `bands`
  std::span<double> velocityRms;  ///< empty unless `velocity`
};

/// Checks `options` against a signal of `samples` samples and gives the sizes that follow.
/// At fault may be `parameters.rate`, `.segment`, `.bands` (an odd count, low >= high, an edge outside 0 to rate/2, a
/// band without a frequency bin of a segment) or an empty signal.
Status featureSizes(size_t samples, const FeatureOptions &options, FeatureSizes &sizes);

/// Scalar features of every segment x of n samples, by their usual definitions (ISO 13373-2, ISO 20816-1):
///
/// - rms: sqrt(mean x^2), the mean included; peak: max |x|; crest: peak / rms. Zeros give rms 0, peak 0, crest NaN.
/// - kurtosis m4 / m2^2 (3 for Gaussian noise) and skewness m3 / m2^1.5 from the central moments m, biased, as
///   scipy.stats has them (fisher=False). A constant segment (m2 <= (2^-52 mean)^2) gives NaN for both.
/// - band energy: the part of mean x^2 that lies at frequencies low <= f < high, by Parseval's theorem from the
///   segment's own transform without a window, so that bands side by side add up; a band that ends at rate/2 holds the
///   bin there too.
/// - velocity rms: the acceleration's bins from 10 to 1000 Hz (both included, as far as rate/2 allows) divided by
///   2 pi f, in mm/s; NaN where a segment is too short to have a bin there.
///
/// NaN in a segment makes all its features NaN; infinity makes rms and peak infinite and the others NaN.
Status features(Samples signal, const FeatureOptions &options, const FeatureOutputs &outputs);

}  // namespace dsp
