// Dates and moments as the spans of time that they leave open, in milliseconds.

const SHAPE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;
// A day without an offset is a day in India.
const OFFSET_WITHOUT = "+05:30";

/** From a text; nothing when it is no date. */
export function span(text) {
  const parts = SHAPE.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = parts;
  const shift = offset(hour === undefined ? OFFSET_WITHOUT : (zone ?? OFFSET_WITHOUT));
  const at = (...fields) => Date.UTC(...fields) - shift;
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  if (month === undefined) return { first: at(y, 0, 1), end: at(y + 1, 0, 1) };
  if (day === undefined) return { first: at(y, m, 1), end: at(y, m + 1, 1) };
  if (hour === undefined) return { first: at(y, m, d), end: at(y, m, d + 1) };
  const [h, n] = [Number(hour), Number(minute)];
  if (second === undefined) return { first: at(y, m, d, h, n), end: at(y, m, d, h, n + 1) };
  if (fraction === undefined) return { first: at(y, m, d, h, n, Number(second)), end: at(y, m, d, h, n, Number(second) + 1) };
  const thousandths = Number(fraction.padEnd(3, "0").slice(0, 3));
  const first = at(y, m, d, h, n, Number(second), thousandths);
  return { first, end: first + 1 };
}

/** What a value of a body spans: a date, a period, or a schedule. */
export function spanOf(value) {
  if (typeof value === "string") return span(value);
  if (value === null || typeof value !== "object") return undefined;
  if (value.event || value.repeat) return spanOfSchedule(value);
  if (value.start === undefined && value.end === undefined) return undefined;
  const first = value.start === undefined ? -Infinity : span(value.start)?.first;
  const end = value.end === undefined ? Infinity : span(value.end)?.end;
  return first === undefined || end === undefined ? undefined : { first, end };
}

function spanOfSchedule({ event = [], repeat }) {
  const spans = [...event.map(span), repeat?.boundsPeriod && spanOf(repeat.boundsPeriod)].filter(Boolean);
  if (spans.length === 0) return undefined;
  return { first: Math.min(...spans.map((one) => one.first)), end: Math.max(...spans.map((one) => one.end)) };
}

function offset(zone) {
  if (zone === "Z") return 0;
  const [hours, minutes] = zone.slice(1).split(":").map(Number);
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

/** Does what a body says meet what is asked for? As R4's table of prefixes has it. */
export function meets(prefix, asked, said) {
  const within = said.first >= asked.first && said.end <= asked.end;
  const above = said.end > asked.end;
  const below = said.first < asked.first;
  switch (prefix) {
    case "eq":
      return within;
    case "ne":
      return !within;
    case "gt":
      return above;
    case "lt":
      return below;
    case "ge":
      return above || within;
    case "le":
      return below || within;
    case "sa":
      return said.first >= asked.end;
    case "eb":
      return said.end <= asked.first;
    default:
      throw new Error(`no rule for the prefix ${prefix}`);
  }
}
