#pragma once
#include <cstddef>
#include <optional>
#include <span>

#include "samples.hpp"
#include "status.hpp"

namespace dsp {

struct EnvelopeOptions {
  double rate = 0;                ///< samples per second, Hz, > 0
  double low = 0;                 ///< pass band's lower edge, Hz, >= 0
  double high = 0;                ///< pass band's upper edge, Hz, low < high <= rate / 2
  std::optional<double> maximum;  ///< highest frequency of the result, Hz, > 0; absent: rate / 2
};

struct EnvelopeSizes {
  size_t bins;  ///< frequencies 0, rate/samples, ... up to the maximum
};

/// Checks `options` against a signal of `samples` samples and gives the size of the result.
/// At fault may be `parameters.rate`, `.low`, `.high`, `.maximum` or an empty signal; a band without a frequency bin
/// of the signal is `parameters.high`'s fault.
Status envelopeSizes(size_t samples, const EnvelopeOptions &options, EnvelopeSizes &sizes);

/// Amplitude spectrum of the envelope of the band-passed signal, over the whole signal.
///
/// The signal's transform is cut to the bins of [low, high] (edges included; never the bins at 0 and rate/2), doubled
/// and transformed back: the analytic signal, whose magnitude is the envelope. Its mean is removed, a periodic Hann
/// window w applied, and the one-sided spectrum scaled by 2 / sum w: a modulation of amplitude a reads a. The bins at 0
/// and rate/2 are not doubled.
///
/// `frequencies` (Hz) and `amplitude` (the signal's unit) have `bins` elements. NaN or infinity in the signal makes all
/// amplitudes NaN; a silent band gives zeros.
/// Source: Randall, Antoni, Rolling element bearing diagnostics - a tutorial, Mech. Syst. Signal Process. 25, 2011.
Status envelopeSpectrum(Samples signal, const EnvelopeOptions &options, std::span<double> frequencies,
                        std::span<double> amplitude);

}  // namespace dsp
