# Bills of materials of all published packages, by CycloneDX's own schema, and whether THIRD_PARTY_NOTICES are current.
set -euo pipefail
npm run --silent sbom -- --check
node_modules/.bin/tsc -p build/sbom
