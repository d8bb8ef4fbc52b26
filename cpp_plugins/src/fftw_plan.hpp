/// What FFTW is asked to plan. SPDX-License-Identifier: GPL-2.0-or-later
#pragma once
#include <fftw3.h>

#include "fft.hpp"

namespace fft {

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
  static constexpr auto importWisdom = fftw_import_wisdom_from_string;
  static constexpr auto exportWisdom = fftw_export_wisdom_to_string;
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
  static constexpr auto importWisdom = fftwf_import_wisdom_from_string;
  static constexpr auto exportWisdom = fftwf_export_wisdom_to_string;
};

enum class Kind : uint8_t { forward, inverse, r2c, c2r };

/// What a plan depends on.
struct Shape {
  Kind kind;
  bool inPlace, aligned;
  int n, batch;

  bool operator==(const Shape &) const = default;
};

/// @param effort how FFTW decides: by `FFTW_ESTIMATE`, or by `FFTW_MEASURE`, which overwrites both arrays unless all is
/// known (`FFTW_WISDOM_ONLY`)
template <class T>
typename Fftw<T>::Plan makePlan(const Shape &shape, const void *in, void *out, unsigned effort) {
  using F = Fftw<T>;
  using C = typename F::C;
  const unsigned flags = effort | (shape.aligned ? 0 : FFTW_UNALIGNED);
  const int bins = static_cast<int>(binsOf(shape.n));
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

}  // namespace fft
