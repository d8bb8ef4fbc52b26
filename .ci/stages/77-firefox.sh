# Firefox ESR: what docs/platforms.md says that works there, and the demonstration.
set -euo pipefail
bash .ci/debian-packages.sh firefox-esr firefox-esr
for folder in demo test/runtimes/browser; do
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
done
node_modules/.bin/node test/runtimes/browser/run.ts --browser firefox
