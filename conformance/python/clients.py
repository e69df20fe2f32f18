"""What two Python libraries for FHIR do with the server: a line of JSON for each case.

BASE is the server, KEY the bearer key of a partner.
"""

import asyncio
import json
import os

import fhirpy
import fhirpy.base.exceptions as refused
import requests
from fhirclient import client as smart
from fhirclient.models.basic import Basic
from fhirclient.models.codeableconcept import CodeableConcept
from fhirclient.models.coding import Coding

BASE, KEY = os.environ["BASE"], os.environ["KEY"]
SYSTEM = "https://python.example/number"


def told(name, holds, why="the answer was another one"):
    print(json.dumps({"name": name, "holds": bool(holds), "why": str(why)[:300]}), flush=True)


def basic(number, text):
    return {
        "identifier": [{"system": SYSTEM, "value": number}],
        "code": {"text": text, "coding": [{"code": "python"}]},
    }


async def attempt(name, work):
    try:
        told(f"fhirpy: {name}", await work())
    except Exception as fault:  # whatever a library makes of an answer is a miss, by its name
        told(f"fhirpy: {name}", False, repr(fault))


async def with_fhirpy():
    client = fhirpy.AsyncFHIRClient(BASE, authorization=f"Bearer {KEY}")
    made = client.resource("Basic", **basic("life", "first"))

    async def create():
        await made.save()
        return made["meta"]["versionId"] == "1"

    async def update():
        made["code"]["text"] = "second"
        await made.save()
        return made["meta"]["versionId"] == "2"

    async def read():
        again = await client.reference("Basic", made.id).to_resource()
        return again["code"]["text"] == "second"

    async def patch():
        changed = await client.patch("Basic", made.id, code={"text": "third", "coding": [{"code": "python"}]})
        return changed["code"]["text"] == "third"

    async def pages():
        for number in range(7):
            await client.resource("Basic", **basic(f"page-{number}", "page")).save()
        found = client.resources("Basic").search(code="python").limit(3)
        return len({one.id async for one in found}) == 8

    async def sorted_by_change():
        found = await client.resources("Basic").search(code="python").sort("-_lastUpdated").fetch()
        moments = [one["meta"]["lastUpdated"] for one in found]
        return moments == sorted(moments, reverse=True) and len(moments) > 1

    async def conditional():
        query = client.resources("Basic").search(identifier=f"{SYSTEM}|conditional")
        first, is_new = await query.get_or_create(client.resource("Basic", **basic("conditional", "first")))
        again, is_new_again = await query.get_or_create(client.resource("Basic", **basic("conditional", "again")))
        return is_new and not is_new_again and first.id == again.id

    async def conditional_update():
        await client.resource("Basic", **basic("changed", "first")).save()
        query = client.resources("Basic").search(identifier=f"{SYSTEM}|changed")
        changed, is_new = await query.update(client.resource("Basic", **basic("changed", "changed")))
        return not is_new and changed["code"]["text"] == "changed"

    async def include():
        patient = client.resource("Patient", gender="female", identifier=[{"system": SYSTEM, "value": "included"}])
        await patient.save()
        seen = client.resource("Observation", status="final", code={"text": "seen"}, subject=patient.to_reference())
        await seen.save()
        bundle = await client.resources("Observation").search(_id=seen.id).include("Observation", "subject").fetch_raw()
        return {entry["resource"]["resourceType"] for entry in bundle["entry"]} == {"Observation", "Patient"}

    async def delete():
        await made.delete()
        try:
            await client.reference("Basic", made.id).to_resource()
        except refused.ResourceNotFound:
            return True
        except refused.OperationOutcome:
            return True
        return False

    for work in (create, update, read, patch, pages, sorted_by_change, conditional, conditional_update, include, delete):
        await attempt(work.__name__.replace("_", " "), work)


def with_fhirclient():
    """`fhirclient` signs in through SMART; a session of requests carries the partner's key instead."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {KEY}"
    server = smart.FHIRClient(settings={"app_id": "conformance", "api_base": BASE}).server
    server.session = session

    def case(name, work):
        try:
            told(f"fhirclient: {name}", work())
        except Exception as fault:
            told(f"fhirclient: {name}", False, repr(fault))

    made = Basic({"code": {"text": "first", "coding": [{"code": "fhirclient"}]}})

    def create():
        answer = made.create(server)
        made.id = answer["id"]
        return answer["meta"]["versionId"] == "1"

    def read():
        return Basic.read(made.id, server).code.text == "first"

    def update():
        changed = Basic.read(made.id, server)
        changed.code = CodeableConcept()
        changed.code.text = "second"
        changed.code.coding = [Coding({"code": "fhirclient"})]
        return changed.update(server)["meta"]["versionId"] == "2"

    def search():
        found = Basic.where({"code": "fhirclient"}).perform_resources(server)
        return [one.code.text for one in found] == ["second"]

    def delete():
        made.delete(server)
        return Basic.where({"code": "fhirclient"}).perform_resources(server) == []

    for work in (create, read, update, search, delete):
        case(work.__name__, work)


asyncio.run(with_fhirpy())
with_fhirclient()
