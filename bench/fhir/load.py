"""wrk beside the server: one operation for some seconds on some connections, and what it cost."""

import collections
import csv
import os
import pathlib
import re
import resource
import subprocess
import time

import program

# In the order in which wrk's script says them.
FIGURES = ("done", "seconds", "bytes", "not_2xx", "socket_errors", "p50_ms", "p95_ms", "p99_ms",
           "max_ms")
LUA = pathlib.Path(__file__).with_name("load.lua")
# Of what was acknowledged so many are read again.
LOOKED_AT = 200
COLUMNS = [
    "engine", "round", "operation", "patients", "entries", "connections", "seconds", "done",
    "per_second", "p50_ms", "p95_ms", "p99_ms", "max_ms", "answer_bytes", "not_2xx",
    "socket_errors", "server_cpu_s", "client_cpu_s", "server_mb", "database_mb", "read_mb",
    "written_mb", "stored_bytes", "load_before",
]


class Sheet:
    """A CSV file whose rows are written at once, so that a broken run leaves what it measured."""

    def __init__(self, path, columns):
        self.path, self.columns = pathlib.Path(path), columns
        if not self.path.exists():
            self.path.write_text(",".join(columns) + "\n")

    def add(self, **row):
        with open(self.path, "a", newline="") as file:
            csv.DictWriter(file, self.columns, lineterminator="\n").writerow(row)


def load_now():
    return os.getloadavg()[0]


def client_seconds():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def wrk(served, seconds, connections, **settings):
    """Figures, what was answered wrongly, and how often each latency in microseconds occurred."""
    variables = {f"FHIR_{name.upper()}": str(value) for name, value in settings.items()}
    variables |= {"FHIR_HOST": served.listen, "FHIR_KEY": served.key()}
    words = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(LUA)]
    done = subprocess.run([*words, f"http://{served.listen}"], capture_output=True, text=True,
                          env={**os.environ, **variables})
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    rows = [line[1:] for line in lines if line[0] == "ROW"]
    if done.returncode != 0 or not rows:
        said = f"{done.stdout[-500:]} {done.stderr[-500:]}"
        program.stop(f"wrk ended with {done.returncode}: {said}")
    figures = dict(zip(FIGURES, map(float, rows[0]), strict=True))
    wrong = next((line[1] for line in lines if line[0] == "WRONG" and line[1]), "")
    took = collections.Counter()
    for line in lines:
        if line[0] == "TOOK":
            # A hundredth is enough above a millisecond.
            microseconds = int(line[1])
            step = 1 if microseconds < 1_000 else 10
            took[microseconds // step * step] += int(line[2])
    return figures, wrong, took


def measured(served, seconds, connections, **settings):
    """A row of figures, with what server and client cost."""
    before, began, load = served.cost(), client_seconds(), load_now()
    figures, wrong, took = wrk(served, seconds, connections, **settings)
    after, (server_mb, database_mb) = served.cost(), served.memory()
    done = max(figures["done"], 1)
    row = {
        "connections": connections, "seconds": f"{figures['seconds']:.2f}",
        "done": int(figures["done"]),
        "per_second": f"{figures['done'] / figures['seconds']:.1f}",
        **{name: f"{figures[name]:.3f}" for name in ("p50_ms", "p95_ms", "p99_ms", "max_ms")},
        "answer_bytes": int(figures["bytes"] / done),
        "not_2xx": int(figures["not_2xx"]), "socket_errors": int(figures["socket_errors"]),
        "server_cpu_s": f"{after.processor - before.processor:.2f}",
        "client_cpu_s": f"{client_seconds() - began:.2f}",
        "server_mb": f"{server_mb:.0f}", "database_mb": f"{database_mb:.0f}",
        "read_mb": f"{after.read - before.read:.1f}",
        "written_mb": f"{after.written - before.written:.1f}",
        "stored_bytes": served.stored(), "load_before": f"{load:.2f}",
    }
    return row, wrong, took


def acknowledged(served, told, row, rng):
    """What was acknowledged has a place of its own and is read there, or what is wrong."""
    lines = told.read_text().splitlines()
    places = {re.sub(r"/_history/\d+$", "", line) for line in lines}
    answered = row["done"] - row["not_2xx"]
    if not len(places) == len(lines) >= answered:
        return f"{answered} were acknowledged, at {len(places)} places in {len(lines)} lines"
    client = program.Client(served)
    for place in rng.sample(sorted(places), min(LOOKED_AT, len(places))):
        if client.get(place)[0] != 200:
            return f"{place} was acknowledged and is not there"
    return ""


def run_word():
    """Twice the same would be the same number for two people."""
    return f"R{time.time_ns() // 1_000_000:X}"
