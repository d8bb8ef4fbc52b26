# An executor alone: ml installs and builds without clang, FFTW and Pyodide, and again without the others' sources and a network.
set -euo pipefail
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy"
cd "$copy"
npm run build -- --only ml
test -s components/ml/dist/simd128/ml.component.wasm
for other in @yowasp/clang pyodide; do
  if [ -e "node_modules/$other" ]; then
    echo "building ml alone installed $other" >&2
    exit 1
  fi
done
sha256sum components/ml/dist/*/ml.component.wasm >sums
rm -rf .cache components/ml/dist components/{candle,cpp,python,python-sealed} cpp_plugins python
alone=()
if unshare --net --map-root-user true 2>/dev/null; then alone=(unshare --net --map-root-user); fi
"${alone[@]}" node_modules/.bin/node build/commands/build.ts --only ml
sha256sum --check --quiet sums
echo "ml built alone${alone:+, without a network}"
