// fft.hpp without a library: radix 2 for powers of two, Bluestein's chirp transform for every other length. All of it in
// double precision, whatever the caller's.
// Sources: Stockham, High-speed convolution and correlation, AFIPS 1966; Bluestein, A linear filtering approach to the
// computation of discrete Fourier transform, IEEE Trans. Audio Electroacoust. 18, 1970.
#include "fft.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>

#include "fft_buffer.hpp"

namespace fft {
namespace {

using C = Complex<double>;

C times(C a, C b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }

C conjugate(C a) { return {a.re, -a.im}; }

/// exp(-2 pi i k/n), 0 <= k < n: the angle is folded to an eighth of a turn, where sine and cosine are most accurate.
C root(uint64_t k, uint64_t n) {
  const bool lower = 2 * k > n;
  if (lower) k = n - k;
  const bool left = 4 * k > n;
  const uint64_t rest = left ? n - 2 * k : 2 * k;  // of 2 n, at most half of n
  const bool steep = 4 * rest > n;
  const uint64_t angle = steep ? n - 2 * rest : 2 * rest;  // of 4 n
  const double radians = std::numbers::pi * static_cast<double>(angle) / (2 * static_cast<double>(n));
  double cosine = std::cos(radians);
  double sine = std::sin(radians);
  if (steep) std::swap(cosine, sine);
  return {left ? -cosine : cosine, lower ? sine : -sine};
}

/// exp(-2 pi i k/n) for 0 <= k < n/2, and a buffer of n elements.
struct Radix2 {
  size_t n = 0;
  Buffer<C> roots, work;

  bool prepare(size_t length) {
    n = length;
    roots = Buffer<C>(n / 2);
    work = Buffer<C>(n);
    if (!roots || !work) return false;
    for (size_t k = 0; k < n / 2; ++k) roots[k] = root(k, n);
    return true;
  }

  /// Forward, in place: log2 n passes between `data` and `work` that leave the order natural.
  void run(C *data) {
    C *from = data;
    C *to = work.data();
    for (size_t half = n / 2, stride = 1; half > 0; half /= 2, stride *= 2) {
      for (size_t p = 0; p < half; ++p) {
        const C w = roots[p * stride];
        for (size_t q = 0; q < stride; ++q) {
          const C a = from[q + stride * p];
          const C b = from[q + stride * (p + half)];
          to[q + stride * 2 * p] = {a.re + b.re, a.im + b.im};
          to[q + stride * (2 * p + 1)] = times({a.re - b.re, a.im - b.im}, w);
        }
      }
      std::swap(from, to);
    }
    if (from != data) std::copy(from, from + n, data);
  }
};

/// A transform of one length.
struct Plan {
  size_t n = 0;
  Radix2 radix2;
  Buffer<C> chirp;   ///< exp(-pi i k^2/n); empty for a power of two
  Buffer<C> filter;  ///< the transform of the conjugate chirp, over its own length
  Buffer<C> row;     ///< room for one transform

  bool prepare(size_t length) {
    n = length;
    const size_t inner = std::has_single_bit(n) ? n : std::bit_ceil(2 * n - 1);
    row = Buffer<C>(inner);
    if (!row || !radix2.prepare(inner)) return false;
    return inner == n || prepareChirp();
  }

  bool prepareChirp() {
    chirp = Buffer<C>(n);
    filter = Buffer<C>(row.size());
    if (!chirp || !filter) return false;
    std::fill(filter.begin(), filter.end(), C{0, 0});
    for (uint64_t k = 0; k < n; ++k) {
      chirp[k] = root(k * k % (2 * n), 2 * n);
      filter[k] = filter[(row.size() - k) % row.size()] = conjugate(chirp[k]);
    }
    radix2.run(filter.data());
    return true;
  }

  /// Forward, in place, on the first n elements of `row`.
  void run() {
    if (chirp.size() == 0) return radix2.run(row.data());
    for (size_t k = 0; k < n; ++k) row[k] = times(row[k], chirp[k]);
    std::fill(row.begin() + n, row.end(), C{0, 0});
    radix2.run(row.data());
    // the conjugate's forward transform is the inverse one's conjugate
    for (size_t k = 0; k < row.size(); ++k) row[k] = conjugate(times(row[k], filter[k]));
    radix2.run(row.data());
    const double scale = 1 / static_cast<double>(row.size());
    for (size_t k = 0; k < n; ++k) {
      const C convolved = conjugate(row[k]);
      row[k] = times({convolved.re * scale, convolved.im * scale}, chirp[k]);
    }
  }
};

/// The last plans, most recently used first.
class Plans {
  Plan entries_[planCapacity];
  size_t size_ = 0;

 public:
  /// Null when memory is short.
  Plan *get(size_t n) {
    size_t at = 0;
    while (at < size_ && entries_[at].n != n) ++at;
    if (at == size_) {
      Plan fresh;
      if (!fresh.prepare(n)) return nullptr;
      if (size_ < planCapacity) ++size_;
      at = size_ - 1;
      entries_[at] = std::move(fresh);
    }
    std::rotate(entries_, entries_ + at, entries_ + at + 1);
    return entries_;
  }
};

Plans plans;

/// Runs every row: `load(row, i)` fills the plan's buffer, `store(row, i)` empties it.
/// @param from, to elements of one transform's input and output
bool transform(size_t inSize, size_t from, size_t outSize, size_t to, size_t n, auto load, auto store) {
  if (n == 0 || n > INT32_MAX || inSize % from != 0 || outSize != inSize / from * to) return false;
  if (inSize == 0) return true;
  Plan *plan = plans.get(n);
  if (plan == nullptr) return false;
  for (size_t i = 0; i < inSize / from; ++i) {
    load(plan->row, i);
    plan->run();
    store(plan->row, i);
  }
  return true;
}

template <class T>
bool complexToComplex(std::span<const Complex<T>> in, std::span<Complex<T>> out, size_t n, Direction direction) {
  // swapping real and imaginary parts on the way in and out turns the direction
  const bool swap = direction == Direction::inverse;
  const auto load = [&](Buffer<C> &row, size_t i) {
    for (size_t k = 0; k < n; ++k) {
      const Complex<T> x = in[i * n + k];
      row[k] = swap ? C{x.im, x.re} : C{x.re, x.im};
    }
  };
  const auto store = [&](const Buffer<C> &row, size_t i) {
    for (size_t k = 0; k < n; ++k) {
      const C x = swap ? C{row[k].im, row[k].re} : row[k];
      out[i * n + k] = {static_cast<T>(x.re), static_cast<T>(x.im)};
    }
  };
  return transform(in.size(), n, out.size(), n, n, load, store);
}

template <class T>
bool realToComplex(std::span<const T> in, std::span<Complex<T>> out, size_t n) {
  const size_t bins = binsOf(n);
  const auto load = [&](Buffer<C> &row, size_t i) {
    for (size_t k = 0; k < n; ++k) row[k] = {in[i * n + k], 0};
  };
  const auto store = [&](const Buffer<C> &row, size_t i) {
    for (size_t k = 0; k < bins; ++k) out[i * bins + k] = {static_cast<T>(row[k].re), static_cast<T>(row[k].im)};
    out[i * bins].im = 0;
    if (n % 2 == 0) out[i * bins + bins - 1].im = 0;
  };
  return transform(in.size(), n, out.size(), bins, n, load, store);
}

template <class T>
bool complexToReal(std::span<const Complex<T>> in, std::span<T> out, size_t n) {
  const size_t bins = binsOf(n);
  // the conjugate of a real signal's transform, transformed forward, is the inverse transform
  const auto load = [&](Buffer<C> &row, size_t i) {
    for (size_t k = 0; k < bins; ++k) {
      const C x{in[i * bins + k].re, in[i * bins + k].im};
      row[k] = conjugate(x);
      if (k > 0) row[n - k] = x;
    }
    row[0].im = 0;
    if (n % 2 == 0) row[n / 2].im = 0;
  };
  const auto store = [&](const Buffer<C> &row, size_t i) {
    for (size_t k = 0; k < n; ++k) out[i * n + k] = static_cast<T>(row[k].re);
  };
  return transform(in.size(), bins, out.size(), n, n, load, store);
}

}  // namespace

bool isBestInPlace(size_t) { return true; }

bool c2c(std::span<const Complex<double>> in, std::span<Complex<double>> out, size_t n, Direction direction) {
  return complexToComplex(in, out, n, direction);
}
bool c2c(std::span<const Complex<float>> in, std::span<Complex<float>> out, size_t n, Direction direction) {
  return complexToComplex(in, out, n, direction);
}
bool r2c(std::span<const double> in, std::span<Complex<double>> out, size_t n) { return realToComplex(in, out, n); }
bool r2c(std::span<const float> in, std::span<Complex<float>> out, size_t n) { return realToComplex(in, out, n); }
bool c2r(std::span<const Complex<double>> in, std::span<double> out, size_t n) { return complexToReal(in, out, n); }
bool c2r(std::span<const Complex<float>> in, std::span<float> out, size_t n) { return complexToReal(in, out, n); }

}  // namespace fft
