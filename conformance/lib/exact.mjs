// Whether two bodies say the same to the last digit: numbers are compared as they are written.

const TEXT_OR_NUMBER = /("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** A body without what the server says itself: `id` and `meta`. Numbers become texts. */
export function exact(text) {
  const body = JSON.parse(text.replace(TEXT_OR_NUMBER, (_, string, number) => string ?? `"number ${number}"`));
  delete body.id;
  delete body.meta;
  return body;
}

/** Where two bodies differ first; nothing when they say the same. */
export function difference(one, other, at = "") {
  if (one === other) return undefined;
  if (typeof one !== typeof other || one === null || other === null || typeof one !== "object") {
    return `${at}: ${shown(one)} became ${shown(other)}`;
  }
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = difference(one[key], other[key], `${at}/${key}`);
    if (found) return found;
  }
  return undefined;
}

function shown(value) {
  return value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
}
