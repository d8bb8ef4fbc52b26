/// What a file of operations/ includes: it declares an operation as a constant and binds a function to it.
///
///     constexpr Declaration declaration{.name = "signal.scale", …};
///     void run(Request<declaration> call) {
///       const double factor = call.parameter<"factor">();
///       …
///     }
///     POLYRAY_OPERATION(declaration, run)
///
/// Names, kinds, element types and ranks are compared with the declaration when the file is compiled: what does not fit
/// is a compile error. SPDX-License-Identifier: MIT
#pragma once
#include <optional>
#include <type_traits>

#include "call.hpp"
#include "sound.hpp"

namespace polyray {

/// The element type that a C++ type holds; operations may add theirs.
template <class T>
constexpr Type typeOf = Type{255};
template <>
inline constexpr Type typeOf<float> = Type::fp32;
template <>
inline constexpr Type typeOf<double> = Type::fp64;

/// The elements of a tensor of type `typeOf<T>`.
template <class T>
std::span<const T> elements(const Tensor &tensor) {
  return {reinterpret_cast<const T *>(tensor.data.data()), tensor.data.size() / sizeof(T)};
}

/// A name as a template argument.
template <size_t N>
struct Name {
  char text[N];

  consteval Name(const char (&literal)[N]) {
    for (size_t i = 0; i < N; ++i) text[i] = literal[i];
  }
};

/// The index of a name in a list of a declaration; it does not compile when the name is not there.
template <class Spec, size_t N>
consteval size_t indexOf(const List<Spec> &list, const Name<N> &name) {
  size_t i = 0;
  while (list.begin()[i].name != Text(name.text, N - 1)) ++i;
  return i;
}

/// A call as its operation sees it.
template <const Declaration &declaration>
class Request {
  Call &call_;

  template <Kind kind>
  static auto read(const Value &value) {
    if constexpr (kind == Kind::boolean) return value.boolean;
    if constexpr (kind == Kind::integer) return value.integer;
    if constexpr (kind == Kind::number) return value.number;
    if constexpr (kind == Kind::text || kind == Kind::json) return value.text;
    if constexpr (kind == Kind::numbers) return value.numbers;
    if constexpr (kind == Kind::texts) return value.texts;
  }

 public:
  explicit Request(Call &call) : call_(call) {}

  /// A parameter by its kind; `std::optional` of it where the declaration says `optional`.
  template <Name name>
  auto parameter() const {
    constexpr size_t index = indexOf(declaration.parameters, name);
    constexpr ParameterSpec spec = declaration.parameters.begin()[index];
    const Value *value = call_.parameter(index);
    if constexpr (spec.presence.which == Presence::Case::optional) {
      using T = decltype(read<spec.kind>(*value));
      return value == nullptr ? std::optional<T>() : std::optional<T>(read<spec.kind>(*value));
    } else {
      return read<spec.kind>(*value);
    }
  }

  /// A text parameter as the one of `options` that stands at the place of the given choice in the declaration.
  template <Name name, class Option, class... Options>
  auto choice(Option first, Options... others) const {
    constexpr ParameterSpec spec = declaration.parameters.begin()[indexOf(declaration.parameters, name)];
    static_assert(spec.choices.size() == 1 + sizeof...(others), "one option for each choice");
    const Option options[] = {first, others...};
    const Text given = parameter<name>();
    size_t i = 0;
    while (spec.choices.begin()[i] != given) ++i;
    return options[i];
  }

  /// An input; a pointer that may be null where the declaration does not say `always`.
  template <Name name>
  decltype(auto) input() const {
    constexpr size_t index = indexOf(declaration.inputs, name);
    if constexpr (declaration.inputs.begin()[index].always) {
      return *call_.input(index);
    } else {
      return call_.input(index);
    }
  }

  /// Makes an output with these axes. Empty, and the call has failed, when memory is short.
  template <Name name, class T>
  std::span<T> outputLike(std::span<const uint32_t> dimensions) {
    constexpr size_t index = indexOf(declaration.outputs, name);
    constexpr Port port = declaration.outputs.begin()[index];
    static_assert(accepts(port, typeOf<T>), "the output is declared with another element type");
    std::byte *data = call_.makeOutput(index, typeOf<T>, dimensions);
    if (data == nullptr) return {};
    size_t size = 1;
    for (const uint32_t axis : dimensions) size *= axis;
    return {reinterpret_cast<T *>(data), size};
  }

  /// Makes an output in the memory of an input of the same type and axes. Empty when that is read again after this call.
  template <Name name, Name input, class T>
  std::span<T> takeOver() {
    constexpr size_t index = indexOf(declaration.outputs, name), from = indexOf(declaration.inputs, input);
    static_assert(accepts(declaration.outputs.begin()[index], typeOf<T>), "the output is declared with another element type");
    std::byte *data = call_.takeOver(index, from);
    if (data == nullptr) return {};
    return {reinterpret_cast<T *>(data), call_.input(from)->data.size() / sizeof(T)};
  }

  template <Name name, class T, class... Sizes>
  std::span<T> output(Sizes... sizes) {
    constexpr Port port = declaration.outputs.begin()[indexOf(declaration.outputs, name)];
    static_assert(port.dimensions.ranked && port.dimensions.sizes.size() == sizeof...(sizes), "the output is declared with another rank");
    const uint32_t dimensions[] = {static_cast<uint32_t>(sizes)...};
    return outputLike<name, T>(dimensions);
  }

  /// Makes a value.
  template <Name name, class T>
  void value(T content) {
    constexpr size_t index = indexOf(declaration.values, name);
    using Declared = decltype(read<declaration.values.begin()[index].kind>(Value()));
    static_assert(std::is_same_v<T, Declared>, "the value is declared with another kind");
    call_.makeValue(index, Value(content));
  }

  Call &operator*() const { return call_; }
  Call *operator->() const { return &call_; }
};

/// An operation's place in the executor: the linker lays the declarations of all files side by side, in the order of
/// the files' names, and the functions in the same order.
#define POLYRAY_OPERATION(DECLARATION, RUN)                                                                       \
  static_assert(polyray::isSound(DECLARATION));                                                                   \
  [[gnu::section("polyray_declarations"), gnu::used]] constinit const polyray::Declaration polyrayDeclaration =   \
      DECLARATION;                                                                                                \
  [[gnu::section("polyray_functions"), gnu::used]] constinit const polyray::Function polyrayFunction =            \
      [](polyray::Call &call) { RUN(polyray::Request<DECLARATION>(call)); };

}  // namespace polyray
