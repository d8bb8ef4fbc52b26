# The bundle for machines without a network: installed into an empty folder with the network off, and used from there.
set -euo pipefail
root=$PWD
export PATH="$root/node_modules/.bin:$PATH"
npm run --silent bundle
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
tar -xzf dist/bundle/polyray-*.tar.gz -C "$folder"
cat >"$folder/use.sh" <<'USE'
set -euo pipefail
export HOME=$PWD/home npm_config_cache=$PWD/npm
mkdir home
sh polyray-*/install.sh project
cd project
cat >first.mjs <<'PROGRAM'
import { init } from 'polyray';
import { cpp } from 'polyray-cpp';

await using ray = await init({ numWorkers: 1, executors: { cpp } });
const signal = Float64Array.from({ length: 4096 }, (_, i) => Math.sin(i / 5));
const { outputs } = await ray.executors.get('cpp').execute({ operation: 'signal.welch', parameters: { rate: 1000 }, inputs: { signal } });
console.log(outputs.power.data.length > 100 ? 'welch answered' : 'welch did not answer');
PROGRAM
node first.mjs | grep -x 'welch answered'
test "$(node_modules/.bin/polyray call python run -p '{"source": "def main(x): return x * 2", "arguments": [21]}' | tr -d ' \n')" = '{"result":42,"stdout":""}'
echo "something" >>../polyray-*/packages/polyray-0*.tgz
if sh ../polyray-*/install.sh ../other 2>/dev/null; then echo 'a changed package was installed' >&2; exit 1; fi
USE
without=()
if unshare -n true 2>/dev/null; then without=(unshare -n); else echo 'the network is left on: only root can take it away'; fi
(cd "$folder" && "${without[@]}" bash use.sh)
