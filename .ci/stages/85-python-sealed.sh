# CPython inside a component: built by componentize-py, through the conformance suite, its own tests, and a second host.
set -euo pipefail
npm run build -- --only python-sealed
npm run --silent generate -- --check --only python-sealed
node_modules/.bin/node node_modules/vitest/vitest.mjs run --config test/other-toolchains.config.ts components/python-sealed
source .ci/second-host.sh
second_host python-sealed
