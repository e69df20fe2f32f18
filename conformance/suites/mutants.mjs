// Every published example is made wrong in five ways; a strict server refuses each of them.

import { elementsOf, instances } from "../lib/examples.mjs";
import { refusal } from "./examples.mjs";
import { OPEN_VALUE_SETS } from "./published.mjs";

export const title = "The examples made wrong in five ways, each refused";

const DATES = /^(date|dateTime|instant)$/;

const KINDS = [
  ["missing required", withoutRequired],
  ["wrong type", withWrongType],
  ["unknown field", withUnknownField],
  ["bad date", withBadDate],
  ["bad code", withBadCode],
];

export async function run(api, tally) {
  for (const example of instances().filter((example) => !refusal(example))) {
    for (const [kind, mutate] of KINDS) {
      const body = JSON.parse(example.text);
      body.id = "mutant";
      if (!mutate(body, elementsOf(example.of))) continue;
      const put = await api.put(`${example.of}/mutant`, body);
      const refused = put.status === 400 || put.status === 413 || put.status === 422;
      tally.expect(`${example.name}, ${kind}`, refused, `answered with ${put.status}`);
    }
  }
}

function isOpen(valueSet) {
  return OPEN_VALUE_SETS.some((name) => valueSet.split("|")[0].endsWith(`/${name}`));
}

/** The elements directly below the root that the body has, without choices of several types. */
function present(body, elements) {
  const direct = elements.filter((element) => element.path.split(".").length === 2 && !element.path.endsWith("[x]"));
  return direct.map((element) => [element.path.split(".")[1], element]).filter(([name]) => Object.hasOwn(body, name));
}

function withoutRequired(body, elements) {
  const found = present(body, elements).find(([, element]) => element.min > 0);
  if (!found) return false;
  delete body[found[0]];
  return true;
}

function withWrongType(body, elements) {
  const found = present(body, elements).find(([name]) => !["id", "meta", "contained"].includes(name));
  if (!found) return false;
  const [name] = found;
  body[name] = typeof body[name] === "object" ? 7 : { odd: true };
  return true;
}

function withUnknownField(body) {
  body.colourOfTheDoor = "blue";
  return true;
}

function withBadDate(body, elements) {
  const found = present(body, elements).find(([, element]) => element.type?.some((type) => DATES.test(type.code)));
  if (!found) {
    body.meta = { ...body.meta, lastUpdated: "2026-02-30T10:00:00Z" };
    return true;
  }
  const [name] = found;
  body[name] = Array.isArray(body[name]) ? ["2026-02-30"] : "2026-02-30";
  return true;
}

function withBadCode(body, elements) {
  const required = ([, { binding, type }]) => binding?.strength === "required" && type?.[0].code === "code" && !isOpen(binding.valueSet);
  const found = present(body, elements).find(required);
  if (!found) return false;
  const [name] = found;
  body[name] = Array.isArray(body[name]) ? ["no-such-code"] : "no-such-code";
  return true;
}
