# The demonstration site in Chromium: its parts, pixels, accessibility, without a network, and in every way of isolation.
set -euo pipefail
bash .ci/debian-packages.sh chromium chromium
cd demo
npm ci --no-audit --no-fund --loglevel=error
../node_modules/.bin/tsc -p .
../node_modules/.bin/tsc -p service-worker
../node_modules/.bin/node ../node_modules/vitest/vitest.mjs run --config vitest.config.ts
