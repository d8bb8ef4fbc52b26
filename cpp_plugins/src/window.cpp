#include "window.hpp"

#include <cmath>
#include <numbers>

namespace dsp {
namespace {

struct Cosines {
  double a0, a1, a2;
};

constexpr Cosines cosinesOf(Window window) {
  switch (window) {
    case Window::hann:
      return {0.5, 0.5, 0};
    case Window::hamming:
      return {0.54, 0.46, 0};
    case Window::blackman:
      return {0.42, 0.5, 0.08};
    case Window::boxcar:
      break;
  }
  return {1, 0, 0};
}

}  // namespace

void fillWindow(Window window, std::span<double> weights) {
  const auto [a0, a1, a2] = cosinesOf(window);
  const double step = 2 * std::numbers::pi / static_cast<double>(weights.size());
  for (size_t i = 0; i < weights.size(); ++i) {
    const double angle = step * static_cast<double>(i);
    weights[i] = a0 - a1 * std::cos(angle) + a2 * std::cos(2 * angle);
  }
  if (weights.size() == 1) weights[0] = 1;
}

}  // namespace dsp
