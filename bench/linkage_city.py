"""Lines of one person in a made-up city: how many are found, how many links are wrong, how long it takes.

    python3 bench/linkage_city.py PROGRAM WORK RESULTS RESIDENTS NOISE SEED...

Needs nothing but Python. A pair is right when the truth file says that both lines are of one person;
pairs that hang together only through a third line count as missed.
"""

import csv
import pathlib
import resource
import subprocess
import sys
import time
from collections import defaultdict

THRESHOLDS = [0.5, 0.9, 0.99, 0.999, 0.9999]
HEADS = ["residents", "noise", "seed", "lines", "truth", "threshold", "found", "right", "precision", "recall", "f1", "wrong_per_100000", "seconds", "peak_mb"]


def truth_of(file):
    persons = defaultdict(list)
    with open(file, newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            persons[row["person"]].append(row["id"])
    person_of = {line: person for person, lines in persons.items() for line in lines}
    pairs = sum(len(lines) * (len(lines) - 1) // 2 for lines in persons.values())
    return person_of, pairs


def score(person_of, truth, links, threshold):
    found = [pair for pair, probability in links if probability >= threshold]
    right = sum(person_of[a] == person_of[b] for a, b in found)
    precision = right / len(found) if found else 0.0
    recall = right / truth
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return len(found), right, precision, recall, f1


def linked(program, city, out):
    began = time.monotonic()
    subprocess.run([program, "people", "link", city / "registrations.csv", "--map", city / "columns.toml", "--threshold", "0.5", "--out", out], check=True)
    took = time.monotonic() - began
    with open(out, newline="", encoding="utf-8") as links:
        rows = [((row["id_a"], row["id_b"]), float(row["probability"])) for row in csv.DictReader(links)]
    return rows, took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024


def main():
    program, work, results, residents, noise = sys.argv[1:6]
    rows = []
    for seed in sys.argv[6:]:
        city = pathlib.Path(work) / f"city-{residents}-{noise}-{seed}"
        subprocess.run([program, "simulate", "city", "--residents", residents, "--seed", seed, "--noise", noise, "--out", city], check=True)
        person_of, truth = truth_of(city / "truth.csv")
        links, took, peak = linked(program, city, city / "links.csv")
        for threshold in THRESHOLDS:
            found, right, precision, recall, f1 = score(person_of, truth, links, threshold)
            wrong = (found - right) * 100_000 / int(residents)
            rows.append([residents, noise, seed, len(person_of), truth, threshold, found, right, f"{precision:.5f}", f"{recall:.5f}", f"{f1:.5f}", f"{wrong:.2f}", f"{took:.1f}", peak])
            print(dict(zip(HEADS, rows[-1])), flush=True)
    with open(pathlib.Path(results) / f"linkage-city-{residents}-{noise}.csv", "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([HEADS, *rows])


if __name__ == "__main__":
    main()
