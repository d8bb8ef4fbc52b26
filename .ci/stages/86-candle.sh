# candle in Rust: through the conformance suite and a second host, and a real all-MiniLM-L6-v2 against ONNX Runtime.
set -euo pipefail
triple=wasm32-unknown-unknown
command -v cargo >/dev/null || { echo 'candle needs cargo: install Rust by rustup' >&2; exit 1; }
[ -d "$(rustc --print target-libdir --target $triple)" ] || rustup target add $triple
npm run build -- --only candle
npm run --silent generate -- --check --only candle

kept=.cache/candle-oracle
python=$kept/venv/bin/python
requirements=components/candle/test/oracle/requirements.txt
if ! cmp -s "$requirements" "$kept/requirements.txt"; then
  python3 -m venv --clear "$kept/venv"
  "$python" -m pip install --quiet --disable-pip-version-check --no-deps -r "$requirements"
  cp "$requirements" "$kept/requirements.txt"
fi
"$python" components/candle/test/oracle/minilm.py "$kept/minilm.json"
POLYRAY_MINILM=$PWD/$kept/minilm.json \
  node_modules/.bin/node node_modules/vitest/vitest.mjs run --config test/other-toolchains.config.ts components/candle

source .ci/second-host.sh
second_host candle
