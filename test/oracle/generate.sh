#!/bin/sh
# Writes the golden files anew. Needs Python 3.10 or later with the packages of requirements.txt.
set -eu
export PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")"
for script in segments envelope_spectrum features bearing_evidence; do
  "${PYTHON:-python3}" "$script.py"
done
