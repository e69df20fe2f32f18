#!/usr/bin/env bash
# The record's FHIR API under load, on SQLite or PostgreSQL, with the load generator beside it.
#   bench/fhir.sh sqlite|postgres [ROUNDS]
# PATIENTS, SEED, CONNECTIONS, DURATION (seconds an operation), SHAPE_DURATION and OPERATIONS change
# the run, SHARED_BUFFERS PostgreSQL's cache. PROGRAM is a program that is built already, and RESULTS
# the folder of the results. CITY is a folder where the loaded database is kept for further runs,
# since loading takes longest; what is measured while it loads is then not measured again.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
engine=${1:?sqlite or postgres} rounds=${2:-3}
case $engine in sqlite | postgres) ;; *) echo "sqlite or postgres, not $engine" >&2; exit 2 ;; esac
command -v wrk >/dev/null || { echo "wrk is missing: apt-get install wrk" >&2; exit 2; }
export PATIENTS="${PATIENTS:-64000}" SEED="${SEED:-1}" PYTHONDONTWRITEBYTECODE=1
built=${PROGRAM:-}
if [ -z "$built" ]; then
  export CARGO_TARGET_DIR="${NABZ_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/nabz/target}"
  cargo build --release --quiet -p nabz
  built="$CARGO_TARGET_DIR/release/nabz"
fi
work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/nabz-fhir.XXXXXX")
nabz="$work/measured"   # what is measured stays what it is
cp "$built" "$nabz"
COMMIT="$(git rev-parse --short HEAD)$(git diff --quiet HEAD -- crates migrations web || echo ' and changes')${PROGRAM:+, program $PROGRAM}"
results=${RESULTS:-bench/results}
mkdir -p "$results"
city=${CITY:+$CITY/fhir-$engine-$PATIENTS-$SEED}
runner=

tidy_up() {
  if [ -n "$runner" ]; then kill "$runner" 2>/dev/null || true; wait "$runner" 2>/dev/null || true; fi
  if [ -n "${pg_bin:-}" ]; then stop_postgres immediate 2>/dev/null || true; fi
  rm -rf "$work"
}
trap tidy_up EXIT

# PostgreSQL at $work/pg, with its socket there as on a machine that has the server beside it.
start_postgres() {
  pg_bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  run_as=()
  if [ "$(id -u)" = 0 ]; then run_as=(runuser -u postgres --); fi
  chmod 755 "$work"
  if [ ! -d "$work/pg" ]; then
    mkdir "$work/pg"
    if [ "$(id -u)" = 0 ]; then chown postgres "$work/pg"; fi
    (cd /tmp && "${run_as[@]}" "$pg_bin/initdb" -D "$work/pg" -U nabz --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null)
  fi
  (cd /tmp && "${run_as[@]}" "$pg_bin/pg_ctl" -D "$work/pg" -w -t 300 -l "$work/pg/server.log" -o "-h '' -p 18185 \
     -c unix_socket_directories='$work/pg' -c shared_buffers=${SHARED_BUFFERS:-512MB} -c wal_compression=lz4 \
     -c max_wal_size=8GB -c log_error_verbosity=terse" start >/dev/null)
  createdb -h "$work/pg" -p 18185 -U nabz nabz 2>/dev/null || true
}

stop_postgres() { (cd /tmp && "${run_as[@]}" "$pg_bin/pg_ctl" -D "$work/pg" -w -t 300 -m "$1" stop >/dev/null); }

# In the background, so that this script hears when it is told to stop.
run() {
  python3 bench/fhir/run.py "$1" "$engine" "$nabz" "$database" "$work" "$results" "$rounds" & runner=$!
  wait "$runner"
  runner=
}

database="sqlite:$work/nabz.db"
if [ "$engine" = postgres ]; then database="host=$work/pg port=18185 user=nabz dbname=nabz"; fi
rm -f "$results/fhir-$engine".csv "$results/fhir-$engine"-shapes.csv
if [ -n "$city" ] && [ -d "$city" ]; then
  cp -a "$city/." "$work/"
  cp "$built" "$nabz"
  if [ "$engine" = postgres ]; then start_postgres; fi
else
  if [ "$engine" = postgres ]; then start_postgres; fi
  run load
  if [ -n "$city" ]; then
    if [ "$engine" = postgres ]; then stop_postgres fast; fi
    mkdir -p "$city"; cp -a "$work/." "$city/"
    if [ "$engine" = postgres ]; then start_postgres; fi
  fi
fi
sync
DISK=$("$nabz" --database "$database" --key "$work/nabz.key" --audit "$work/audit" doctor --disk "$work" | grep -i 'sync\|full_page' | tr -s ' ' | paste -sd' ' || true)
export COMMIT DISK
run ask
