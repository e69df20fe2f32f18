// Two libraries for Python, where PYTHON names an interpreter that has them (python/requirements.txt).

import { spawnSync } from "node:child_process";

export const title = "Libraries of others: fhirpy, fhirclient for Python";

export async function run(api, tally) {
  const script = new URL("../python/clients.py", import.meta.url).pathname;
  const env = { ...process.env, BASE: api.base, KEY: api.key };
  const done = spawnSync(process.env.PYTHON ?? "python3", [script], { env, encoding: "utf8" });
  for (const line of done.stdout.split("\n").filter(Boolean)) {
    const { name, holds, why } = JSON.parse(line);
    tally.expect(name, holds, why);
  }
  tally.expect("the script came to its end", done.status === 0, done.stderr.slice(-300));
}
