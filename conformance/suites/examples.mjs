// Every published example is put under its own id and read back: the same but for `id` and `meta`.

import { diagnostics } from "../lib/api.mjs";
import { difference, exact } from "../lib/exact.mjs";
import { instances } from "../lib/examples.mjs";
import { NOT_KEPT, WRONG_AS_PUBLISHED } from "./published.mjs";

export const title = "HL7's examples of R4, put and read back";

export async function run(api, tally) {
  for (const example of instances()) {
    const { name, of, id, text } = example;
    const put = await api.put(`${of}/${id}`, text);
    const reason = refusal(example);
    if (reason) {
      tally.expect(name, [400, 404, 405, 413, 422].includes(put.status), `answered with ${put.status}, though ${reason}`);
      tally.note(`${name} is refused: ${reason}`);
    } else if (put.status !== 201 && put.status !== 200) {
      tally.expect(name, false, `${put.status}: ${diagnostics(put).slice(0, 300)}`);
    } else {
      const read = await api.get(`${of}/${id}`);
      const differs = read.status === 200 ? difference(exact(text), exact(read.text)) : `read with ${read.status}`;
      tally.expect(name, differs === undefined, differs);
    }
  }
}

/** Why an example is rightly refused, if it is. */
export function refusal({ name, of }) {
  return NOT_KEPT.includes(of) ? "R4 gives this type no address" : WRONG_AS_PUBLISHED[name];
}
