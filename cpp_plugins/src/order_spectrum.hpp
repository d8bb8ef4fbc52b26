#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

namespace dsp {

/// The envelope spectrum of a band, seen over orders (multiples of the shaft speed).
struct OrderSpectrum {
  std::span<const double> amplitudes;  ///< bins 0 to K, at least 2
  double revolutions;                  ///< bins per order
  double maximum;                      ///< the highest order, at bin K or less than a bin above
  double width;                        ///< the band's width in orders: an envelope tells nothing beyond
};

/// The median amplitude over the background's orders; NaN where there is no bin. `work` is as long as the amplitudes.
double backgroundOf(const OrderSpectrum &spectrum, std::span<double> work);

/// The mean over the harmonics of `order` of the largest amplitude near each, over `background`; NaN without a
/// harmonic.
double scoreOf(const OrderSpectrum &spectrum, double order, int64_t harmonics, double tolerance, double background);

/// Writes the spectrum over uniform order bins, in decibel over its own median; `work` is twice as long as `decibels`.
void resampleOrders(const OrderSpectrum &spectrum, std::span<double> work, std::span<float> decibels);

}  // namespace dsp
