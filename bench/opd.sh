#!/usr/bin/env bash
# Ten minutes of out-patient departments over a million residents, on SQLite or PostgreSQL.
#   bench/opd.sh sqlite|postgres
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
engine=${1:?sqlite or postgres}
residents=${RESIDENTS:-1000000} rate=${RATE:-25} visits=${VISITS:-15000} seed=${SEED:-1}
export CARGO_TARGET_DIR="${NABZ_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/nabz/target}"
cargo build --release --quiet -p nabz
nabz="$CARGO_TARGET_DIR/release/nabz"
work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/nabz-bench.XXXXXX")
address=127.0.0.1:18181
results=bench/results
pids=()

tidy_up() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
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
  (cd /tmp && "${run_as[@]}" "$pg_bin/pg_ctl" -D "$work/pg" -w -l "$work/pg/server.log" -o "-p 18182 -h 127.0.0.1 \
     -c unix_socket_directories='' -c shared_buffers=2GB -c wal_compression=lz4 -c max_wal_size=8GB" start >/dev/null)
  "$pg_bin/createdb" -h 127.0.0.1 -p 18182 -U nabz nabz
}

query() { psql -qAt "host=127.0.0.1 port=18182 user=nabz dbname=nabz" -c "$1"; }

# Bytes that reached the disk so far: the server's own writes, and PostgreSQL's log.
written() {
  if [ "$engine" = sqlite ]; then awk '/^write_bytes/ { print $2 }' "/proc/$server/io"
  else query "SELECT wal_bytes::bigint FROM pg_stat_wal"; fi
}

database="sqlite:$work/demo.db"
if [ "$engine" = postgres ]; then start_postgres; database="host=127.0.0.1 port=18182 user=nabz dbname=nabz"; fi

echo "loading $residents residents"
"$nabz" demo --data "$work" --residents "$residents" --database "$database" --load-only --without-morning --for-load
"$nabz" --database "$database" serve --listen "$address" & server=$!; pids+=("$server")
for _ in $(seq 100); do curl -sf "http://$address/sign-in" >/dev/null && break; sleep 0.2; done

before=$(written)
"$nabz" simulate opd --server "http://$address" --rate "$rate" --visits "$visits" --seed "$seed" \
  --residents "$residents" --csv "$work/opd.csv" | tee "$results/opd-$engine.txt"
after=$(written)
gzip -9c "$work/opd.csv" > "$results/opd-$engine.csv.gz"
{
  echo "$(date -u +%F) $(uname -srm), $(nproc) cores, $(awk '/MemTotal/ { print int($2 / 1048576) }' /proc/meminfo) GiB, client on the same machine"
  echo "engine $engine, residents $residents, rate $rate/s, visits $visits, seed $seed"
  "$nabz" --database "$database" doctor --disk "$work"
  echo "bytes written per visit: $(((after - before) / visits))"
  echo "server memory, peak: $(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$server/status") MB"
} | tee "$results/opd-$engine.env.txt"
