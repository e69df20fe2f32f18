// schemathesis makes up requests from the server's own OpenAPI description; none may be a fault of ours.

import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";

export const title = "schemathesis: made-up requests, none answered with 5xx";

const EACH_OPERATION = { full: 8, small: 1 };

export async function run(api, tally, { isFull }) {
  const program = join(dirname(process.env.PYTHON ?? "/usr/bin/python3"), "schemathesis");
  const words = [
    "run", `${api.base}/openapi.json`,
    "--url", api.base,
    "--header", `Authorization:Bearer ${api.key}`,
    "--checks", "not_a_server_error",
    "--phases", "fuzzing",
    "--mode", "all",
    "--max-examples", String(isFull ? EACH_OPERATION.full : EACH_OPERATION.small),
    "--suppress-health-check", "all",
    "--continue-on-failure",
    "--seed", "7",
    "--no-color",
  ];
  const done = spawnSync(program, words, { encoding: "utf8", maxBuffer: 1 << 28 });
  const told = done.stdout.trim().split("\n").slice(-30).join("\n");
  tally.expect("no request is answered with 5xx", done.status === 0, `${told}${done.stderr}`);
  const sent = /(\d[\d,]*) generated/.exec(done.stdout)?.[1];
  tally.note(`${sent ?? "an unknown number of"} requests were sent`);
}
