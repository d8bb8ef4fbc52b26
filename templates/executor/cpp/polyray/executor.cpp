// The exports of wit/executor.wit, and the check of a request against its declaration.
#include "executor.hpp"

#include <cstdlib>
#include <cstring>

namespace polyray {
namespace {

/// Blocks of the present call, each behind the address of the one before.
struct alignas(16) Block {
  Block *before;
};
Block *blocks = nullptr;

void release() {
  while (blocks != nullptr) {
    Block *before = blocks->before;
    std::free(blocks);
    blocks = before;
  }
}

template <class T>
std::span<T> makeList(size_t size) {
  auto *list = static_cast<T *>(allocate(size * sizeof(T)));
  if (list == nullptr) return {};
  std::memset(static_cast<void *>(list), 0, size * sizeof(T));
  return {list, size};
}

template <class List>
auto find(const List &list, Text name) -> decltype(&*list.begin()) {
  for (auto &item : list) {
    if (item.name == name) return &item;
  }
  return nullptr;
}

bool outside(const ParameterSpec &spec, double number) {
  return (spec.minimum.some && !(number >= spec.minimum.value)) || (spec.maximum.some && !(number <= spec.maximum.value));
}

bool offered(const ParameterSpec &spec, Text text) {
  for (const Text choice : spec.choices) {
    if (choice == text) return true;
  }
  return spec.choices.size() == 0;
}

constexpr size_t elementBytes[] = {1, 1, 1, 2, 2, 4, 4, 8, 8, 2, 2, 4, 8, 8, 16};

}  // namespace

void *allocate(size_t bytes) {
  auto *block = bytes > SIZE_MAX - 32 ? nullptr : static_cast<Block *>(std::aligned_alloc(16, (bytes + sizeof(Block) + 15) & ~size_t{15}));
  if (block == nullptr) return nullptr;
  block->before = blocks;
  blocks = block;
  return block + 1;
}

Text join(std::initializer_list<Text> parts) {
  size_t size = 0;
  for (const Text part : parts) size += part.size();
  char *text = static_cast<char *>(allocate(size));
  if (text == nullptr) return {};
  char *at = text;
  for (const Text part : parts) {
    std::memcpy(at, part.data(), part.size());
    at += part.size();
  }
  return {text, size};
}

bool Call::fail(Error::Code code, Text first, Text second) {
  if (error_.code == Error::Code::none) error_ = {code, first, second};
  return false;
}

const Value *Call::parameter(Text name) const {
  if (const NamedValue *given = find(parameters_, name)) return &given->value;
  const ParameterSpec *spec = find(declaration_.parameters, name);
  return spec != nullptr && spec->presence.which == Presence::Case::byDefault ? &spec->presence.value : nullptr;
}

const Tensor *Call::input(Text name) const {
  const NamedTensor *given = find(inputs_, name);
  return given == nullptr ? nullptr : &given->tensor;
}

void Call::value(Text name, Value value) {
  values_ = {values_.data(), values_.size() + 1};
  values_.back() = {name, value};
}

std::byte *Call::makeOutput(Text name, Type type, std::span<const uint32_t> dimensions, size_t bytes) {
  for (const uint32_t size : dimensions) bytes = size != 0 && bytes > SIZE_MAX / size ? SIZE_MAX : bytes * size;
  const std::span<uint32_t> sizes = makeList<uint32_t>(dimensions.size());
  auto *data = static_cast<std::byte *>(allocate(bytes));
  if (data == nullptr || sizes.data() == nullptr) {
    fail(Error::Code::outOfMemory);
    return nullptr;
  }
  std::memcpy(sizes.data(), dimensions.data(), dimensions.size_bytes());
  outputs_ = {outputs_.data(), outputs_.size() + 1};
  outputs_.back() = {name, {sizes, type, {data, bytes}}};
  return data;
}

bool Call::accept() {
  values_ = makeList<NamedValue>(declaration_.values.size()).first(0);
  outputs_ = makeList<NamedTensor>(declaration_.outputs.size()).first(0);
  size_t axes = 0;
  for (const Port &port : declaration_.inputs) axes += port.dimensions.sizes.size();
  const std::span<NamedValue> sizes = makeList<NamedValue>(axes);
  for (const NamedValue &given : parameters_) {
    const Text path = join({"parameters.", given.name});
    const ParameterSpec *spec = find(declaration_.parameters, given.name);
    if (spec == nullptr) return invalid(path, join({"is not a parameter of ", declaration_.name}));
    if (find(parameters_, given.name) != &given) return invalid(path, "is given twice");
    if (!fits(*spec, given.value)) return false;
  }
  for (const ParameterSpec &spec : declaration_.parameters) {
    if (spec.presence.which == Presence::Case::required && find(parameters_, spec.name) == nullptr)
      return invalid(join({"parameters.", spec.name}), "is required");
  }
  size_t known = 0;
  for (const NamedTensor &given : inputs_) {
    const Text path = join({"inputs.", given.name});
    const Port *port = find(declaration_.inputs, given.name);
    if (port == nullptr) return invalid(path, join({"is not an input of ", declaration_.name}));
    if (find(inputs_, given.name) != &given) return invalid(path, "is given twice");
    if (!fits(*port, given.tensor, sizes, known)) return false;
  }
  for (const Port &port : declaration_.inputs) {
    if (port.always && find(inputs_, port.name) == nullptr) return invalid(join({"inputs.", port.name}), "is required");
  }
  return true;
}

bool Call::fits(const ParameterSpec &spec, const Value &value) {
  const Text path = join({"parameters.", spec.name});
  if (value.kind != spec.kind) return invalid(path, "is of another kind");
  if (value.kind == Kind::number && outside(spec, value.number)) return invalid(path, "is outside of its bounds");
  if (value.kind == Kind::integer && outside(spec, static_cast<double>(value.integer))) return invalid(path, "is outside of its bounds");
  if (value.kind == Kind::numbers) {
    for (const double number : value.numbers) {
      if (outside(spec, number)) return invalid(path, "is outside of its bounds");
    }
  }
  if (value.kind == Kind::text && !offered(spec, value.text)) return invalid(path, "is none of its choices");
  if (value.kind == Kind::texts) {
    for (const Text text : value.texts) {
      if (!offered(spec, text)) return invalid(path, "has one that is none of its choices");
    }
  }
  return true;
}

bool Call::fits(const Port &port, const Tensor &tensor, std::span<NamedValue> sizes, size_t &known) {
  bool accepted = port.types.size() == 0;
  for (const Type type : port.types) accepted = accepted || type == tensor.type;
  if (!accepted) return invalid(join({"inputs.", port.name, ".type"}), "is none that this input takes");
  uint64_t bytes = elementBytes[static_cast<uint8_t>(tensor.type)];
  for (const uint32_t size : tensor.dimensions) bytes = size != 0 && bytes > UINT32_MAX / size ? uint64_t{1} << 32 : bytes * size;
  if (bytes != tensor.data.size()) return invalid(join({"inputs.", port.name, ".data"}), "has another size than its dimensions and type say");
  if (!port.dimensions.ranked) return true;
  const Text path = join({"inputs.", port.name, ".dimensions"});
  if (tensor.dimensions.size() != port.dimensions.sizes.size()) return invalid(path, "is of another rank");
  size_t axis = 0;
  for (const Dimension &dimension : port.dimensions.sizes) {
    const uint32_t size = tensor.dimensions[axis++];
    NamedValue *seen = dimension.named ? find(sizes.first(known), dimension.name) : nullptr;
    const bool free = dimension.named && seen == nullptr;
    if (free) sizes[known++] = {dimension.name, Value(int64_t{size})};
    else if (size != (dimension.named ? static_cast<uint32_t>(seen->value.integer) : dimension.size)) return invalid(path, "has another size");
  }
  return true;
}

// ---- the canonical ABI

namespace {

/// `result<response, error-code>`.
struct Executed {
  bool failed = false;
  union {
    struct {
      std::span<const NamedValue> values;
      std::span<const NamedTensor> outputs;
    } answer;
    Error error;
  };
  Executed() : answer() {}
};
static_assert(sizeof(Executed) == 24 && offsetof(Executed, answer) == 4);

// the host reads replies here until the next call
Text text;
std::span<const Declaration> list;
Executed executed;

}  // namespace
}  // namespace polyray

using namespace polyray;
#define EXPORT(name) extern "C" __attribute__((export_name(name)))
#define EXECUTOR "polyray:compute/executor@0.1.0#"

// `list<u8>` asks for an alignment of 1 and holds numbers: all memory is aligned for them. There is no way to answer "no
// memory" here but a trap.
EXPORT("cabi_realloc") void *polyrayRealloc(void *old, size_t was, size_t alignment, size_t bytes) {
  if (bytes == 0) return reinterpret_cast<void *>(alignment);
  void *fresh = allocate(bytes);
  if (fresh == nullptr) __builtin_trap();
  if (was != 0) std::memcpy(fresh, old, was < bytes ? was : bytes);
  return fresh;
}

EXPORT(EXECUTOR "name") const void *polyrayName() { return &(text = EXECUTOR_NAME); }
EXPORT(EXECUTOR "version") const void *polyrayVersion() { return &(text = EXECUTOR_VERSION); }

EXPORT(EXECUTOR "operations") const void *polyrayOperations() {
  const std::span<Declaration> all = makeList<Declaration>(operations.size());
  for (size_t i = 0; i < all.size(); ++i) all[i] = operations[i].declaration;
  return &(list = all);
}

EXPORT(EXECUTOR "execute")
const void *polyrayExecute(const char *name, size_t nameSize, const NamedValue *parameters, size_t parameterCount, const NamedTensor *inputs,
                           size_t inputCount) {
  executed = Executed();
  for (const Operation &operation : operations) {
    if (operation.declaration.name != Text(name, nameSize)) continue;
    Call call(operation.declaration, {parameters, parameterCount}, {inputs, inputCount});
    if (call.accept()) operation.run(call);
    executed.failed = call.error().code != Error::Code::none;
    if (executed.failed) executed.error = call.error();
    else executed.answer = {call.values(), call.outputs()};
    return &executed;
  }
  executed.failed = true;
  executed.error = {Error::Code::invalid, "operation", "is none of this executor"};
  return &executed;
}

EXPORT("cabi_post_" EXECUTOR "name") void polyrayAfterName(const void *) { release(); }
EXPORT("cabi_post_" EXECUTOR "version") void polyrayAfterVersion(const void *) { release(); }
EXPORT("cabi_post_" EXECUTOR "operations") void polyrayAfterOperations(const void *) { release(); }
EXPORT("cabi_post_" EXECUTOR "execute") void polyrayAfterExecute(const void *) { release(); }
