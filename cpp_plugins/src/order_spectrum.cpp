#include "order_spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "bearing_evidence.hpp"
#include "bins.hpp"
#include "median.hpp"

namespace dsp {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double leastReach = 1.5;  // bins to either side; a Hann window's main lobe reaches 2
constexpr double lowestDecibel = -20, highestDecibel = 60;

/// The level of one order bin that reaches from `start` to `end`, in bins of the envelope spectrum.
double levelOf(std::span<const double> amplitudes, double start, double end) {
  const size_t last = amplitudes.size() - 1;
  const size_t first = std::max<size_t>(firstBin(start), 1), stop = std::min(firstBin(end), last + 1);
  if (first < stop) {
    double squares = 0;
    for (size_t k = first; k < stop; ++k) squares += amplitudes[k] * amplitudes[k];
    return std::sqrt(squares / static_cast<double>(stop - first));
  }
  const double middle = std::clamp((start + end) / 2, 1.0, static_cast<double>(last));
  const size_t below = std::min(static_cast<size_t>(middle), last - 1);
  const double part = middle - static_cast<double>(below);
  return (1 - part) * amplitudes[below] + part * amplitudes[below + 1];
}

}  // namespace

double backgroundOf(const OrderSpectrum &spectrum, std::span<double> work) {
  const double highest = std::min(spectrum.maximum, spectrum.width);
  const size_t first = std::max<size_t>(firstBin(backgroundOrder * spectrum.revolutions), 1);
  const size_t end = std::min(lastBin(highest * spectrum.revolutions) + 1, spectrum.amplitudes.size());
  if (first >= end) return nan;
  const std::span<double> part = work.first(end - first);
  const std::span<const double> between = spectrum.amplitudes.subspan(first, end - first);
  std::copy(between.begin(), between.end(), part.begin());
  return median(part);
}

double scoreOf(const OrderSpectrum &spectrum, double order, int64_t harmonics, double tolerance, double background) {
  const double highest = std::min(spectrum.maximum, spectrum.width) * spectrum.revolutions;
  const std::span<const double> amplitudes = spectrum.amplitudes;
  double sum = 0;
  int64_t count = 0;
  for (; count < harmonics; ++count) {
    const double middle = static_cast<double>(count + 1) * order * spectrum.revolutions;
    if (middle > highest + gridTolerance) break;
    const double reach = std::max(tolerance * middle, leastReach);
    const size_t first = middle - reach > 1 ? firstBin(middle - reach) : 1;
    const size_t end = std::min(lastBin(middle + reach) + 1, amplitudes.size());
    const std::span<const double> near = amplitudes.subspan(first, end - first);
    sum += *std::max_element(near.begin(), near.end()) / background;
  }
  return count > 0 ? sum / static_cast<double>(count) : nan;
}

void resampleOrders(const OrderSpectrum &spectrum, std::span<double> work, std::span<float> decibels) {
  const size_t bins = decibels.size();
  const std::span<double> levels = work.first(bins), inRange = work.subspan(bins, bins);
  const double step = spectrum.maximum / static_cast<double>(bins), width = step * spectrum.revolutions;
  size_t count = 0;
  for (size_t i = 0; i < bins; ++i) {
    levels[i] = levelOf(spectrum.amplitudes, static_cast<double>(i) * width, static_cast<double>(i + 1) * width);
    const double order = (static_cast<double>(i) + 0.5) * step;
    if (order >= backgroundOrder && order <= spectrum.width) inRange[count++] = levels[i];
  }
  const double reference = count > 0 ? median(inRange.first(count)) : nan;
  for (size_t i = 0; i < bins; ++i) {
    const double decibel = 20 * std::log10(levels[i] / reference);
    decibels[i] = static_cast<float>(std::clamp(decibel, lowestDecibel, highestDecibel));  // NaN stays NaN
  }
}

}  // namespace dsp
