#include "segment_transform.hpp"

#include "bins.hpp"
#include "window.hpp"

namespace dsp {
namespace {

double mean(std::span<const double> x) {
  double sum = 0;
  for (const double value : x) sum += value;
  return sum / static_cast<double>(x.size());
}

/// Takes the least-squares line (its slope only if `slope`) from `x`.
void removeTrend(std::span<double> x, bool slope) {
  const double offset = mean(x), middle = static_cast<double>(x.size() - 1) / 2;
  double product = 0, square = 0;
  if (slope)
    for (size_t i = 0; i < x.size(); ++i) {
      const double t = static_cast<double>(i) - middle;
      product += t * (x[i] - offset);
      square += t * t;
    }
  const double rise = square > 0 ? product / square : 0;
  for (size_t i = 0; i < x.size(); ++i) x[i] -= offset + rise * (static_cast<double>(i) - middle);
}

/// What turns |bin|^2 into one side's power.
double powerScale(const SegmentOptions &options, std::span<const double> weights) {
  double sum = 0, squares = 0;
  for (const double weight : weights) {
    sum += weight;
    squares += weight * weight;
  }
  return options.scaling == Scaling::density ? 1 / (options.rate * squares) : 1 / (sum * sum);
}

}  // namespace

SegmentTransform::SegmentTransform(Samples signal, const SegmentOptions &options, const SegmentSizes &sizes)
    : signal_(signal),
      detrend_(options.detrend),
      sizes_(sizes),
      weights_(sizes.length),
      frame_(sizes.length),
      bins_(sizes.bins) {
  if (!weights_) return;
  fillWindow(options.window, weights_);
  scale_ = powerScale(options, weights_);
}

Status SegmentTransform::run(size_t segment, std::span<double> power) {
  if (!weights_ || !frame_ || !bins_) return Status::outOfMemory();
  signal_.copy(segment * sizes_.step, frame_);
  if (detrend_ != Detrend::none) removeTrend(frame_, detrend_ == Detrend::linear);
  for (size_t i = 0; i < sizes_.length; ++i) frame_[i] *= weights_[i];
  if (!fft::r2c(frame_, bins_, sizes_.length)) return Status::outOfMemory();
  for (size_t k = 0; k < sizes_.bins; ++k) {
    const bool single = k == 0 || 2 * k == sizes_.length;  // no negative frequency beside it
    power[k] = (single ? 1 : 2) * scale_ * squaredMagnitude(bins_[k]);
  }
  return {};
}

}  // namespace dsp
