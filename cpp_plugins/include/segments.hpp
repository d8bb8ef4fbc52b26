#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "status.hpp"

namespace dsp {

/// Weights of a segment, in their periodic form (period = segment length), as in SciPy.
enum class Window : uint8_t {
  hann,
  hamming,   ///< 0.54 - 0.46 cos
  blackman,  ///< 0.42 - 0.5 cos + 0.08 cos 2
  boxcar,    ///< ones
};

/// What is taken from each segment before the window.
enum class Detrend : uint8_t {
  constant,  ///< its mean
  linear,    ///< its least-squares line
  none,
};

enum class Scaling : uint8_t {
  density,   ///< power per hertz: unit^2/Hz
  spectrum,  ///< power: unit^2
};

/// How a signal is cut into overlapping segments and how each becomes a spectrum.
struct SegmentOptions {
  double rate = 1;        ///< samples per second, Hz, > 0
  int64_t segment = 256;  ///< samples per segment, >= 1; a longer one shrinks to the signal
  std::optional<int64_t>
      overlap;  ///< samples shared by neighbours, 0 to segment - 1; absent: half a segment, rounded down
  Window window = Window::hann;
  Detrend detrend = Detrend::constant;
  Scaling scaling = Scaling::density;
};

struct SegmentSizes {
  size_t length;    ///< samples per segment
  size_t step;      ///< samples from one segment's start to the next one's
  size_t segments;  ///< whole segments in the signal; a rest at its end is left out
  size_t bins;      ///< frequencies 0 to rate/2: length / 2 + 1
};

/// Checks `options` against a signal of `samples` samples and gives the sizes that follow; segments * bins may exceed
/// what size_t holds on a 32-bit machine.
/// At fault may be `parameters.rate`, `parameters.segment`, `parameters.overlap` or an empty signal.
Status segmentSizes(size_t samples, const SegmentOptions &options, SegmentSizes &sizes);

/// Fills `frequencies` with its bins' frequencies in Hz for segments of `length` samples.
void binFrequencies(double rate, size_t length, std::span<double> frequencies);

}  // namespace dsp
