#include "spectrogram.hpp"

#include "segment_transform.hpp"

namespace dsp {

Status spectrogram(Samples signal, const SegmentOptions &options, std::span<double> frequencies,
                   std::span<double> times, std::span<double> power) {
  SegmentSizes sizes;
  if (Status status = segmentSizes(signal.size(), options, sizes); !status) return status;
  SegmentTransform transform(signal, options, sizes);
  for (size_t segment = 0; segment < sizes.segments; ++segment) {
    if (Status status = transform.run(segment, power.subspan(segment * sizes.bins, sizes.bins)); !status) return status;
    const double start = static_cast<double>(segment * sizes.step);
    times[segment] = (static_cast<double>(sizes.length) / 2 + start) / options.rate;
  }
  binFrequencies(options.rate, sizes.length, frequencies);
  return {};
}

}  // namespace dsp
