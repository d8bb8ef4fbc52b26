# WebKitGTK: what docs/platforms.md says that works there, and the demonstration.
set -euo pipefail
if ! command -v WebKitWebDriver >/dev/null || ! command -v xvfb-run >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends webkit2gtk-driver xvfb xauth >/dev/null
fi
for folder in demo test/runtimes/browser; do
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
done
# it draws, whether somebody looks or not
xvfb-run -a node_modules/.bin/node test/runtimes/browser/run.ts --browser webkit
