// An executor of polyray:compute in C++: what the files of src/ use.
//
// The structs are wit/types.wit as it lies in memory: on wasm32, libc++'s views are (address, size), which is what the
// canonical ABI calls a list or a string. So a request is read where the host wrote it, and a declaration is the very reply
// to `operations`. Nothing is lifted, lowered or parsed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace polyray {

using Text = std::string_view;  // UTF-8, not ended by a zero

enum class Type : uint8_t { boolean, u8, i8, u16, i16, u32, i32, u64, i64, fp16, bf16, fp32, fp64, complex64, complex128 };
template <class T>
inline constexpr Type typeOf = Type{255};
template <>
inline constexpr Type typeOf<float> = Type::fp32;
template <>
inline constexpr Type typeOf<double> = Type::fp64;
template <>
inline constexpr Type typeOf<int32_t> = Type::i32;
template <>
inline constexpr Type typeOf<uint8_t> = Type::u8;

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
  Kind kind = Kind::boolean;
  union {
    bool boolean;
    int64_t integer;
    double number;
    Text text;  // of `json` too
    std::span<const double> numbers;
    std::span<const Text> texts;
  };
  constexpr Value() : integer(0) {}
  constexpr Value(bool value) : kind(Kind::boolean), boolean(value) {}
  constexpr Value(int64_t value) : kind(Kind::integer), integer(value) {}
  constexpr Value(double value) : kind(Kind::number), number(value) {}
  constexpr Value(Text value) : kind(Kind::text), text(value) {}
};
struct NamedValue {
  Text name;
  Value value;
};

// ---- declarations

template <class T>
struct Option {
  bool some = false;
  T value{};
  constexpr Option() = default;
  constexpr Option(T present) : some(true), value(present) {}
};
struct Presence {
  enum class Case : uint8_t { required, optional, byDefault } which = Case::required;
  Value value{};
};
constexpr Presence required{};
constexpr Presence optional{.which = Presence::Case::optional};
constexpr Presence byDefault(Value value) { return {Presence::Case::byDefault, value}; }

struct ParameterSpec {
  Text name, summary;
  Kind kind;
  Text unit{};
  Presence presence{};
  Option<double> minimum{}, maximum{};  // inclusive
  std::initializer_list<Text> choices{};
};
struct ValueSpec {
  Text name, summary;
  Kind kind;
  Text unit{};
  bool always = true;
};
/// A number, or a name that stands for the same size wherever it occurs in an operation.
struct Dimension {
  uint8_t named;
  union {
    uint32_t size;
    Text name;
  };
  constexpr Dimension(uint32_t fixed) : named(0), size(fixed) {}
  constexpr Dimension(const char *named) : named(1), name(named) {}
};
struct Dimensions {
  bool ranked = false;
  std::initializer_list<Dimension> sizes{};
};
struct Port {
  Text name, summary;
  std::initializer_list<Type> types{};
  Dimensions dimensions{};  // {true, {"rows", 3}}, or nothing for any rank
  Text unit{};
  bool always = true;
};
struct Declaration {
  Text name, summary;
  std::initializer_list<ParameterSpec> parameters{};
  std::initializer_list<Port> inputs{};
  std::initializer_list<ValueSpec> values{};
  std::initializer_list<Port> outputs{};
};

static_assert(sizeof(Tensor) == 20 && sizeof(NamedTensor) == 28 && sizeof(Value) == 16 && sizeof(NamedValue) == 24);
static_assert(sizeof(ParameterSpec) == 96 && sizeof(ValueSpec) == 32 && sizeof(Dimension) == 12);
static_assert(sizeof(Port) == 48 && sizeof(Declaration) == 48);

// ---- calls

struct Error {
  enum class Code : uint8_t { invalid, unsupported, outOfMemory, failed, internal, none = 255 } code = Code::none;
  Text first;   // the path of `invalid` and `unsupported`, else the message
  Text second;  // their message
};

/// Memory until the host has read the answer; null when there is none left.
void *allocate(size_t bytes);
/// The parts one after the other.
Text join(std::initializer_list<Text> parts);

template <class T>
std::span<const T> elements(const Tensor &tensor) {
  return {reinterpret_cast<const T *>(tensor.data.data()), tensor.data.size() / sizeof(T)};
}

/// A request that fits its operation's declaration, and the answer in the making.
class Call {
  const Declaration &declaration_;
  std::span<const NamedValue> parameters_;
  std::span<const NamedTensor> inputs_;
  std::span<NamedValue> values_;
  std::span<NamedTensor> outputs_;
  Error error_;

  bool fits(const ParameterSpec &spec, const Value &value);
  bool fits(const Port &port, const Tensor &tensor, std::span<NamedValue> sizes, size_t &known);
  bool fail(Error::Code code, Text first = {}, Text second = {});
  std::byte *makeOutput(Text name, Type type, std::span<const uint32_t> dimensions, size_t elementBytes);

 public:
  Call(const Declaration &declaration, std::span<const NamedValue> parameters, std::span<const NamedTensor> inputs)
      : declaration_(declaration), parameters_(parameters), inputs_(inputs) {}

  /// Whether the request is as its declaration says; where not, the call has failed.
  bool accept();

  /// A parameter that was given, or its default; null where there is neither.
  const Value *parameter(Text name) const;
  /// An input; null where it was not given.
  const Tensor *input(Text name) const;

  /// Makes an output. Empty, and the call has failed, when memory is short.
  template <class T>
  std::span<T> output(Text name, std::initializer_list<size_t> sizes) {
    uint32_t dimensions[8];
    size_t rank = 0, count = 1;
    for (const size_t size : sizes) {
      dimensions[rank++] = static_cast<uint32_t>(size);
      count *= size;
    }
    std::byte *data = makeOutput(name, typeOf<T>, {dimensions, rank}, sizeof(T));
    return {reinterpret_cast<T *>(data), data == nullptr ? 0 : count};
  }
  void value(Text name, Value value);

  /// The request is wrong, at this path: `parameters.factor`, `inputs.x`. Both return false.
  bool invalid(Text path, Text message) { return fail(Error::Code::invalid, path, message); }
  /// It is right and has no answer.
  bool failed(Text message) { return fail(Error::Code::failed, message); }

  const Error &error() const { return error_; }
  std::span<const NamedValue> values() const { return values_; }
  std::span<const NamedTensor> outputs() const { return outputs_; }
};

struct Operation {
  const Declaration &declaration;
  void (*run)(Call &call);
};

/// Yours: every operation of the executor.
extern const std::span<const Operation> operations;

}  // namespace polyray
