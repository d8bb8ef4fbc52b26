#pragma once
#include <cstddef>

namespace dsp {

/// The smallest length >= `least` (>= 1) whose only prime factors are 2, 3, 5 and 7: those that FFTs are fastest for.
size_t fastLength(size_t least);

}  // namespace dsp
