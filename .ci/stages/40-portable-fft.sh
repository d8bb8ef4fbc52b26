# Without FFTW, the C++ executor is built on its own transforms and gives the same answers.
set -euo pipefail
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy"
cp -r node_modules "$copy/node_modules"
cd "$copy"
node_modules/.bin/node build/commands/build.ts --without-fftw
node_modules/.bin/node node_modules/vitest/vitest.mjs run test/conformance/cpp.test.ts test/oracle
