// For each kind of search parameter: the questions that a value of it suggests, and which values answer
// them. Written from R4's text alone, so that it can disagree with the server.
//
// A question is `{ modifier, value, holds, all }`: `holds` decides about one value, and with `all` the
// question is answered by those of whom it holds for no value (`:not`, `ne` is about one value).

import { meets, span, spanOf } from "./spans.mjs";

const PREFIXES = ["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb"];
const OF_A_NAME = ["text", "family", "given", "prefix", "suffix"];
const OF_AN_ADDRESS = ["text", "line", "city", "district", "state", "postalCode", "country"];

/** The questions that the first value of the kind suggests. */
export function questions(kind, value, parameter) {
  switch (kind) {
    case "token":
      return ofToken(value);
    case "string":
      return ofString(value);
    case "date":
      return ofDate(value);
    case "reference":
      return ofReference(value, parameter);
    case "quantity":
      return ofQuantity(value);
    case "number":
      return ofNumber(value);
    case "uri":
      return ofUri(value);
    default:
      return [];
  }
}

/** Is the parameter there at all? Asked of every kind. */
export function missing() {
  return [
    { modifier: "missing", value: "true", holds: () => true, none: true },
    { modifier: "missing", value: "false", holds: () => true },
  ];
}

/** Of a composite, whose values are one list of values for each part. */
export function together(values, kinds) {
  const asked = values.map((of, at) => of.flatMap((value) => questions(kinds[at], value)).find((question) => !question.modifier));
  if (asked.some((question) => question === undefined)) return [];
  const holds = (parts) => parts.every((of, at) => of.some(asked[at].holds));
  const [first, ...others] = asked;
  const nothing = { value: [first.value, ...others.map(() => "987654321")].join("$"), holds: () => false };
  const fits = others.every((_, at) => ["token", "quantity", "number", "string"].includes(kinds[at + 1]));
  const all = { value: asked.map((question) => question.value).join("$"), holds };
  return fits ? [all, nothing] : [all];
}

// ----- token ---------------------------------------------------------------------------------------

/** `{ system, code, words }` for each code of a value. */
export function tokens(value) {
  if (value === null || value === undefined) return [];
  if (typeof value !== "object") return [{ code: String(value) }];
  if (value.coding || value.text !== undefined) return concept(value);
  if (value.value !== undefined && typeof value.value === "string") {
    const isContact = ["phone", "fax", "email", "pager", "url", "sms", "other"].includes(value.system);
    return [{ system: isContact ? undefined : value.system, code: value.value, isContact }];
  }
  return value.code === undefined ? [] : [{ system: value.system, code: value.code, words: [value.display] }];
}

function concept({ coding = [], text }) {
  const words = [text, ...coding.map((one) => one.display)].filter(Boolean);
  return coding.filter((one) => one.code !== undefined).map((one) => ({ system: one.system, code: one.code, words }));
}

function ofToken(value) {
  const [first] = tokens(value);
  if (!first) return [];
  const code = escaped(first.code);
  const sameCode = (one) => tokens(one).some((token) => token.code === first.code);
  const asked = [
    { value: code, holds: sameCode },
    { modifier: "not", value: code, holds: sameCode, none: true },
    { value: "no-such-code-7q", holds: () => false },
  ];
  if (first.system && !first.isContact) {
    const whole = (one) => tokens(one).some((token) => token.code === first.code && token.system === first.system);
    asked.push({ value: `${escaped(first.system)}|${code}`, holds: whole });
    asked.push({ value: `${escaped(first.system)}|`, holds: (one) => tokens(one).some((token) => token.system === first.system) });
    asked.push({ value: `https://no.example|${code}`, holds: () => false });
  }
  return asked;
}

// ----- string --------------------------------------------------------------------------------------

function texts(value) {
  if (typeof value === "string") return [value];
  if (value === null || typeof value !== "object") return [];
  const isName = ["family", "given", "prefix", "suffix"].some((part) => value[part] !== undefined);
  const parts = isName ? OF_A_NAME : OF_AN_ADDRESS;
  return parts.flatMap((part) => value[part] ?? []).filter((text) => typeof text === "string");
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/\s+/g, " ").trim();
}

function ofString(value) {
  const [text] = texts(value);
  if (!text?.trim()) return [];
  const begin = text.trim().slice(0, 5).trim();
  const middle = text.trim().slice(1, 6).trim();
  const asked = [
    { value: escaped(begin), holds: (one) => texts(one).some((other) => folded(other).startsWith(folded(begin))) },
    { value: escaped(begin.toUpperCase()), holds: (one) => texts(one).some((other) => folded(other).startsWith(folded(begin))) },
    { modifier: "exact", value: escaped(text), holds: (one) => texts(one).includes(text) },
    { value: "no such text 7q", holds: () => false },
  ];
  if (middle) {
    const contains = (one) => texts(one).some((other) => folded(other).includes(folded(middle)));
    asked.push({ modifier: "contains", value: escaped(middle), holds: contains });
  }
  return asked;
}

// ----- date ----------------------------------------------------------------------------------------

function ofDate(value) {
  const text = typeof value === "string" ? value : (value?.start ?? value?.end ?? value?.event?.[0] ?? value?.repeat?.boundsPeriod?.start);
  const whole = text && span(text);
  if (!whole) return [];
  const day = text.slice(0, 10);
  const asked = PREFIXES.map((prefix) => dated(prefix, text));
  asked.push(dated("eq", day), dated("ge", day.slice(0, 4)), dated("eq", "1801-01-01"));
  return asked;
}

function dated(prefix, text) {
  const asked = span(text);
  const holds = (one) => {
    const said = spanOf(one);
    return said !== undefined && meets(prefix, asked, said);
  };
  return { value: prefix === "eq" ? text : `${prefix}${text}`, holds };
}

// ----- reference -----------------------------------------------------------------------------------

function targets(value) {
  if (typeof value === "string") return value.startsWith("#") ? [] : [value, value.split("|")[0]];
  if (value?.resourceType && value.id) return [`${value.resourceType}/${value.id}`];
  const target = value?.reference;
  return target && !target.startsWith("#") ? [target.split("/_history/")[0]] : [];
}

function ofReference(value) {
  const [target] = targets(value);
  if (!target) return [];
  const holds = (one) => targets(one).includes(target);
  const asked = [
    { value: escaped(target), holds },
    { value: "https://no.example/Patient/7q", holds: () => false },
  ];
  const local = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9.-]{1,64})$/.exec(target);
  if (local) asked.push({ modifier: local[1], value: local[2], holds });
  return asked;
}

// ----- quantity, number ----------------------------------------------------------------------------

function quantities(value) {
  if (value === null || typeof value !== "object") return [];
  if (value.low || value.high) return [value.low, value.high].filter(Boolean).flatMap(quantities);
  if (value.origin) return quantities(value.origin);
  if (value.currency !== undefined) return [{ value: value.value, system: "urn:iso:std:iso:4217", code: value.currency }];
  return value.value === undefined ? [] : [value];
}

function ofQuantity(value) {
  const [first] = quantities(value);
  if (first?.value === undefined) return [];
  const any = (decide) => (one) => quantities(one).some(decide);
  const asked = ["", "gt", "lt", "ge", "le", "ne"].map((prefix) => ({
    value: `${prefix}${first.value}`,
    holds: any((other) => compared(prefix || "eq", String(first.value), other.value)),
  }));
  if (first.system && first.code) {
    const same = (other) => other.system === first.system && other.code === first.code;
    // Amounts in other units of the same kind may match too; only those in this unit must.
    asked.push({
      value: `${first.value}|${escaped(first.system)}|${escaped(first.code)}`,
      holds: any((other) => same(other) && compared("eq", String(first.value), other.value)),
      atLeast: true,
    });
  }
  return asked;
}

function ofNumber(value) {
  if (typeof value !== "number") return [];
  const asked = ["", "gt", "lt", "ge", "le", "ne"].map((prefix) => ({
    value: `${prefix}${value}`,
    holds: (one) => typeof one === "number" && compared(prefix || "eq", String(value), one),
  }));
  asked.push({ value: "987654321", holds: () => false });
  return asked;
}

/** R4: `100` is 99.5 up to 100.5, and a number with another prefix is exact. */
function compared(prefix, asked, said) {
  const number = Number(asked);
  const digits = /\.(\d+)/.exec(asked)?.[1].length ?? 0;
  const half = 0.5 * 10 ** -digits;
  const within = said >= number - half && said < number + half;
  switch (prefix) {
    case "eq":
      return within;
    case "ne":
      return !within;
    case "gt":
      return said > number;
    case "lt":
      return said < number;
    case "ge":
      return said >= number;
    default:
      return said <= number;
  }
}

// ----- uri -----------------------------------------------------------------------------------------

function ofUri(value) {
  if (typeof value !== "string" || value === "") return [];
  const above = value.replace(/\/[^/]*$/, "");
  return [
    { value: escaped(value), holds: (one) => one === value || one.split("|")[0] === value },
    { modifier: "below", value: escaped(above), holds: (one) => one === above || one.startsWith(`${above}/`), atLeast: true },
    { value: "https://no.example/7q", holds: () => false },
  ];
}

function escaped(text) {
  return text.replace(/[\\,$|]/g, (letter) => `\\${letter}`);
}
