/// `polyray:compute/chain`: wit/chain.wit as core exports. SPDX-License-Identifier: MIT
#include "export.hpp"

namespace polyray {
namespace {

struct StagePort {
  uint32_t stage;
  Text port;
};

struct Source {
  enum class Case : uint8_t { input, stage };
  Case which;
  union {
    Text input;
    StagePort output;
  };
};

struct Binding {
  Text name;
  Source source;
};

struct Stage {
  Text operation;
  std::span<const NamedValue> parameters;
  std::span<const Binding> inputs;
};

struct ChainResponse {
  std::span<std::span<NamedValue>> values;
  std::span<NamedTensor> outputs;
};

struct ChainError {
  uint32_t stage;
  Error error;
};

using Ran = Result<ChainResponse, ChainError>;

static_assert(sizeof(StagePort) == 12 && sizeof(Source) == 16 && sizeof(Binding) == 24 && sizeof(Stage) == 24);
static_assert(sizeof(ChainResponse) == 16 && sizeof(ChainError) == 24 && sizeof(Ran) == 28);

constinit Ran result;

const Tensor *find(std::span<const NamedTensor> list, Text name) {
  for (const NamedTensor &named : list) {
    if (named.name == name) return &named.tensor;
  }
  return nullptr;
}

/// The tensors that `bindings` name, out of the chain's inputs and what the stages before `stage` made.
/// @param side what the bindings are for, the beginning of an error's path: `inputs` or `outputs`
Error gather(Text side, std::span<const Binding> bindings, std::span<const NamedTensor> inputs, std::span<const Response> done,
             std::span<NamedTensor> gathered) {
  for (size_t i = 0; i < gathered.size(); ++i) {
    const auto &[name, source] = bindings[i];
    const Tensor *tensor = nullptr;
    Text why;
    if (source.which == Source::Case::input) {
      tensor = find(inputs, source.input);
      if (tensor == nullptr) why = join({"no input of the chain is called \"", source.input, "\""});
    } else if (source.output.stage >= done.size()) {
      why = join({"stage ", digits(source.output.stage), " does not run before this"});
    } else {
      tensor = find(done[source.output.stage].outputs, source.output.port);
      if (tensor == nullptr) why = join({"stage ", digits(source.output.stage), " made no output \"", source.output.port, "\""});
    }
    if (tensor == nullptr) return {Error::Code::invalid, join({side, ".", name}), why};
    gathered[i] = {name, *tensor};
  }
  return {};
}

Ran run(std::span<const Stage> stages, std::span<const NamedTensor> inputs, std::span<const Binding> wanted) {
  const std::span<Response> done = arena.list<Response>(stages.size());
  const std::span<std::span<NamedValue>> values = arena.list<std::span<NamedValue>>(stages.size());
  const std::span<NamedTensor> outputs = arena.list<NamedTensor>(wanted.size());
  uint32_t stage = 0;
  Error error;
  for (; !arena.exhausted() && stage < stages.size(); ++stage) {
    const auto &[operation, parameters, bindings] = stages[stage];
    const std::span<NamedTensor> gathered = arena.list<NamedTensor>(bindings.size());
    error = gather("inputs", bindings, inputs, done.first(stage), gathered);
    if (!error) error = execute(operation, parameters, gathered, Inputs::shared, done[stage]);
    if (error) break;
    values[stage] = done[stage].values;
  }
  if (!error) error = gather("outputs", wanted, inputs, done, outputs);
  if (arena.exhausted()) error = {Error::Code::outOfMemory, {}, {}};
  return error ? Ran(ChainError{stage, error}) : Ran(ChainResponse{values, outputs});
}

}  // namespace
}  // namespace polyray

using namespace polyray;

POLYRAY_EXPORT(POLYRAY_CHAIN "run")
const void *polyrayRun(const Stage *stages, size_t stageCount, const NamedTensor *inputs, size_t inputCount, const Binding *outputs,
                       size_t outputCount) {
  return &(result = run({stages, stageCount}, {inputs, inputCount}, {outputs, outputCount}));
}

POLYRAY_EXPORT("cabi_post_" POLYRAY_CHAIN "run") void polyrayAfterRun(const void *) { arena.reset(); }
