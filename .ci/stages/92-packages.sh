# The packages as npm packs them: contents, types, sizes; installed and run in every runtime and bundler; the examples that embed them.
set -euo pipefail
if ! command -v chromium >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
cd test/packages
npm ci --no-audit --no-fund --loglevel=error
../../node_modules/.bin/tsc -p .
../../node_modules/.bin/node ../../node_modules/vitest/vitest.mjs run --config vitest.config.ts
