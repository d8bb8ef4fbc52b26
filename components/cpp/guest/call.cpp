// SPDX-License-Identifier: MIT
#include "call.hpp"

namespace polyray {
namespace {

template <class Spec>
size_t indexOf(const List<Spec> &list, Text name) {
  size_t i = 0;
  while (i < list.size() && list.begin()[i].name != name) ++i;
  return i;
}

bool offers(const List<Text> &choices, Text text) {
  for (const Text choice : choices) {
    if (choice == text) return true;
  }
  return choices.size() == 0;
}

/// Why a number is out of bounds, or nothing. Written so that NaN passes no bound.
Text fault(const ParameterSpec &spec, double number) {
  if (spec.minimum.some && !(number >= spec.minimum.value)) return number < spec.minimum.value ? "is below its minimum" : "is not a number";
  if (spec.maximum.some && !(number <= spec.maximum.value)) return number > spec.maximum.value ? "is above its maximum" : "is not a number";
  return {};
}

}  // namespace

bool Call::accept(std::span<const NamedValue> parameters, std::span<const NamedTensor> inputs) {
  size_t ranks = 0;
  for (const Port &port : declaration_.inputs) ranks += port.dimensions.sizes.size();
  parameters_ = arena.list<const Value *>(declaration_.parameters.size());
  inputs_ = arena.list<const Tensor *>(declaration_.inputs.size());
  sizes_ = arena.list<NamedSize>(ranks);
  values_ = arena.list<NamedValue>(declaration_.values.size());
  outputs_ = arena.list<NamedTensor>(declaration_.outputs.size());
  if (arena.exhausted()) return outOfMemory();
  return bindParameters(parameters) && bindInputs(inputs);
}

bool Call::bindParameters(std::span<const NamedValue> given) {
  for (const NamedValue &parameter : given) {
    const size_t i = indexOf(declaration_.parameters, parameter.name);
    if (i == parameters_.size()) return invalid({"parameters.", parameter.name}, {"is not a parameter of ", declaration_.name});
    if (parameters_[i] != nullptr) return invalid({"parameters.", parameter.name}, {"is given twice"});
    parameters_[i] = &parameter.value;
    if (!check(declaration_.parameters.begin()[i], parameter.value)) return false;
  }
  for (size_t i = 0; i < parameters_.size(); ++i) {
    const ParameterSpec &spec = declaration_.parameters.begin()[i];
    if (parameters_[i] != nullptr) continue;
    if (spec.presence.which == Presence::Case::required) return invalid({"parameters.", spec.name}, {"is required"});
    if (spec.presence.which == Presence::Case::byDefault) parameters_[i] = &spec.presence.value;
  }
  return true;
}

bool Call::bindInputs(std::span<const NamedTensor> given) {
  for (const NamedTensor &input : given) {
    const size_t i = indexOf(declaration_.inputs, input.name);
    if (i == inputs_.size()) return invalid({"inputs.", input.name}, {"is not an input of ", declaration_.name});
    if (inputs_[i] != nullptr) return invalid({"inputs.", input.name}, {"is given twice"});
    inputs_[i] = &input.tensor;
    if (!check(declaration_.inputs.begin()[i], input.tensor)) return false;
  }
  for (size_t i = 0; i < inputs_.size(); ++i) {
    const Port &port = declaration_.inputs.begin()[i];
    if (inputs_[i] == nullptr && port.always) return invalid({"inputs.", port.name}, {"is required"});
  }
  return true;
}

bool Call::check(const ParameterSpec &spec, const Value &value) {
  constexpr Text kinds[] = {"a boolean", "an integer", "a number", "a text", "a list of numbers", "a list of texts", "a JSON document"};
  if (value.kind != spec.kind) {
    return invalid({"parameters.", spec.name},
                   {"must be ", kinds[static_cast<uint8_t>(spec.kind)], ", is ", kinds[static_cast<uint8_t>(value.kind)]});
  }
  Text why;
  const auto refuse = [&](Text text) { why = offers(spec.choices, text) ? why : join({"is not one of its choices: \"", text, "\""}); };
  switch (value.kind) {
    case Kind::integer:
      why = fault(spec, static_cast<double>(value.integer));
      break;
    case Kind::number:
      why = fault(spec, value.number);
      break;
    case Kind::numbers:
      for (const double number : value.numbers) why = why.empty() ? fault(spec, number) : why;
      break;
    case Kind::text:
      refuse(value.text);
      break;
    case Kind::texts:
      for (const Text text : value.texts) refuse(text);
      break;
    default:
      break;
  }
  return why.empty() || invalid({"parameters.", spec.name}, {why});
}

bool Call::check(const Port &port, const Tensor &tensor) {
  bool accepted = port.types.size() == 0;
  for (const Type type : port.types) accepted = accepted || type == tensor.type;
  if (!accepted) return invalid({"inputs.", port.name, ".type"}, {"is not one that this input accepts"});

  uint64_t bytes = sizeOf(tensor.type);
  for (const uint32_t size : tensor.dimensions) bytes = size != 0 && bytes > UINT32_MAX / size ? uint64_t{1} << 32 : bytes * size;
  if (bytes != tensor.data.size()) {
    const Text expected = bytes > UINT32_MAX ? Text("more than memory can hold") : digits(bytes);
    return invalid({"inputs.", port.name, ".data"},
                   {"holds ", digits(tensor.data.size()), " bytes, its dimensions and type say ", expected});
  }

  if (!port.dimensions.ranked) return true;
  const size_t rank = port.dimensions.sizes.size();
  if (tensor.dimensions.size() != rank) {
    return invalid({"inputs.", port.name, ".dimensions"},
                   {"has rank ", digits(tensor.dimensions.size()), ", must have rank ", digits(rank)});
  }
  for (size_t axis = 0; axis < rank; ++axis) {
    if (!checkSize(port, axis, tensor.dimensions[axis])) return false;
  }
  return true;
}

bool Call::checkSize(const Port &port, size_t axis, uint32_t size) {
  const Dimension &dimension = port.dimensions.sizes.begin()[axis];
  const uint32_t *expected = dimension.which == Dimension::Case::fixed ? &dimension.size : nullptr;
  for (size_t i = 0; i < sizesKnown_ && dimension.which == Dimension::Case::named; ++i) {
    if (sizes_[i].name == dimension.name) expected = &sizes_[i].size;
  }
  if (expected == nullptr) {
    sizes_[sizesKnown_++] = {dimension.name, size};
    return true;
  }
  return size == *expected ||
         invalid({"inputs.", port.name, ".dimensions[", digits(axis), "]"}, {"must be ", digits(*expected), ", is ", digits(size)});
}

std::byte *Call::makeOutput(size_t index, Type type, std::span<const uint32_t> dimensions) {
  uint64_t bytes = sizeOf(type);
  bool fits = true;
  for (const uint32_t size : dimensions) {
    fits = fits && (size == 0 || bytes <= UINT32_MAX / size);
    bytes *= size;
  }
  const std::span<uint32_t> kept = arena.list<uint32_t>(dimensions.size());
  auto *data = fits ? static_cast<std::byte *>(arena.take(static_cast<size_t>(bytes))) : nullptr;
  if (data == nullptr || kept.size() != dimensions.size()) {
    outOfMemory();
    return nullptr;
  }
  for (size_t i = 0; i < kept.size(); ++i) kept[i] = dimensions[i];
  outputs_[outputsMade_++] = {declaration_.outputs.begin()[index].name, {kept, type, {data, static_cast<size_t>(bytes)}}};
  return data;
}

std::byte *Call::takeOver(size_t output, size_t input) {
  if (ownership_ == Inputs::shared) return nullptr;
  const Tensor &tensor = *inputs_[input];
  outputs_[outputsMade_++] = {declaration_.outputs.begin()[output].name, tensor};
  return tensor.data.data();
}

void Call::makeValue(size_t index, Value value) { values_[valuesMade_++] = {declaration_.values.begin()[index].name, value}; }

bool Call::fail(Error::Code code, Text first, Text second) {
  if (!error_) error_ = {code, first, second};
  return false;
}

Error Call::error() const { return arena.exhausted() ? Error{Error::Code::outOfMemory, {}, {}} : error_; }

}  // namespace polyray
