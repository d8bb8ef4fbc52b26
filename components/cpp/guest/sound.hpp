/// What a declaration must be beyond its types, checked when it is compiled. SPDX-License-Identifier: MIT
#pragma once
#include "declaration.hpp"

namespace polyray {

constexpr bool accepts(const Port &port, Type type) {
  for (const Type accepted : port.types) {
    if (accepted == type) return true;
  }
  return port.types.size() == 0;
}

template <class Spec>
consteval bool namesAreUnique(const List<Spec> &list) {
  for (const Spec &one : list) {
    size_t same = 0;
    for (const Spec &other : list) same += one.name == other.name;
    if (same != 1 || one.name.empty() || one.summary.empty()) return false;
  }
  return true;
}

consteval bool isWithin(const ParameterSpec &spec, double number) {
  return !(spec.minimum.some && !(number >= spec.minimum.value)) && !(spec.maximum.some && !(number <= spec.maximum.value));
}

consteval bool isChoice(const ParameterSpec &spec, Text text) {
  for (const Text choice : spec.choices) {
    if (choice == text) return true;
  }
  return spec.choices.size() == 0;
}

/// Whether a default is a value that its own parameter would accept.
consteval bool defaultFits(const ParameterSpec &spec) {
  if (spec.presence.which != Presence::Case::byDefault) return true;
  const Value &value = spec.presence.value;
  if (value.kind != spec.kind) return false;
  if (value.kind == Kind::integer) return isWithin(spec, static_cast<double>(value.integer));
  if (value.kind == Kind::number) return isWithin(spec, value.number);
  if (value.kind == Kind::text) return isChoice(spec, value.text);
  if (value.kind != Kind::numbers) return value.kind == Kind::boolean;
  for (const double number : value.numbers) {
    if (!isWithin(spec, number)) return false;
  }
  return true;
}

consteval bool isSound(const Declaration &declaration) {
  for (const ParameterSpec &spec : declaration.parameters) {
    if (!defaultFits(spec)) return false;
  }
  return namesAreUnique(declaration.parameters) && namesAreUnique(declaration.inputs) && namesAreUnique(declaration.values) &&
         namesAreUnique(declaration.outputs);
}

}  // namespace polyray
