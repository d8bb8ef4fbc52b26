#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "samples.hpp"
#include "status.hpp"

namespace dsp {

/// Shaft revolutions that a recording needs before its scores are given.
constexpr double resolvedRevolutions = 40;
/// Where the background of a score begins, in orders; it ends at the maximum order or the band's width.
constexpr double backgroundOrder = 0.2;
/// Upper bounds of the options of these names.
constexpr int64_t maximumHarmonics = 100, maximumBins = 65536;
constexpr double maximumTolerance = 0.5;

struct EvidenceOptions {
  double rate = 0;                 ///< samples per second, Hz, > 0
  double speed = 0;                ///< shaft revolutions per second, Hz, > 0
  std::span<const double> bands;   ///< demodulation bands: low, high pairs in Hz, 0 <= low < high <= rate / 2
  std::span<const double> orders;  ///< one fault family each: its frequency over the shaft's, > 0
  int64_t harmonics = 3;           ///< 1 to `maximumHarmonics`
  double tolerance = 0.02;         ///< relative deviation of a fault frequency by slip, 0 to `maximumTolerance`
  double maximumOrder = 20;        ///< >= 1; maximumOrder * speed is at most rate / 2
  int64_t bins = 256;              ///< of the order spectrum, 1 to `maximumBins`
};

struct EvidenceSizes {
  size_t bands, families, bins;
  double revolutions;  ///< samples / rate * speed
  bool resolved;       ///< revolutions >= `resolvedRevolutions`
};

/// Where the evidence goes; the last axis runs fastest.
struct EvidenceOutputs {
  std::span<double> scores;        ///< [bands, families]
  std::span<float> orderSpectrum;  ///< [bands, bins], dB
  std::span<double> orders;        ///< [bins], the bins' middles
  std::span<double> kurtosis;      ///< [bands]
};

/// Checks `options` against a signal of `samples` samples and gives the sizes that follow.
/// At fault may be every option by its contract name (`parameters.bands`, `parameters.maximum-order`, ...; a band must
/// hold two frequency bins of the signal) or an empty signal.
Status evidenceSizes(size_t samples, const EvidenceOptions &options, EvidenceSizes &sizes);

/// How strongly each demodulation band carries the signature of each bearing fault.
///
/// **Envelope.** One transform of the whole recording (T seconds) serves all bands. The m bins of a band (edges
/// included; never the bins at 0 and rate/2) are doubled, moved down to frequency 0 and transformed back at length
/// M = 2 fastLength(max(2 m, K + 1)), K = floor(maximumOrder * revolutions): the complex envelope z, M samples over T,
/// whose magnitude is the envelope of the analytic signal. Moving a band does not change its envelope, and four times
/// the band's bins keep what |z| holds beyond the band's width from folding back. The mean is removed, a periodic Hann
/// window applied, and the amplitudes A[k] of the one-sided spectrum taken; bin k lies at k/T Hz, order k/revolutions.
///
/// **Scores.** For a family of order o the harmonics h = 1 ... `harmonics` are looked up: the largest A[k] with
/// |k - h o revolutions| <= max(tolerance h o revolutions, 1.5) and 1 <= k <= K, divided by the background, the median
/// of A[k] over the orders from 0.2 to min(maximumOrder, band's width / speed). The score is the mean of these ratios:
/// a local fault makes a series of impacts and thus a family of harmonics in the envelope spectrum (Randall, Antoni,
/// Rolling element bearing diagnostics - a tutorial, Mech. Syst. Signal Process. 25, 2011, section 5), of which
/// modulation and transfer path weaken any single one, so no harmonic may veto; the median holds although peaks stand
/// in its range. Harmonics above the maximum order or the band's width (beyond which an envelope carries no
/// information) are left out of the mean; a score without a harmonic is NaN.
///
/// Read scores against chance: the largest of n bins of noise is about sqrt(log2 n) medians, n growing with tolerance,
/// order and revolutions. A sound bearing therefore has 2 to 3, and up to 4 at low orders, where an envelope's noise
/// lies above the median of the whole range. Scores are NaN below 40 revolutions: the 3 bins around a low order's
/// harmonic would reach its neighbours.
///
/// **Order spectrum.** The root of the mean of A[k]^2 over the bins whose order lies in
/// [i, i + 1) * maximumOrder / bins (power in an order bin depends on neither speed nor length; where no k falls into
/// it: A interpolated linearly at its middle, (i + 1/2) * maximumOrder / bins), 1 <= k <= K, as 20 log10 of its ratio
/// to the median of those whose middle lies in the background's range, limited to -20 ... 60 dB.
///
/// **Kurtosis** is Pearson's, of the band-passed signal as a function of continuous time: no sampling instants
/// favoured.
///
/// A band that is silent (rms below 1e-12 of the signal's) has kurtosis NaN; one that is silent or whose envelope does
/// not vary (by the same measure) has scores and order spectrum NaN, as has one whose background's range is empty. NaN
/// or infinity in the signal makes everything but `orders` NaN.
Status bearingEvidence(Samples signal, const EvidenceOptions &options, const EvidenceOutputs &outputs);

}  // namespace dsp
