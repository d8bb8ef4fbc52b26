// What the measuring build exports besides: see measure-plans.ts. SPDX-License-Identifier: GPL-2.0-or-later
#include "fft_buffer.hpp"
#include "fftw_plan.hpp"

#define POLYRAY_EXPORT(name) extern "C" __attribute__((export_name(name)))

namespace fft {
namespace {

template <class T>
bool measure(const Shape &shape) {
  Buffer<Complex<T>> in(static_cast<size_t>(shape.n)), out(static_cast<size_t>(shape.n));
  if (!in || !out) return false;
  const auto plan = makePlan<T>(shape, in.data(), shape.inPlace ? in.data() : out.data(), FFTW_MEASURE);
  if (plan == nullptr) return false;
  Fftw<T>::destroy(plan);
  return true;
}

}  // namespace
}  // namespace fft

POLYRAY_EXPORT("measure") bool polyrayMeasure(bool isDouble, fft::Kind kind, int n) {
  const bool inPlace = kind == fft::Kind::forward || kind == fft::Kind::inverse;
  const fft::Shape shape{kind, inPlace, true, n, 1};
  return isDouble ? fft::measure<double>(shape) : fft::measure<float>(shape);
}

POLYRAY_EXPORT("wisdom") const char *polyrayWisdom(bool isDouble) {
  return isDouble ? fftw_export_wisdom_to_string() : fftwf_export_wisdom_to_string();
}
