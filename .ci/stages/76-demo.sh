# The demonstration site in Chromium: its parts, pixels, accessibility, without a network, and in every way of isolation.
set -euo pipefail
if ! command -v chromium >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
cd demo
npm ci --no-audit --no-fund --loglevel=error
../node_modules/.bin/tsc -p .
../node_modules/.bin/tsc -p service-worker
../node_modules/.bin/node ../node_modules/vitest/vitest.mjs run --config vitest.config.ts
