# An executor alone: ml installs and builds without clang, FFTW and Pyodide, in a copy of the repository of its own.
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
echo 'ml built alone'
