// fft.hpp on FFTW 3: Frigo, Johnson, The design and implementation of FFTW3, Proc. IEEE 93, 2005. SPDX-License-Identifier: GPL-2.0-or-later
#include "fft.hpp"

#include <fftw3.h>

#include <cstdlib>

namespace fft {
namespace {

/// FFTW's names for a precision.
template <class T>
struct Fftw;

template <>
struct Fftw<double> {
  using Plan = fftw_plan;
  using C = fftw_complex;
  static constexpr auto planC2c = fftw_plan_many_dft;
  static constexpr auto planR2c = fftw_plan_many_dft_r2c;
  static constexpr auto planC2r = fftw_plan_many_dft_c2r;
  static constexpr auto c2c = fftw_execute_dft;
  static constexpr auto r2c = fftw_execute_dft_r2c;
  static constexpr auto c2r = fftw_execute_dft_c2r;
  static constexpr auto destroy = fftw_destroy_plan;
};

template <>
struct Fftw<float> {
  using Plan = fftwf_plan;
  using C = fftwf_complex;
  static constexpr auto planC2c = fftwf_plan_many_dft;
  static constexpr auto planR2c = fftwf_plan_many_dft_r2c;
  static constexpr auto planC2r = fftwf_plan_many_dft_c2r;
  static constexpr auto c2c = fftwf_execute_dft;
  static constexpr auto r2c = fftwf_execute_dft_r2c;
  static constexpr auto c2r = fftwf_execute_dft_c2r;
  static constexpr auto destroy = fftwf_destroy_plan;
};

enum class Kind : uint8_t { forward, inverse, r2c, c2r };

/// What a plan depends on.
struct Shape {
  Kind kind;
  bool inPlace, aligned;
  int n, batch;

  bool operator==(const Shape &) const = default;
};

int largestPrimeFactor(int n) {
  int largest = 1;
  for (int p = 2; p * p <= n; ++p) {
    for (; n % p == 0; n /= p) largest = p;
  }
  return n > 1 ? n : largest;
}

/// FFTW ends the program when its own allocations fail, so they are tried beforehand. Its tables of sines and its
/// buffers are linear in n: measured up to 0.7 complex numbers per element, 1.6 where c2r keeps its input, and 6.1 where
/// a large prime factor goes by way of a longer convolution (Rader, Bluestein).
template <class T>
bool hasRoom(const Shape &shape) {
  const size_t perElement = largestPrimeFactor(shape.n) > 13 ? 8 : shape.kind == Kind::c2r ? 2 : 1;
  const size_t fixed = size_t{256} << 10;
  const size_t element = sizeof(Complex<T>) * perElement;
  const auto n = static_cast<size_t>(shape.n);
  if (n > (SIZE_MAX - fixed) / element) return false;
  // volatile: an allocation that nobody uses may otherwise be assumed to succeed and left out
  void *volatile room = std::malloc(fixed + n * element);
  std::free(room);
  return room != nullptr;
}

template <class T>
typename Fftw<T>::Plan makePlan(const Shape &shape, const void *in, void *out) {
  using F = Fftw<T>;
  using C = typename F::C;
  const unsigned flags = FFTW_ESTIMATE | (shape.aligned ? 0 : FFTW_UNALIGNED);
  const int bins = static_cast<int>(binsOf(shape.n));
  // an estimate reads and writes neither array
  auto *from = const_cast<void *>(in);
  switch (shape.kind) {
    case Kind::r2c:
      return F::planR2c(1, &shape.n, shape.batch, static_cast<T *>(from), nullptr, 1, shape.n, static_cast<C *>(out), nullptr, 1,
                        bins, flags);
    case Kind::c2r:
      return F::planC2r(1, &shape.n, shape.batch, static_cast<C *>(from), nullptr, 1, bins, static_cast<T *>(out), nullptr, 1,
                        shape.n, flags | FFTW_PRESERVE_INPUT);
    default:
      return F::planC2c(1, &shape.n, shape.batch, static_cast<C *>(from), nullptr, 1, shape.n, static_cast<C *>(out), nullptr, 1,
                        shape.n, shape.kind == Kind::inverse ? FFTW_BACKWARD : FFTW_FORWARD, flags);
  }
}

/// The last plans of one precision, most recently used first.
template <class T>
class Plans {
  using Plan = typename Fftw<T>::Plan;
  struct Entry {
    Shape shape;
    Plan plan;
  };
  Entry entries_[planCapacity];
  size_t size_ = 0;

 public:
  /// Null when memory is short.
  Plan get(const Shape &shape, const void *in, void *out) {
    size_t at = 0;
    while (at < size_ && !(entries_[at].shape == shape)) ++at;
    Entry entry;
    if (at < size_) {
      entry = entries_[at];
    } else {
      entry = {shape, makePlan<T>(shape, in, out)};
      if (entry.plan == nullptr) return nullptr;
      if (size_ < planCapacity) {
        ++size_;
      } else {
        Fftw<T>::destroy(entries_[--at].plan);
      }
    }
    for (; at > 0; --at) entries_[at] = entries_[at - 1];
    return (entries_[0] = entry).plan;
  }
};

template <class T>
constinit Plans<T> plans{};

/// @param from, to elements of one transform's input and output
template <class T, class In, class Out>
bool transform(Kind kind, std::span<const In> in, size_t from, std::span<Out> out, size_t to, size_t n) {
  using F = Fftw<T>;
  using C = typename F::C;
  if (n == 0 || n > INT32_MAX || in.size() % from != 0) return false;
  const size_t batch = in.size() / from;
  if (batch > INT32_MAX || out.size() != batch * to) return false;
  if (batch == 0) return true;
  const auto addresses = reinterpret_cast<uintptr_t>(in.data()) | reinterpret_cast<uintptr_t>(out.data());
  const Shape shape{kind, static_cast<const void *>(in.data()) == out.data(), addresses % 16 == 0, static_cast<int>(n),
                    static_cast<int>(batch)};
  if (!hasRoom<T>(shape)) return false;
  const auto plan = plans<T>.get(shape, in.data(), out.data());
  if (plan == nullptr) return false;
  auto *source = const_cast<In *>(in.data());
  if constexpr (std::is_same_v<In, T>) {
    F::r2c(plan, source, reinterpret_cast<C *>(out.data()));
  } else if constexpr (std::is_same_v<Out, T>) {
    F::c2r(plan, reinterpret_cast<C *>(source), out.data());
  } else {
    F::c2c(plan, reinterpret_cast<C *>(source), reinterpret_cast<C *>(out.data()));
  }
  return true;
}

constexpr Kind kindOf(Direction direction) { return direction == Direction::inverse ? Kind::inverse : Kind::forward; }

}  // namespace

bool c2c(std::span<const Complex<double>> in, std::span<Complex<double>> out, size_t n, Direction direction) {
  return transform<double>(kindOf(direction), in, n, out, n, n);
}
bool c2c(std::span<const Complex<float>> in, std::span<Complex<float>> out, size_t n, Direction direction) {
  return transform<float>(kindOf(direction), in, n, out, n, n);
}
bool r2c(std::span<const double> in, std::span<Complex<double>> out, size_t n) {
  return transform<double>(Kind::r2c, in, n, out, binsOf(n), n);
}
bool r2c(std::span<const float> in, std::span<Complex<float>> out, size_t n) {
  return transform<float>(Kind::r2c, in, n, out, binsOf(n), n);
}
bool c2r(std::span<const Complex<double>> in, std::span<double> out, size_t n) {
  return transform<double>(Kind::c2r, in, binsOf(n), out, n, n);
}
bool c2r(std::span<const Complex<float>> in, std::span<float> out, size_t n) {
  return transform<float>(Kind::c2r, in, binsOf(n), out, n, n);
}

}  // namespace fft
