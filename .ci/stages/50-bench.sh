# The benchmarks: their peers install, their types hold, and every answer agrees with the peer's. Speed is not judged here.
set -euo pipefail
bash .ci/debian-packages.sh chromium chromium
cd bench
npm ci --no-audit --no-fund --loglevel=error
../node_modules/.bin/tsc -p .
for benchmark in *.bench.ts; do
  POLYRAY_BENCH=answers ../node_modules/.bin/node --expose-gc "$benchmark"
done
