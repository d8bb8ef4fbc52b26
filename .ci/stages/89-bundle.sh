# The bundles for machines without a network, with Node and without: each installed into an empty folder, with the network off
# and no other program found than those that docs/deploy.md names, and used from there.
set -euo pipefail
root=$PWD
export PATH="$root/node_modules/.bin:$PATH"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/tools"
for tool in sh chmod cp dirname grep gzip mkdir readlink rm sha256sum tar; do ln -s "$(command -v $tool)" "$folder/tools"; done
cat >"$folder/first.mjs" <<'PROGRAM'
import { init } from 'polyray';
import { cpp } from 'polyray-cpp';

await using ray = await init({ numWorkers: 1, executors: { cpp } });
const signal = Float64Array.from({ length: 4096 }, (_, i) => Math.sin(i / 5));
const { outputs } = await ray.executors.get('cpp').execute({ operation: 'signal.welch', parameters: { rate: 1000 }, inputs: { signal } });
console.log(outputs.power.data.length > 100 ? 'welch answered' : 'welch did not answer');
PROGRAM
cat >"$folder/use.sh" <<'USE'
set -eu
sh polyray-*/install.sh project
cd project
cp ../../first.mjs .
$NODE first.mjs | grep -x 'welch answered'
node_modules/.bin/polyray call python run -p '{"source": "def main(x): return x * 2", "arguments": [21]}' >answer
grep '"result": 42' answer
packages=$(echo ../polyray-*/packages)
cp "$packages/ws.tgz" "$packages/unlisted.tgz"
sh ../polyray-*/install.sh # over what is there
if [ -e node_modules/unlisted ]; then echo 'a package that is not listed was installed' >&2; exit 1; fi
echo "something" >>"$packages/polyray.tgz"
if sh ../polyray-*/install.sh ../other 2>refusal; then echo 'a changed package was installed' >&2; exit 1; fi
grep -x 'packages/polyray.tgz: FAILED' refusal
if [ -e ../other ]; then echo 'something of a changed bundle was installed' >&2; exit 1; fi
USE
without=()
if unshare -n true 2>/dev/null; then without=(unshare -n); else echo 'the network is left on: only root can take it away'; fi
# archive, Node, and what the PATH has beside the tools
use() {
  mkdir "$folder/machine"
  tar -xzf "$1" -C "$folder/machine"
  (cd "$folder/machine" && "${without[@]}" env -i HOME="$folder" NODE="$2" PATH="$folder/tools$3" "$folder/tools/sh" ../use.sh)
  rm -r "$folder/machine"
}
npm run --silent bundle
npm run --silent bundle -- --node
version=$(node -p 'require("./package.json").version')
use "dist/bundle/polyray-$version.tar.gz" node ":$(dirname "$(readlink -f node_modules/.bin/node)")"
use "dist/bundle/polyray-$version-$(node -p 'process.platform + "-" + process.arch').tar.gz" node_modules/.bin/node ""
