// The examples that HL7 publishes with R4, from the package hl7.fhir.r4.examples.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";

const FOLDER = dirname(createRequire(import.meta.url).resolve("hl7.fhir.r4.examples/package.json"));

// What R4 is defined by is no instance of it, and these examples of search parameters are none of R4's.
const DEFINITIONS = ["StructureDefinition", "SearchParameter", "ValueSet", "CodeSystem"];
const NOT_OF_R4 = ["example", "example-reference", "example-extension"];

/** Each with its type, id, name of file and text, in the order of names. */
export function instances() {
  const names = readdirSync(FOLDER).filter((name) => /^[A-Z][A-Za-z]+-.*\.json$/.test(name)).sort();
  const wanted = names.filter((name) => !DEFINITIONS.includes(name.split("-")[0]));
  return wanted.map((name) => {
    const text = readFileSync(join(FOLDER, name), "utf8");
    const { resourceType: of, id } = JSON.parse(text);
    return { name, of, id, text };
  });
}

/** The snapshot of a type's elements. */
export function elementsOf(of) {
  const text = readFileSync(join(FOLDER, `StructureDefinition-${of}.json`), "utf8");
  return JSON.parse(text).snapshot.element;
}

/** The search parameters of R4: type, code, kind, expression, and the parts of composites. */
export function searchParameters() {
  const names = readdirSync(FOLDER).filter((name) => /^SearchParameter-.*\.json$/.test(name));
  const read = names.map((name) => JSON.parse(readFileSync(join(FOLDER, name), "utf8")));
  const defined = read.filter((one) => one.expression && !NOT_OF_R4.includes(one.id));
  const byUrl = new Map(defined.map((one) => [one.url, one]));
  return { all: [...byUrl.values()], byUrl };
}
