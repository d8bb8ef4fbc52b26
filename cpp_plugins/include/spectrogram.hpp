#pragma once
#include <span>

#include "samples.hpp"
#include "segments.hpp"
#include "status.hpp"

namespace dsp {

/// Power spectrum over time: one row per segment. Equals scipy.signal.spectrogram (mode psd) with the same options,
/// transposed; the defaults are those of `welch`, not SciPy's (Tukey window, an eighth of overlap).
///
/// `frequencies` (Hz) has `bins` elements, `times` (s, the segments' middles) `segments`, `power` (unit^2/Hz or unit^2)
/// segments * bins, as `segmentSizes` says; errors are its.
Status spectrogram(Samples signal, const SegmentOptions &options, std::span<double> frequencies,
                   std::span<double> times, std::span<double> power);

}  // namespace dsp
