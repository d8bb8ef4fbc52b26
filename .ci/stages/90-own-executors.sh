# An executor of one's own, end to end, in every language there is a template for: the packed polyray makes the folder, its own
# npm dependencies build the component, the conformance suite passes. Rust where cargo has the target.
set -euo pipefail
root=$PWD
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export PATH="$root/node_modules/.bin:$PATH"
package=$(npm pack --silent --pack-destination "$folder")
cd "$folder"
for template in "$root"/dist/templates/executor/*/; do
  language=$(basename "$template")
  if [ "$language" = rust ] && ! { command -v cargo >/dev/null && [ -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; }; then
    echo 'rust: no cargo with wasm32-unknown-unknown here'
    continue
  fi
  node "$root/dist/cli/main.js" new executor "own-$language" --lang "$language"
  (cd "own-$language" && npm install --save-dev --no-audit --no-fund --loglevel=error "../$package" && npm test)
done
