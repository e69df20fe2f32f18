"""Thirty shapes of searches, each with what its answer has to be.

A shape is drawn anew for each question, from whoever there is. What lies in `one` patient's chart
is compared with that chart, and what is asked of people with all people. The others have a page of
matches or more in a clinic of a thousand patients, so that no answer grows with the clinic.
"""

import dataclasses
import datetime
import functools
import random
from collections.abc import Callable
from urllib.parse import quote

import answers
import corpus
import program

# Up to so many patients every entry is looked at to say what fits.
LOOKED_AT_MAX = 1_500
CHECKED_OF_A_SHAPE = 8
PAGE = 10


class Short(Exception):
    """A page that is not full although more would fit. The rest is behind it, so nothing is wrong
    with it, and it is no page of the size that was asked for."""


@dataclasses.dataclass
class Asked:
    """One question, and what is right."""

    of: str
    query: str
    fits: Callable[[dict], bool]
    one: int | None = None      # the patient in whose chart every match is
    count: int = 50
    order: tuple | None = None  # a key, and whether the greatest comes first
    along: Callable[[list], set] = lambda found: set()

    @property
    def address(self):
        return f"{self.of}?{self.query}"


class Draw:
    """Somebody who is asked about."""

    def __init__(self, rng, patients):
        self.rng, self.n = rng, rng.randrange(patients)
        self.chart = corpus.clinic(self.n)
        self.patient = self.chart[0]

    def some(self, of):
        """One of their entries of a type; None where there is none."""
        mine = [one for one in self.chart if one["resourceType"] == of]
        return self.rng.choice(mine) if mine else None

    def day(self, last=corpus.DAYS - 60):
        return (corpus.FIRST_DAY + datetime.timedelta(days=self.rng.randrange(last))).isoformat()

    def doctor(self):
        return f"Practitioner/dr-{self.rng.randrange(corpus.DOCTORS):02d}"


def code_of(concept):
    return concept["coding"][0]["code"]


def token(coding):
    return quote(f"{coding['system']}|{coding['code']}", safe="")


def begins(text, start):
    return text.lower().startswith(start.lower())


def subject(one):
    return one.get("subject", {}).get("reference")


SHAPES = []


def shape(function):
    SHAPES.append(function)
    return function


# ----- people ------------------------------------------------------------------------------------


@shape
def patient_by_id(d):
    own_id = d.patient["id"]
    return Asked("Patient", f"_id={own_id}", lambda p: p["id"] == own_id, d.n)


@shape
def patient_by_identifier(d):
    own_id = d.patient["id"]
    return Asked("Patient", corpus.identifier_of(d.patient), lambda p: p["id"] == own_id, d.n)


@shape
def patient_by_number_alone(d):
    own_id = d.patient["id"]
    return Asked("Patient", f"identifier=M-{d.n:07d}", lambda p: p["id"] == own_id, d.n)


@shape
def patient_by_phone(d):
    phone = d.patient["telecom"][0]["value"]
    return Asked("Patient", f"phone={quote(phone, safe='')}",
                 lambda p: p["telecom"][0]["value"] == phone, d.n)


@shape
def patient_by_whole_name_and_birth(d):
    name, born = d.patient["name"][0], d.patient["birthDate"]
    family, given = name["family"], name["given"][0]
    fits = lambda p: p["birthDate"] == born and any(
        begins(n["family"], family) for n in p["name"]) and any(
        begins(n["given"][0], given) for n in p["name"])
    return Asked("Patient", f"family={quote(family)}&given={quote(given)}&birthdate={born}", fits)


@shape
def patient_by_name_in_devanagari_and_birth(d):
    family, born = d.patient["name"][1]["family"], d.patient["birthDate"]
    fits = lambda p: p["birthDate"] == born and any(
        begins(n["family"], family) for n in p["name"])
    return Asked("Patient", f"family={quote(family)}&birthdate={born}", fits)


@shape
def patients_of_one_sex_born_in_a_decade(d):
    year, sex = d.rng.randrange(1940, 2010, 10), d.rng.choice(("male", "female"))
    query = f"birthdate=ge{year}-01-01&birthdate=lt{year + 10}-01-01&gender={sex}&_count={PAGE}"
    fits = lambda p: f"{year}" <= p["birthDate"] < f"{year + 10}" and p["gender"] == sex
    return Asked("Patient", query, fits, count=PAGE)


@shape
def patients_of_a_postcode(d):
    code = d.patient["address"][0]["postalCode"]
    return Asked("Patient", f"address-postalcode={code}&_count={PAGE}",
                 lambda p: begins(p["address"][0]["postalCode"], code), count=PAGE)


@shape
def patients_of_a_doctor(d):
    doctor = d.doctor()
    return Asked("Patient", f"general-practitioner={doctor}&_count={PAGE}",
                 lambda p: p["generalPractitioner"][0]["reference"] == doctor, count=PAGE)


@shape
def patients_changed_last(d):
    key = lambda p: p["meta"]["lastUpdated"]
    return Asked("Patient", f"_sort=-_lastUpdated&_count={PAGE}", lambda p: True, count=PAGE,
                 order=(key, True))


@shape
def patient_with_what_was_observed(d):
    own_id = d.patient["id"]
    seen = {f"Observation/{one['id']}" for one in d.chart if one["resourceType"] == "Observation"}
    return Asked("Patient", f"_id={own_id}&_revinclude=Observation:patient",
                 lambda p: p["id"] == own_id, d.n, along=lambda found: seen)


# ----- visits ------------------------------------------------------------------------------------


@shape
def visits_of_a_patient_latest_first(d):
    query = f"patient={d.patient['id']}&_sort=-date&_count={PAGE}"
    return Asked("Encounter", query, lambda e: True, d.n, PAGE,
                 (lambda e: e["period"]["start"], True))


@shape
def visits_of_a_month(d):
    first = d.day()
    last = (datetime.date.fromisoformat(first) + datetime.timedelta(days=30)).isoformat()
    fits = lambda e: e["period"]["end"][:10] >= first and e["period"]["start"][:10] < last
    return Asked("Encounter", f"date=ge{first}&date=lt{last}&_count={PAGE}", fits, count=PAGE)


@shape
def visits_to_a_doctor_since(d):
    doctor, since = d.doctor(), d.day(500)
    fits = lambda e: (e["participant"][0]["individual"]["reference"] == doctor
                      and e["period"]["end"][:10] >= since)
    query = f"participant={doctor}&date=ge{since}&_count={PAGE}"
    return Asked("Encounter", query, fits, count=PAGE)


@shape
def visit_with_its_patient(d):
    own_id = d.some("Encounter")["id"]
    return Asked("Encounter", f"_id={own_id}&_include=Encounter:patient",
                 lambda e: e["id"] == own_id, d.n,
                 along=lambda found: {f"Patient/{d.patient['id']}"})


@shape
def visits_that_are_over(d):
    query = f"status=finished&class=AMB&_count={PAGE}"
    return Asked("Encounter", query, lambda e: True, count=PAGE)


# ----- what was measured -------------------------------------------------------------------------


@shape
def measured_of_a_patient_by_code(d):
    code = d.some("Observation")["code"]["coding"][0]
    query = f"patient={d.patient['id']}&code={token(code)}&_sort=-date&_count={PAGE}"
    return Asked("Observation", query, lambda o: code_of(o["code"]) == code["code"], d.n, PAGE,
                 (lambda o: o["effectiveDateTime"], True))


@shape
def signs_of_a_patient_since(d):
    since = d.day()
    fits = lambda o: (code_of(o["category"][0]) == "vital-signs"
                      and o["effectiveDateTime"][:10] >= since)
    query = f"patient={d.patient['id']}&category=vital-signs&date=ge{since}"
    return Asked("Observation", query, fits, d.n)


@shape
def measured_at_a_visit(d):
    visit = f"Encounter/{d.some('Encounter')['id']}"
    return Asked("Observation", f"encounter={visit}",
                 lambda o: o["encounter"]["reference"] == visit, d.n)


@shape
def measured_above(d):
    least = d.rng.randrange(60, 100)
    code = token({"system": corpus.LOINC, "code": "8867-4"})
    query = f"code={code}&value-quantity=gt{least}&_count={PAGE}"
    fits = lambda o: code_of(o["code"]) == "8867-4" and o["valueQuantity"]["value"] > least
    return Asked("Observation", query, fits, count=PAGE)


@shape
def measured_since_by_code(d):
    code, since = d.rng.choice(("8867-4", "29463-7", corpus.PRESSURE)), d.day(900)
    fits = lambda o: code_of(o["code"]) == code and o["effectiveDateTime"][:10] >= since
    return Asked("Observation", f"code={code}&date=ge{since}&_count={PAGE}", fits, count=PAGE)


@shape
def measured_by_a_part(d):
    fits = lambda o: any(code_of(p["code"]) == corpus.SYSTOLIC for p in o.get("component", []))
    return Asked("Observation", f"component-code={corpus.SYSTOLIC}&_count={PAGE}", fits, count=PAGE)


@shape
def measured_until_latest_first(d):
    upto = d.day()
    return Asked("Observation", f"date=le{upto}&_sort=-date&_count={PAGE}",
                 lambda o: o["effectiveDateTime"][:10] <= upto, count=PAGE,
                 order=(lambda o: o["effectiveDateTime"], True))


# ----- what was found ----------------------------------------------------------------------------


@shape
def findings_of_a_patient(d):
    return Asked("Condition", f"patient={d.patient['id']}", lambda c: True, d.n)


@shape
def findings_by_code(d):
    coding = d.some("Condition")["code"]["coding"][0]
    return Asked("Condition", f"code={token(coding)}&_count={PAGE}",
                 lambda c: code_of(c["code"]) == coding["code"], count=PAGE)


@shape
def active_findings_by_code_since(d):
    code, since = d.rng.choice(("I10", "E11", "J06")), d.day(500)
    fits = lambda c: (code_of(c["code"]) == code and code_of(c["clinicalStatus"]) == "active"
                      and c["recordedDate"][:10] >= since)
    query = f"code={code}&clinical-status=active&recorded-date=ge{since}&_count={PAGE}"
    return Asked("Condition", query, fits, count=PAGE)


# ----- what was prescribed -----------------------------------------------------------------------


@shape
def prescribed_to_a_patient_and_active(d):
    return Asked("MedicationRequest", f"patient={d.patient['id']}&status=active",
                 lambda m: m["status"] == "active", d.n)


@shape
def prescribed_since_by_code(d):
    code, since = d.rng.choice(("N02BE01", "C08CA01", "A10BA02")), d.day(800)
    fits = lambda m: (code_of(m["medicationCodeableConcept"]) == code
                      and m["authoredOn"][:10] >= since)
    query = f"code={code}&authoredon=ge{since}&_count={PAGE}"
    return Asked("MedicationRequest", query, fits, count=PAGE)


@shape
def prescribed_by_a_doctor_and_not_active(d):
    doctor = d.doctor()
    fits = lambda m: m["requester"]["reference"] == doctor and m["status"] != "active"
    query = f"requester={doctor}&status:not=active&_count={PAGE}"
    return Asked("MedicationRequest", query, fits, count=PAGE)


@shape
def prescription_with_its_patient(d):
    # Whoever was prescribed nothing is asked about by their first visit instead.
    own_id = (d.some("MedicationRequest") or {"id": f"m{d.n:07d}-0-0"})["id"]
    along = {f"Patient/{d.patient['id']}"}
    query = f"identifier={quote(corpus.number('MedicationRequest', own_id)[0]['value'])}"
    return Asked("MedicationRequest", f"{query}&_include=MedicationRequest:patient",
                 lambda m: m["id"] == own_id, d.n, along=lambda found: along if found else set())


# ----- are they right? ---------------------------------------------------------------------------


@functools.cache
def everything(of, patients):
    if of == "Patient":
        return [corpus.person(n) for n in range(patients)]
    return [one for n in range(patients) for one in corpus.clinic(n) if one["resourceType"] == of]


def expected(asked, patients):
    """The ids of all that fit; None where there is too much to look at."""
    if asked.one is not None:
        among = [one for one in corpus.clinic(asked.one) if one["resourceType"] == asked.of]
    elif asked.of == "Patient" or patients <= LOOKED_AT_MAX:
        among = everything(asked.of, patients)
    else:
        return None
    return {one["id"] for one in among if asked.fits(one)}


def compare(asked, bundle, patients):
    """What is wrong with an answer; nothing when it is right."""
    found = answers.matches(bundle)
    along = {f"{one['resourceType']}/{one['id']}" for one in answers.matches(bundle, "include")}
    ids, fit = [one["id"] for one in found], expected(asked, patients)
    size = asked.count if fit is None else min(asked.count, len(fit))
    wrong = [one["id"] for one in found if not asked.fits(one) or not answers.is_as_sent(one)]
    keys = [asked.order[0](one) for one in found] if asked.order else []
    if wrong:
        return f"{wrong} do not fit, or are not as they were sent"
    if len(ids) < size and answers.next_page(bundle):
        raise Short(f"{len(ids)} matches on a page of {size}")
    if len(ids) != size or len(set(ids)) != size:
        return f"{len(ids)} matches, not {size}"
    if fit is not None and not set(ids) <= fit:
        return f"{set(ids) - fit} fit, and nobody knows them"
    if fit is not None and bool(answers.next_page(bundle)) != (len(fit) > asked.count):
        return f"{len(fit)} fit, {len(ids)} are shown, the next page is {answers.next_page(bundle)}"
    if keys != sorted(keys, reverse=bool(asked.order and asked.order[1])):
        return f"they do not come in order: {keys}"
    if along != asked.along(found):
        return f"{along} came along, not {asked.along(found)}"
    return ""


def draws(function, patients, count):
    rng = random.Random(f"{corpus.SEED}:{function.__name__}:{patients}")
    return [function(Draw(rng, patients)) for _ in range(count)]


def check(served, patients):
    """The shapes that answer with a whole page, and why each of the others does not."""
    client, whole, short = program.Client(served), [], {}
    for function in SHAPES:
        try:
            for asked in draws(function, patients, CHECKED_OF_A_SHAPE):
                status, _, bundle = client.get(asked.address)
                wrong = compare(asked, bundle, patients) if status == 200 else f"{status} {bundle}"
                answers.right(not wrong, f"{function.__name__}: {asked.address}", wrong)
            whole.append(function)
        except Short as why:
            short[function.__name__] = f"{asked.address}: {why}"
    return whole, short
