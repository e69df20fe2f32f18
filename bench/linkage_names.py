"""Scores Jaro–Winkler on the pairs of names in both scripts that the example `sounds` compares.

    sounds pairs LIST | linkage_names.py > RESULT

A pair counts as one name from a threshold on that had the best F1 on the tuning half; both halves
are scored at it. Each spelling has a threshold of its own.
"""

import csv
import sys

from jellyfish import jaro_winkler_similarity

SPELLINGS = ["spoken", "heard"]
THRESHOLDS = [thousandths / 1_000 for thousandths in range(500, 1_001)]
HEADS = ["half", "comparator", "spelling", "pairs", "strangers", "threshold", "precision", "recall", "f1"]


def scored(likenesses, threshold):
    """Precision, recall and F1 of pairs, each its likeness and whether it is one name."""
    taken = [same for likeness, same in likenesses if likeness >= threshold]
    right, true = sum(taken), sum(same for _, same in likenesses)
    precision = right / len(taken) if taken else 0.0
    recall = right / true
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return precision, recall, f1


def main():
    lines = list(csv.DictReader(sys.stdin, delimiter="\t", quoting=csv.QUOTE_NONE))
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(HEADS)
    for spelling in SPELLINGS:
        halves = {"tuning": [], "held-out": []}
        for line in lines:
            likeness = jaro_winkler_similarity(line[f"roman_{spelling}"], line[f"hindi_{spelling}"])
            halves[line["half"]].append((likeness, line["same"] == "yes"))
        threshold = max(THRESHOLDS, key=lambda one: scored(halves["tuning"], one)[2])
        for half, likenesses in halves.items():
            pairs = sum(same for _, same in likenesses)
            row = [half, "Jaro-Winkler", spelling, pairs, len(likenesses) - pairs, f"{threshold:.3f}"]
            out.writerow(row + [f"{value:.4f}" for value in scored(likenesses, threshold)])


if __name__ == "__main__":
    main()
