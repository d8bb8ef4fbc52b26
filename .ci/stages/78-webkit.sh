# WebKitGTK: what docs/platforms.md says that works there, and the demonstration.
set -euo pipefail
bash .ci/debian-packages.sh WebKitWebDriver webkit2gtk-driver
bash .ci/debian-packages.sh xvfb-run xvfb xauth
for folder in demo test/runtimes/browser; do
  (cd "$folder" && npm ci --no-audit --no-fund --loglevel=error)
done
# it draws, whether somebody looks or not
xvfb-run -a node_modules/.bin/node test/runtimes/browser/run.ts --browser webkit
