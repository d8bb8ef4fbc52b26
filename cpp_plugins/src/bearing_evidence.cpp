#include "bearing_evidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "checks.hpp"
#include "envelope.hpp"
#include "fast_length.hpp"
#include "fft_buffer.hpp"
#include "order_spectrum.hpp"

namespace dsp {
namespace {

using Bin = fft::Complex<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double silence = 1e-12;  // relative rms that rounding alone may leave in a band

BinRange bandOf(const EvidenceOptions &options, size_t band, size_t samples) {
  return passBand(options.bands[2 * band], options.bands[2 * band + 1], options.rate, samples);
}

/// K, the last bin of the envelope spectrum that is looked at.
size_t lastOrderBin(const EvidenceOptions &options, double revolutions) {
  return lastBin(options.maximumOrder * revolutions);
}

/// M, even because real transforms of even length are the faster ones.
size_t envelopeLength(size_t bandBins, size_t lastOrderBin) {
  return 2 * fastLength(std::max(2 * bandBins, lastOrderBin + 1));
}

/// Pearson's kurtosis of the real signal whose complex envelope is `z`, moved down by `shift` bins, in continuous time.
///
/// With a = z exp(i shift t) and x = Re a: mean x^2 = mean |a|^2 / 2, and
/// mean x^4 = 3/8 mean |a|^4 + 1/2 Re mean |a|^2 a^2 + 1/8 Re mean a^4. The last term is 0 as no bin at 0 takes part;
/// the second needs |a|^2 (down to 1 - `bins`) to meet a^2 (from 2 `shift` on). Four samples per bin keep all products
/// from aliasing.
double kurtosisOf(std::span<const Bin> z, size_t shift, size_t bins, double leastPower) {
  const double n = static_cast<double>(z.size());
  double second = 0, fourth = 0;
  for (const Bin value : z) {
    const double square = squaredMagnitude(value);
    second += square;
    fourth += square * square;
  }
  second /= 2 * n;
  fourth *= 3 / (8 * n);
  if (!(second > leastPower)) return nan;
  if (2 * shift < bins) {
    double sum = 0;
    for (size_t i = 0; i < z.size(); ++i) {
      const uint64_t turn = uint64_t{i} * (2 * shift) % z.size();
      const double angle = 2 * std::numbers::pi * static_cast<double>(turn) / n;
      const double re = z[i].re * z[i].re - z[i].im * z[i].im, im = 2 * z[i].re * z[i].im;
      sum += squaredMagnitude(z[i]) * (re * std::cos(angle) - im * std::sin(angle));
    }
    fourth += sum / (2 * n);
  }
  return fourth / (second * second);
}

double variance(std::span<const double> x) {
  double sum = 0, squares = 0;
  for (const double value : x) sum += value;
  const double n = static_cast<double>(x.size()), mean = sum / n;
  for (const double value : x) squares += (value - mean) * (value - mean);
  return squares / n;
}

void fillNan(const EvidenceOutputs &outputs) {
  std::fill(outputs.scores.begin(), outputs.scores.end(), nan);
  std::fill(outputs.orderSpectrum.begin(), outputs.orderSpectrum.end(), std::numeric_limits<float>::quiet_NaN());
  std::fill(outputs.kurtosis.begin(), outputs.kurtosis.end(), nan);
}

}  // namespace

Status evidenceSizes(size_t samples, const EvidenceOptions &options, EvidenceSizes &sizes) {
  if (Status status = checkPositive("parameters.rate", options.rate); !status) return status;
  if (Status status = checkPositive("parameters.speed", options.speed); !status) return status;
  if (Status status = checkBands(options.bands, options.rate); !status) return status;
  if (options.orders.empty()) return Status::invalid("parameters.orders", "must hold a fault order, is empty");
  for (const double order : options.orders)
    if (Status status = checkPositive("parameters.orders", order); !status) return status;
  if (options.harmonics < 1 || options.harmonics > maximumHarmonics)
    return Status::invalid("parameters.harmonics", "must be 1 to %lld, is %lld", (long long)maximumHarmonics,
                           (long long)options.harmonics);
  if (!(options.tolerance >= 0 && options.tolerance <= maximumTolerance))
    return Status::invalid("parameters.tolerance", "must be 0 to %.10g, is %.10g", maximumTolerance, options.tolerance);
  if (!(options.maximumOrder >= 1 && options.maximumOrder * options.speed <= options.rate / 2))
    return Status::invalid("parameters.maximum-order", "must be 1 to half the rate over the speed, %.10g, is %.10g",
                           options.rate / 2 / options.speed, options.maximumOrder);
  if (options.bins < 1 || options.bins > maximumBins)
    return Status::invalid("parameters.bins", "must be 1 to %lld, is %lld", (long long)maximumBins,
                           (long long)options.bins);
  if (Status status = checkSamples(samples); !status) return status;
  sizes.bands = options.bands.size() / 2;
  for (size_t band = 0; band < sizes.bands; ++band)
    if (bandOf(options, band, samples).size() < 2)
      return Status::invalid("parameters.bands", "must hold two frequency bins of %zu samples each, pair %zu has fewer",
                             samples, band);
  sizes.families = options.orders.size();
  sizes.bins = static_cast<size_t>(options.bins);
  sizes.revolutions = static_cast<double>(samples) / options.rate * options.speed;
  sizes.resolved = sizes.revolutions >= resolvedRevolutions;
  return {};
}

Status bearingEvidence(Samples signal, const EvidenceOptions &options, const EvidenceOutputs &outputs) {
  EvidenceSizes sizes;
  if (Status status = evidenceSizes(signal.size(), options, sizes); !status) return status;
  const size_t n = signal.size(), last = lastOrderBin(options, sizes.revolutions);
  size_t longest = 0;
  for (size_t band = 0; band < sizes.bands; ++band)
    longest = std::max(longest, envelopeLength(bandOf(options, band, n).size(), last));
  fft::Buffer<double> samples(std::max(n, longest)), work(std::max(last + 1, 2 * sizes.bins)), amplitudes(last + 1);
  fft::Buffer<Bin> spectrum(fft::binsOf(n)), envelope(longest);
  if (!samples || !work || !amplitudes || !spectrum || !envelope) return Status::outOfMemory();

  for (size_t i = 0; i < sizes.bins; ++i)
    outputs.orders[i] = (static_cast<double>(i) + 0.5) * (options.maximumOrder / static_cast<double>(sizes.bins));
  const std::span<double> recording = std::span<double>(samples).first(n);
  signal.copy(0, recording);
  fillNan(outputs);
  if (!allFinite(recording)) return {};
  double squares = 0;
  for (const double sample : recording) squares += sample * sample;
  const double leastPower = silence * silence * squares / static_cast<double>(n);
  if (!fft::r2c(recording, spectrum, n)) return Status::outOfMemory();

  for (size_t band = 0; band < sizes.bands; ++band) {
    const BinRange range = bandOf(options, band, n);
    const size_t length = envelopeLength(range.size(), last);
    const std::span<Bin> z = std::span<Bin>(envelope).first(length);
    if (!complexEnvelope(spectrum, n, range, z)) return Status::outOfMemory();
    outputs.kurtosis[band] = kurtosisOf(z, range.first, range.size(), leastPower);

    const std::span<double> magnitude = std::span<double>(samples).first(length);
    for (size_t i = 0; i < length; ++i) magnitude[i] = std::sqrt(squaredMagnitude(z[i]));
    if (!(variance(magnitude) > leastPower) || last == 0) continue;
    if (!hannAmplitudes(magnitude, z.first(fft::binsOf(length)), amplitudes)) return Status::outOfMemory();

    const double width = (options.bands[2 * band + 1] - options.bands[2 * band]) / options.speed;
    const OrderSpectrum orders = {amplitudes, sizes.revolutions, options.maximumOrder, width};
    resampleOrders(orders, work, outputs.orderSpectrum.subspan(band * sizes.bins, sizes.bins));
    if (!sizes.resolved) continue;
    const double background = backgroundOf(orders, work);
    for (size_t family = 0; family < sizes.families; ++family)
      outputs.scores[band * sizes.families + family] =
          scoreOf(orders, options.orders[family], options.harmonics, options.tolerance, background);
  }
  return {};
}

}  // namespace dsp
