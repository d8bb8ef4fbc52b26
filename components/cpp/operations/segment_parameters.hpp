/// The parameters that signal.welch and signal.spectrogram share. SPDX-License-Identifier: MIT
#pragma once
#include "dsp.hpp"
#include "segments.hpp"

namespace polyray {

constexpr ParameterSpec rateSpec{.name = "rate",
                                 .summary = "Samples per second; must be greater than 0.",
                                 .kind = Kind::number,
                                 .unit = "Hz",
                                 .presence = byDefault(1.0),
                                 .minimum = 0};
constexpr ParameterSpec segmentSpec{.name = "segment",
                                    .summary = "Samples per segment; a longer one shrinks to the signal.",
                                    .kind = Kind::integer,
                                    .presence = byDefault(256),
                                    .minimum = 1};
constexpr ParameterSpec overlapSpec{.name = "overlap",
                                    .summary = "Samples that neighbouring segments share, less than `segment`. Default: half a segment.",
                                    .kind = Kind::integer,
                                    .presence = optional,
                                    .minimum = 0};
constexpr ParameterSpec windowSpec{.name = "window",
                                   .summary = "Weights of a segment, in their periodic form.",
                                   .kind = Kind::text,
                                   .presence = byDefault("hann"),
                                   .choices = {"hann", "hamming", "blackman", "boxcar"}};
constexpr ParameterSpec detrendSpec{.name = "detrend",
                                    .summary = "What is taken from each segment first: its mean, its least-squares line, or nothing.",
                                    .kind = Kind::text,
                                    .presence = byDefault("constant"),
                                    .choices = {"constant", "linear", "none"}};
constexpr ParameterSpec scalingSpec{.name = "scaling",
                                    .summary = "Power per hertz, or power.",
                                    .kind = Kind::text,
                                    .presence = byDefault("density"),
                                    .choices = {"density", "spectrum"}};

template <const Declaration &declaration>
dsp::SegmentOptions segmentOptions(Request<declaration> call) {
  return {.rate = call.template parameter<"rate">(),
          .segment = call.template parameter<"segment">(),
          .overlap = call.template parameter<"overlap">(),
          .window = call.template choice<"window">(dsp::Window::hann, dsp::Window::hamming, dsp::Window::blackman, dsp::Window::boxcar),
          .detrend = call.template choice<"detrend">(dsp::Detrend::constant, dsp::Detrend::linear, dsp::Detrend::none),
          .scaling = call.template choice<"scaling">(dsp::Scaling::density, dsp::Scaling::spectrum)};
}

}  // namespace polyray
