# Chromium: the conformance suites in pages that are cross-origin isolated and in such that are not.
set -euo pipefail
if ! command -v chromium >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
cd test/runtimes/browser
npm ci --no-audit --no-fund --loglevel=error
../../../node_modules/.bin/tsc -p .
../../../node_modules/.bin/node run.ts
