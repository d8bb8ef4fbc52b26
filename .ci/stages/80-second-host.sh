# A second host: wasmtime runs the same component bytes and gives the same answers, to the bit.
set -euo pipefail
source .ci/second-host.sh
second_host cpp ml
