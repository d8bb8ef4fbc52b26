// SPDX-License-Identifier: MIT
#include "segment_parameters.hpp"
#include "spectrogram.hpp"

namespace polyray {
namespace {

constexpr Declaration declaration{
    .name = "signal.spectrogram",
    .summary = "Power spectrum over time, one row per segment. Equals scipy.signal.spectrogram (mode psd), transposed, with the same "
               "options; the defaults are those of signal.welch.",
    .parameters = {rateSpec, segmentSpec, overlapSpec, windowSpec, detrendSpec, scalingSpec},
    .inputs = {{.name = "signal", .summary = "The samples.", .types = {Type::fp64, Type::fp32}, .dimensions = {true, {"samples"}}}},
    .outputs = {{.name = "frequencies",
                 .summary = "Frequency of each bin, from 0 to rate/2.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"bins"}},
                 .unit = "Hz"},
                {.name = "times",
                 .summary = "The middle of each segment.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"frames"}},
                 .unit = "s"},
                {.name = "power",
                 .summary = "One-sided: the signal's unit squared, per hertz for `density`.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"frames", "bins"}}}},
};

void run(Request<declaration> call) {
  const dsp::Samples signal = samplesOf(call.input<"signal">());
  const dsp::SegmentOptions options = segmentOptions(call);
  dsp::SegmentSizes sizes;
  if (!succeeded(*call, dsp::segmentSizes(signal.size(), options, sizes))) return;
  const std::span<double> frequencies = call.output<"frequencies", double>(sizes.bins);
  const std::span<double> times = call.output<"times", double>(sizes.segments);
  const std::span<double> power = call.output<"power", double>(sizes.segments, sizes.bins);
  if (!call->error()) succeeded(*call, dsp::spectrogram(signal, options, frequencies, times, power));
}

}  // namespace
}  // namespace polyray

POLYRAY_OPERATION(polyray::declaration, polyray::run)
