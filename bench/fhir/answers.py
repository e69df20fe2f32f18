"""Are the answers right? Asked before anything is timed; the first wrong one ends the run."""

import json
import random
from urllib.parse import quote

import corpus
import program

READ = 200          # entries that are read and looked up
NAMES = 60          # searches by name and birth date
PAGES_MATCHES_MAX = 400  # of which those with fewer matches are followed to the last page
PAGE = 20


def matches(bundle, mode="match"):
    entries = bundle.get("entry", [])
    return [one["resource"] for one in entries if one["search"]["mode"] == mode]


def next_page(bundle):
    links = bundle.get("link", [])
    return next((link["url"] for link in links if link["relation"] == "next"), None)


def without_meta(body):
    return {key: value for key, value in body.items() if key != "meta"}


def is_as_sent(body):
    """Word for word what the corpus says, but for what the server adds under `meta`."""
    return without_meta(body) == corpus.known(body["resourceType"], body["id"])


def right(holds, asked, why):
    if not holds:
        program.stop(f"{asked} was answered wrongly: {why}")


class Draws:
    """What is drawn from: every entry alike, every patient alike."""

    def __init__(self, patients, lists):
        self.rng = random.Random(f"{corpus.SEED}:asked")
        self.people = [corpus.person(n) for n in range(patients)]
        self.entries = (lists / corpus.READ).read_text().splitlines()
        self.identifiers = (lists / corpus.FIND).read_text().splitlines()
        self.families = {}
        for person in sorted(self.people, key=lambda person: person["birthDate"]):
            births = self.families.setdefault(person["name"][0]["family"], [])
            births.append(person["birthDate"])

    def names(self, count):
        """Family names, as often as people have them, and a birth date since which a page is
        full."""
        asked = []
        for person in self.rng.choices(self.people, k=count * 4):
            family = person["name"][0]["family"]
            born = self.families[family]
            if len(born) >= PAGE:
                since = born[self.rng.randrange(len(born) - PAGE + 1)]
                asked.append((family, f"{since[:4]}-01-01"))
        return asked[:count]

    def named(self, family, since):
        """Whose family name in either script begins so, and who was born since."""
        folded = family.lower()
        return {
            person["id"] for person in self.people if person["birthDate"] >= since
            and any(name["family"].lower().startswith(folded) for name in person["name"])
        }


def name_search(family, since):
    return f"Patient?family={quote(family)}&birthdate=ge{since}&_count={PAGE}"


def reads(client, draws):
    for address in draws.rng.sample(draws.entries, min(READ, len(draws.entries))):
        status, headers, body = client.get(address)
        right(status == 200 and is_as_sent(body), address, f"{status} {json.dumps(body)[:300]}")
        right(headers["ETag"] == 'W/"1"', address, f"ETag {headers['ETag']}")
    right(client.get("Patient/nobody")[0] == 404, "Patient/nobody", "it is there")


def identifiers(client, draws):
    pairs = list(zip(draws.entries, draws.identifiers, strict=True))
    for address, asked in draws.rng.sample(pairs, min(READ, len(pairs))):
        status, _, bundle = client.get(asked)
        right(status == 200, asked, f"{status} {bundle}")
        found = [f"{one['resourceType']}/{one['id']}" for one in matches(bundle)]
        right(found == [address] and len(bundle["entry"]) == 1, asked, f"{found}")
        right(is_as_sent(matches(bundle)[0]), asked, "another body than was sent")
        right(not next_page(bundle), asked, "there is a page behind it")
    elsewhere = "identifier=https%3A%2F%2Fa.example%7CP0000000"
    for nobody in (corpus.identifier_of(draws.people[0]) + "X", elsewhere):
        right(not client.get(f"Patient?{nobody}")[2].get("entry"), nobody, "somebody was found")


def page_by_page(client, asked):
    """The ids of every page, in the order in which they come."""
    ids, address = [], asked
    while address:
        status, _, bundle = client.get(address)
        right(status == 200, address, f"{status} {bundle}")
        found = matches(bundle)
        right(all(map(is_as_sent, found)), address, "a body is not what was sent")
        right(len(bundle.get("entry", [])) == len(found), address, "more than matches")
        ids += [one["id"] for one in found]
        address = next_page(bundle)
        right(len(found) == PAGE or not address, asked, f"{len(found)} with a page behind them")
    return ids


def names(client, draws):
    for family, since in draws.names(NAMES):
        asked, expected = name_search(family, since), draws.named(family, since)
        first = [one["id"] for one in matches(client.get(asked)[2])]
        right(len(first) == min(PAGE, len(expected)), asked, f"{len(first)} on the first page")
        right(len(set(first)) == len(first) and set(first) <= expected, asked, f"{first}")
        again = [one["id"] for one in matches(client.get(asked)[2])]
        right(first == again, asked, "another order when it is asked again")
        if len(expected) <= PAGES_MATCHES_MAX:
            ids = page_by_page(client, asked)
            right(ids[:PAGE] == first, asked, "another first page")
            right(len(ids) == len(set(ids)) and set(ids) == expected, asked,
                  f"{len(ids)} on all pages, {len(expected)} fit")


def filled(template, run, at):
    """A template as wrk's script fills it."""
    words = corpus.pool(at).split("\t")
    values = dict(zip(("given", "given_hi", "family", "family_hi", "gender"), words, strict=True))
    values |= {"birth": "1990-02-03", "phone": f"+91000{at:07d}", "n": f"{run}-{at}"}
    values["u"] = f"{random.randrange(1 << 32):08x}-0000-4000-8000-"
    for name, value in values.items():
        template = template.replace(f"{{{{{name}}}}}", value)
    return template


def creates(client, run):
    sent = filled(corpus.new_patient(0), run, 0)
    status, headers, body = client.post("Patient", sent)
    right(status == 201 and headers["ETag"] == 'W/"1"', "POST Patient", f"{status} {body}")
    said = {key: value for key, value in without_meta(body).items() if key != "id"}
    right(said == json.loads(sent), "POST Patient", "another body than was sent")
    right(client.get(headers["Location"])[2] == body, "POST Patient", "it is not where it says")
    found = matches(client.get(f"Patient?{corpus.identifier_of(body)}")[2])
    right(found == [body], "POST Patient", "its identifier does not find it alone")
    versions = client.get(f"Patient/{body['id']}/_history")[2]
    right(len(versions["entry"]) == 1, "POST Patient", "its history is not one version")
    for place, wrong in (("gender", "of none"), ("birthDate", "1990-02-30"), ("colour", "red")):
        bad = json.loads(filled(corpus.new_patient(1), run, 1)) | {place: wrong}
        status, _, outcome = client.post("Patient", corpus.written(bad))
        right(400 <= status < 500 and outcome["resourceType"] == "OperationOutcome",
              f"POST Patient with {place} {wrong!r}", f"{status} {outcome}")
    found = client.get(f"Patient?{corpus.identifier_of(bad)}")[2].get("entry")
    right(not found, "POST Patient", "a refused one is there")


def transactions(client, run):
    sent = json.loads(filled(corpus.new_visit(0), run, 2))
    status, _, bundle = client.post("", corpus.written(sent))
    answers = [one["response"] for one in bundle.get("entry", [])]
    created = [one["status"].startswith("201") for one in answers]
    right(status == 200 and created == [True] * 20, "a transaction of 20", f"{status} {bundle}")
    urls = [one["fullUrl"] for one in sent["entry"]]
    places = [one["location"].partition("/_history/")[0] for one in answers]
    text = corpus.written(sent)
    for url, place in zip(urls, places, strict=True):
        text = text.replace(f'"reference":"{url}"', f'"reference":"{place}"')
    for place, one in zip(places, json.loads(text)["entry"], strict=True):
        status, _, body = client.get(place)
        said = {key: value for key, value in without_meta(body).items() if key != "id"}
        right(status == 200 and said == one["resource"], place, "it is not what was sent")
    broken = json.loads(filled(corpus.new_visit(1), run, 3))
    broken["entry"][-1]["resource"]["status"] = "anyhow"
    status, _, outcome = client.post("", corpus.written(broken))
    right(400 <= status < 500, "a transaction with one wrong entry", f"{status} {outcome}")
    for one in broken["entry"]:
        asked = f"{one['resource']['resourceType']}?{corpus.identifier_of(one['resource'])}"
        found = client.get(asked)[2].get("entry")
        right(not found, asked, "half of a refused transaction is there")


def check(served, draws, run):
    """All that is timed, once and with care."""
    client = program.Client(served)
    reads(client, draws)
    identifiers(client, draws)
    names(client, draws)
    creates(client, run)
    transactions(client, run)
