"""How well pairs of a made-up city could be told apart at best, by whoever knows the truth of another city.

    python3 bench/linkage_ceiling.py PROGRAM WORK RESULTS RESIDENTS NOISE TAUGHT_SEED JUDGED_SEED

Boosted trees (lightgbm==4.7.0, numpy, pandas) are taught with the truth of one city, and judge another:
all pairs that ours thinks likelier than one in a hundred, by our probability, what ours saw in each
fact and how much it counted it for, which rivals a pair has, and what else their households share. What the
trees do not reach nobody can ask of weights that never saw the truth; what is not among the pairs
(`reachable`) no judge can find.
"""

import csv
import pathlib
import subprocess
import sys
from collections import defaultdict

import lightgbm
import numpy
import pandas
from linkage_city import truth_of

LOWEST = "0.01"
ROUNDS, LEAVES, RATE = 300, 63, 0.06
LEVELS = ["missing", "same", "same_sound", "turned", "slip", "alike", "partly", "differs", "far", "one_sided"]
HEADS = ["residents", "noise", "taught", "judged", "truth", "reachable", "ours_f1", "taught_f1", "taught_precision", "taught_recall"]


def pairs_of(program, city):
    out = city / "low.csv"
    subprocess.run([program, "people", "link", city / "registrations.csv", "--map", city / "columns.toml", "--threshold", LOWEST, "--out", out], check=True)
    return pandas.read_csv(out, dtype=str, keep_default_na=False, usecols=["id_a", "id_b", "probability", "codes"])


def looked_at(city, pairs, person_of):
    """A row of numbers for each pair, and whether it is right."""
    ours = pairs["probability"].astype(float).clip(1e-6, 1 - 1e-6).to_numpy()
    seen = {"ours": numpy.log(ours / (1 - ours))}
    for at, codes in enumerate(pairs["codes"]):
        for code in codes.split():
            fact, level, doublings = code.split(":")
            seen.setdefault(f"level_{fact}", numpy.zeros(len(pairs)))[at] = LEVELS.index(level)
            seen.setdefault(f"weight_{fact}", numpy.zeros(len(pairs)))[at] = float(doublings)
    lines = pandas.read_csv(city / "registrations.csv", dtype=str, keep_default_na=False, usecols=["id", "household"])
    place = pandas.Series(range(len(lines)), index=lines["id"])
    first, second = (place[pairs[side]].to_numpy() for side in ("id_a", "id_b"))
    all_of_line = numpy.bincount(first, ours, len(lines)) + numpy.bincount(second, ours, len(lines))
    rivals = numpy.stack([all_of_line[first] - ours, all_of_line[second] - ours])
    seen["rival"], seen["other_rival"] = rivals.max(0), rivals.min(0)
    homes = lines["household"].to_numpy()
    both = [tuple(sorted(pair)) if all(pair) else None for pair in zip(homes[first], homes[second])]
    beside = defaultdict(float)
    for pair, probability in zip(both, ours):
        beside[pair] += probability
    seen["beside"] = numpy.array([beside[pair] - probability if pair else 0.0 for pair, probability in zip(both, ours)])
    seen["homes"] = (homes[first] != "").astype(int) + (homes[second] != "")
    right = numpy.array([person_of[a] == person_of[b] for a, b in zip(pairs["id_a"], pairs["id_b"])])
    return pandas.DataFrame(seen), right, ours


def f1_of(found, right, truth):
    hits = int((found & right).sum())
    precision, recall = hits / max(int(found.sum()), 1), hits / truth
    return 2 * precision * recall / (precision + recall), precision, recall


def main():
    program, work, results, residents, noise, *seeds = sys.argv[1:8]
    held = []
    for seed in seeds:
        city = pathlib.Path(work) / f"city-{residents}-{noise}-{seed}"
        if not (city / "truth.csv").exists():
            subprocess.run([program, "simulate", "city", "--residents", residents, "--seed", seed, "--noise", noise, "--out", city], check=True)
        person_of, truth = truth_of(city / "truth.csv")
        held.append((*looked_at(city, pairs_of(program, city), person_of), truth))
    (taught, answers, _, _), (judged, right, ours, truth) = held
    judged = judged.reindex(columns=taught.columns, fill_value=0.0)
    trees = lightgbm.LGBMClassifier(n_estimators=ROUNDS, num_leaves=LEAVES, learning_rate=RATE, min_child_samples=50, random_state=1, verbose=-1)
    trees.fit(taught, answers)
    found = trees.predict_proba(judged)[:, 1] >= 0.5
    reached = f1_of(found, right, truth)
    row = [residents, noise, *seeds, truth, f"{right.sum() / truth:.5f}", f"{f1_of(ours >= 0.5, right, truth)[0]:.5f}", *(f"{one:.5f}" for one in reached)]
    print(dict(zip(HEADS, row)), flush=True)
    with open(pathlib.Path(results) / f"linkage-ceiling-{residents}-{noise}.csv", "w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([HEADS, row])


if __name__ == "__main__":
    main()
