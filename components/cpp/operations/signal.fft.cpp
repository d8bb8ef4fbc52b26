// SPDX-License-Identifier: MIT
#include "fft.hpp"
#include "operation.hpp"

namespace polyray {

template <>
inline constexpr Type typeOf<fft::Complex<float>> = Type::complex64;
template <>
inline constexpr Type typeOf<fft::Complex<double>> = Type::complex128;

namespace {

// a build may leave one precision out
#if defined(FFT_WITHOUT_FLOAT)
#define REAL "fp64"
#define COMPLEX "complex128"
constexpr List<Type> elementTypes = {Type::fp64, Type::complex128};
#elif defined(FFT_WITHOUT_DOUBLE)
#define REAL "fp32"
#define COMPLEX "complex64"
constexpr List<Type> elementTypes = {Type::fp32, Type::complex64};
#else
#define REAL "fp32 or fp64"
#define COMPLEX "complex64 or complex128"
constexpr List<Type> elementTypes = {Type::fp32, Type::fp64, Type::complex64, Type::complex128};
#endif

constexpr Declaration declaration{
    .name = "signal.fft",
    .summary = "Discrete Fourier transform along the last axis, for any length; unnormalized unless `normalize` is set. By FFTW 3 (Frigo "
               "and Johnson, 2005) where it is built in.",
    .parameters =
        {
            {.name = "kind",
             .summary = "Complex to complex, real to complex (the bins from 0 to n/2), or complex to real, which inverts the latter.",
             .kind = Kind::text,
             .presence = byDefault("c2c"),
             .choices = {"c2c", "r2c", "c2r"}},
            {.name = "inverse",
             .summary = "Direction of c2c: the exponent's sign is - when false, + when true. r2c is always forward and refuses true; "
                        "c2r is always inverse.",
             .kind = Kind::boolean,
             .presence = byDefault(false)},
            {.name = "normalize",
             .summary = "Divides by the transform's length.",
             .kind = Kind::boolean,
             .presence = byDefault(false)},
            {.name = "length",
             .summary = "For c2r only: samples of the real signal, 2(bins - 1) or 2(bins - 1) + 1. Default: 2(bins - 1), for one bin 1.",
             .kind = Kind::integer,
             .presence = optional,
             .minimum = 1,
             .maximum = INT32_MAX},
        },
    .inputs = {{.name = "signal",
                .summary = REAL " for r2c, " COMPLEX " otherwise. All axes but the last are a batch.",
                .types = elementTypes}},
    .outputs = {{.name = "spectrum",
                 .summary = "The transforms, as precise as the input: complex for c2c and r2c, real for c2r.",
                 .types = elementTypes}},
};

enum class Form : uint8_t { c2c, r2c, c2r };

struct Plan {
  Form form;
  fft::Direction direction;
  bool normalize;
  uint32_t length;
};

template <class T>
void divide(std::span<T> numbers, uint32_t by) {
  for (T &number : numbers) number /= static_cast<T>(by);
}

template <class T>
void divide(std::span<fft::Complex<T>> numbers, uint32_t by) {
  divide(std::span<T>(&numbers.data()->re, 2 * numbers.size()), by);
}

template <class T>
void finish(Request<declaration> call, const Plan &plan, std::span<T> spectrum, bool done) {
  if (!done) {
    call->outOfMemory();
  } else if (plan.normalize) {
    divide(spectrum, plan.length);
  }
}

/// Makes the output, `columns` wide, and fills it by `transform(in, out)`.
template <class In, class Out>
void run(Request<declaration> call, const Plan &plan, uint32_t columns, auto transform) {
  const Tensor &signal = call.input<"signal">();
  if constexpr (std::is_same_v<In, Out>) {
    if (fft::isBestInPlace(plan.length)) {
      const std::span<Out> spectrum = call.takeOver<"spectrum", "signal", Out>();
      if (spectrum.data() != nullptr) return finish(call, plan, spectrum, transform(elements<In>(signal), spectrum));
    }
  }
  const std::span<uint32_t> dimensions = arena.list<uint32_t>(signal.dimensions.size());
  if (arena.exhausted()) return;
  for (size_t i = 0; i < dimensions.size(); ++i) dimensions[i] = signal.dimensions[i];
  dimensions.back() = columns;
  const std::span<Out> spectrum = call.outputLike<"spectrum", Out>(dimensions);
  if (call->error()) return;
  finish(call, plan, spectrum, transform(elements<In>(signal), spectrum));
}

template <class T>
void run(Request<declaration> call, const Plan &plan) {
  using C = fft::Complex<T>;
  const uint32_t n = plan.length;
  switch (plan.form) {
    case Form::c2c:
      return run<C, C>(call, plan, n, [&](auto in, auto out) { return fft::c2c(in, out, n, plan.direction); });
    case Form::r2c:
      return run<T, C>(call, plan, fft::binsOf(n), [&](auto in, auto out) { return fft::r2c(in, out, n); });
    case Form::c2r:
      return run<C, T>(call, plan, n, [&](auto in, auto out) { return fft::c2r(in, out, n); });
  }
}

void run(Request<declaration> call) {
  const Tensor &signal = call.input<"signal">();
  const Form form = call.choice<"kind">(Form::c2c, Form::r2c, Form::c2r);
  const bool isInverse = call.parameter<"inverse">();
  const std::optional<int64_t> length = call.parameter<"length">();
  const bool isComplex = signal.type == Type::complex64 || signal.type == Type::complex128;
  if (isInverse && form == Form::r2c) {
    call->invalid({"parameters.inverse"}, {"must be false for r2c"});
  } else if (length && form != Form::c2r) {
    call->invalid({"parameters.length"}, {"is for c2r only"});
  } else if (isComplex == (form == Form::r2c)) {
    call->invalid({"inputs.signal.type"},
                  {form == Form::r2c ? "must be " REAL " for r2c" : "must be " COMPLEX " for c2c and c2r"});
  } else if (signal.dimensions.empty()) {
    call->invalid({"inputs.signal.dimensions"}, {"must have at least one axis"});
  }
  if (call->error()) return;

  const size_t last = signal.dimensions.size() - 1;
  uint32_t n = signal.dimensions[last];
  if (n == 0 || n > INT32_MAX) {
    call->invalid({"inputs.signal.dimensions[", digits(last), "]"}, {"must be from 1 to 2147483647, is ", digits(n)});
    return;
  }
  if (form == Form::c2r) {
    const uint64_t samples = length ? static_cast<uint64_t>(*length) : n == 1 ? 1 : 2 * (uint64_t{n} - 1);
    if (samples > INT32_MAX || fft::binsOf(samples) != n) {
      call->invalid({"parameters.length"}, {"must have length/2 + 1 = ", digits(n), " bins, is ", digits(samples)});
      return;
    }
    n = static_cast<uint32_t>(samples);
  }
  const Plan plan{form, isInverse ? fft::Direction::inverse : fft::Direction::forward, call.parameter<"normalize">(), n};
#if defined(FFT_WITHOUT_FLOAT)
  run<double>(call, plan);
#elif defined(FFT_WITHOUT_DOUBLE)
  run<float>(call, plan);
#else
  if (signal.type == Type::fp64 || signal.type == Type::complex128) {
    run<double>(call, plan);
  } else {
    run<float>(call, plan);
  }
#endif
}

}  // namespace
}  // namespace polyray

POLYRAY_OPERATION(polyray::declaration, polyray::run)
