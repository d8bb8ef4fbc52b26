// SPDX-License-Identifier: MIT
#include "dsp.hpp"
#include "envelope_spectrum.hpp"

namespace polyray {
namespace {

constexpr Declaration declaration{
    .name = "signal.envelope-spectrum",
    .summary = "Amplitude spectrum of the envelope of the band-passed signal: a modulation of amplitude a reads a (Randall and Antoni, "
               "2011).",
    .parameters =
        {
            {.name = "rate",
             .summary = "Samples per second; must be greater than 0.",
             .kind = Kind::number,
             .unit = "Hz",
             .minimum = 0},
            {.name = "low", .summary = "The pass band's lower edge.", .kind = Kind::number, .unit = "Hz", .minimum = 0},
            {.name = "high",
             .summary = "The pass band's upper edge, above `low` and at most rate/2.",
             .kind = Kind::number,
             .unit = "Hz",
             .minimum = 0},
            {.name = "maximum",
             .summary = "The highest frequency of the result. Default: rate/2.",
             .kind = Kind::number,
             .unit = "Hz",
             .presence = optional,
             .minimum = 0},
        },
    .inputs = {{.name = "signal", .summary = "The samples.", .types = {Type::fp64, Type::fp32}, .dimensions = {true, {"samples"}}}},
    .outputs = {{.name = "frequencies",
                 .summary = "Frequency of each bin, from 0 in steps of rate/samples.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"bins"}},
                 .unit = "Hz"},
                {.name = "amplitude",
                 .summary = "Amplitude of the envelope's oscillation, in the signal's unit.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"bins"}}}},
};

void run(Request<declaration> call) {
  const dsp::Samples signal = samplesOf(call.input<"signal">());
  const dsp::EnvelopeOptions options{.rate = call.parameter<"rate">(),
                                     .low = call.parameter<"low">(),
                                     .high = call.parameter<"high">(),
                                     .maximum = call.parameter<"maximum">()};
  dsp::EnvelopeSizes sizes;
  if (!succeeded(*call, dsp::envelopeSizes(signal.size(), options, sizes))) return;
  const std::span<double> frequencies = call.output<"frequencies", double>(sizes.bins);
  const std::span<double> amplitude = call.output<"amplitude", double>(sizes.bins);
  if (!call->error()) succeeded(*call, dsp::envelopeSpectrum(signal, options, frequencies, amplitude));
}

}  // namespace
}  // namespace polyray

POLYRAY_OPERATION(polyray::declaration, polyray::run)
