#pragma once
#include <span>

#include "segments.hpp"

namespace dsp {

/// Fills `weights` with a periodic window; a single sample weighs 1.
/// Source: Harris, On the use of windows for harmonic analysis with the DFT, Proc. IEEE 66, 1978.
void fillWindow(Window window, std::span<double> weights);

}  // namespace dsp
