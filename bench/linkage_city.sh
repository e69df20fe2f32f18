#!/usr/bin/env bash
# How many lines of one person are found in made-up cities, and how many links are wrong: by us, by
# Splink and by recordlinkage, each of the two once with the list as it stands and once with its
# names as our program hears them.
#   bench/linkage_city.sh RESIDENTS SEED...   no seed 1, on which settings were chosen
# NOISE is heard, copied or both ("heard copied" unless named).
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
residents=${1:?how many residents}
shift
if [ $# = 0 ]; then echo "at least one seed" >&2; exit 2; fi
export CARGO_TARGET_DIR="${NABZ_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/nabz/target}"
profile=${PROFILE:-release} flag=()
if [ "$profile" = release ]; then flag=(--release); fi
cargo build "${flag[@]}" --quiet -p nabz
cargo build "${flag[@]}" --quiet -p nabz-linkage --example folds
work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/nabz-linkage-city.XXXXXX")
trap 'rm -rf "$work"' EXIT
program="$CARGO_TARGET_DIR/$profile/nabz"
folds="$CARGO_TARGET_DIR/$profile/examples/folds"
results=bench/results

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'recordlinkage==0.16' 'splink==5.0.0'
export PYTHONDONTWRITEBYTECODE=1
for noise in ${NOISE:-heard copied}; do
  python3 bench/linkage_city.py "$program" "$work" "$results" "$residents" "$noise" "$@"
  "$work/venv/bin/python" bench/linkage_city_peers.py "$program" "$folds" "$work" "$results" "$residents" "$noise" "$@"
done
