#!/usr/bin/env bash
# How often a typed name finds the name and the person among a million residents, and how fast.
#   bench/names.sh sqlite|postgres
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
engine=${1:?sqlite or postgres}
case $engine in sqlite | postgres) ;; *) echo "sqlite or postgres, not $engine" >&2; exit 2 ;; esac
residents=${RESIDENTS:-1000000} queries=${QUERIES:-1500} seed=${SEED:-1} half=${HALF:-held-out}
export CARGO_TARGET_DIR="${NABZ_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/nabz/target}"
cargo build --release --quiet -p nabz-people --example name_recall
measure="$CARGO_TARGET_DIR/release/examples/name_recall"
work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/nabz-names.XXXXXX")
results=bench/results

tidy_up() {
  if [ -n "${pg_bin:-}" ]; then (cd /tmp && "${run_as[@]}" "$pg_bin/pg_ctl" -D "$work/pg" -m immediate stop >/dev/null 2>&1) || true; fi
  rm -rf "$work"
}
trap tidy_up EXIT

start_postgres() {
  pg_bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  run_as=()
  chmod 755 "$work"; mkdir "$work/pg"
  if [ "$(id -u)" = 0 ]; then chown postgres "$work/pg"; run_as=(runuser -u postgres --); fi
  (cd /tmp && "${run_as[@]}" "$pg_bin/initdb" -D "$work/pg" -U nabz --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null)
  (cd /tmp && "${run_as[@]}" "$pg_bin/pg_ctl" -D "$work/pg" -w -l "$work/pg/server.log" -o "-p 18183 -h 127.0.0.1 \
     -c unix_socket_directories='' -c shared_buffers=2GB -c wal_compression=lz4 -c max_wal_size=8GB" start >/dev/null)
  "$pg_bin/createdb" -h 127.0.0.1 -p 18183 -U nabz nabz
}

database="sqlite:$work/names.db"
if [ "$engine" = postgres ]; then start_postgres; database="host=127.0.0.1 port=18183 user=nabz dbname=nabz"; fi

{
  echo "# $(date -u +%F) $(uname -srm), $(nproc) cores, $(awk '/MemTotal/ { print int($2 / 1048576) }' /proc/meminfo) GiB, load $(cut -d' ' -f1 /proc/loadavg) before, one client in the same process"
  echo "# engine $engine, $queries queries a manner of typing"
  "$measure" "$database" "$residents" "$queries" "$seed" "$half" "$work/queries.csv"
  echo "# load $(cut -d' ' -f1 /proc/loadavg) after"
} | tee "$results/names-$engine.txt"
grep -v '^#' "$results/names-$engine.txt" > "$results/names-$engine.csv"
gzip -9nc "$work/queries.csv" > "$results/names-$engine-queries.csv.gz"
