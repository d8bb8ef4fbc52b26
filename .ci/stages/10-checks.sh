# Types, format, lint, rooms and cycles, WIT, dependencies, words, generated files.
set -euo pipefail
npm run --silent ok -- --without-tests
