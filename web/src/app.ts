// What every page runs. Each part looks for its own data attributes and does nothing without them.
import htmx from "htmx.org";
import { startBoard } from "./board";
import { startCombos } from "./combobox";
import { startDesk } from "./desk";
import { startDrafts } from "./drafts";
import { startKeyboard } from "./keyboard";
import { startKeys } from "./keys";
import { startLanguage } from "./language";
import { startLeave } from "./leave";
import { startLive } from "./live";
import { startPage } from "./page";
import { startScanner } from "./scanner";
import { startShare } from "./share";
import { startShrink } from "./shrink";
import { startSuggest } from "./suggest";
import { startTicks } from "./ticks";
import { startToasts } from "./toast";
import { pressAgain, startTypist } from "./typist";

// Parts that arrive later are made to work like those that came with the page.
const parts = [startPage, startKeys, startCombos, startDesk, startDrafts, startShare, startShrink, startSuggest, startTicks, startToasts, startLive];

startLeave();
startLanguage();
startTypist();
startScanner();
startBoard();
htmx.onLoad((part) => {
  if (part instanceof Element) {
    for (const start of parts) start(part);
  }
});
// htmx prepares the page in a turn of its own after this event, and was there first. A key that is
// heard before would choose a row that nothing listens to yet.
document.addEventListener("DOMContentLoaded", () =>
  setTimeout(() => {
    startKeyboard();
    pressAgain();
  }),
);
