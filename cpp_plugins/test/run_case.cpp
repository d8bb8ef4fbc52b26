// Runs one operation natively: the request comes on standard input, the answer goes to standard output.
//
// Request: a JSON-free text of lines `operation NAME`, `parameter NAME VALUE[,VALUE...]`, then `signal TYPE COUNT` and
// the samples' bytes. Answer: `invalid PATH`, or lines `value NAME NUMBER` and `output NAME TYPE DIMENSION...`, each
// output followed by its bytes. With `parameter repeat N` the operation runs N times and `value milliseconds` tells the
// fastest.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <numeric>
#include <sstream>
#include <string>
#include <vector>

#include "bearing_evidence.hpp"
#include "envelope_spectrum.hpp"
#include "features.hpp"
#include "spectrogram.hpp"
#include "welch.hpp"

using dsp::Samples, dsp::Status;

namespace {

[[noreturn]] void fail(const std::string &message) {
  std::fprintf(stderr, "Cannot run the case: %s\n", message.c_str());
  std::exit(2);
}

struct Output {
  std::string name, type;
  std::vector<size_t> dimensions;
  std::vector<double> wide;
  std::vector<float> narrow;
};

struct Answer {
  std::map<std::string, double> values;
  std::vector<Output> outputs;

  Answer() { outputs.reserve(16); }  // spans into the outputs stay valid
  template <class T = double>
  std::span<T> output(const char *name, std::vector<size_t> dimensions) {
    const size_t count = std::accumulate(dimensions.begin(), dimensions.end(), size_t{1}, std::multiplies<>());
    Output &output = outputs.emplace_back(Output{name, "", std::move(dimensions), {}, {}});
    if constexpr (std::is_same_v<T, float>) {
      output.type = "fp32";
      output.narrow.resize(count);
      return output.narrow;
    } else {
      output.type = "fp64";
      output.wide.resize(count);
      return output.wide;
    }
  }
};

class Parameters {
  std::map<std::string, std::string> texts_;

 public:
  void set(const std::string &name, const std::string &text) { texts_[name] = text; }
  bool has(const char *name) const { return texts_.contains(name); }
  std::vector<double> numbers(const char *name) const {
    std::vector<double> numbers;
    std::stringstream list(texts_.at(name));
    for (std::string item; std::getline(list, item, ',');) numbers.push_back(std::strtod(item.c_str(), nullptr));
    return numbers;
  }
  double number(const char *name, double otherwise = 0) const { return has(name) ? numbers(name).at(0) : otherwise; }
  std::optional<int64_t> integer(const char *name) const {
    return has(name) ? std::optional<int64_t>(static_cast<int64_t>(number(name))) : std::nullopt;
  }
  /// Which of `choices` the text is; an unknown one is the request's fault.
  size_t choice(const char *name, std::vector<std::string> choices, const char *&unknown) const {
    if (!has(name)) return 0;
    const auto found = std::ranges::find(choices, texts_.at(name));
    if (found == choices.end()) unknown = name;
    return static_cast<size_t>(found - choices.begin());
  }
};

using Operation = Status (*)(const Parameters &, Samples, Answer &);

Status segmented(const Parameters &p, Samples signal, Answer &answer, bool overTime) {
  const char *unknown = nullptr;
  const dsp::SegmentOptions options{
      .rate = p.number("rate", 1),
      .segment = p.integer("segment").value_or(256),
      .overlap = p.integer("overlap"),
      .window = static_cast<dsp::Window>(p.choice("window", {"hann", "hamming", "blackman", "boxcar"}, unknown)),
      .detrend = static_cast<dsp::Detrend>(p.choice("detrend", {"constant", "linear", "none"}, unknown)),
      .scaling = static_cast<dsp::Scaling>(p.choice("scaling", {"density", "spectrum"}, unknown)),
  };
  if (unknown != nullptr) return Status::invalid("parameters.window", "is unknown");
  dsp::SegmentSizes sizes;
  if (Status status = dsp::segmentSizes(signal.size(), options, sizes); !status) return status;
  const auto frequencies = answer.output("frequencies", {sizes.bins});
  if (!overTime) return dsp::welch(signal, options, frequencies, answer.output("power", {sizes.bins}));
  const auto times = answer.output("times", {sizes.segments});
  return dsp::spectrogram(signal, options, frequencies, times, answer.output("power", {sizes.segments, sizes.bins}));
}

Status envelope(const Parameters &p, Samples signal, Answer &answer) {
  const dsp::EnvelopeOptions options{
      .rate = p.number("rate"),
      .low = p.number("low"),
      .high = p.number("high"),
      .maximum = p.has("maximum") ? std::optional(p.number("maximum")) : std::nullopt,
  };
  dsp::EnvelopeSizes sizes;
  if (Status status = dsp::envelopeSizes(signal.size(), options, sizes); !status) return status;
  const auto frequencies = answer.output("frequencies", {sizes.bins});
  return dsp::envelopeSpectrum(signal, options, frequencies, answer.output("amplitude", {sizes.bins}));
}

Status features(const Parameters &p, Samples signal, Answer &answer) {
  const char *unknown = nullptr;
  const std::vector<double> bands = p.has("bands") ? p.numbers("bands") : std::vector<double>();
  dsp::FeatureOptions options{.rate = p.number("rate"), .segment = p.integer("segment"), .bands = std::nullopt};
  options.unit = static_cast<dsp::Unit>(p.choice("unit", {"", "m/s^2", "g", "N", "Pa", "V", "mm/s"}, unknown));
  if (p.has("bands")) options.bands = bands;
  dsp::FeatureSizes sizes;
  if (Status status = dsp::featureSizes(signal.size(), options, sizes); !status) return status;
  const size_t n = sizes.segments;
  dsp::FeatureOutputs outputs{answer.output("rms", {n}),
                              answer.output("peak", {n}),
                              answer.output("crest", {n}),
                              answer.output("kurtosis", {n}),
                              answer.output("skewness", {n}),
                              {},
                              {}};
  if (sizes.bands > 0) outputs.bandEnergy = answer.output("band-energy", {n, sizes.bands});
  if (sizes.velocity) outputs.velocityRms = answer.output("velocity-rms", {n});
  return dsp::features(signal, options, outputs);
}

Status evidence(const Parameters &p, Samples signal, Answer &answer) {
  const std::vector<double> bands = p.numbers("bands"), orders = p.numbers("orders");
  const dsp::EvidenceOptions options{
      .rate = p.number("rate"),
      .speed = p.number("speed"),
      .bands = bands,
      .orders = orders,
      .harmonics = p.integer("harmonics").value_or(3),
      .tolerance = p.number("tolerance", 0.02),
      .maximumOrder = p.number("maximum-order", 20),
      .bins = p.integer("bins").value_or(256),
  };
  dsp::EvidenceSizes sizes;
  if (Status status = dsp::evidenceSizes(signal.size(), options, sizes); !status) return status;
  answer.values = {{"revolutions", sizes.revolutions}, {"resolved", sizes.resolved}};
  return dsp::bearingEvidence(signal, options,
                              {
                                  .scores = answer.output("scores", {sizes.bands, sizes.families}),
                                  .orderSpectrum = answer.output<float>("order-spectrum", {sizes.bands, sizes.bins}),
                                  .orders = answer.output("orders", {sizes.bins}),
                                  .kurtosis = answer.output("kurtosis", {sizes.bands}),
                              });
}

const std::map<std::string, Operation> operations = {
    {"signal.welch", [](const Parameters &p, Samples x, Answer &a) { return segmented(p, x, a, false); }},
    {"signal.spectrogram", [](const Parameters &p, Samples x, Answer &a) { return segmented(p, x, a, true); }},
    {"signal.envelope-spectrum", envelope},
    {"vibration.features", features},
    {"bearing.evidence", evidence},
};

template <class T>
std::vector<T> readSamples(size_t count) {
  std::vector<T> samples(count);
  std::cin.read(reinterpret_cast<char *>(samples.data()), static_cast<std::streamsize>(count * sizeof(T)));
  if (!std::cin) fail("the signal is shorter than it says");
  return samples;
}

void print(const Answer &answer) {
  for (const auto &[name, value] : answer.values) std::printf("value %s %.17g\n", name.c_str(), value);
  for (const Output &output : answer.outputs) {
    std::printf("output %s %s", output.name.c_str(), output.type.c_str());
    for (const size_t size : output.dimensions) std::printf(" %zu", size);
    std::printf("\n");
    std::fflush(stdout);
    std::cout.write(reinterpret_cast<const char *>(output.wide.data()),
                    static_cast<std::streamsize>(output.wide.size() * sizeof(double)));
    std::cout.write(reinterpret_cast<const char *>(output.narrow.data()),
                    static_cast<std::streamsize>(output.narrow.size() * sizeof(float)));
    std::cout.flush();
  }
}

}  // namespace

int main() {
  Operation operation = nullptr;
  Parameters parameters;
  for (std::string line; std::getline(std::cin, line);) {
    std::stringstream words(line);
    std::string kind, name, rest;
    words >> kind >> name >> rest;
    if (kind == "operation" && operations.contains(name)) operation = operations.at(name);
    if (kind == "parameter") parameters.set(name, rest);
    if (kind != "signal") continue;
    if (operation == nullptr) fail("its operation is unknown");
    const size_t count = std::strtoull(rest.c_str(), nullptr, 10);
    const std::vector<double> wide = readSamples<double>(name == "fp64" ? count : 0);
    const std::vector<float> narrow = readSamples<float>(name == "fp32" ? count : 0);
    const Samples signal = name == "fp64" ? Samples(std::span(wide)) : Samples(std::span(narrow));

    Answer answer;
    double fastest = 0;
    for (int64_t run = 0; run < parameters.integer("repeat").value_or(1); ++run) {
      answer = Answer();
      const auto start = std::chrono::steady_clock::now();
      const Status status = operation(parameters, signal, answer);
      const double elapsed =
          std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
      fastest = run == 0 ? elapsed : std::min(fastest, elapsed);
      if (status.code == Status::Code::outOfMemory) fail("memory ran out");
      if (status.code == Status::Code::invalid) {
        std::printf("invalid %s %s\n", status.path, status.message);
        return 0;
      }
    }
    if (parameters.has("repeat")) answer.values["milliseconds"] = fastest;
    print(answer);
    return 0;
  }
  fail("it has no signal");
}
