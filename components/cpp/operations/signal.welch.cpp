// SPDX-License-Identifier: MIT
#include "segment_parameters.hpp"
#include "welch.hpp"

namespace polyray {
namespace {

constexpr Declaration declaration{
    .name = "signal.welch",
    .summary = "Power spectrum by Welch's method (1967): the mean over overlapping, windowed segments. Equals scipy.signal.welch.",
    .parameters = {rateSpec, segmentSpec, overlapSpec, windowSpec, detrendSpec, scalingSpec},
    .inputs = {{.name = "signal", .summary = "The samples.", .types = {Type::fp64, Type::fp32}, .dimensions = {true, {"samples"}}}},
    .outputs = {{.name = "frequencies",
                 .summary = "Frequency of each bin, from 0 to rate/2.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"bins"}},
                 .unit = "Hz"},
                {.name = "power",
                 .summary = "One-sided: the signal's unit squared, per hertz for `density`.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"bins"}}}},
};

void run(Request<declaration> call) {
  const dsp::Samples signal = samplesOf(call.input<"signal">());
  const dsp::SegmentOptions options = segmentOptions(call);
  dsp::SegmentSizes sizes;
  if (!succeeded(*call, dsp::segmentSizes(signal.size(), options, sizes))) return;
  const std::span<double> frequencies = call.output<"frequencies", double>(sizes.bins);
  const std::span<double> power = call.output<"power", double>(sizes.bins);
  if (!call->error()) succeeded(*call, dsp::welch(signal, options, frequencies, power));
}

}  // namespace
}  // namespace polyray

POLYRAY_OPERATION(polyray::declaration, polyray::run)
