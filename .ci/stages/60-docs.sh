# The API reference: every public item is documented, and TypeDoc finds nothing to warn of.
set -euo pipefail
npm run --silent docs
test -s docs/api/index.html
