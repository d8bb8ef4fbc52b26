/// `polyray:compute/executor`: wit/executor.wit as core exports. SPDX-License-Identifier: MIT
#include <cstring>

#include "export.hpp"
#include "version.hpp"

extern "C" {
// made by the linker: where the operations' declarations and functions begin and end
extern const polyray::Declaration __start_polyray_declarations[], __stop_polyray_declarations[];
extern const polyray::Function __start_polyray_functions[];
}

namespace polyray {

std::span<const Declaration> declarations() { return {__start_polyray_declarations, __stop_polyray_declarations}; }

Error execute(Text operation, std::span<const NamedValue> parameters, std::span<const NamedTensor> inputs, Inputs ownership,
              Response &response) {
  const std::span<const Declaration> all = declarations();
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i].name != operation) continue;
    Call call(all[i], ownership);
    if (call.accept(parameters, inputs)) __start_polyray_functions[i](call);
    response = call.response();
    return call.error();
  }
  return {Error::Code::invalid, "operation", join({"is not an operation of this executor: \"", operation, "\""})};
}

namespace {
/// The host reads results here until the next call; the lists they point to are constants or the arena's.
constinit Text text;
constinit std::span<const Declaration> list;
constinit Executed result;
}  // namespace
}  // namespace polyray

using namespace polyray;

/// Memory for what the host passes in; the arena takes it back after the call. Alignment is 16 whatever is asked for,
/// since `list<u8>` asks for 1 and holds numbers. There is no way to answer "no memory" here but a trap.
POLYRAY_EXPORT("cabi_realloc") void *polyrayRealloc(void *old, size_t was, size_t alignment, size_t bytes) {
  if (bytes == 0) return reinterpret_cast<void *>(alignment);
  void *fresh = arena.take(bytes);
  if (fresh == nullptr) __builtin_trap();
  if (was != 0) std::memcpy(fresh, old, was < bytes ? was : bytes);
  return fresh;
}

POLYRAY_EXPORT(POLYRAY_EXECUTOR "name") const void *polyrayName() { return &(text = executorName); }

POLYRAY_EXPORT(POLYRAY_EXECUTOR "version") const void *polyrayVersion() { return &(text = executorVersion); }

POLYRAY_EXPORT(POLYRAY_EXECUTOR "operations") const void *polyrayOperations() { return &(list = declarations()); }

POLYRAY_EXPORT(POLYRAY_EXECUTOR "execute")
const void *polyrayExecute(const char *operation, size_t operationSize, const NamedValue *parameters, size_t parameterCount,
                           const NamedTensor *inputs, size_t inputCount) {
  Response response;
  const Error error =
      execute({operation, operationSize}, {parameters, parameterCount}, {inputs, inputCount}, Inputs::own, response);
  return &(result = error ? Executed(error) : Executed(response));
}

#define POLYRAY_AFTER(name, function) \
  POLYRAY_EXPORT("cabi_post_" POLYRAY_EXECUTOR name) void function(const void *) { arena.reset(); }
POLYRAY_AFTER("name", polyrayAfterName)
POLYRAY_AFTER("version", polyrayAfterVersion)
POLYRAY_AFTER("operations", polyrayAfterOperations)
POLYRAY_AFTER("execute", polyrayAfterExecute)
