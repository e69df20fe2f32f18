"""Lines of one person in a made-up city, as Splink and recordlinkage find them.

    linkage_city_peers.py PROGRAM FOLDS WORK RESULTS RESIDENTS NOISE SEED...

Each program has two arms: the list as it stands (`raw`), and the same with the words of names and
places as our program hears them, both scripts alike (`folded`; FOLDS is the example of
`crates/linkage`). A threshold is fixed on a smaller city of another seed (`tuned`); the one that
nobody could know, with the best F1 of the very city that is measured, stands beside it (`best`),
and the thresholds that our program is measured at (`fixed`). Each run is a process of its own;
reading and preparing the list counts, folding it does not.
"""

import csv
import itertools
import math
import os
import pathlib
import re
import resource
import subprocess
import sys
import time

import numpy
import pandas
from linkage_city import HEADS, THRESHOLDS, truth_of

SYSTEMS = ["splink", "recordlinkage"]
ARMS = {"raw": ["en", "hi"], "folded": ["heard"]}
MEMORY_BYTES_MAX = 12 << 30
# Beside the pairs there are the list, its indexes and Python.
SPLINK_MEMORY = "9GB"
TUNING_SEED = 7_919
TUNING_RESIDENTS_MAX = 100_000
LEARNING_RESIDENTS = 10_000
# Links of less weight, the logarithm of their odds to base 2, are not kept. recordlinkage takes
# facts that hang together for one another's proof, so that its best threshold lies far down.
SPLINK_WEIGHT_MIN = -10
RECORDLINKAGE_WEIGHT_MIN = -20
# What a rule brings at most, as it is estimated; a rule that brings more is refused.
RULE_PAIRS_MAX = 60_000_000
CHUNK_PAIRS = 1_000_000
WINDOW = 5

TITLES = re.compile(r"^(?:(?:mr|mrs|ms|km|shri|smt|[swdb]/o|baby of|श्री|श्रीमती|कु|शिशु|बेबी ऑफ)[. ]+)+")
SIGNS = re.compile(r"[.,()]+")
# Days that a register puts where the day is not known, as everybody who works with one knows.
REGISTER_DAYS = ("-01-01", "-06-30", "-07-01", "-08-15", "-12-31")


# The list, as whoever knows the city would prepare it.


def bare(cell):
    cell = TITLES.sub("", cell.strip().casefold())
    return " ".join(SIGNS.sub(" ", cell).split())


def folded(folds, what, cells):
    """Each different cell is folded once."""
    known = sorted(set(cells))
    text = "".join(f"{cell}\n" for cell in known)
    heard = subprocess.run([folds, what], input=text, capture_output=True, encoding="utf-8", check=True).stdout.split("\n")
    return cells.map(dict(zip(known, heard)))


def write_folds(folds, city):
    """What our program hears, line by line, for the arm that is given it."""
    kinds = {"name": ("names", "full_name"), "guardian": ("names", "guardian_name"), "locality": ("places", "locality")}
    raw = pandas.read_csv(city / "registrations.csv", dtype=str, keep_default_na=False, usecols=[column for _, column in kinds.values()])
    heard = {field: folded(folds, what, raw[column].map(bare)) for field, (what, column) in kinds.items()}
    pandas.DataFrame(heard).to_csv(city / "heard.csv", index=False)


def born(birth_date, age, on):
    """The day of birth where it is more than a year, and the year, said or reckoned."""
    day = birth_date if len(birth_date) == 10 and not birth_date.endswith(REGISTER_DAYS) else None
    if birth_date:
        return day, int(birth_date[:4])
    return None, int(on[:4]) - int(age) if age else None


def people(city, arm):
    """One line each, with None where nothing is said."""
    raw = pandas.read_csv(city / "registrations.csv", dtype=str, keep_default_na=False)
    table = pandas.DataFrame({"line": range(len(raw)), "id": raw["id"]})
    births = [born(*cells) for cells in zip(raw["birth_date"], raw["age_said"], raw["registered_on"])]
    table["birth"] = [day for day, _ in births]
    table["year"] = pandas.array([year for _, year in births], dtype="Int64")
    for column in ["sex", "phone", "ward"]:
        table[column] = raw[column]
    table["house"] = raw["address_line"].str.extract(r"(\d+)", expand=False)
    if arm == "raw":
        names = {script: raw[f"name_{script}"].map(bare) for script in ARMS["raw"]}
        guardians = {script: raw[f"guardian_{script}"].map(bare) for script in ARMS["raw"]}
        table["locality"] = raw["locality"].map(bare)
    else:
        heard = pandas.read_csv(city / "heard.csv", dtype=str, keep_default_na=False)
        names, guardians = {"heard": heard["name"]}, {"heard": heard["guardian"]}
        table["locality"] = heard["locality"]
    for script in ARMS[arm]:
        words = names[script].str.partition(" ")
        table[f"given_{script}"], table[f"rest_{script}"] = words[0], words[2]
        table[f"name_{script}"] = names[script]
        table[f"guardian_{script}"] = guardians[script]
        table[f"father_{script}"] = guardians[script].str.partition(" ")[0]
        begins = names[script].str[:3] + guardians[script].str[:3]
        table[f"begins_{script}"] = begins.where((names[script] != "") & (guardians[script] != ""), "")
    text = table.columns.difference(["line", "year"])
    table[text] = table[text].astype(object).where(table[text].notna() & (table[text] != ""), None)
    return table


# Splink.


def level(condition, label, frequency=None):
    of_value = {"tf_adjustment_column": frequency, "disable_tf_exact_match_detection": True} if frequency else {}
    return {"sql_condition": condition, "label_for_charts": label, **of_value}


def unsaid(condition):
    return {"sql_condition": condition, "label_for_charts": "not said", "is_null_level": True}


def other():
    return {"sql_condition": "ELSE", "label_for_charts": "other"}


def any_script(scripts, condition):
    return " or ".join(f"({condition.replace('SCRIPT', script)})" for script in scripts)


def both(column):
    return f"{column}_l is not null and {column}_r is not null"


def near(column, least):
    return f"jaro_winkler_similarity({column}_l, {column}_r) >= {least}"


def text_levels(scripts, column):
    """Levels of a text that may be written in either script: compared in one that both have."""
    exact = [level(f"{column}_{script}_l = {column}_{script}_r", f"same {script}", f"{column}_{script}") for script in scripts]
    return [
        unsaid(f"not ({any_script(scripts, both(f'{column}_SCRIPT'))})"),
        *exact,
        level(any_script(scripts, near(f"{column}_SCRIPT", 0.94)), "0.94"),
        level(any_script(scripts, near(f"{column}_SCRIPT", 0.88)), "0.88"),
        level(any_script(scripts, near(f"{column}_SCRIPT", 0.80)), "0.80"),
    ]


def splink_comparisons(scripts):
    given = text_levels(scripts, "given")
    turned = any_script(scripts, "given_SCRIPT_l = rest_SCRIPT_r or rest_SCRIPT_l = given_SCRIPT_r")
    is_day, a_year = both("birth"), "abs(year_l - year_r) <= "
    slip = "damerau_levenshtein(birth_l, birth_r) <= 1"
    turned_day = "birth_l = concat(substr(birth_r, 1, 5), substr(birth_r, 9, 2), '-', substr(birth_r, 6, 2))"
    birth = [
        unsaid("year_l is null or year_r is null"),
        level("birth_l = birth_r", "same day"),
        level(f"{is_day} and ({slip} or {turned_day})", "slip"),
        level(f"{is_day} and ({a_year}1)", "days a year apart"),
        level(is_day, "other days"),
        level("year_l = year_r", "same year"),
        *[level(f"{a_year}{years}", f"{years} years") for years in [1, 3, 6, 10]],
        other(),
    ]
    sex = [unsaid("sex_l is null or sex_r is null"), level("sex_l = sex_r", "same"), other()]
    levels = {
        "given": [*given, level(turned, "turned"), other()],
        "rest": [*text_levels(scripts, "rest"), other()],
        "birth": birth,
        "sex": sex,
        "family": family_levels(scripts),
    }
    return [{"output_column_name": f"c_{name}", "comparison_levels": of} for name, of in levels.items()]


def family_levels(scripts):
    """Phone, house and guardian together: a household has all three in common, so that each for
    itself would count three times what speaks for one household only."""
    place = f"(ward_l = ward_r or locality_l = locality_r or ({near('locality', 0.92)}))"
    house = f"(house_l = house_r and {place})"
    phone = "(phone_l = phone_r)"
    slip = "damerau_levenshtein(phone_l, phone_r) <= 1"
    guardian = f"({any_script(scripts, near('guardian_SCRIPT', 0.9))})"
    unknown = ["(phone_l is null or phone_r is null)", f"not ({any_script(scripts, both('guardian_SCRIPT'))})"]
    unknown += [f"(({both('ward')}) or ({both('locality')})) is false"]
    return [
        unsaid(" and ".join(unknown)),
        level(f"{phone} and {house} and {guardian}", "phone, house, guardian", "phone"),
        level(f"{phone} and {house}", "phone, house", "phone"),
        level(f"{phone} and {guardian}", "phone, guardian", "phone"),
        level(f"{house} and {guardian}", "house, guardian"),
        level(phone, "phone", "phone"),
        level(house, "house"),
        level(f"{guardian} and {slip}", "guardian, slip of phone"),
        level(f"{guardian} and {place}", "guardian, place"),
        level(slip, "slip of phone"),
        level(guardian, "guardian"),
        level(place, "place"),
        other(),
    ]


def rules_of(scripts):
    """Columns that the two of a pair have in common. At a million residents the largest brings some
    thirty million pairs, all together some sixty; a family name with a year alone would bring
    hundreds."""
    rules = [["phone"], ["birth", "sex"], ["house", "locality"], ["house", "ward"], ["year", "ward", "sex"]]
    for script in scripts:
        given, rest, guardian, father, begins = (f"{name}_{script}" for name in ["given", "rest", "guardian", "father", "begins"])
        rules += [[given, rest, "year"], [given, father], [given, "locality"], [given, "ward"]]
        rules += [[begins, "year", "sex"], [guardian, "year"], [rest, father, "year", "sex"]]
    return rules


def counted(connection, rules):
    """How many pairs each rule brings, known before one of them is made."""
    for rule in rules:
        columns, said = ", ".join(rule), " and ".join(f"{column} is not null" for column in rule)
        pairs = f"select sum(n * (n - 1) / 2) from (select count(*) as n from people where {said} group by {columns})"
        found = int(connection.execute(pairs).fetchall()[0][0] or 0)
        print(f"{columns}: {found} pairs", file=sys.stderr)
        if found > RULE_PAIRS_MAX:
            sys.exit(f"{columns}: {found} pairs, more than {RULE_PAIRS_MAX}")


def by_splink(table, arm, city, _learning):
    import duckdb
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    scripts = ARMS[arm]
    config = {"threads": os.cpu_count(), "memory_limit": SPLINK_MEMORY, "temp_directory": str(city / "spilled"), "preserve_insertion_order": False}
    connection = duckdb.connect(config=config)
    connection.register("list", table)
    connection.execute("create table people as select * from list")
    connection.unregister("list")
    rules = rules_of(scripts)
    counted(connection, rules)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="line",
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
        comparisons=splink_comparisons(scripts),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    api = DuckDBAPI(connection=connection)
    linker = Linker(api.register("people"), settings)
    sure = [block_on("phone", f"given_{script}") for script in scripts]
    sure += [block_on("birth", f"given_{script}") for script in scripts]
    training = linker.training
    training.estimate_probability_two_random_records_match(sure, recall=0.6 if len(scripts) == 1 else 0.35)
    training.estimate_u_using_random_sampling(max_pairs=min(1e8, 1e3 * len(table)), seed=1)
    # Blocks of a phone or a house hold families, from which nothing is learned about one person.
    training.estimate_parameters_using_expectation_maximisation(block_on("birth"))
    for script in scripts:
        training.estimate_parameters_using_expectation_maximisation(block_on(f"given_{script}", f"rest_{script}", "ward"))
    found = linker.inference.predict(threshold_match_weight=SPLINK_WEIGHT_MIN).as_pandas_dataframe()
    return found["line_l"].to_numpy(), found["line_r"].to_numpy(), found["match_weight"].to_numpy()


# recordlinkage.


def personal_rules(scripts):
    """As `rules_of`, but each asks for something that the rest of a family has not: two classes
    know no family, and where most pairs are of one, it is families that are found. At a million
    residents all together bring some twenty million pairs."""
    rules = [["birth", "sex"], ["phone", "year", "sex"], ["house", "ward", "year"], ["house", "locality", "year"]]
    for script in scripts:
        given, rest, guardian, father, begins = (f"{name}_{script}" for name in ["given", "rest", "guardian", "father", "begins"])
        rules += [[given, "phone"], [given, rest, "year"], [given, "locality"], [given, "ward"], [given, father, "year"]]
        rules += [[begins, "year", "sex"], [guardian, "year"], [rest, father, "year", "sex"]]
    return rules


def recordlinkage_pairs(table, scripts):
    """Two numbers of lines as one, each pair once."""
    from recordlinkage.index import Block, SortedNeighbourhood

    blocks = [(Block(rule), rule) for rule in personal_rules(scripts)]
    for script in scripts:
        name, beside = f"name_{script}", ["year", "sex"]
        blocks.append((SortedNeighbourhood(name, window=WINDOW, block_on=beside), [name, *beside]))
    pairs = numpy.empty(0, dtype=numpy.int64)
    for block, columns in blocks:
        index = block.index(table.dropna(subset=columns))
        ones, others = (index.get_level_values(side).to_numpy(dtype=numpy.int64) for side in (0, 1))
        pairs = numpy.union1d(pairs, numpy.minimum(ones, others) * len(table) + numpy.maximum(ones, others))
        print(f"{', '.join(columns)}: {len(ones)} pairs, {len(pairs)} in all", file=sys.stderr)
    return pairs


def features_of(table, scripts, pairs):
    """What agrees, 0 or 1: a name in either script. Neither house, place nor family name is among
    it: with them the classifier finds families, and far fewer links."""
    import recordlinkage

    compare = recordlinkage.Compare()
    either = {"given": [f"given_{script}" for script in scripts], "guardian": [f"guardian_{script}" for script in scripts]}
    for column in itertools.chain.from_iterable(either.values()):
        compare.string(column, column, method="jarowinkler", threshold=0.88, label=column)
    for column in ["birth", "phone", "sex"]:
        compare.exact(column, column, label=column)
    compare.numeric("year", "year", method="step", offset=2, label="year")
    index = pandas.MultiIndex.from_arrays([pairs // len(table), pairs % len(table)])
    features = compare.compute(index, table)
    for name, columns in either.items():
        features[name] = features[columns].max(axis=1)
        features = features.drop(columns=columns)
    return features.astype(numpy.int8)


def numbered(table):
    return table.set_index("line").astype({"year": float})


def by_recordlinkage(table, arm, _city, learning):
    """The classifier learns, without being told the truth, from a small city: in a large one
    strangers of one block are so many that it learns nothing of persons."""
    import recordlinkage

    scripts = ARMS[arm]
    small, table = numbered(people(learning, arm)), numbered(table)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(features_of(small, scripts, recordlinkage_pairs(small, scripts)))
    pairs = recordlinkage_pairs(table, scripts)
    kept = []
    for start in range(0, len(pairs), CHUNK_PAIRS):
        chunk = pairs[start : start + CHUNK_PAIRS]
        chances = classifier.kernel.predict_log_proba(features_of(table, scripts, chunk).to_numpy())
        weights = (chances[:, 1] - chances[:, 0]) / math.log(2)
        likely = weights >= RECORDLINKAGE_WEIGHT_MIN
        kept.append((chunk[likely], weights[likely]))
    found, weights = (numpy.concatenate(part) for part in zip(*kept))
    return found // len(table), found % len(table), weights


# One run, in a process of its own.


def run_one(system, arm, city, learning, out):
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    table = people(city, arm)
    by = {"splink": by_splink, "recordlinkage": by_recordlinkage}[system]
    ones, others, weights = by(table, arm, city, learning)
    ids = table["id"].to_numpy()
    pandas.DataFrame({"id_a": ids[ones], "id_b": ids[others], "weight": weights}).to_csv(out, index=False)


def run(system, arm, city, learning):
    """The links with their weights, seconds and megabytes; no links when the program gave up."""
    out = city / f"links-{system}-{arm}.csv"
    began = time.monotonic()
    child = subprocess.Popen([sys.executable, __file__, "one", system, arm, city, learning, out])
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    took, peak = time.monotonic() - began, used.ru_maxrss // 1024
    if child.returncode != 0:
        print(f"{system}, {arm}: ended with {child.returncode}", file=sys.stderr)
        return None, took, peak
    return pandas.read_csv(out), took, peak


# What was found.


def weight_of(probability):
    return math.log2(probability / (1 - probability))


def probability_of(weight):
    return 1 / (1 + 2 ** -min(max(weight, -1_000.0), 1_000.0))


class Judged:
    """Links from the likeliest on, and how many of them are right."""

    def __init__(self, links, person_of, truth):
        links = links.sort_values("weight", ascending=False, kind="stable")
        self.weights = links["weight"].to_numpy()
        self.right = (links["id_a"].map(person_of) == links["id_b"].map(person_of)).to_numpy().cumsum()
        self.truth = truth

    def at(self, weight):
        found = int(numpy.searchsorted(-self.weights, -weight, side="right"))
        right = int(self.right[found - 1]) if found else 0
        precision = right / found if found else 0.0
        recall = right / self.truth
        return found, right, precision, recall, 2 * right / (found + self.truth)

    def best(self):
        """The weight of the best F1, links of one weight taken together."""
        last = numpy.append(self.weights[1:] != self.weights[:-1], True)
        found = numpy.arange(1, len(self.weights) + 1)
        f1 = numpy.where(last, 2 * self.right / (found + self.truth), 0)
        return float(self.weights[f1.argmax()])


def made(program, folds, work, residents, noise, seed):
    """The folder of a city, with what our program hears in it."""
    city = pathlib.Path(work) / f"city-{residents}-{noise}-{seed}"
    if not (city / "truth.csv").exists():
        asked = [program, "simulate", "city", "--residents", str(residents), "--seed", str(seed), "--noise", noise, "--out", city]
        subprocess.run(asked, check=True)
    write_folds(folds, city)
    return city


def tuned(city, learning):
    """The threshold of each program and arm with the best F1 of a smaller city."""
    person_of, truth = truth_of(city / "truth.csv")
    weights = {}
    for system, arm in itertools.product(SYSTEMS, ARMS):
        links, _, _ = run(system, arm, city, learning)
        weights[system, arm] = None if links is None else Judged(links, person_of, truth).best()
        print(f"{system}, {arm}: threshold of weight {weights[system, arm]}, from {city.name}", flush=True)
    return weights


def rows_of(judged, tuned_weight):
    """A row a threshold: which, the probability, and what it finds."""
    chosen = [("fixed", weight_of(threshold)) for threshold in THRESHOLDS]
    chosen += [("tuned", tuned_weight)] if tuned_weight is not None else []
    chosen += [("best", judged.best())]
    for which, weight in chosen:
        yield which, f"{probability_of(weight):.12g}", judged.at(weight)


def main():
    program, folds, work, results, residents, noise = sys.argv[1:7]
    seeds = sys.argv[7:]
    if str(TUNING_SEED) in seeds:
        sys.exit(f"{TUNING_SEED} is the seed that thresholds are fixed and classifiers taught on")
    learning = made(program, folds, work, LEARNING_RESIDENTS, noise, TUNING_SEED)
    smaller = min(int(residents) // 2, TUNING_RESIDENTS_MAX)
    weights = tuned(made(program, folds, work, smaller, noise, TUNING_SEED), learning)
    heads = ["program", "arm", *HEADS[:5], "chosen", *HEADS[5:]]
    with open(pathlib.Path(results) / f"linkage-city-peers-{residents}-{noise}.csv", "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(heads)
        for seed in seeds:
            city = made(program, folds, work, residents, noise, seed)
            person_of, truth = truth_of(city / "truth.csv")
            for system, arm in itertools.product(SYSTEMS, ARMS):
                links, took, peak = run(system, arm, city, learning)
                known = [system, arm, residents, noise, seed, len(person_of), truth]
                cost = [f"{took:.1f}", peak]
                if links is None:
                    out.writerow([*known, "gave up", *[""] * 7, *cost])
                    continue
                for which, threshold, (found, right, *shares) in rows_of(Judged(links, person_of, truth), weights[system, arm]):
                    wrong = f"{(found - right) * 100_000 / int(residents):.2f}"
                    row = [*known, which, threshold, found, right, *[f"{share:.5f}" for share in shares], wrong, *cost]
                    out.writerow(row)
                    print(dict(zip(heads, row)), flush=True)
                file.flush()


if __name__ == "__main__":
    if sys.argv[1] == "one":
        run_one(sys.argv[2], sys.argv[3], *map(pathlib.Path, sys.argv[4:]))
    else:
        main()
