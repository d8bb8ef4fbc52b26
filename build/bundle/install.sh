#!/bin/sh
# Installs polyray and its executors from this folder, without a network: install.sh [FOLDER]. Default: where one is.
# The folder is an npm project afterwards, with node_modules/.bin/polyray.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-.}
(cd "$here" && sha256sum --check --quiet SHA256SUMS)
[ -x "$here/node" ] && PATH="$here:$PATH"
command -v npm >/dev/null || { echo 'npm is needed, which comes with Node 22.12 or newer' >&2; exit 1; }
mkdir -p "$target"
cd "$target"
[ -f package.json ] || echo '{ "private": true, "type": "module" }' >package.json
npm install --offline --no-audit --no-fund --loglevel=error "$here"/packages/*.tgz
node_modules/.bin/polyray executors
