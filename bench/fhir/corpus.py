"""A made-up clinic as FHIR R4: who comes, what is measured, found and prescribed.

Patient n is the same however many others there are; another SEED is another clinic. Nobody in it
is real: names are drawn from `fixtures/names`, phones begin with 000, which no exchange connects.
Ids are the clinic's own, so that whoever asks knows them; every entry but the clinic's staff has
a number that no other has.
"""

import bisect
import csv
import datetime
import functools
import itertools
import json
import os
import pathlib
import random
from urllib.parse import quote

SEED = os.environ.get("SEED", "1")
FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
CLINIC = "https://clinic.example/fhir"
DOCTORS = 20
PATIENTS_AT_ONCE = 25
FIRST_DAY, DAYS = datetime.date(2024, 1, 1), 1_000
BORN_FROM, BORN_DAYS = datetime.date(1936, 1, 1), 32_000
# Where it is noted what can be read and what can be found by its number, an address a line.
READ, FIND = "read.asked", "identifier.asked"
# Stands in templates where the number of somebody new will stand.
NOBODY = 9_999_999

TERMS = "http://terminology.hl7.org/CodeSystem"
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
ICD_10, ATC = "http://hl7.org/fhir/sid/icd-10", "http://www.whocc.no/atc"

# code, words, category, least, most, decimals, unit, UCUM, of a hundred visits
SIGNS = [
    ("8867-4", "Heart rate", "vital-signs", 56, 118, 0, "beats/minute", "/min", 90),
    ("29463-7", "Body weight", "vital-signs", 38, 96, 1, "kg", "kg", 80),
    ("8310-5", "Body temperature", "vital-signs", 36, 39, 1, "°C", "Cel", 45),
    ("59408-5", "Oxygen saturation", "vital-signs", 91, 100, 0, "%", "%", 35),
    ("2339-0", "Glucose in blood", "laboratory", 68, 290, 0, "mg/dL", "mg/dL", 35),
    ("718-7", "Haemoglobin in blood", "laboratory", 7, 17, 1, "g/dL", "g/dL", 25),
    ("2160-0", "Creatinine in serum", "laboratory", 1, 3, 2, "mg/dL", "mg/dL", 10),
]
PRESSURE, SYSTOLIC, DIASTOLIC = "85354-9", "8480-6", "8462-4"
# code, words, weight, medicines that are given for it
FINDINGS = [
    ("I10", "Essential hypertension", 18, ("C08CA01", "C09AA02")),
    ("E11", "Type 2 diabetes mellitus", 15, ("A10BA02", "A10BB12")),
    ("J06", "Acute upper respiratory infection", 20, ("N02BE01", "R06AE07")),
    ("A09", "Gastroenteritis", 12, ("A07CA", "N02BE01")),
    ("D50", "Iron deficiency anaemia", 10, ("B03AA07",)),
    ("M54", "Dorsalgia", 9, ("M01AE01", "N02BE01")),
    ("J45", "Asthma", 7, ("R03AC02",)),
    ("K29", "Gastritis", 9, ("A02BC01",)),
]
MEDICINES = {
    "C08CA01": "Amlodipine 5 mg tablet",
    "C09AA02": "Enalapril 5 mg tablet",
    "A10BA02": "Metformin 500 mg tablet",
    "A10BB12": "Glimepiride 1 mg tablet",
    "N02BE01": "Paracetamol 500 mg tablet",
    "R06AE07": "Cetirizine 10 mg tablet",
    "A07CA": "Oral rehydration salts sachet",
    "B03AA07": "Ferrous sulfate 200 mg tablet",
    "M01AE01": "Ibuprofen 400 mg tablet",
    "R03AC02": "Salbutamol 100 microgram inhaler",
    "A02BC01": "Omeprazole 20 mg capsule",
}


class Weighed:
    """Things that are drawn as often as their weights say."""

    def __init__(self, weighed):
        self.things = [thing for thing, _ in weighed]
        self.sums = list(itertools.accumulate(weight for _, weight in weighed))

    def by(self, rng):
        return self.things[bisect.bisect(self.sums, rng.random() * self.sums[-1])]


def table(path):
    with open(FIXTURES / path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@functools.cache
def lists():
    """Given names by gender, family names, and where people live."""
    known = [row for row in table("names/given_names.tsv") if row["kind"] == "given"]
    rare = [((row["english"], row["hindi"]), 4) for row in table("names/cmu_indian_names.tsv")]
    given = {}
    for gender, letter in (("female", "f"), ("male", "m")):
        mine = [row for row in known if row["sex"] == letter]
        own = [((row["roman"], row["hindi"]), int(row["weight"])) for row in mine]
        given[gender] = Weighed(own + rare)
    names = [row for row in table("names/surnames.tsv") if row["kind"] == "surname"]
    family = Weighed([((row["roman"], row["hindi"]), int(row["weight"])) for row in names])
    return given, family, [(row["english"], row["district"]) for row in table("localities.tsv")]


def somebody(rng, n):
    given, family, _ = lists()
    gender = rng.choice(("female", "male"))
    (given, given_hi), (family, family_hi) = given[gender].by(rng), family.by(rng)
    born = BORN_FROM + datetime.timedelta(days=rng.randrange(BORN_DAYS))
    return {
        "given": given, "given_hi": given_hi, "family": family, "family_hi": family_hi,
        "gender": gender, "birth": born.isoformat(), "phone": f"+91000{n:07d}",
    }


def coded(system, code, words):
    return {"coding": [{"system": system, "code": code, "display": words}], "text": words}


def term(system, code):
    return {"coding": [{"system": f"{TERMS}/{system}", "code": code}]}


def number(of, own_id):
    return [{"system": f"{CLINIC}/number/{of.lower()}", "value": own_id.upper()}]


def identifier_of(one):
    first = one["identifier"][0]
    return f"identifier={quote(first['system'] + '|' + first['value'], safe='')}"


def to(of, own_id):
    return {"reference": f"{of}/{own_id}"}


def doctor(rng):
    return to("Practitioner", f"dr-{rng.randrange(DOCTORS):02d}")


@functools.lru_cache(maxsize=100_000)
def person(n):
    """The Patient alone."""
    rng = rng_of("person", n)
    return patient(rng, n, somebody(rng, n))


def patient(rng, n, who):
    own_id = f"p{n:07d}"
    locality, district = rng.choice(lists()[2])
    member = {"use": "secondary", "system": "https://insurer.example/member", "value": f"M-{n:07d}"}
    kind = coded(f"{TERMS}/v2-0203", "MR", "Medical record number")
    record = {"use": "usual", "type": kind, **number("Patient", own_id)[0]}
    house = f"{rng.choice('ABCDEFGH')}-{rng.randrange(1, 400)}"
    line = [f"{house}, Gali {rng.randrange(1, 30)}", locality]
    return {
        "resourceType": "Patient", "id": own_id, "identifier": [record, member], "active": True,
        "name": [
            {"use": "official", "family": who["family"], "given": [who["given"]]},
            {"use": "usual", "family": who["family_hi"], "given": [who["given_hi"]]},
        ],
        "telecom": [{"system": "phone", "value": who["phone"], "use": "mobile"}],
        "gender": who["gender"], "birthDate": who["birth"],
        "address": [{
            "use": "home", "type": "physical", "line": line, "city": "Delhi", "district": district,
            "state": "Delhi", "postalCode": f"1100{rng.randrange(1, 51):02d}", "country": "IN",
        }],
        "communication": [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": "hi"}]}}],
        "generalPractitioner": [doctor(rng)], "managingOrganization": to("Organization", "clinic"),
    }


def condition(rng, n, k, day):
    code, words, _, medicines = FOUND.by(rng)
    own_id = f"c{n:07d}-{k}"
    return {
        "resourceType": "Condition", "id": own_id, "identifier": number("Condition", own_id),
        "clinicalStatus": term("condition-clinical", rng.choice(("active", "active", "resolved"))),
        "verificationStatus": term("condition-ver-status", "confirmed"),
        "category": [term("condition-category", "problem-list-item")],
        "code": coded(ICD_10, code, words), "subject": to("Patient", f"p{n:07d}"),
        "encounter": to("Encounter", f"e{n:07d}-0"), "onsetDateTime": day.isoformat(),
        "recordedDate": f"{day}T10:40:00+05:30", "recorder": doctor(rng),
    }, medicines


FOUND = Weighed([(finding, finding[2]) for finding in FINDINGS])


def encounter(rng, n, k, start):
    own_id, end = f"e{n:07d}-{k}", start + datetime.timedelta(minutes=rng.randrange(6, 40))
    return {
        "resourceType": "Encounter", "id": own_id, "identifier": number("Encounter", own_id),
        "status": "finished",
        "class": {"system": f"{TERMS}/v3-ActCode", "code": "AMB", "display": "ambulatory"},
        "subject": to("Patient", f"p{n:07d}"),
        "participant": [{
            "type": [term("v3-ParticipationType", "PPRF")], "individual": doctor(rng),
        }],
        "period": {"start": f"{start.isoformat()}+05:30", "end": f"{end.isoformat()}+05:30"},
        "serviceProvider": to("Organization", "clinic"),
    }


def observation(own_id, category, code, seen, result):
    n, (visit, when, by) = own_id[1:8], seen
    return {
        "resourceType": "Observation", "id": own_id, "identifier": number("Observation", own_id),
        "status": "final", "category": [term("observation-category", category)], "code": code,
        "subject": to("Patient", f"p{n}"), "encounter": to("Encounter", visit),
        "effectiveDateTime": when, "performer": [by], **result,
    }


def amount(value, unit, ucum):
    return {"valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": ucum}}


def observations(rng, n, k, seen, all_of_them=False):
    """What was measured at a visit; blood pressure always."""
    upper = rng.randrange(96, 182)
    lower = upper - rng.randrange(28, 60)
    pressures = ((SYSTOLIC, "Systolic", upper), (DIASTOLIC, "Diastolic", lower))
    parts = [
        {"code": coded(LOINC, code, f"{which} blood pressure"), **amount(value, "mmHg", "mm[Hg]")}
        for code, which, value in pressures
    ]
    code = coded(LOINC, PRESSURE, "Blood pressure panel")
    found = [observation(f"o{n:07d}-{k}-0", "vital-signs", code, seen, {"component": parts})]
    for code, words, category, least, most, decimals, unit, ucum, often in SIGNS:
        if all_of_them or rng.random() * 100 < often:
            value = round(least + rng.random() * (most - least), decimals)
            own_id = f"o{n:07d}-{k}-{len(found)}"
            result = amount(value if decimals else int(value), unit, ucum)
            found.append(observation(own_id, category, coded(LOINC, code, words), seen, result))
    return found


def medication(rng, own_id, code, why, seen):
    n, (visit, when, by) = own_id[1:8], seen
    times, days = rng.randrange(1, 4), rng.choice((3, 5, 7, 15, 30))
    each_day = {"frequency": times, "period": 1, "periodUnit": "d"}
    return {
        "resourceType": "MedicationRequest", "id": own_id,
        "identifier": number("MedicationRequest", own_id),
        "status": rng.choice(("active", "completed", "completed")), "intent": "order",
        "category": [term("medicationrequest-category", "outpatient")],
        "medicationCodeableConcept": coded(ATC, code, MEDICINES[code]),
        "subject": to("Patient", f"p{n}"), "encounter": to("Encounter", visit),
        "authoredOn": when, "requester": by, "reasonReference": [to("Condition", why)],
        "dosageInstruction": [{
            "sequence": 1, "text": f"{times} times a day for {days} days, after food",
            "timing": {"repeat": each_day},
            "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
        }],
        "dispenseRequest": {
            "quantity": {"value": times * days, "unit": "tablet"},
            "expectedSupplyDuration": {
                "value": days, "unit": "days", "system": UCUM, "code": "d",
            },
        },
    }


def visited(rng, n, k, start, medicines, whole=False):
    """A visit, what was measured at it, and what was prescribed."""
    visit = encounter(rng, n, k, start)
    when, by = visit["period"]["start"], visit["participant"][0]["individual"]
    seen = (visit["id"], when, by)
    made = [visit, *observations(rng, n, k, seen, whole)]
    for at, code in enumerate(medicines[: len(medicines) if whole else rng.randrange(3)]):
        made.append(medication(rng, f"m{n:07d}-{k}-{at}", code, f"c{n:07d}-0", seen))
    return made


def a_moment(rng):
    day = FIRST_DAY + datetime.timedelta(days=rng.randrange(DAYS))
    return datetime.datetime.combine(day, datetime.time(rng.randrange(9, 14), rng.randrange(60)))


def rng_of(*of_what):
    return random.Random(":".join(map(str, (SEED, *of_what))))


@functools.lru_cache(maxsize=4_096)
def clinic(n):
    """Everything of patient n, the Patient first."""
    rng = rng_of("patient", n)
    visits = rng.choices((1, 2, 3, 4, 5), (25, 30, 22, 14, 9))[0]
    starts = sorted(a_moment(rng) for _ in range(visits))
    conditions, medicines = [], []
    for k in range(rng.choice((1, 1, 2))):
        found, given = condition(rng, n, k, starts[0].date())
        conditions.append(found)
        medicines += given
    visits = [visited(rng, n, k, start, medicines) for k, start in enumerate(starts)]
    return [person(n), *conditions, *itertools.chain(*visits)]


@functools.cache
def staff():
    """Whom and what the patients' entries point to."""
    rng = rng_of("staff")
    clinic_itself = {
        "resourceType": "Organization", "id": "clinic", "active": True,
        "name": "Clinic of the bench",
    }
    doctors = []
    for at in range(DOCTORS):
        who = somebody(rng, at)
        name = [{"family": who["family"], "given": [who["given"]], "prefix": ["Dr"]}]
        doctors.append({
            "resourceType": "Practitioner", "id": f"dr-{at:02d}", "active": True, "name": name,
        })
    return [clinic_itself, *doctors]


def known(of, own_id):
    """An entry by its id; none where the corpus has none."""
    among = staff() if of in ("Organization", "Practitioner") else clinic(int(own_id[1:8]))
    return next((one for one in among if (one["resourceType"], one["id"]) == (of, own_id)), None)


def written(thing):
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"))


def bundle(entries):
    """A transaction of entries that are written already."""
    return '{"resourceType":"Bundle","type":"transaction","entry":[%s]}' % ",".join(entries)


def put(one, body):
    request = {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}
    return f'{{"resource":{body},"request":{written(request)}}}'


def note(lists, some):
    """What there is to be asked for, behind what was noted before."""
    with open(lists / READ, "a") as read, open(lists / FIND, "a") as find:
        for one in some:
            read.write(f"{one['resourceType']}/{one['id']}\n")
            find.write(f"{one['resourceType']}?{identifier_of(one)}\n")


def write_staff(folder):
    """The clinic and its staff, whom everything else points to; says how many they are."""
    folder.mkdir(parents=True, exist_ok=True)
    puts = [put(one, written(one)) for one in staff()]
    (folder / "hospital.json").write_text(bundle(puts), encoding="utf-8")
    return len(puts)


def write_lines(file, lists, first, behind):
    """The patients from `first` up to `behind` with their charts, an entry a line; says how many
    entries there are and how many bytes they have."""
    entries = size = 0
    with open(file, "w", encoding="utf-8") as lines:
        for at in range(first, behind, PATIENTS_AT_ONCE):
            together = range(at, min(at + PATIENTS_AT_ONCE, behind))
            charts = [one for n in together for one in clinic(n)]
            note(lists, charts)
            text = "".join(f"{written(one)}\n" for one in charts)
            lines.write(text)
            entries += len(charts)
            size += len(text.encode())
    return entries, size


# What is sent to be created is a template: `{{given}}` and its like are filled in anew each time.
PLACES = {key: f"{{{{{key}}}}}" for key in
          ("given", "given_hi", "family", "family_hi", "gender", "birth", "phone")}


def new_number(text):
    return text.replace(str(NOBODY), "{{n}}")


def new_patient(at):
    """A Patient who is to be created."""
    made = patient(rng_of("new", at), NOBODY, PLACES)
    del made["id"]
    return new_number(written(made))


def new_visit(at):
    """A transaction of 20: somebody new, two findings, two visits with what was measured, and a
    prescription."""
    rng = rng_of("visit", at)
    made = [patient(rng, NOBODY, PLACES)]
    medicines = []
    for k in range(2):
        found, given = condition(rng, NOBODY, k, FIRST_DAY)
        made.append(found)
        medicines += given
    made += visited(rng, NOBODY, 0, a_moment(rng), medicines[:1], whole=True)
    made += visited(rng, NOBODY, 1, a_moment(rng), medicines[:1], whole=True)
    made = made[:20]
    urls = {f"{one['resourceType']}/{one['id']}": f"urn:uuid:{{{{u}}}}{at:012x}"
            for at, one in enumerate(made)}
    entries = []
    for one in made:
        url = urls[f"{one['resourceType']}/{one['id']}"]
        body = {key: value for key, value in one.items() if key != "id"}
        request = {"method": "POST", "url": one["resourceType"]}
        entries.append(written({"fullUrl": url, "resource": body, "request": request}))
    text = bundle(entries)
    for address, url in urls.items():
        text = text.replace(f'"{address}"', f'"{url}"')
    return new_number(text)


def pool(at):
    """Somebody who may be created: what stands in the places of a template."""
    who = somebody(rng_of("pool", at), 0)
    said = (who[key] for key in ("given", "given_hi", "family", "family_hi", "gender"))
    return "\t".join(json.dumps(one, ensure_ascii=False)[1:-1] for one in said)
