#include "envelope_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "checks.hpp"
#include "envelope.hpp"
#include "fft_buffer.hpp"
#include "segments.hpp"

namespace dsp {

Status envelopeSizes(size_t samples, const EnvelopeOptions &options, EnvelopeSizes &sizes) {
  if (Status status = checkPositive("parameters.rate", options.rate); !status) return status;
  if (Status status = checkBand("parameters.low", "parameters.high", options.low, options.high, options.rate); !status)
    return status;
  if (options.maximum && !(*options.maximum > 0))
    return Status::invalid("parameters.maximum", "must be positive, is %.10g", *options.maximum);
  if (Status status = checkSamples(samples); !status) return status;
  if (passBand(options.low, options.high, options.rate, samples).size() == 0)
    return Status::invalid("parameters.high", "must leave a frequency bin of the %zu samples in the band", samples);
  const double maximum = std::min(options.maximum.value_or(options.rate / 2), options.rate / 2);
  sizes.bins = std::min(lastBin(maximum * static_cast<double>(samples) / options.rate) + 1, fft::binsOf(samples));
  return {};
}

Status envelopeSpectrum(Samples signal, const EnvelopeOptions &options, std::span<double> frequencies,
                        std::span<double> amplitude) {
  EnvelopeSizes sizes;
  if (Status status = envelopeSizes(signal.size(), options, sizes); !status) return status;
  const size_t n = signal.size();
  fft::Buffer<double> samples(n);
  fft::Buffer<fft::Complex<double>> spectrum(fft::binsOf(n)), envelope(n);
  if (!samples || !spectrum || !envelope) return Status::outOfMemory();
  signal.copy(0, samples);
  binFrequencies(options.rate, n, frequencies);
  if (!allFinite(samples)) {
    std::fill(amplitude.begin(), amplitude.end(), std::numeric_limits<double>::quiet_NaN());
    return {};
  }
  if (!fft::r2c(samples, spectrum, n)) return Status::outOfMemory();
  if (!complexEnvelope(spectrum, n, passBand(options.low, options.high, options.rate, n), envelope))
    return Status::outOfMemory();
  for (size_t i = 0; i < n; ++i) samples[i] = std::sqrt(squaredMagnitude(envelope[i]));
  if (!hannAmplitudes(samples, spectrum, amplitude.first(sizes.bins))) return Status::outOfMemory();
  return {};
}

}  // namespace dsp
