# The programs in docs, hostile components and hostile Python, chaos, the C++ compiler, and tasks, objects and actors with the
# coordinator in a thread and without shared memory.
set -euo pipefail
node_modules/.bin/node node_modules/vitest/vitest.mjs run --config test/long.config.ts
