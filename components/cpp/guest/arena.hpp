/// The memory of a call: what the host writes a request into, what a response is made of, gone with post-return.
/// SPDX-License-Identifier: MIT
#pragma once
#include <initializer_list>
#include <new>

#include "types.hpp"

namespace polyray {

class Arena {
  struct Chunk;
  Chunk *head_ = nullptr;
  char *at_ = nullptr;
  char *end_ = nullptr;
  bool exhausted_ = false;

  bool grow(size_t bytes);
  void *takeLarge(size_t bytes);

 public:
  /// Memory at a multiple of 16 bytes, not initialized; null, and `exhausted` from then on, when memory is short.
  void *take(size_t bytes);

  /// `size` elements, each as its constructor leaves it; empty, and the arena `exhausted`, when memory is short.
  template <class T>
  std::span<T> list(size_t size) {
    T *elements = size <= SIZE_MAX / sizeof(T) ? static_cast<T *>(take(size * sizeof(T))) : nullptr;
    if (elements == nullptr) {
      exhausted_ = true;
      return {};
    }
    for (size_t i = 0; i < size; ++i) new (elements + i) T();
    return {elements, size};
  }

  /// Whether something did not fit since the last `reset`: the call then ends with `out-of-memory`.
  bool exhausted() const { return exhausted_; }

  void reset();
};

extern Arena arena;

/// The parts one after the other, in the arena.
Text join(std::initializer_list<Text> parts);

/// Decimal digits, in the arena.
Text digits(uint64_t value);

}  // namespace polyray
