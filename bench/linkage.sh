#!/usr/bin/env bash
# How many lines of one person are found in lists whose truth is known, and how many are wrong;
# the same of two other programs.
#   bench/linkage.sh tuning    FEBRL 1 to 3 and the tuning half of the names
#   bench/linkage.sh held-out  FEBRL 4, with two other programs on it, and both halves of the names
#   bench/linkage.sh all       both
#   bench/linkage.sh names     both halves of the names alone
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
what=${1:?tuning, held-out, all or names}
case $what in tuning | held-out | all | names) ;; *) echo "tuning, held-out, all or names, not $what" >&2; exit 2 ;; esac
export CARGO_TARGET_DIR="${NABZ_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/nabz/target}"
profile=${PROFILE:-release} flag=()
if [ "$profile" = release ]; then flag=(--release); fi
cargo build "${flag[@]}" --quiet -p nabz-linkage --example sounds
work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/nabz-linkage.XXXXXX")
trap 'rm -rf "$work"' EXIT
results=bench/results

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'jellyfish==1.3.0'
if [ "$what" != names ]; then
  "$work/venv/bin/pip" install --quiet 'recordlinkage==0.16' 'splink==5.0.0'
  cargo build "${flag[@]}" --quiet -p nabz
  OMP_NUM_THREADS=1 "$work/venv/bin/python" bench/linkage.py "$what" "$CARGO_TARGET_DIR/$profile/nabz" "$work" "$results"
fi
sounds="$CARGO_TARGET_DIR/$profile/examples/sounds" pairs=fixtures/names/cmu_indian_names.tsv
"$sounds" measure "$pairs" > "$work/linkage-names.csv"
"$sounds" pairs "$pairs" | "$work/venv/bin/python" bench/linkage_names.py > "$work/linkage-names-peers.csv"
for table in linkage-names linkage-names-peers; do
  if [ "$what" = tuning ]; then grep -v '^held-out' "$work/$table.csv"; else cp "$work/$table.csv" "$results/"; fi
done
