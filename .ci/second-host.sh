# Replays the conformance vectors of the executors named under wasmtime. Needs Python 3.10 or newer with venv.
second_host() {
  local kept=.cache/second-host
  local python=$kept/venv/bin/python
  if ! "$python" -m pip freeze 2>/dev/null | grep -qxFf test/second-host/requirements.txt; then
    python3 -m venv --clear "$kept/venv"
    "$python" -m pip install --quiet --disable-pip-version-check -r test/second-host/requirements.txt
  fi
  rm -rf "$kept/vectors"
  node_modules/.bin/node test/second-host/write-vectors.ts "$kept/vectors" "$@"
  "$python" test/second-host/replay.py "$kept/compiled" "$kept/vectors"/*.json
}
