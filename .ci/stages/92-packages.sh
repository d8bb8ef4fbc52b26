# The packages as npm packs them: contents, types, sizes; installed and run in every runtime and bundler; the examples that embed them.
set -euo pipefail
bash .ci/debian-packages.sh chromium chromium
cd test/packages
npm ci --no-audit --no-fund --loglevel=error
../../node_modules/.bin/tsc -p .
../../node_modules/.bin/node ../../node_modules/vitest/vitest.mjs run --config vitest.config.ts
