// Many at once: what is to be made once is made once, and of those who change one thing one wins.

export const title = "Storms: many clients at once, each thing made once and each version won once";

const CLIENTS = 64;
const EDITORS = 100;
const SYSTEM = "https://storm.example/number";

export async function run(api, tally, { isFull }) {
  await creates(api, tally, isFull ? 1000 : 10);
  await editors(api, tally, isFull ? 20 : 3);
  await twins(api, tally);
}

/** Every client makes everybody, if nobody has yet. */
async function creates(api, tally, identifiers) {
  const made = new Map();
  const client = async (own) => {
    for (let at = 0; at < identifiers; at += 1) {
      // Each begins elsewhere in pairs, so that they meet all the time.
      const number = `storm-${(at + (own % 2)) % identifiers}`;
      const body = { resourceType: "Basic", identifier: [{ system: SYSTEM, value: number }], code: { text: "storm" } };
      const answer = await api.post("Basic", body, { "If-None-Exist": `identifier=${SYSTEM}|${number}` });
      if (answer.status === 201) made.set(number, (made.get(number) ?? 0) + 1);
      else if (answer.status !== 200) made.set(`${number} answered with ${answer.status}`, 1);
    }
  };
  await Promise.all(Array.from({ length: CLIENTS }, (_, own) => client(own)));
  for (let at = 0; at < identifiers; at += 1) {
    const number = `storm-${at}`;
    const { found } = await api.all(`Basic?identifier=${encodeURIComponent(`${SYSTEM}|${number}`)}`);
    tally.expect(number, found.length === 1 && made.get(number) === 1, `${found.length} there, made ${made.get(number) ?? 0} times`);
  }
  const odd = [...made.keys()].filter((name) => name.includes("answered"));
  tally.expect("every conditional create was answered with 200 or 201", odd.length === 0, odd.slice(0, 3).join("; "));
}

/** Each editor reads a version and writes the next, unless somebody else has. */
async function editors(api, tally, rounds) {
  await api.put("Basic/contended", { resourceType: "Basic", id: "contended", code: { text: "0" } });
  const wins = new Map();
  const others = new Set();
  const editor = async (own) => {
    for (let round = 0; round < rounds; round += 1) {
      const read = await api.get("Basic/contended");
      const etag = read.headers.get("etag");
      const body = { resourceType: "Basic", id: "contended", code: { text: `${own} in ${round}` } };
      const answer = await api.put("Basic/contended", body, { "If-Match": etag });
      if (answer.status === 200) wins.set(etag, (wins.get(etag) ?? 0) + 1);
      else if (answer.status !== 412) others.add(answer.status);
    }
  };
  const before = Number((await api.get("Basic/contended")).json.meta.versionId);
  await Promise.all(Array.from({ length: EDITORS }, (_, own) => editor(own)));
  const after = Number((await api.get("Basic/contended")).json.meta.versionId);
  tally.expect("one winner a version", [...wins.values()].every((times) => times === 1), "a version was won twice");
  tally.expect("as many versions as winners", after - before === wins.size, `${after - before} versions, ${wins.size} winners`);
  tally.expect("whoever loses hears 412", others.size === 0, `answers ${[...others].join(", ")}`);
}

/** Two entries that are one: nothing of their transaction is kept. */
async function twins(api, tally) {
  const identifier = [{ system: SYSTEM, value: "twins" }];
  const entry = (text) => ({
    resource: { resourceType: "Basic", identifier, code: { text } },
    request: { method: "PUT", url: `Basic?identifier=${SYSTEM}|twins` },
  });
  const bundle = { resourceType: "Bundle", type: "transaction", entry: [entry("one"), entry("two")] };
  const answer = await api.post("", bundle);
  const { found } = await api.all(`Basic?identifier=${encodeURIComponent(`${SYSTEM}|twins`)}`);
  const refused = answer.status >= 400 && answer.status < 500;
  tally.expect("two entries that are one", refused && found.length === 0, `answered with ${answer.status}, ${found.length} there`);
}
