// Every search parameter of R4 on every type of which an example says something under it: what the
// server finds is what the library fhirpath finds in the same examples.

import { instances, searchParameters } from "../lib/examples.mjs";
import { missing, questions, together } from "../search/kinds.mjs";
import { datesOf, togetherOf, valuesOf } from "../search/values.mjs";
import { refusal } from "./examples.mjs";

export const title = "Search: every parameter of R4 against an evaluation of its expression";

export async function run(api, tally) {
  const { all, byUrl } = searchParameters();
  const byType = await stored(api);
  for (const [of, resources] of byType) {
    for (const parameter of all.filter((one) => isOf(one, of))) {
      await ask(api, tally, { of, resources, parameter, byUrl });
    }
  }
}

function isOf({ base }, of) {
  return base.includes(of) || base.includes("Resource") || base.includes("DomainResource");
}

/** What the server holds of each type, as it gives it back: with the ids and `meta` that it has. */
async function stored(api) {
  const types = [...new Set(instances().filter((example) => !refusal(example)).map(({ of }) => of))];
  const byType = new Map();
  for (const of of types) {
    const answer = await api.all(`${of}?_count=200`);
    byType.set(of, answer.found);
  }
  return byType;
}

async function ask(api, tally, { of, resources, parameter, byUrl }) {
  const kinds = parameter.component?.map(({ definition }) => byUrl.get(definition)?.type);
  const alone = parameter.type === "date" ? datesOf : valuesOf;
  const values = kinds ? togetherOf : (resource) => alone(resource, of, parameter.expression);
  const suggested = (value) => (kinds ? together(value, kinds) : questions(parameter.type, value));
  const said = resources.map((resource) => ({ id: resource.id, values: values(resource, of, parameter) }));
  const asked = said.flatMap((one) => one.values.slice(0, 1)).map(suggested).find((questions) => questions.length > 0);
  if (!asked) {
    tally.count(`${parameter.type} without an example`);
    return;
  }
  for (const question of [...asked, ...missing()]) {
    const name = question.modifier ? `${parameter.code}:${question.modifier}` : parameter.code;
    const address = `${of}?${name}=${encodeURIComponent(question.value)}&_count=200`;
    const expected = said.filter(({ values }) => values.some(question.holds) !== Boolean(question.none)).map(({ id }) => id);
    const answer = await api.all(address);
    tally.expect(address, answer.status === 200 && same(expected, answer.found, question.atLeast), told(expected, answer));
  }
}

function same(expected, found, atLeast) {
  const ids = new Set(found.map(({ id }) => id));
  if (ids.size !== found.length) return false;
  return expected.every((id) => ids.has(id)) && (atLeast || ids.size === expected.length);
}

function told(expected, { status, why, found }) {
  if (status !== 200) return `${status}: ${why ?? ""}`;
  const ids = found.map(({ id }) => id);
  const missing = expected.filter((id) => !ids.includes(id));
  const more = ids.filter((id) => !expected.includes(id));
  return `${expected.length} expected; missing ${missing.slice(0, 4).join(" ") || "none"}; beside them ${more.slice(0, 4).join(" ") || "none"}`;
}
