#!/usr/bin/env bash
# How fast cards are signed and checked, how large the status list of 20 million is, and how long a
# check takes in a browser.
#   bench/cards.sh           all of it
#   bench/cards.sh browser   the browser alone
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
what=${1:-all}
case $what in all | browser) ;; *) echo "all or browser, not $what" >&2; exit 2 ;; esac
cards=${CARDS:-20000} calls=${CALLS:-1000}
export CARGO_TARGET_DIR="${NABZ_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/nabz/target}"
cargo build --release --quiet -p nabz-credential --example card_figures
measure="$CARGO_TARGET_DIR/release/examples/card_figures"
results=bench/results

samples=$(mktemp)
trap 'rm -f "$samples"' EXIT
[ -d web/node_modules/@playwright ] || (cd web && npm ci --ignore-scripts --no-audit --no-fund)
"$measure" samples "$calls" > "$samples"
node bench/cards/browser.mjs "$samples" "$results/cards-browser"
if [ "$what" = browser ]; then exit; fi

"$measure" speed "$cards" > "$results/cards-speed.csv"
"$measure" lists > "$results/cards-lists.csv"

# The middle and the slowest hundredth of one column.
spread() {
  tail -n +2 "$results/cards-speed.csv" | cut -d, -f"$1" | sort -n |
    awk '{ v[NR] = $1 } END { print "p50 " v[int((NR + 1) / 2)] ", p99 " v[int(NR * 0.99 + 0.5)] }'
}

{
  echo "# $(date -u +%F) $(uname -srm), $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), one thread"
  echo "bytes of a card: $(spread 1)"
  echo "letters: $(spread 2)"
  echo "modules: $(spread 3)"
  echo "microseconds to sign and write: $(spread 4)"
  echo "microseconds to read and check: $(spread 5)"
  echo "microseconds to draw the code: $(spread 6)"
  tail -n +2 "$results/cards-speed.csv" |
    awk -F, '{ sum += $4 } END { printf "signed a second: %.0f\n", NR * 1000000 / sum }'
  cat "$results/cards-lists.csv"
} | tee "$results/cards.txt"

gzip -9nf "$results/cards-speed.csv"
