// SPDX-License-Identifier: MIT
#include "bearing_evidence.hpp"

#include "dsp.hpp"

namespace polyray {
namespace {

constexpr Declaration declaration{
    .name = "bearing.evidence",
    .summary = "How strongly each demodulation band carries the signature of each bearing fault: envelope spectra read at the fault orders "
               "(Randall and Antoni, 2011).",
    .parameters =
        {
            {.name = "rate",
             .summary = "Samples per second; must be greater than 0.",
             .kind = Kind::number,
             .unit = "Hz",
             .minimum = 0},
            {.name = "speed",
             .summary = "Shaft revolutions per second; must be greater than 0.",
             .kind = Kind::number,
             .unit = "Hz",
             .minimum = 0},
            {.name = "bands",
             .summary = "Demodulation bands as pairs of edges, low before high, each pair from 0 to rate/2.",
             .kind = Kind::numbers,
             .unit = "Hz",
             .minimum = 0},
            {.name = "orders",
             .summary = "One fault family each: its frequency divided by the shaft's; greater than 0.",
             .kind = Kind::numbers,
             .minimum = 0},
            {.name = "harmonics",
             .summary = "How many harmonics of a family are looked up.",
             .kind = Kind::integer,
             .presence = byDefault(3),
             .minimum = 1,
             .maximum = static_cast<double>(dsp::maximumHarmonics)},
            {.name = "tolerance",
             .summary = "How far slip may move a fault frequency, as a fraction of it.",
             .kind = Kind::number,
             .presence = byDefault(0.02),
             .minimum = 0,
             .maximum = dsp::maximumTolerance},
            {.name = "maximum-order",
             .summary = "Where the order spectrum ends; times `speed` at most rate/2.",
             .kind = Kind::number,
             .presence = byDefault(20.0),
             .minimum = 1},
            {.name = "bins",
             .summary = "How many bins the order spectrum has.",
             .kind = Kind::integer,
             .presence = byDefault(256),
             .minimum = 1,
             .maximum = static_cast<double>(dsp::maximumBins)},
        },
    .inputs = {{.name = "signal", .summary = "The recording.", .types = {Type::fp64, Type::fp32}, .dimensions = {true, {"samples"}}}},
    .values = {{.name = "revolutions", .summary = "Shaft revolutions in the recording.", .kind = Kind::number},
               {.name = "resolved",
                .summary = "Whether the recording holds the 40 revolutions that scores need.",
                .kind = Kind::boolean}},
    .outputs = {{.name = "scores",
                 .summary = "Mean ratio of a family's harmonics to the background, per band; 2 to 3 is chance. NaN where not resolved.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"bands", "families"}}},
                {.name = "order-spectrum",
                 .summary = "Envelope spectrum over shaft orders, relative to its own median.",
                 .types = {Type::fp32},
                 .dimensions = {true, {"bands", "bins"}},
                 .unit = "dB"},
                {.name = "orders",
                 .summary = "The middle of each bin of the order spectrum.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"bins"}}},
                {.name = "kurtosis",
                 .summary = "Pearson's, of the band-passed signal: 3 for Gaussian noise.",
                 .types = {Type::fp64},
                 .dimensions = {true, {"bands"}}}},
};

void run(Request<declaration> call) {
  const dsp::Samples signal = samplesOf(call.input<"signal">());
  const dsp::EvidenceOptions options{.rate = call.parameter<"rate">(),
                                     .speed = call.parameter<"speed">(),
                                     .bands = call.parameter<"bands">(),
                                     .orders = call.parameter<"orders">(),
                                     .harmonics = call.parameter<"harmonics">(),
                                     .tolerance = call.parameter<"tolerance">(),
                                     .maximumOrder = call.parameter<"maximum-order">(),
                                     .bins = call.parameter<"bins">()};
  dsp::EvidenceSizes sizes;
  if (!succeeded(*call, dsp::evidenceSizes(signal.size(), options, sizes))) return;
  const dsp::EvidenceOutputs outputs{.scores = call.output<"scores", double>(sizes.bands, sizes.families),
                                     .orderSpectrum = call.output<"order-spectrum", float>(sizes.bands, sizes.bins),
                                     .orders = call.output<"orders", double>(sizes.bins),
                                     .kurtosis = call.output<"kurtosis", double>(sizes.bands)};
  if (call->error() || !succeeded(*call, dsp::bearingEvidence(signal, options, outputs))) return;
  call.value<"revolutions">(sizes.revolutions);
  call.value<"resolved">(sizes.resolved);
}

}  // namespace
}  // namespace polyray

POLYRAY_OPERATION(polyray::declaration, polyray::run)
