# Firefox ESR: what docs/platforms.md says that works there, and the demonstration.
set -euo pipefail
if ! command -v firefox-esr >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends firefox-esr >/dev/null
fi
for folder in demo test/runtimes/browser; do
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
done
node_modules/.bin/node test/runtimes/browser/run.ts --browser firefox
