/// wit/types.wit on wasm32, by hand: each struct below is laid out as the record or variant of that name, so that a
/// request is read where the host wrote it and a response is written where the host reads it. Nothing is lifted or
/// lowered: libc++'s views are (pointer, size), in this order, which is what the canonical ABI calls a list or a string.
/// SPDX-License-Identifier: MIT
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace polyray {

/// UTF-8, not ended by a zero byte.
using Text = std::string_view;

enum class Type : uint8_t {
  boolean,
  u8,
  i8,
  u16,
  i16,
  u32,
  i32,
  u64,
  i64,
  fp16,
  bf16,
  fp32,
  fp64,
  complex64,
  complex128,
};

/// Bytes of an element.
constexpr uint32_t sizeOf(Type type) {
  constexpr uint8_t sizes[] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 2, 2, 4, 8, 8, 16};
  return sizes[static_cast<uint8_t>(type)];
}

struct Tensor {
  std::span<const uint32_t> dimensions;
  Type type;
  std::span<std::byte> data;
};

struct NamedTensor {
  Text name;
  Tensor tensor;
};

enum class Kind : uint8_t { boolean, integer, number, text, numbers, texts, json };

struct Value {
  Kind kind;
  union {
    bool boolean;
    int64_t integer;
    double number;
    Text text;  ///< of `json` too
    std::span<const double> numbers;
    std::span<const Text> texts;
  };

  constexpr Value() : kind(Kind::boolean), integer(0) {}
  constexpr Value(bool value) : kind(Kind::boolean), boolean(value) {}
  constexpr Value(int value) : kind(Kind::integer), integer(value) {}
  constexpr Value(int64_t value) : kind(Kind::integer), integer(value) {}
  constexpr Value(double value) : kind(Kind::number), number(value) {}
  constexpr Value(Text value) : kind(Kind::text), text(value) {}
  constexpr Value(const char *value) : kind(Kind::text), text(value) {}
  constexpr Value(std::span<const double> value) : kind(Kind::numbers), numbers(value) {}
};

struct NamedValue {
  Text name;
  Value value;
};

struct Response {
  std::span<NamedValue> values;
  std::span<NamedTensor> outputs;
};

/// `error-code`, with one case more for "no error".
struct Error {
  enum class Code : uint8_t { invalid, unsupported, outOfMemory, failed, internal, none = 255 };

  Code code = Code::none;
  Text first;   ///< the path of `invalid` and `unsupported`, else the message
  Text second;  ///< the message of `invalid` and `unsupported`

  explicit operator bool() const { return code != Code::none; }
};

static_assert(sizeof(void *) == 4 && sizeof(Text) == 8 && sizeof(std::span<Text>) == 8);
static_assert(sizeof(Tensor) == 20 && offsetof(Tensor, type) == 8 && offsetof(Tensor, data) == 12);
static_assert(sizeof(NamedTensor) == 28 && offsetof(NamedTensor, tensor) == 8);
static_assert(sizeof(Value) == 16 && alignof(Value) == 8 && offsetof(Value, text) == 8);
static_assert(sizeof(NamedValue) == 24 && offsetof(NamedValue, value) == 8);
static_assert(sizeof(Response) == 16 && sizeof(Error) == 20 && offsetof(Error, first) == 4 && offsetof(Error, second) == 12);

}  // namespace polyray
