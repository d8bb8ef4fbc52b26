/// A request bound to its operation's declaration, and the response being made. SPDX-License-Identifier: MIT
#pragma once
#include "arena.hpp"
#include "declaration.hpp"

namespace polyray {

/// Whether somebody reads a call's tensors after it: stages of a chain may share one.
enum class Inputs : uint8_t { shared, own };

class Call {
  struct NamedSize {
    Text name;
    uint32_t size;
  };

  const Declaration &declaration_;
  Inputs ownership_;
  /// By the declaration's order; null: not given and without default.
  std::span<const Value *> parameters_;
  std::span<const Tensor *> inputs_;
  /// What the named axes turned out to be.
  std::span<NamedSize> sizes_;
  size_t sizesKnown_ = 0;
  std::span<NamedValue> values_;
  size_t valuesMade_ = 0;
  std::span<NamedTensor> outputs_;
  size_t outputsMade_ = 0;
  Error error_;

  bool bindParameters(std::span<const NamedValue> given);
  bool bindInputs(std::span<const NamedTensor> given);
  bool check(const ParameterSpec &spec, const Value &value);
  bool check(const Port &port, const Tensor &tensor);
  bool checkSize(const Port &port, size_t axis, uint32_t size);

 public:
  Call(const Declaration &declaration, Inputs ownership) : declaration_(declaration), ownership_(ownership) {}

  /// Binds and checks a request: every parameter and tensor is known, given once, of its kind and in its bounds.
  /// @returns whether it passed; if not, `error` says why
  bool accept(std::span<const NamedValue> parameters, std::span<const NamedTensor> inputs);

  const Value *parameter(size_t index) const { return parameters_[index]; }
  const Tensor *input(size_t index) const { return inputs_[index]; }

  /// Makes an output. @returns its bytes; null, and the call failed, when memory is short
  std::byte *makeOutput(size_t index, Type type, std::span<const uint32_t> dimensions);
  /// Makes an output of an input: its axes, type and memory, to be overwritten. @returns its bytes; null when the input is shared
  std::byte *takeOver(size_t output, size_t input);
  /// Makes a value. Call it once per value.
  void makeValue(size_t index, Value value);

  /// The first error of a call is the one reported. All four return false.
  bool fail(Error::Code code, Text first = {}, Text second = {});
  bool invalid(std::initializer_list<Text> path, std::initializer_list<Text> message) {
    return fail(Error::Code::invalid, join(path), join(message));
  }
  bool failed(Text message) { return fail(Error::Code::failed, message); }
  bool outOfMemory() { return fail(Error::Code::outOfMemory); }

  /// What the call came to.
  Error error() const;
  Response response() const { return {values_.first(valuesMade_), outputs_.first(outputsMade_)}; }
};

using Function = void (*)(Call &);

/// Every operation that is linked in, ordered by name: see operation.hpp.
std::span<const Declaration> declarations();

/// Runs an operation. Memory of the response is the arena's.
Error execute(Text operation, std::span<const NamedValue> parameters, std::span<const NamedTensor> inputs, Inputs ownership,
              Response &response);

}  // namespace polyray
