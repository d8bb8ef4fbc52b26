#include "features.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "bins.hpp"
#include "checks.hpp"
#include "fft_buffer.hpp"

namespace dsp {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double velocityLow = 10, velocityHigh = 1000;  // Hz, ISO 20816-1

struct Moments {
  double rms, peak, kurtosis, skewness;
};

Moments momentsOf(std::span<const double> x) {
  const double n = static_cast<double>(x.size());
  double sum = 0, squares = 0, peak = 0, rest = 0;
  for (const double value : x) {
    sum += value;
    squares += value * value;
    const double size = std::abs(value);
    if (size > peak || std::isnan(size)) peak = size;  // nothing exceeds NaN
  }
  for (const double value : x) rest += value - sum / n;
  const double mean = sum / n + rest / n;  // exact enough to tell a constant from a signal
  double m2 = 0, m3 = 0, m4 = 0;
  for (const double value : x) {
    const double d = value - mean, d2 = d * d;
    m2 += d2;
    m3 += d2 * d;
    m4 += d2 * d2;
  }
  m2 /= n;
  m3 /= n;
  m4 /= n;
  const double rounding = std::numeric_limits<double>::epsilon() * mean;
  const bool constant = m2 <= rounding * rounding;
  return {
      .rms = std::sqrt(squares / n),
      .peak = peak,
      .kurtosis = constant ? nan : m4 / (m2 * m2),
      .skewness = constant ? nan : m3 / (m2 * std::sqrt(m2)),
  };
}

/// Bins low <= f < high of a transform of n samples; up to and with the bin at rate/2 where `high` is there.
BinRange energyBand(double low, double high, double rate, size_t n) {
  const double perHertz = static_cast<double>(n) / rate;
  return {firstBin(low * perHertz), high >= rate / 2 ? fft::binsOf(n) : firstBin(high * perHertz)};
}

/// What |bin|^2 contributes to the mean square of its n samples.
double share(size_t bin, size_t n) {
  const double count = static_cast<double>(n), sides = bin == 0 || 2 * bin == n ? 1 : 2;
  return sides / (count * count);
}

/// RMS velocity in mm/s of an acceleration's transform; `unit` is one sample unit in m/s^2.
double velocityRmsOf(std::span<const fft::Complex<double>> bins, double rate, size_t n, double unit) {
  const double resolution = rate / static_cast<double>(n);
  const size_t first = firstBin(velocityLow / resolution);
  const size_t end = std::min(lastBin(velocityHigh / resolution) + 1, bins.size());
  if (first >= end) return nan;
  double sum = 0;
  for (size_t k = first; k < end; ++k) {
    const double omega = 2 * std::numbers::pi * static_cast<double>(k) * resolution;
    sum += share(k, n) * squaredMagnitude(bins[k]) / (omega * omega);
  }
  return 1000 * unit * std::sqrt(sum);
}

}  // namespace

Status featureSizes(size_t samples, const FeatureOptions &options, FeatureSizes &sizes) {
  if (Status status = checkPositive("parameters.rate", options.rate); !status) return status;
  if (options.bands)
    if (Status status = checkBands(*options.bands, options.rate); !status) return status;
  if (options.segment && *options.segment < 1)
    return Status::invalid("parameters.segment", "must not be below 1, is %lld", (long long)*options.segment);
  if (Status status = checkSamples(samples); !status) return status;
  if (options.segment && static_cast<uint64_t>(*options.segment) > samples)
    return Status::invalid("parameters.segment", "must not exceed the %zu samples of the signal, is %lld", samples,
                           (long long)*options.segment);
  sizes.length = options.segment ? static_cast<size_t>(*options.segment) : samples;
  sizes.segments = samples / sizes.length;
  sizes.bands = options.bands ? options.bands->size() / 2 : 0;
  sizes.velocity = options.unit == Unit::metrePerSecondSquared || options.unit == Unit::gravity;
  for (size_t band = 0; band < sizes.bands; ++band) {
    const double low = (*options.bands)[2 * band], high = (*options.bands)[2 * band + 1];
    if (energyBand(low, high, options.rate, sizes.length).size() == 0)
      return Status::invalid("parameters.bands",
                             "must hold a frequency bin of %zu samples each, pair %zu is %.10g, %.10g", sizes.length,
                             band, low, high);
  }
  return {};
}

Status features(Samples signal, const FeatureOptions &options, const FeatureOutputs &outputs) {
  FeatureSizes sizes;
  if (Status status = featureSizes(signal.size(), options, sizes); !status) return status;
  const size_t n = sizes.length;
  const double unit = options.unit == Unit::gravity ? 9.80665 : 1;
  fft::Buffer<double> frame(n);
  fft::Buffer<fft::Complex<double>> bins(fft::binsOf(n));
  if (!frame || !bins) return Status::outOfMemory();

  for (size_t segment = 0; segment < sizes.segments; ++segment) {
    signal.copy(segment * n, frame);
    const Moments moments = momentsOf(frame);
    outputs.rms[segment] = moments.rms;
    outputs.peak[segment] = moments.peak;
    outputs.crest[segment] = moments.peak / moments.rms;
    outputs.kurtosis[segment] = moments.kurtosis;
    outputs.skewness[segment] = moments.skewness;
    if (sizes.bands == 0 && !sizes.velocity) continue;

    if (!fft::r2c(frame, bins, n)) return Status::outOfMemory();
    const bool finite = std::isfinite(moments.rms);
    for (size_t band = 0; band < sizes.bands; ++band) {
      const BinRange range = energyBand((*options.bands)[2 * band], (*options.bands)[2 * band + 1], options.rate, n);
      double energy = finite ? 0 : nan;
      for (size_t k = range.first; k < range.end; ++k) energy += share(k, n) * squaredMagnitude(bins[k]);
      outputs.bandEnergy[segment * sizes.bands + band] = energy;
    }
    if (sizes.velocity) outputs.velocityRms[segment] = finite ? velocityRmsOf(bins, options.rate, n, unit) : nan;
  }
  return {};
}

}  // namespace dsp
