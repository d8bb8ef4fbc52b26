# Debian's packages, where a program of theirs is not there: debian-packages.sh PROGRAM PACKAGE...
set -euo pipefail
if ! command -v "$1" >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${@:2}" >/dev/null
fi
