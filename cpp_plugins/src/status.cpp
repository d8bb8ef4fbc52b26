#include "status.hpp"

#include <cstdarg>
#include <cstdio>

namespace dsp {

Status Status::invalid(const char *path, const char *format, ...) {
  Status status{Code::invalid, path, {}};
  va_list values;
  va_start(values, format);
  std::vsnprintf(status.message, sizeof status.message, format, values);
  va_end(values);
  return status;
}

}  // namespace dsp
