#pragma once
#include <span>

#include "samples.hpp"
#include "segments.hpp"
#include "status.hpp"

namespace dsp {

/// Power spectrum by Welch's method: the mean of the segments' spectra. Equals scipy.signal.welch with the same
/// options.
///
/// `frequencies` (Hz) and `power` (unit^2/Hz or unit^2) have `bins` elements, as `segmentSizes` says; errors are its.
/// Source: Welch, The use of fast Fourier transform for the estimation of power spectra, IEEE Trans. Audio
/// Electroacoust. 15, 1967.
Status welch(Samples signal, const SegmentOptions &options, std::span<double> frequencies, std::span<double> power);

}  // namespace dsp
