/// An operation's declaration: wit/types.wit's `operation`, as constants that are the reply of `operations` as they
/// stand. SPDX-License-Identifier: MIT
#pragma once
#include <initializer_list>

#include "types.hpp"

namespace polyray {

/// A list in a declaration: static and constant.
template <class T>
using List = std::initializer_list<T>;

/// `option<T>`.
template <class T>
struct Option {
  bool some = false;
  T value{};

  constexpr Option() = default;
  constexpr Option(T present) : some(true), value(present) {}
};

/// What happens when a parameter is not given.
struct Presence {
  enum class Case : uint8_t { required, optional, byDefault };
  Case which = Case::required;
  Value value{};
};
constexpr Presence required{};
constexpr Presence optional{.which = Presence::Case::optional};
constexpr Presence byDefault(Value value) { return {Presence::Case::byDefault, value}; }

struct ParameterSpec {
  Text name;
  Text summary;
  Kind kind;
  Text unit{};
  Presence presence{};
  /// Inclusive; for `numbers` of each element. NaN passes only where neither bound is given.
  Option<double> minimum{};
  Option<double> maximum{};
  /// For `text` and each of `texts`; empty: any.
  List<Text> choices{};
};

struct ValueSpec {
  Text name;
  Text summary;
  Kind kind;
  Text unit{};
  bool always = true;
};

/// The size of one axis: a number, or a name that stands for the same size wherever it occurs in an operation.
struct Dimension {
  enum class Case : uint8_t { fixed, named };
  Case which;
  union {
    uint32_t size;
    Text name;
  };

  constexpr Dimension(uint32_t fixed) : which(Case::fixed), size(fixed) {}
  constexpr Dimension(const char *named) : which(Case::named), name(named) {}
};

/// `option<list<dimension>>`: `{true, {"frames", 3}}`, or nothing for any rank.
struct Dimensions {
  bool ranked = false;
  List<Dimension> sizes{};
};

struct Port {
  Text name;
  Text summary;
  /// Empty: any.
  List<Type> types{};
  Dimensions dimensions{};
  Text unit{};
  bool always = true;
};

struct Declaration {
  Text name;
  Text summary;
  List<ParameterSpec> parameters{};
  List<Port> inputs{};
  List<ValueSpec> values{};
  List<Port> outputs{};
};

static_assert(sizeof(List<Text>) == 8);
static_assert(sizeof(Presence) == 24 && offsetof(Presence, value) == 8);
static_assert(sizeof(ParameterSpec) == 96 && offsetof(ParameterSpec, kind) == 16 && offsetof(ParameterSpec, unit) == 20);
static_assert(offsetof(ParameterSpec, presence) == 32 && offsetof(ParameterSpec, minimum) == 56);
static_assert(offsetof(ParameterSpec, maximum) == 72 && offsetof(ParameterSpec, choices) == 88);
static_assert(sizeof(ValueSpec) == 32 && offsetof(ValueSpec, unit) == 20 && offsetof(ValueSpec, always) == 28);
static_assert(sizeof(Dimension) == 12 && offsetof(Dimension, name) == 4);
static_assert(sizeof(Port) == 48 && offsetof(Port, dimensions) == 24 && offsetof(Port, unit) == 36 && offsetof(Port, always) == 44);
static_assert(sizeof(Declaration) == 48 && offsetof(Declaration, values) == 32);

}  // namespace polyray
