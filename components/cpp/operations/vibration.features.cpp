// SPDX-License-Identifier: MIT
#include "dsp.hpp"
#include "features.hpp"

namespace polyray {
namespace {

constexpr Declaration declaration{
    .name = "vibration.features",
    .summary = "Scalar features of a vibration signal, per segment (ISO 13373-2, ISO 20816-1).",
    .parameters =
        {
            {.name = "rate",
             .summary = "Samples per second; must be greater than 0.",
             .kind = Kind::number,
             .unit = "Hz",
             .minimum = 0},
            {.name = "unit",
             .summary = "What the samples measure; an acceleration makes `velocity-rms` computable.",
             .kind = Kind::text,
             .presence = byDefault(""),
             .choices = {"", "m/s^2", "g", "N", "Pa", "V", "mm/s"}},
            {.name = "segment",
             .summary = "Samples per segment, at most the signal's; a rest at the end is left out. Default: the whole signal.",
             .kind = Kind::integer,
             .presence = optional,
             .minimum = 1},
            {.name = "bands",
             .summary = "Frequency bands as pairs of edges, low before high, each pair from 0 to rate/2.",
             .kind = Kind::numbers,
             .unit = "Hz",
             .presence = optional,
             .minimum = 0},
        },
    .inputs = {{.name = "signal", .summary = "The samples.", .types = {Type::fp64, Type::fp32}, .dimensions = {true, {"samples"}}}},
    .outputs = {{.name = "rms",
                 .summary = "Root mean square, the mean included, in the signal's unit.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"segments"}}},
                {.name = "peak",
                 .summary = "Largest magnitude, in the signal's unit.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"segments"}}},
                {.name = "crest",
                 .summary = "Peak over rms; NaN for silence.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"segments"}}},
                {.name = "kurtosis",
                 .summary = "Pearson's: 3 for Gaussian noise; NaN for a constant.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"segments"}}},
                {.name = "skewness",
                 .summary = "Third standardized moment; NaN for a constant.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"segments"}}},
                {.name = "band-energy",
                 .summary = "Mean square within each band, in the signal's unit squared; only with `bands`.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"segments", "bands"}},
                 .always = false},
                {.name = "velocity-rms",
                 .summary = "Vibration velocity from 10 to 1000 Hz; only when `unit` is m/s^2 or g.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"segments"}},
                 .unit = "mm/s",
                 .always = false}},
};

void run(Request<declaration> call) {
  const dsp::Samples signal = samplesOf(call.input<"signal">());
  using dsp::Unit;
  const dsp::FeatureOptions options{
      .rate = call.parameter<"rate">(),
      .unit = call.choice<"unit">(Unit::none, Unit::metrePerSecondSquared, Unit::gravity, Unit::newton, Unit::pascal, Unit::volt,
                                  Unit::millimetrePerSecond),
      .segment = call.parameter<"segment">(),
      .bands = call.parameter<"bands">()};
  dsp::FeatureSizes sizes;
  if (!succeeded(*call, dsp::featureSizes(signal.size(), options, sizes))) return;
  dsp::FeatureOutputs outputs{.rms = call.output<"rms", double>(sizes.segments),
                              .peak = call.output<"peak", double>(sizes.segments),
                              .crest = call.output<"crest", double>(sizes.segments),
                              .kurtosis = call.output<"kurtosis", double>(sizes.segments),
                              .skewness = call.output<"skewness", double>(sizes.segments),
                              .bandEnergy = {},
                              .velocityRms = {}};
  if (options.bands) outputs.bandEnergy = call.output<"band-energy", double>(sizes.segments, sizes.bands);
  if (sizes.velocity) outputs.velocityRms = call.output<"velocity-rms", double>(sizes.segments);
  if (!call->error()) succeeded(*call, dsp::features(signal, options, outputs));
}

}  // namespace
}  // namespace polyray

POLYRAY_OPERATION(polyray::declaration, polyray::run)
