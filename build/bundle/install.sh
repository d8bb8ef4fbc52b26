#!/bin/sh
# Installs polyray and its executors from this folder, without a network and without npm: install.sh [FOLDER]. Default: where
# one is. Of the folder's node_modules what has the same name is replaced, and all else stays.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-.}
modules=$target/node_modules
sums=$(cd "$here" && sha256sum -c SHA256SUMS) || {
  echo "Nothing is installed, since files are not as they were packed:
$(echo "$sums" | grep -v ': OK$')" >&2
  exit 1
}
[ -f "$here/node" ] || command -v node >/dev/null || { echo 'Node 22.12 or newer is needed' >&2; exit 1; }
mkdir -p "$modules/.bin"
# those that were checked, and no file beside them
while read -r _ file; do
  case $file in packages/*.tgz) place=${file#packages/} ;; *) continue ;; esac
  place=$modules/${place%.tgz}
  rm -rf "$place"
  mkdir -p "$place"
  tar -xzf "$here/$file" -C "$place" --strip-components=1
done <"$here/SHA256SUMS"
for program in node polyray; do
  [ -f "$here/$program" ] || continue
  rm -f "$modules/.bin/$program" # it may be a link, or be running
  cp "$here/$program" "$modules/.bin/$program"
  chmod 755 "$modules/.bin/$program"
done
[ -f "$target/package.json" ] || cp "$here/package.json" "$target/package.json"
"$modules/.bin/polyray" executors
