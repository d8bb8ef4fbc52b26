# Chromium: the conformance suites in pages that are cross-origin isolated and in such that are not.
set -euo pipefail
bash .ci/debian-packages.sh chromium chromium
cd test/runtimes/browser
npm ci --no-audit --no-fund --loglevel=error
../../../node_modules/.bin/tsc -p .
../../../node_modules/.bin/node run.ts
