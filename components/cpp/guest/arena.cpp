// SPDX-License-Identifier: MIT
#include "arena.hpp"

#include <cstdlib>
#include <cstring>

namespace polyray {
namespace {
constexpr size_t alignment = 16;
constexpr size_t smallChunk = 64 << 10;
}  // namespace

constinit Arena arena;

struct alignas(alignment) Arena::Chunk {
  Chunk *next;
  size_t bytes;

  char *begin() { return reinterpret_cast<char *>(this + 1); }
};

/// A new small chunk, to be filled from its start.
bool Arena::grow(size_t bytes) {
  auto *chunk = static_cast<Chunk *>(std::aligned_alloc(alignment, bytes));
  if (chunk == nullptr) return false;
  *chunk = {head_, bytes};
  head_ = chunk;
  at_ = chunk->begin();
  end_ = reinterpret_cast<char *>(chunk) + bytes;
  return true;
}

/// A block of its own behind the chunk that is being filled.
void *Arena::takeLarge(size_t bytes) {
  if (head_ == nullptr && !grow(smallChunk)) return nullptr;
  auto *chunk = static_cast<Chunk *>(std::aligned_alloc(alignment, bytes + sizeof(Chunk)));
  if (chunk == nullptr) return nullptr;
  *chunk = {head_->next, bytes};
  head_->next = chunk;
  return chunk->begin();
}

void *Arena::take(size_t bytes) {
  void *taken = nullptr;
  if (bytes <= SIZE_MAX - alignment - sizeof(Chunk)) {
    bytes = bytes == 0 ? alignment : (bytes + alignment - 1) & ~(alignment - 1);
    if (bytes > smallChunk / 4) {
      taken = takeLarge(bytes);
    } else if (static_cast<size_t>(end_ - at_) >= bytes || grow(smallChunk)) {
      taken = at_;
      at_ += bytes;
    }
  }
  if (taken == nullptr) exhausted_ = true;
  return taken;
}

/// One small chunk stays: most calls need no other.
void Arena::reset() {
  Chunk *kept = nullptr;
  for (Chunk *chunk = head_; chunk != nullptr;) {
    Chunk *next = chunk->next;
    if (kept == nullptr && chunk->bytes == smallChunk) {
      kept = chunk;
    } else {
      std::free(chunk);
    }
    chunk = next;
  }
  head_ = kept;
  at_ = end_ = nullptr;
  exhausted_ = false;
  if (kept != nullptr) {
    kept->next = nullptr;
    at_ = kept->begin();
    end_ = reinterpret_cast<char *>(kept) + smallChunk;
  }
}

Text join(std::initializer_list<Text> parts) {
  size_t size = 0;
  for (const Text part : parts) size += part.size();
  char *text = static_cast<char *>(arena.take(size));
  if (text == nullptr) return {};
  char *at = text;
  for (const Text part : parts) {
    std::memcpy(at, part.data(), part.size());
    at += part.size();
  }
  return {text, size};
}

Text digits(uint64_t value) {
  char reversed[20];
  size_t size = 0;
  do {
    reversed[size++] = static_cast<char>('0' + value % 10);
  } while ((value /= 10) != 0);
  char *text = static_cast<char *>(arena.take(size));
  if (text == nullptr) return {};
  for (size_t i = 0; i < size; ++i) text[i] = reversed[size - 1 - i];
  return {text, size};
}

}  // namespace polyray
