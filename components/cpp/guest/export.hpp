/// What the files with exports share. SPDX-License-Identifier: MIT
#pragma once
#include "call.hpp"

#define POLYRAY_EXPORT(name) extern "C" __attribute__((export_name(name)))
#define POLYRAY_EXECUTOR "polyray:compute/executor@0.1.0#"
#define POLYRAY_CHAIN "polyray:compute/chain@0.1.0#"

namespace polyray {

/// `result<Answer, Failure>`.
template <class Answer, class Failure>
struct Result {
  bool failed;
  union {
    Answer answer;
    Failure failure;
  };

  constexpr Result() : failed(false), answer() {}
  constexpr Result(Answer made) : failed(false), answer(made) {}
  constexpr Result(Failure why) : failed(true), failure(why) {}
};
using Executed = Result<Response, Error>;
static_assert(sizeof(Executed) == 24 && offsetof(Executed, answer) == 4);

}  // namespace polyray
