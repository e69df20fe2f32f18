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
