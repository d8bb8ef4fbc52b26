#include "fast_length.hpp"

namespace dsp {

constexpr size_t factors[] = {2, 3, 5, 7};

size_t fastLength(size_t least) {
  for (size_t length = least;; ++length) {
    size_t rest = length;
    for (const size_t factor : factors)
      while (rest % factor == 0) rest /= factor;
    if (rest == 1) return length;
  }
}

}  // namespace dsp
