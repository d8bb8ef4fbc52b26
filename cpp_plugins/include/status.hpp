#pragma once
#include <cstdint>

namespace dsp {

/// How a function ended. Outputs are undefined unless `code` is `ok`.
struct [[nodiscard]] Status {
  enum class Code : uint8_t {
    ok,
    invalid,      ///< `path` and `message` say what is wrong and where
    outOfMemory,  ///< a smaller signal may succeed
  };

  Code code = Code::ok;
  /// The place at fault as the contract writes it: `parameters.bands`, `inputs.signal.dimensions[0]`. Static storage.
  const char *path = "";
  /// The reason, as the rest of a sentence that begins with the place; ends with a zero byte.
  char message[128] = {};

  explicit operator bool() const { return code == Code::ok; }

  static Status outOfMemory() { return {Code::outOfMemory, "", {}}; }
  /// `format` and what follows are printf's; a longer message is cut off.
  [[gnu::format(printf, 2, 3)]] static Status invalid(const char *path, const char *format, ...);
};

/// The place of an input signal without samples, or with too few.
constexpr const char *signalPath = "inputs.signal.dimensions[0]";

}  // namespace dsp
