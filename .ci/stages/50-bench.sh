# The benchmarks: their peers install, their types hold, and every answer agrees with the peer's. Speed is not judged here.
set -euo pipefail
if ! command -v chromium >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
cd bench
npm ci --no-audit --no-fund --loglevel=error
../node_modules/.bin/tsc -p .
for benchmark in *.bench.ts; do
  POLYRAY_BENCH=answers ../node_modules/.bin/node --expose-gc "$benchmark"
done
