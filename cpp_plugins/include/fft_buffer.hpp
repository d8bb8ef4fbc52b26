#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <type_traits>
#include <utility>

namespace fft {

/// An array on the heap whose allocation may fail: test it before use, as there are no exceptions to tell.
/// Begins at a multiple of 16 bytes, which is what SIMD code wants; the elements are not initialized.
///
///     Buffer<double> frame(n);
///     if (!frame) return false;
template <class T>
  requires(std::is_trivially_copyable_v<T> && alignof(T) <= 16)
class Buffer {
  T *data_ = nullptr;
  size_t size_ = 0;

 public:
  Buffer() = default;
  explicit Buffer(size_t size) {
    if (size > (SIZE_MAX - 32) / sizeof(T)) return;
    const size_t bytes = (size * sizeof(T) + 16) & ~size_t{15};  // never 0: an empty buffer is no failure
    data_ = static_cast<T *>(std::aligned_alloc(16, bytes));
    if (data_ != nullptr) size_ = size;
  }
  Buffer(Buffer &&other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Buffer &operator=(Buffer &&other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() { std::free(data_); }

  /// False when memory was short.
  explicit operator bool() const { return data_ != nullptr; }

  T *data() { return data_; }
  const T *data() const { return data_; }
  size_t size() const { return size_; }
  T *begin() { return data_; }
  T *end() { return data_ + size_; }
  const T *begin() const { return data_; }
  const T *end() const { return data_ + size_; }
  T &operator[](size_t i) { return data_[i]; }
  const T &operator[](size_t i) const { return data_[i]; }
  operator std::span<T>() { return {data_, size_}; }
  operator std::span<const T>() const { return {data_, size_}; }
};

}  // namespace fft
