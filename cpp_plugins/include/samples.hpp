#pragma once
#include <cstddef>
#include <span>

namespace dsp {

/// A view of a real signal in single or double precision; all computation is in double precision.
class Samples {
  const double *wide_ = nullptr;
  const float *narrow_ = nullptr;
  size_t size_;

 public:
  Samples(std::span<const double> data) : wide_(data.data()), size_(data.size()) {}
  Samples(std::span<const float> data) : narrow_(data.data()), size_(data.size()) {}

  size_t size() const { return size_; }

  /// Fills `to` with the samples from index `from` on; `from + to.size()` is at most `size()`.
  void copy(size_t from, std::span<double> to) const {
    for (size_t i = 0; i < to.size(); ++i) to[i] = wide_ != nullptr ? wide_[from + i] : narrow_[from + i];
  }
};

}  // namespace dsp
