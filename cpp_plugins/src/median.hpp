#pragma once
#include <algorithm>
#include <span>

namespace dsp {

/// The median of at least one number, the mean of the middle two for an even count. Reorders `values`; none is NaN.
inline double median(std::span<double> values) {
  const auto middle = values.begin() + static_cast<ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

}  // namespace dsp
