// What held and what did not, by the name of each case.

import { reason } from "../suites/known.mjs";

export class Tally {
  constructor(title) {
    this.title = title;
    this.held = 0;
    this.misses = [];
    this.notes = [];
    this.counts = {};
  }

  /** Counts one case; `why` says what was found instead. */
  expect(name, holds, why) {
    if (holds) this.held += 1;
    else if (reason(name)) this.count(`known not to hold: ${reason(name)}`);
    else this.misses.push(`${name}: ${why}`);
  }

  /** Counts what somebody tries with a library: it holds when the work says so, and fails in its words. */
  async attempt(name, work) {
    try {
      this.expect(name, (await work()) === true, "the answer was another one");
    } catch (fault) {
      const said = fault.response?.data?.issue?.[0]?.diagnostics ?? fault.message ?? fault;
      this.expect(name, false, String(said).slice(0, 300));
    }
  }

  /** Something that a reader of the results should know. */
  note(text) {
    this.notes.push(text);
  }

  /** Counts what was not asked, or is known not to hold, by its reason. */
  count(reason) {
    this.counts[reason] = (this.counts[reason] ?? 0) + 1;
  }

  get all() {
    return this.held + this.misses.length;
  }
}
