// What a resource says under a search parameter, found by evaluating the parameter's expression
// with the library fhirpath, and brought into a form that can be compared.

import fhirpath from "fhirpath";
import r4 from "fhirpath/fhir-context/r4/index.js";

const parsed = new Map();

/** The values of one parameter: what the expression leads to, as JSON. */
export function valuesOf(resource, of, expression) {
  return evaluated(`${of} ${expression}`, partsFor(of, expression), resource, resource);
}

/** The same of a date: a text that is no date by its type is none, whatever it looks like. */
export function datesOf(resource, of, expression) {
  const parts = partsFor(of, expression).map((part) => `(${part}).where(($this is FHIR.string).not())`);
  return evaluated(`dates of ${of} ${expression}`, parts, resource, resource);
}

/** Part by part: their union would compare values, which the library cannot of every quantity. */
function evaluated(key, expressions, of, resource) {
  if (!parsed.has(key)) parsed.set(key, expressions.map((one) => fhirpath.compile(withoutResolving(one), r4)));
  return parsed.get(key).flatMap((part) => part(of, { resource }));
}

/** Of a composite: for each thing that all of its parts stand at, the values of every part. */
export function togetherOf(resource, of, { expression, component }) {
  const parts = (base) => component.map((part) => evaluated(`part ${part.expression}`, [part.expression], base, resource));
  return valuesOf(resource, of, expression)
    .map(parts)
    .filter((parts) => parts.every((values) => values.length > 0));
}

/** Of `A.x | B.y` what is said about one type. */
function partsFor(of, expression) {
  return topLevelParts(expression).filter((part) => {
    const type = /^\(*\s*([A-Z][A-Za-z]+)\b/.exec(part)?.[1];
    return type === undefined || type === of || type === "Resource" || type === "DomainResource";
  });
}

function topLevelParts(expression) {
  const parts = [""];
  let depth = 0;
  for (const letter of expression) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (letter === "|" && depth === 0) parts.push("");
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim());
}

/**
 * Nothing is fetched: what a reference points to is read off the reference. And `as`, which R4 uses of
 * lists, is for the library of one thing only; `ofType` says the same of lists.
 */
function withoutResolving(expression) {
  const ofLists = expression.replace(/([\w.[\]]+) as (\w+)/g, "$1.ofType($2)").replace(/\.as\((\w+)\)/g, ".ofType($1)").replace(/hasExtension\(([^)]*)\)/g, "extension($1).exists()");
  return ofLists.replace(
    /where\(resolve\(\) is ([A-Z][A-Za-z]+)\)/g,
    "where(reference.matches('(^|/)$1/') or (reference.startsWith('urn:') and type = '$1'))",
  );
}
