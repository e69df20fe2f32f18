// The program is killed while partners write: what was acknowledged is there, once, and is found.

export const title = "Killed while writing: nothing acknowledged is lost or doubled";

const WRITERS = 16;
const RESTART_SECONDS_MAX = 10;
const SYSTEM = "https://kill.example/number";

export async function run(api, tally, { program, isFull }) {
  const kills = isFull ? 200 : 3;
  const acknowledged = new Map();
  let slowest = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    const writing = writers(api, kill, acknowledged);
    await new Promise((resolve) => setTimeout(resolve, 200 + Math.random() * 800));
    await program.kill();
    await writing;
    const began = Date.now();
    api.base = await program.start();
    slowest = Math.max(slowest, Date.now() - began);
  }
  tally.expect("the slowest restart", slowest <= RESTART_SECONDS_MAX * 1000, `took ${slowest} ms`);
  tally.note(`${acknowledged.size} writes acknowledged around ${kills} kills; the slowest restart took ${slowest} ms`);
  const { found } = await api.all("Basic?code=kill&_count=500");
  const times = new Map();
  for (const { identifier } of found) times.set(identifier[0].value, (times.get(identifier[0].value) ?? 0) + 1);
  const lost = [...acknowledged.keys()].filter((number) => !times.has(number));
  const doubled = [...times].filter(([, count]) => count > 1);
  tally.expect("nothing acknowledged is lost", lost.length === 0, `${lost.length} lost: ${lost.slice(0, 3).join(" ")}`);
  tally.expect("nothing is doubled", doubled.length === 0, `${doubled.length} doubled: ${doubled.slice(0, 3).join(" ")}`);
  await program.stop();
  tally.expect("the index agrees with the bodies", ...(await checked(program)));
  api.base = await program.start();
}

/** Writes until the server is gone. Each number is written with a condition, so that nobody doubles it. */
async function writers(api, kill, acknowledged) {
  const writer = async (own) => {
    for (let at = 0; ; at += 1) {
      const number = `${kill}-${own}-${at}`;
      const body = { resourceType: "Basic", identifier: [{ system: SYSTEM, value: number }], code: { coding: [{ code: "kill" }] } };
      try {
        const answer = await api.post("Basic", body, { "If-None-Exist": `identifier=${SYSTEM}|${number}` });
        if (answer.status === 201) acknowledged.set(number, answer.json?.id);
      } catch {
        return;
      }
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, (_, own) => writer(own)));
}

async function checked(program) {
  try {
    return [true, program.command("record", "check")];
  } catch (fault) {
    return [false, fault.message];
  }
}
