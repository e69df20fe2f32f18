// What does not hold and why, each looked at: the beginning of a case's name, and the reason. A case
// that is not listed here and does not hold fails the run.

export const KNOWN = [
  [/\?_id:(not|missing)=/, "every entry has an id, and none is looked for by the ids of others: refused, and not listed"],
  [/\?_lastUpdated:missing=/, "every entry has one: refused, and not listed"],
  [/\?phonetic[:=]/, "R4 leaves open how a name sounds: refused, and not listed"],
  [/^Bundle\?(composition|message)[:=]/, "R4's words say a Composition and a MessageHeader, its expression whatever comes first"],
  [/^[A-Za-z]+\?([a-z]+-)*(code-value|type-value)[a-z-]*:missing=/, "where a part holds nothing that can be compared nothing stands together"],
  [/^Claim\?patient:missing=/, "a patient who is named by a display alone is no Patient"],
  [/^TestReport\?participant:below=http%3A%2F&/, "half an address is above none"],
  [/^Bundle-[a-z0-9-]+\.json$/, "its body is longer than the four megabytes that one resource may have"],
  [/^fhirpy: patch$/, "it sends a part of a resource, which is no patch of R4"],
  [/^fhirpy: conditional$/, "it creates by POST with a query, where R4 has the header If-None-Exist"],
];

/** The reason why a case is known not to hold. */
export function reason(name) {
  return KNOWN.find(([pattern]) => pattern.test(name))?.[1];
}
