# Firefox ESR: executors, the pipeline and Python, as far as docs/platforms.md says that they work there.
set -euo pipefail
if ! command -v firefox-esr >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr >/dev/null
fi
cd test/runtimes/browser
npm ci --no-audit --no-fund --loglevel=error
../../../node_modules/.bin/node run.ts --browser firefox
