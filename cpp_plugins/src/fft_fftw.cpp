// fft.hpp on FFTW 3: Frigo, Johnson, The design and implementation of FFTW3, Proc. IEEE 93, 2005. SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdlib>
#include <cstring>

#include "fftw_plan.hpp"
#ifdef __wasm_simd128__
#include "measured_plans.hpp"
#endif

namespace fft {
#ifndef __wasm_simd128__
// plans are measured for FFTW as the component has it; any other build of it refuses them
constexpr int shortestMeasured = 1, longestMeasured = 0;
template <class T>
constexpr char measuredPlans[] = "";
#endif

namespace {

/// Whether plans for this length were measured: for one aligned transform at a time, c2c in place.
constexpr bool isMeasured(int n) { return n >= shortestMeasured && n <= longestMeasured && (n & (n - 1)) == 0; }

int largestPrimeFactor(int n) {
  int largest = 1;
  for (int p = 2; p * p <= n; ++p) {
    for (; n % p == 0; n /= p) largest = p;
  }
  return n > 1 ? n : largest;
}

/// FFTW ends the program when its own allocations fail, so they are tried beforehand. Its tables of sines and its
/// buffers are linear in n: found up to 0.7 complex numbers per element, 1.6 where c2r keeps its input, 2.3 in measured
/// plans, and 6.1 where a large prime factor goes by way of a longer convolution (Rader, Bluestein).
template <class T>
bool hasRoom(const Shape &shape) {
  const size_t perElement = isMeasured(shape.n) ? 3 : largestPrimeFactor(shape.n) > 13 ? 8 : shape.kind == Kind::c2r ? 2 : 1;
  const size_t fixed = size_t{256} << 10;
  const size_t element = sizeof(Complex<T>) * perElement;
  const auto n = static_cast<size_t>(shape.n);
  if (n > (SIZE_MAX - fixed) / element) return false;
  // volatile: an allocation that nobody uses may otherwise be assumed to succeed and left out
  void *volatile room = std::malloc(fixed + n * element);
  std::free(room);
  return room != nullptr;
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
  bool hasWisdom_ = false;

  Plan make(const Shape &shape, const void *in, void *out) {
    // before the first plan, not before the first that needs it: wisdom serves parts of estimated plans too, and a
    // length's plan, to its last bit, must not depend on what came before
    if (!hasWisdom_) hasWisdom_ = Fftw<T>::importWisdom(measuredPlans<T>);
    const bool measured = shape.aligned && shape.batch == 1 && isMeasured(shape.n);
    return makePlan<T>(shape, in, out, measured ? FFTW_MEASURE | FFTW_WISDOM_ONLY : FFTW_ESTIMATE);
  }

 public:
  /// Null when memory is short.
  Plan get(const Shape &shape, const void *in, void *out) {
    size_t at = 0;
    while (at < size_ && !(entries_[at].shape == shape)) ++at;
    Entry entry;
    if (at < size_) {
      entry = entries_[at];
    } else {
      entry = {shape, make(shape, in, out)};
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
  Shape shape{kind, static_cast<const void *>(in.data()) == out.data(), addresses % 16 == 0, static_cast<int>(n),
              static_cast<int>(batch)};
  if (!hasRoom<T>(shape)) return false;
  const bool eachAligned = shape.aligned && (batch == 1 || (from * sizeof(In) | to * sizeof(Out)) % 16 == 0);
  const bool measured = eachAligned && isMeasured(shape.n);
  const bool copied = measured && std::is_same_v<In, Out> && !shape.inPlace;
  if (measured) shape.batch = 1;
  if (copied) shape.inPlace = true;
  for (size_t i = 0; i < batch; i += static_cast<size_t>(shape.batch)) {
    auto *source = const_cast<In *>(in.data() + i * from);
    auto *target = out.data() + i * to;
    if constexpr (std::is_same_v<In, Out>) {
      if (copied) source = static_cast<In *>(std::memcpy(target, source, n * sizeof(In)));
    }
    const auto plan = plans<T>.get(shape, source, target);
    if (plan == nullptr) return false;
    if constexpr (std::is_same_v<In, T>) {
      F::r2c(plan, source, reinterpret_cast<C *>(target));
    } else if constexpr (std::is_same_v<Out, T>) {
      F::c2r(plan, reinterpret_cast<C *>(source), target);
    } else {
      F::c2c(plan, reinterpret_cast<C *>(source), reinterpret_cast<C *>(target));
    }
  }
  return true;
}

constexpr Kind kindOf(Direction direction) { return direction == Direction::inverse ? Kind::inverse : Kind::forward; }

}  // namespace

bool isBestInPlace(size_t n) {
  // estimated plans for shorter lengths lose by it
  return n >= 1 << 14 || isMeasured(static_cast<int>(n));
}

// FFTW may be built in one precision only
#ifndef FFT_WITHOUT_DOUBLE
bool c2c(std::span<const Complex<double>> in, std::span<Complex<double>> out, size_t n, Direction direction) {
  return transform<double>(kindOf(direction), in, n, out, n, n);
}
bool r2c(std::span<const double> in, std::span<Complex<double>> out, size_t n) {
  return transform<double>(Kind::r2c, in, n, out, binsOf(n), n);
}
bool c2r(std::span<const Complex<double>> in, std::span<double> out, size_t n) {
  return transform<double>(Kind::c2r, in, binsOf(n), out, n, n);
}
#endif

#ifndef FFT_WITHOUT_FLOAT
bool c2c(std::span<const Complex<float>> in, std::span<Complex<float>> out, size_t n, Direction direction) {
  return transform<float>(kindOf(direction), in, n, out, n, n);
}
bool r2c(std::span<const float> in, std::span<Complex<float>> out, size_t n) {
  return transform<float>(Kind::r2c, in, n, out, binsOf(n), n);
}
bool c2r(std::span<const Complex<float>> in, std::span<float> out, size_t n) {
  return transform<float>(Kind::c2r, in, binsOf(n), out, n, n);
}
#endif

}  // namespace fft
