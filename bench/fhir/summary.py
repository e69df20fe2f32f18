"""Medians of the rounds beside what has to be reached."""

import csv
import math
import statistics

# a second at least, p95 in milliseconds at most
MUST = {
    "sqlite": {
        "read": (35_000, 1.5), "identifier": (20_000, 2), "name": (5_000, None),
        "create": (2_000, 15), "transaction": (300, 80), "import": (15_000, None),
    },
    "postgres": {
        "read": (12_000, None), "identifier": (8_000, None), "name": (2_500, None),
        "create": (1_000, None), "transaction": (120, None), "import": (6_000, None),
    },
}
STORED_BYTES_MAX = {"sqlite": 1_500, "postgres": 2_500}
IDLE_MB_MAX, START_SECONDS_MAX, GROWTH_MAX = 80, 1.0, 1.5


def rows_of(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def middle(rows, column):
    return statistics.median(float(row[column]) for row in rows)


def verdict(holds):
    return "reached" if holds else "missed"


def operations(rows, engine):
    lines = []
    for operation, (rate_min, p95_max) in MUST[engine].items():
        mine = [row for row in rows if row["operation"] == operation]
        if not mine:
            continue
        if operation == "import":
            # The last step is the largest, and the one with the most behind it.
            rate, p95 = float(mine[-1]["per_second"]), None
        else:
            rate, p95 = middle(mine, "per_second"), middle(mine, "p95_ms")
        failed = (int(row["not_2xx"] or 0) + int(row["socket_errors"] or 0) for row in mine)
        clean = not any(failed)
        holds = clean and rate >= rate_min and (p95_max is None or p95 < p95_max)
        p50 = f"{middle(mine, 'p50_ms'):9.3f}" if p95 is not None else " " * 9
        shown = f"{p95:9.3f}" if p95 is not None else " " * 9
        limit = f", p95 < {p95_max} ms" if p95_max else ""
        lines.append(f"{operation:12}{rate:12.0f}{p50}{shown}   {verdict(holds)}: "
                     f"{rate_min} a second{limit}{'' if clean else '; with failures'}")
    return lines


def standing(rows, engine):
    lines = []
    for row in rows:
        if row["operation"] == "stored":
            each = int(row["stored_bytes"]) / int(row["entries"])
            most = STORED_BYTES_MAX[engine]
            lines.append(f"bytes an entry, all in: {each:.0f}   {verdict(each <= most)}: "
                         f"at most {most}")
    starts = [row for row in rows if row["operation"] == "start"]
    if starts:
        idle, seconds = middle(starts, "server_mb"), middle(starts, "seconds")
        lines.append(f"idle memory: {idle:.0f} MB   {verdict(idle <= IDLE_MB_MAX)}: "
                     f"at most {IDLE_MB_MAX}")
        lines.append(f"cold start: {seconds:.3f} s   {verdict(seconds <= START_SECONDS_MAX)}: "
                     f"at most {START_SECONDS_MAX}")
    return lines


def growth(rows):
    """The middle of each shape's rounds at each size, and how much larger the last is than the
    first."""
    sizes = sorted({int(row["patients"]) for row in rows})
    if not sizes:
        return []
    head = "".join(f"{size:9}" for size in sizes)
    lines, grew = [f"{'p50 in ms, one client, at … patients':44}{head}     grew"], []
    for shape in dict.fromkeys(row["shape"] for row in rows):
        mine = [row for row in rows if row["shape"] == shape]
        of_size = [[row for row in mine if int(row["patients"]) == size] for size in sizes]
        at = [middle(some, "p50_ms") if some else None for some in of_size]
        times = at[-1] / at[0] if at[0] and at[-1] else math.inf
        grew.append(times)
        shown = "".join(f"{value:9.3f}" if value else f"{'—':>9}" for value in at)
        told = f"{times:.2f}" if times < math.inf else "—"
        lines.append(f"{shape:44}{shown}{told:>9}")
    held = sum(times < GROWTH_MAX for times in grew)
    lines.append(f"{held} of {len(grew)} shapes grew less than {GROWTH_MAX} times, the middle one "
                 f"{statistics.median(grew):.2f}   {verdict(held == len(grew))}: all of them")
    return lines


def of(rows_path, shapes_path, engine):
    rows = rows_of(rows_path)
    head = f"{'medians':12}{'a second':>12}{'p50 ms':>9}{'p95 ms':>9}"
    grown = growth(rows_of(shapes_path))
    parts = [[head, *operations(rows, engine)], standing(rows, engine), grown]
    return "\n\n".join("\n".join(part) for part in parts if part)
