# Hostile components and hostile Python, and tasks, objects and actors with the coordinator in a thread.
set -euo pipefail
node_modules/.bin/node node_modules/vitest/vitest.mjs run --config test/long.config.ts
