# Executors that are programs of this machine: good and bad manners, and the examples in C++ and Python through the
# conformance suite.
set -euo pipefail
bash .ci/debian-packages.sh c++ g++
mkdir -p .cache/native
c++ -std=c++20 -O2 -Wall -Wextra -Werror examples/native-executors/softmax.cpp -o .cache/native/softmax
node_modules/.bin/node node_modules/vitest/vitest.mjs run --config test/native.config.ts
