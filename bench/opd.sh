#!/usr/bin/env bash
# Out-patient departments over a million residents, on SQLite or PostgreSQL.
#   bench/opd.sh sqlite|postgres [NAME]
# RESIDENTS, RATE (visits started a second), VISITS and SEED change the run; NAME its results' names.
# CITY is a folder where the loaded city is kept for further runs, since loading takes longest;
# with VISITS=0 it is only loaded.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
engine=${1:?sqlite or postgres} name=${2:-opd-$1}
residents=${RESIDENTS:-1000000} rate=${RATE:-25} visits=${VISITS:-15000} seed=${SEED:-1}
export CARGO_TARGET_DIR="${NABZ_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/nabz/target}"
cargo build --release --quiet -p nabz
work=$(mktemp -d "${BENCH_DIR:-/var/tmp}/nabz-bench.XXXXXX")
nabz=$(mktemp /tmp/nabz-measured.XXXXXX)   # what is measured stays what it is
cp "$CARGO_TARGET_DIR/release/nabz" "$nabz"; chmod +x "$nabz"
commit="$(git rev-parse --short HEAD)$(git diff --quiet HEAD -- crates migrations web || echo ' and changes')"
address=127.0.0.1:18181
results=bench/results
postgres="host=$work/pg port=18182 user=nabz dbname=nabz"
pids=()

tidy_up() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done
  if [ -n "${pg_bin:-}" ]; then stop_postgres immediate 2>/dev/null || true; fi
  rm -rf "$work" "$nabz"
}
trap tidy_up EXIT

# PostgreSQL at $work/pg, with its socket there as on a machine that has the server beside it; what
# is only loaded need not reach the disk commit by commit.
start_postgres() {
  pg_bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
  run_as=()
  if [ "$(id -u)" = 0 ]; then run_as=(runuser -u postgres --); fi
  if [ ! -d "$work/pg" ]; then
    chmod 755 "$work"; mkdir "$work/pg"
    if [ "$(id -u)" = 0 ]; then chown postgres "$work/pg"; fi
    (cd /tmp && "${run_as[@]}" "$pg_bin/initdb" -D "$work/pg" -U nabz --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null)
  fi
  (cd /tmp && "${run_as[@]}" "$pg_bin/pg_ctl" -D "$work/pg" -w -t 300 -l "$work/pg/server.log" -o "-h '' -p 18182 \
     -c unix_socket_directories='$work/pg' -c shared_buffers=2GB -c wal_compression=lz4 -c max_wal_size=8GB $*" start >/dev/null)
  createdb -h "$work/pg" -p 18182 -U nabz nabz 2>/dev/null || true
}

stop_postgres() { (cd /tmp && "${run_as[@]}" "$pg_bin/pg_ctl" -D "$work/pg" -w -t 300 -m "$1" stop >/dev/null); }

query() { psql -qAt "$postgres" -c "$1"; }

# The server, and with PostgreSQL its processes too.
processes() {
  echo "$server"
  if [ "$engine" = postgres ]; then local head; head=$(head -1 "$work/pg/postmaster.pid"); echo "$head"; pgrep -P "$head" || true; fi
}

# sum_of FILE PROGRAM: what an awk program finds in this file under /proc, of the processes that are
# named on standard input. PostgreSQL's short-lived helpers are not among them.
sum_of() {
  local pid sum=0 one
  while read -r pid; do
    one=$(awk "$2" "/proc/$pid/$1" 2>/dev/null || echo 0); sum=$((sum + one))
  done
  echo "$sum"
}

# Bytes that all of them gave to the disk so far.
written() { processes | sum_of io '/^write_bytes/ { print $2 }'; }

# Seconds of processor time that they took so far.
worked() { processes | sum_of stat '{ print int(($14 + $15) / 100) }'; }

# What the database's log grew by; SQLite's log is reused, so only PostgreSQL can say.
logged() { if [ "$engine" = postgres ]; then query "SELECT wal_bytes::bigint FROM pg_stat_wal"; else echo 0; fi; }

# Memory of the database's own processes, shared pages counted once.
database_memory() { echo $(($(processes | tail -n +2 | sum_of smaps_rollup '/^Pss:/ { print $2 }') / 1024)); }

database="sqlite:$work/demo.db"
if [ "$engine" = postgres ]; then database=$postgres; fi
secrets=(--key "$work/nabz.key" --audit "$work/audit")
city=${CITY:+$CITY/$engine-$residents}

if [ -n "$city" ] && [ -d "$city" ]; then
  cp -a "$city/." "$work/"
  if [ "$engine" = postgres ]; then start_postgres; fi
else
  echo "loading $residents residents"
  if [ "$engine" = postgres ]; then start_postgres -c fsync=off -c synchronous_commit=off -c full_page_writes=off; fi
  "$nabz" "${secrets[@]}" demo --data "$work" --residents "$residents" --database "$database" --load-only --without-morning --for-load
  if [ "$engine" = postgres ]; then query "VACUUM ANALYZE"; stop_postgres fast; fi
  if [ -n "$city" ]; then sync; mkdir -p "$city"; cp -a "$work/." "$city/"; fi
  if [ "$engine" = postgres ]; then start_postgres; fi
fi
sync
if [ "$visits" = 0 ]; then exit; fi
disk=$("$nabz" --database "$database" "${secrets[@]}" doctor --disk "$work" | grep -i sync || true)
"$nabz" --database "$database" "${secrets[@]}" serve --listen "$address" & server=$!; pids+=("$server")
for _ in $(seq 300); do curl -sf "http://$address/sign-in" >/dev/null && break; sleep 0.2; done

mkdir -p "$results"
before=$(written) log_before=$(logged) worked_before=$(worked) began=$SECONDS status=0
"$nabz" --database "$database" "${secrets[@]}" simulate opd --server "http://$address" --rate "$rate" --visits "$visits" \
  --seed "$seed" --residents "$residents" --csv "$work/opd.csv" > "$work/opd.txt" 2>&1 || status=$?
after=$(written) log_after=$(logged) worked_after=$(worked) took=$((SECONDS - began))
{
  echo "$(date -u +%F) $(uname -srm), $(nproc) cores, $(awk '/MemTotal/ { print int($2 / 1048576) }' /proc/meminfo) GiB, client on the same machine"
  echo "commit $commit"
  echo "engine $engine, residents $residents, rate $rate/s, visits $visits, seed $seed"
  echo "$disk"
  echo "processor time of the server: $((worked_after - worked_before)) s in $took s"
  echo "bytes given to the disk per visit: $(((after - before) / visits))"
  if [ "$engine" = postgres ]; then echo "of write-ahead log per visit: $(((log_after - log_before) / visits))"; fi
  echo "server memory, peak: $(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$server/status") MB"
  if [ "$engine" = postgres ]; then echo "PostgreSQL's memory at the end, 2 GB of shared buffers among it: $(database_memory) MB"; fi
  if [ "$engine" = sqlite ]; then echo "database $(($(stat -c %s "$work/demo.db") / 1048576)) MB, its log $(($(stat -c %s "$work/demo.db-wal") / 1048576)) MB"; fi
  echo "exit status of the run: $status"
} > "$results/$name.env.txt"
sed 's/\r/\n/g' "$work/opd.txt" | grep -v '^visits \[' > "$results/$name.txt" || true
cat "$results/$name.env.txt" "$results/$name.txt"
# Every request, in parts of a size that a repository likes; of a long run how many took how long.
rm -f "$results/$name".csv.*.xz "$results/$name".histogram.csv.xz
if [ "$visits" -le 20000 ]; then
  (head -1 "$work/opd.csv"; tail -n +2 "$work/opd.csv" | sort -t, -k2,2 -k1,1n) > "$work/sorted.csv"
  (cd "$work" && split -l 70000 -d -a 2 sorted.csv part.)
  for part in "$work"/part.*; do xz -9e -c "$part" > "$results/$name.csv.${part##*.}.xz"; done
else
  tail -n +2 "$work/opd.csv" | awk -F, '{ n[$2 "," int($4 / 100) / 10 "," $5]++ }
    END { for (key in n) print key "," n[key] }' | sort -t, -k1,1 -k2,2n > "$work/histogram.csv"
  (echo "step,took_ms_from,status,requests"; cat "$work/histogram.csv") | xz -9e > "$results/$name.histogram.csv.xz"
fi
exit "$status"
