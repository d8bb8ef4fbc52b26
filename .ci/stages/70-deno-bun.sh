# Deno and Bun: the suites of tasks, objects, actors, executors, pipelines and Python, and the command line, on both.
set -euo pipefail
node_modules/.bin/node test/runtimes/run.ts deno,bun
