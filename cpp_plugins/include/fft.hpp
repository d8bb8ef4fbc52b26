/// Discrete Fourier transforms of any length, in double and single precision.
///
/// All of them are unnormalized: inverse after forward gives n times the signal. Each runs over a batch: the input
/// holds `batch` signals one after the other, and so does the output; `batch` follows from the sizes, which must fit n.
/// Any length is served, in O(n log n) for primes too. Plans are kept for the next call of the same shape, as many as
/// `planCapacity` per precision.
///
/// Two implementations, of which one is linked: src/fft_fftw.cpp and src/fft_portable.cpp.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace fft {

/// Laid out as C's and C++'s complex types; <complex> itself takes long to compile.
template <class T>
struct Complex {
  T re, im;
};

enum class Direction : uint8_t {
  forward,  ///< exp(-2 pi i jk/n)
  inverse,  ///< exp(+2 pi i jk/n)
};

/// Bins that describe a real signal of n samples: frequencies 0 to n/2.
constexpr size_t binsOf(size_t n) { return n / 2 + 1; }

/// How many plans per precision are kept, the least recently used one leaving first.
constexpr size_t planCapacity = 32;

/// Complex to complex. `in` and `out` have batch * n elements and are either apart or the very same memory.
/// Returns false when memory is short or the sizes do not fit (n is 0, or in.size() no multiple of it); `out` is then undefined.
[[nodiscard]] bool c2c(std::span<const Complex<double>> in, std::span<Complex<double>> out, size_t n, Direction direction);
[[nodiscard]] bool c2c(std::span<const Complex<float>> in, std::span<Complex<float>> out, size_t n, Direction direction);

/// Whether `c2c` in place is as fast as apart for transforms of n elements, so that an output of its own only costs memory.
bool isBestInPlace(size_t n);

/// Real to complex, forward: `in` has batch * n samples, `out` batch * binsOf(n) bins. They lie apart.
/// Returns false as `c2c` does.
[[nodiscard]] bool r2c(std::span<const double> in, std::span<Complex<double>> out, size_t n);
[[nodiscard]] bool r2c(std::span<const float> in, std::span<Complex<float>> out, size_t n);

/// Complex to real, inverse: `in` has batch * binsOf(n) bins, `out` batch * n samples. They lie apart; `in` stays as it is.
/// The imaginary parts of bin 0 and, for an even n, of bin n/2 are taken as 0. Returns false as `c2c` does.
[[nodiscard]] bool c2r(std::span<const Complex<double>> in, std::span<double> out, size_t n);
[[nodiscard]] bool c2r(std::span<const Complex<float>> in, std::span<float> out, size_t n);

}  // namespace fft
