# The main job end to end, twice; the second start must be quick, and the report must be there.
set -euo pipefail
npm start
began=$(date +%s%N)
npm start >/dev/null
elapsed=$(( ($(date +%s%N) - began) / 1000000 ))
echo "npm start again: ${elapsed} ms"
test "$elapsed" -lt 15000
test -s examples/bearing-diagnosis/dist/report.html
