#include "segments.hpp"

#include <algorithm>

#include "checks.hpp"
#include "fft.hpp"

namespace dsp {

Status segmentSizes(size_t samples, const SegmentOptions &options, SegmentSizes &sizes) {
  if (Status status = checkPositive("parameters.rate", options.rate); !status) return status;
  if (options.segment < 1)
    return Status::invalid("parameters.segment", "must not be below 1, is %lld", (long long)options.segment);
  if (Status status = checkSamples(samples); !status) return status;
  const uint64_t length = std::min<uint64_t>(static_cast<uint64_t>(options.segment), samples);
  const int64_t overlap = options.overlap.value_or(static_cast<int64_t>(length / 2));
  if (overlap < 0 || static_cast<uint64_t>(overlap) >= length)
    return Status::invalid("parameters.overlap", "must be 0 to %llu, less than a segment, is %lld",
                           (unsigned long long)length - 1, (long long)overlap);
  sizes.length = length;
  sizes.step = length - static_cast<size_t>(overlap);
  sizes.segments = (samples - sizes.length) / sizes.step + 1;
  sizes.bins = fft::binsOf(sizes.length);
  return {};
}

void binFrequencies(double rate, size_t length, std::span<double> frequencies) {
  for (size_t k = 0; k < frequencies.size(); ++k)
    frequencies[k] = static_cast<double>(k) * rate / static_cast<double>(length);
}

}  // namespace dsp
