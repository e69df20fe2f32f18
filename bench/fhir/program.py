"""The measured program: its commands, its server, and what its processes cost.

LISTEN is the address of its server, 127.0.0.1:18184 unless named.
"""

import contextlib
import http.client
import json
import os
import pathlib
import secrets
import signal
import sqlite3
import subprocess
import sys
import time

SOURCE = "clinic"
PATH = "/fhir/R4"
# A server that does nothing takes less of a processor than this, for so many seconds together.
IDLE_SHARE, IDLE_SECONDS, IDLE_WAIT_SECONDS = 0.02, 5, 3_600
START_SECONDS_MAX = 120
TICKS = os.sysconf("SC_CLK_TCK")
MEGABYTE = 1024 * 1024


def stop(why):
    """A wrong answer ends the run: what is timed after it would mean nothing."""
    sys.exit(f"\nfhir bench: {why}")


def words_of(pid, file):
    try:
        return pathlib.Path(f"/proc/{pid}/{file}").read_text()
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return ""


def figure(pid, file, name):
    """The number behind a name in a file of /proc; kilobytes where the file counts so."""
    for line in words_of(pid, file).splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0


def processor_seconds(pid):
    """Its own time, and that of its children that are gone."""
    fields = words_of(pid, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS if fields else 0.0


class Cost:
    """What some processes took so far."""

    def __init__(self, pids):
        self.processor = sum(map(processor_seconds, pids))
        self.read = sum(figure(pid, "io", "read_bytes") for pid in pids) / MEGABYTE
        self.written = sum(figure(pid, "io", "write_bytes") for pid in pids) / MEGABYTE


class Program:
    """The program `nabz` on one database, with all that it keeps in the folder `work`."""

    def __init__(self, engine, nabz, database, work):
        self.engine, self.nabz, self.database = engine, nabz, database
        self.work = pathlib.Path(work)
        self.key_file = self.work / "source.key"
        self.listen = os.environ.get("LISTEN", "127.0.0.1:18184")
        self.server = None

    def command(self, *words):
        keys = ["--key", self.work / "nabz.key", "--audit", self.work / "audit"]
        return list(map(str, [self.nabz, "--database", self.database, *keys, *words]))

    def run(self, *words):
        """What it prints; a command that fails ends the run."""
        done = subprocess.run(self.command(*words), capture_output=True, text=True)
        if done.returncode != 0:
            stop(f"nabz {' '.join(map(str, words))} ended with {done.returncode}\n{done.stderr}")
        return done.stdout

    def key(self):
        """The key of the source under whose name everything is sent; drawn once."""
        if not self.key_file.exists():
            self.key_file.write_text(secrets.token_urlsafe(32) + "\n")
        return self.key_file.read_text().strip()

    def imported(self, folder):
        """What `nabz import fhir` says. It makes the source known by its key."""
        words = ["--json", "import", "fhir", folder, "--source", SOURCE]
        words += ["--key-file", self.key_file]
        return json.loads(self.run(*words).splitlines()[-1])

    def received(self, file):
        """What `$import` says of a file of NDJSON that is sent to the server."""
        connection = http.client.HTTPConnection(self.listen, timeout=3_600)
        headers = {"Authorization": f"Bearer {self.key()}",
                   "Content-Type": "application/fhir+ndjson"}
        with open(file, "rb") as lines:
            connection.request("POST", f"{PATH}/$import", lines, headers, encode_chunked=True)
            answer = connection.getresponse()
            told = answer.read().decode()
        if answer.status != 200:
            stop(f"$import answered {answer.status}: {told[:500]}")
        last = json.loads(told.splitlines()[-1])["parameter"]
        return {one["name"]: one.get("valueInteger", one.get("valueBoolean")) for one in last}

    # ----- what it costs ---------------------------------------------------------------------

    def database_processes(self):
        """PostgreSQL's own; SQLite has none."""
        if self.engine == "sqlite":
            return []
        head = (self.work / "pg" / "postmaster.pid").read_text().splitlines()[0]
        children = words_of(head, f"task/{head}/children").split()
        return [int(pid) for pid in (head, *children)]

    def cost(self):
        return Cost([*([self.server.pid] if self.server else []), *self.database_processes()])

    def memory(self):
        """Megabytes of the server, and of PostgreSQL's processes with shared pages counted once."""
        of_database = sum(figure(pid, "smaps_rollup", "Pss") for pid in self.database_processes())
        return figure(self.server.pid, "status", "VmRSS") / 1024, of_database / 1024

    def files(self):
        return list(self.work.glob("nabz.db*"))

    def stored(self):
        """Bytes of the database: tables, indexes, history and audit, and of SQLite its log."""
        if self.engine == "sqlite":
            return sum(path.stat().st_size for path in self.files())
        return int(self.query("SELECT pg_database_size(current_database())"))

    def tidy(self):
        """With nobody at it, SQLite's log goes into its file, and PostgreSQL's dead rows go."""
        if self.engine == "postgres":
            self.query("VACUUM ANALYZE")
            return
        with contextlib.closing(sqlite3.connect(self.work / "nabz.db")) as database:
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def cache_megabytes(self):
        """The page cache that the database is given. The program gives SQLite 64 MiB for its writer
        and 16 for each reader, of which there are three a core (`crates/store`)."""
        if self.engine == "sqlite":
            return 64 + 16 * 3 * max(os.cpu_count(), 2)
        sql = "SELECT setting::bigint * 8 / 1024 FROM pg_settings WHERE name = 'shared_buffers'"
        return int(self.query(sql))

    def query(self, sql):
        psql = ["psql", "-qAt", self.database, "-c", sql]
        return subprocess.run(psql, check=True, capture_output=True, text=True).stdout

    # ----- the server ------------------------------------------------------------------------

    def evict(self):
        """Program and SQLite's files leave the memory of the system, so that the start is cold."""
        for path in (pathlib.Path(self.nabz), *self.files()):
            with open(path, "rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def warm(self):
        """The system's memory holds SQLite's files again; its own cache it fills itself."""
        for path in self.files():
            with open(path, "rb") as file:
                while file.read(MEGABYTE):
                    pass

    def start(self, address):
        """Serves, and says after how many seconds `address` was answered."""
        with contextlib.suppress(OSError):
            Client(self).get("metadata")
            stop(f"somebody else serves on {self.listen}; LISTEN names another address")
        began = time.perf_counter()
        log = open(self.work / "server.log", "ab")
        # One client asks for as much as it can; what limits it is on, and far away.
        words = self.command("serve", "--listen", self.listen, "--requests-per-second", "1000000")
        self.server = subprocess.Popen(words, stdout=log, stderr=log)
        log.close()
        while time.perf_counter() - began < START_SECONDS_MAX:
            if self.server.poll() is not None:
                break
            try:
                if Client(self).get(address)[0] == 200:
                    return time.perf_counter() - began
            except OSError:
                pass
            time.sleep(0.002)
        stop(f"the server did not answer; its log:\n{(self.work / 'server.log').read_text()}")

    def end(self):
        if self.server and self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            try:
                self.server.wait(120)
            except subprocess.TimeoutExpired:
                self.server.kill()
                self.server.wait()
        self.server = None

    def until_idle(self):
        """What an import left to be done behind it is done: the feed and the audit are sealed."""
        began, quiet = time.monotonic(), 0
        while quiet < IDLE_SECONDS:
            before = self.cost().processor
            time.sleep(1)
            quiet = quiet + 1 if self.cost().processor - before < IDLE_SHARE else 0
            if time.monotonic() - began > IDLE_WAIT_SECONDS:
                stop("the server is still at work an hour after the import")


class Client:
    """One connection of the source."""

    def __init__(self, program):
        self.connection = http.client.HTTPConnection(program.listen, timeout=60)
        key = f"Bearer {program.key()}"
        self.headers = {"Authorization": key, "Accept": "application/fhir+json"}

    def ask(self, method, address, body=None):
        """Status, headers and what was answered. `address` is what stands behind the base, or a
        whole one as the server writes it."""
        behind = address.rpartition(f"{PATH}/")[2]
        sent = {**self.headers, **({"Content-Type": "application/fhir+json"} if body else {})}
        body = body.encode() if body else None
        self.connection.request(method, f"{PATH}/{behind}" if behind else PATH, body, sent)
        answer = self.connection.getresponse()
        text = answer.read()
        if "json" not in answer.headers.get("Content-Type", ""):
            return answer.status, answer.headers, {"answered": text.decode(errors="replace")[:300]}
        return answer.status, answer.headers, json.loads(text)

    def get(self, address):
        return self.ask("GET", address)

    def post(self, address, body):
        return self.ask("POST", address, body)
