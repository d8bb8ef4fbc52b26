#pragma once
#include <span>

#include "fft.hpp"
#include "fft_buffer.hpp"
#include "samples.hpp"
#include "segments.hpp"
#include "status.hpp"

namespace dsp {

/// Turns the segments of a signal into one-sided power spectra, scaled by 1 / (rate * sum w^2) for a density and by
/// 1 / (sum w)^2 for a spectrum; all bins but those at 0 and rate/2 count twice, for the negative frequencies.
/// Source: Heinzel, Rüdiger, Schilling, Spectrum and spectral density estimation by the DFT, 2002.
class SegmentTransform {
  Samples signal_;
  Detrend detrend_;
  SegmentSizes sizes_;
  double scale_ = 0;
  fft::Buffer<double> weights_, frame_;
  fft::Buffer<fft::Complex<double>> bins_;

 public:
  /// `sizes` are those that `segmentSizes` gives for the same signal and options.
  SegmentTransform(Samples signal, const SegmentOptions &options, const SegmentSizes &sizes);

  /// Writes the spectrum of one segment, `sizes.bins` elements; NaN in the segment makes all of them NaN.
  /// The status is `ok` or `outOfMemory`.
  Status run(size_t segment, std::span<double> power);
};

}  // namespace dsp
