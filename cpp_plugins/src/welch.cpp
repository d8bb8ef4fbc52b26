#include "welch.hpp"

#include <algorithm>

#include "fft_buffer.hpp"
#include "segment_transform.hpp"

namespace dsp {

Status welch(Samples signal, const SegmentOptions &options, std::span<double> frequencies, std::span<double> power) {
  SegmentSizes sizes;
  if (Status status = segmentSizes(signal.size(), options, sizes); !status) return status;
  SegmentTransform transform(signal, options, sizes);
  fft::Buffer<double> row(sizes.bins);
  if (!row) return Status::outOfMemory();

  std::fill(power.begin(), power.end(), 0);
  for (size_t segment = 0; segment < sizes.segments; ++segment) {
    if (Status status = transform.run(segment, row); !status) return status;
    for (size_t k = 0; k < sizes.bins; ++k) power[k] += row[k];
  }
  for (double &value : power) value /= static_cast<double>(sizes.segments);
  binFrequencies(options.rate, sizes.length, frequencies);
  return {};
}

}  // namespace dsp
