"""A load run of the record's FHIR API; `bench/fhir.sh` starts it.

    python3 bench/fhir/run.py load|ask ENGINE NABZ DATABASE WORK RESULTS ROUNDS

`load` imports the made-up clinic in four steps, each four times as large as the one before, and
times thirty shapes of searches at each. `ask` starts the server anew for each round, so that what
the program does ten minutes after its start is not in it, checks the answers and then times them.
"""

import datetime
import json
import lzma
import os
import pathlib
import random
import signal
import sys
import time

import answers
import corpus
import load
import program
import shapes
import summary

FIXTURES = corpus.FIXTURES
PATIENTS = int(os.environ.get("PATIENTS", "64000"))
CONNECTIONS = int(os.environ.get("CONNECTIONS", "16"))
DURATION = int(os.environ.get("DURATION", "15"))
SHAPE_DURATION = int(os.environ.get("SHAPE_DURATION", "1"))
OPERATIONS = os.environ.get("OPERATIONS", "read identifier name create transaction").split()
WARM_UP_SECONDS = 2
IDLE_SECONDS = 10
SHAPE_DRAWS = 1_000
NAME_DRAWS = 50_000
TEMPLATES, POOL = 64, 20_000
SHAPE_COLUMNS = [
    "engine", "round", "shape", "patients", "entries", "done", "per_second", "p50_ms", "p95_ms",
    "p99_ms", "max_ms", "answer_bytes", "not_2xx", "socket_errors", "server_cpu_s", "client_cpu_s",
    "server_mb", "database_mb", "read_mb", "written_mb", "load_before",
]


class Run:
    def __init__(self, engine, nabz, database, work, results, rounds):
        self.engine, self.rounds = engine, int(rounds)
        self.work, self.results = pathlib.Path(work), pathlib.Path(results)
        self.served = program.Program(engine, nabz, database, work)
        self.rows = load.Sheet(self.results / f"fhir-{engine}.csv", load.COLUMNS)
        self.shapes = load.Sheet(self.results / f"fhir-{engine}-shapes.csv", SHAPE_COLUMNS)
        self.counted = self.work / "entries.json"
        self.stored_first = 0   # bytes, before anything is sent to it

    def add(self, sheet, **row):
        known = {key: value for key, value in row.items() if key in sheet.columns}
        sheet.add(**known, engine=self.engine)

    def entries(self):
        return json.loads(self.counted.read_text()) if self.counted.exists() else 0

    def judge(self, what, row, wrong):
        """A run that failed goes on, so that the rest is known, and says so at its end."""
        told = []
        if row["not_2xx"] or row["socket_errors"]:
            told.append(f"{row['not_2xx']} answers were no 2xx")
            told.append(f"{row['socket_errors']} sockets failed")
        told += [wrong] if wrong else []
        if told:
            self.failed(what, "; ".join(told))

    def failed(self, what, why):
        """Kept in a file too, because `load` and `ask` are two processes."""
        with open(self.work / "failures", "a", encoding="utf-8") as file:
            file.write(f"FAILED {what}: {why}\n")
        print(f"FAILED {what}: {why}", flush=True)

    def failures(self):
        file = self.work / "failures"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    # ----- load ------------------------------------------------------------------------------

    def first_start(self):
        self.served.run("migrate")
        for what, file in (("wards", "wards.geojson"), ("localities", "localities.tsv"),
                           ("facilities", "facilities.csv")):
            self.served.run("load", what, FIXTURES / file)
        self.served.key()

    def load(self):
        self.first_start()
        self.import_staff()
        before = 0
        for patients in (PATIENTS // 64, PATIENTS // 16, PATIENTS // 4, PATIENTS):
            self.import_patients(before, patients)
            before = patients
            self.served.start("metadata")
            self.served.until_idle()
            self.served.end()
            self.served.tidy()
            self.served.start("metadata")
            self.time_shapes(patients)
            self.served.end()
        self.served.tidy()
        stored, entries = self.served.stored(), self.entries()
        self.add(self.rows, operation="stored", patients=PATIENTS, entries=entries,
                 stored_bytes=stored)
        print(f"{stored / entries:.0f} bytes an entry", flush=True)

    def import_staff(self):
        """Makes the source known, and its key."""
        entries = corpus.write_staff(self.work / "staff")
        facts = self.served.imported(self.work / "staff")
        if facts.get("created") != entries:
            program.stop(f"{entries} entries of the staff were sent, not {facts}")
        self.counted.write_text(json.dumps(entries))

    def import_patients(self, first, behind):
        file = self.work / "patients.ndjson"
        entries, size = corpus.write_lines(file, self.work, first, behind)
        self.served.start("metadata")
        before, load_before, began = self.served.cost(), load.load_now(), time.perf_counter()
        facts = self.served.received(file)
        seconds, after = time.perf_counter() - began, self.served.cost()
        server_mb, _ = self.served.memory()
        self.served.end()
        if (facts.get("created"), facts.get("complete")) != (entries, True):
            program.stop(f"{entries} entries of {behind - first} patients were sent, not {facts}")
        file.unlink()
        self.counted.write_text(json.dumps(self.entries() + entries))
        self.add(
            self.rows, operation="import", patients=behind, entries=self.entries(),
            seconds=f"{seconds:.2f}", done=entries, per_second=f"{entries / seconds:.1f}",
            answer_bytes=size // entries,
            server_cpu_s=f"{after.processor - before.processor:.2f}",
            server_mb=f"{server_mb:.0f}",
            read_mb=f"{after.read - before.read:.1f}",
            written_mb=f"{after.written - before.written:.1f}",
            stored_bytes=self.served.stored(), load_before=f"{load_before:.2f}",
        )
        print(f"imported {entries} entries, {entries / seconds:.0f} a second", flush=True)

    def time_shapes(self, patients):
        """Each shape by one client that asks again as soon as it was answered; one that does not
        fill its pages is not timed."""
        files = {}
        whole, short = shapes.check(self.served, patients)
        for name, why in short.items():
            self.failed(f"{name} at {patients} patients", why)
        for function in whole:
            file = files[function.__name__] = self.work / f"{function.__name__}.asked"
            asked = shapes.draws(function, patients, SHAPE_DRAWS)
            file.write_text("".join(f"{one.address}\n" for one in asked))
        for at in range(self.rounds):
            for name, file in files.items():
                asked = {"get": file, "seed": at + 1}
                row, wrong, _ = load.measured(self.served, SHAPE_DURATION, 1, **asked)
                self.add(self.shapes, **row, round=at + 1, shape=name, patients=patients,
                         entries=self.entries())
                self.judge(f"{name} at {patients} patients", row, wrong)
        print(f"{len(files)} shapes at {patients} patients", flush=True)

    # ----- ask -------------------------------------------------------------------------------

    def draw(self):
        """Files from which wrk draws what it asks for and sends; the import noted the others."""
        draws = answers.Draws(PATIENTS, self.work)
        asked = {
            "name": [answers.name_search(*one) for one in draws.names(NAME_DRAWS)],
            "create": [corpus.new_patient(at) for at in range(TEMPLATES)],
            "transaction": [corpus.new_visit(at) for at in range(TEMPLATES)],
            "pool": [corpus.pool(at) for at in range(POOL)],
        }
        for name, lines in asked.items():
            if not lines:
                program.stop(f"too few patients for {name}")
            text = "".join(f"{line}\n" for line in lines)
            (self.work / f"{name}.asked").write_text(text, encoding="utf-8")
        return draws

    def settings(self, operation, seed):
        file = self.work / f"{operation}.asked"
        if operation not in ("create", "transaction"):
            return {"get": file, "seed": seed}
        return {
            "post": file, "seed": seed, "pool": self.work / "pool.asked", "run": load.run_word(),
            "to": "Patient" if operation == "create" else "",
            "made": 1 if operation == "create" else 20, "told": self.work / "told",
        }

    def cold_start(self, at):
        self.served.evict()
        seconds = self.served.start("Patient/p0000000")
        time.sleep(IDLE_SECONDS)
        server_mb, database_mb = self.served.memory()
        self.add(self.rows, round=at, operation="start", patients=PATIENTS, entries=self.entries(),
                 seconds=f"{seconds:.3f}", server_mb=f"{server_mb:.0f}",
                 database_mb=f"{database_mb:.0f}", stored_bytes=self.served.stored(),
                 load_before=f"{load.load_now():.2f}")
        print(f"started in {seconds:.3f} s, {server_mb:.0f} MB", flush=True)

    def time(self, operation, at, latencies):
        warm_up = self.settings(operation, 1_000 + at)
        load.wrk(self.served, WARM_UP_SECONDS, CONNECTIONS, **warm_up)
        settings = self.settings(operation, at) | {"latencies": 1}
        row, wrong, took = load.measured(self.served, DURATION, CONNECTIONS, **settings)
        if "told" in settings and not wrong:
            wrong = load.acknowledged(self.served, settings["told"], row, random.Random(at))
        self.add(self.rows, **row, round=at, operation=operation, patients=PATIENTS,
                 entries=self.entries())
        for microseconds, count in sorted(took.items()):
            latencies.write(f"{at},{operation},{microseconds},{count}\n".encode())
        self.judge(f"{operation}, round {at}", row, wrong)
        print(f"{operation}: {row['per_second']} a second, p95 {row['p95_ms']} ms", flush=True)

    def ask(self):
        draws, self.stored_first = self.draw(), self.served.stored()
        with lzma.open(self.results / f"fhir-{self.engine}-latencies.csv.xz", "wb") as latencies:
            latencies.write(b"round,operation,microseconds,answers\n")
            for at in range(1, self.rounds + 1):
                self.cold_start(at)
                self.served.warm()
                if at == 1:
                    answers.check(self.served, draws, load.run_word())
                    print("every answer that was looked at is right", flush=True)
                for operation in OPERATIONS:
                    self.time(operation, at, latencies)
                self.served.end()
        self.look_back()

    def look_back(self):
        """What is on record agrees with its index, and the audit with its chain."""
        for words in (("record", "check"), ("audit", "verify")):
            print(self.served.run(*words).strip(), flush=True)

    def tell(self):
        day, machine = datetime.datetime.now(datetime.UTC).date(), os.uname()
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 30
        stored, cache = self.stored_first >> 20, self.served.cache_megabytes()
        head = [
            f"{day} {machine.sysname} {machine.release} {machine.machine}, {os.cpu_count()} cores, "
            f"{memory} GiB, client on the same machine",
            f"commit {os.environ.get('COMMIT', 'not said')}",
            f"engine {self.engine}, {PATIENTS} patients, {self.entries()} entries, "
            f"seed {corpus.SEED}, {CONNECTIONS} connections, {DURATION} s an operation, "
            f"{self.rounds} rounds",
            os.environ.get("DISK", ""),
            f"database {stored} MB, page cache {cache} MB"
            + ("" if stored > cache else ": a trial, no measurement"),
        ]
        told = summary.of(self.rows.path, self.shapes.path, self.engine)
        text = "\n".join(filter(None, head)) + f"\n\n{told}"
        text += "\n\n" + self.failures() if self.failures() else "\n"
        (self.results / f"fhir-{self.engine}.txt").write_text(text, encoding="utf-8")
        print(text, end="", flush=True)


def main(what, *settings):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    run = Run(*settings)
    try:
        {"load": run.load, "ask": run.ask}[what]()
    finally:
        run.served.end()
    if what == "ask":
        run.tell()
        sys.exit(1 if run.failures() else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
