# The oldest Node that polyray runs on: the suites that Deno and Bun run too.
set -euo pipefail
node_modules/.bin/node test/runtimes/run.ts oldest-node
