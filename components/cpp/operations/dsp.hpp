/// Between the ABI and the functions of cpp_plugins. SPDX-License-Identifier: MIT
#pragma once
#include "operation.hpp"
#include "samples.hpp"
#include "status.hpp"

namespace polyray {

/// A real signal as the algorithms read it. @param tensor fp32 or fp64
inline dsp::Samples samplesOf(const Tensor &tensor) {
  return tensor.type == Type::fp32 ? dsp::Samples(elements<float>(tensor)) : dsp::Samples(elements<double>(tensor));
}

/// Whether a function succeeded; what it says otherwise becomes the call's error.
inline bool succeeded(Call &call, const dsp::Status &status) {
  switch (status.code) {
    case dsp::Status::Code::ok:
      return true;
    case dsp::Status::Code::outOfMemory:
      return call.outOfMemory();
    case dsp::Status::Code::invalid:
      return call.invalid({status.path}, {status.message});
  }
}

}  // namespace polyray
