// What every page has that is kept on a phone: the camera, the field for a code, the lists that the
// phone holds, and a place on the home screen.
import { hasCamera, look } from "./camera";
import type { Came, Phone } from "./phone";
import { ageOf } from "./verdict";
import { dateText, dayInIndia, fill, momentText } from "./words";

let stopLooking: (() => void) | undefined;

export function part<E extends HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found as E;
}

/** Lets a code come from the camera, or from the field into which somebody or a scanner types. */
export function startReading(found: (text: string) => void): void {
  stopCamera();
  part("check-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = typed();
    if (text) found(text);
    else part("check-code").focus();
  });
  part("check-scan").addEventListener("click", () => void startCamera(found));
  part("check-stop").addEventListener("click", stopCamera);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) stopCamera();
  });
}

/** What comes along when a code is pasted. A space at its end may be its own. */
function typed(): string {
  return part<HTMLInputElement>("check-code").value.replace(/^\s+|[\r\n\t]+$/g, "");
}

async function startCamera(found: (text: string) => void): Promise<void> {
  const lens = part("check-lens");
  const video = lens.querySelector("video")!;
  part("check-no-camera").hidden = true;
  part("check-scan").hidden = true;
  lens.hidden = false;
  try {
    stopLooking = await look(video, document.body.dataset["reader"] ?? "", found);
    // Somebody may have gone on while they were asked for leave to use the camera.
    if (lens.hidden) stopCamera();
  } catch {
    stopCamera();
    part("check-no-camera").hidden = false;
    part("check-code").focus();
  }
}

export function stopCamera(): void {
  stopLooking?.();
  stopLooking = undefined;
  part("check-lens").hidden = true;
  part("check-scan").hidden = !hasCamera();
}

/** How old the lists are that the phone holds. */
export function showAge(phone: Phone): void {
  const lists = phone.lists();
  const age = lists && ageOf(lists.status, dayInIndia(new Date()));
  part("check-none").hidden = lists !== undefined;
  part("check-age").hidden = lists === undefined;
  for (const warning of document.querySelectorAll<HTMLElement>("[data-age]")) {
    warning.hidden = warning.dataset["age"] !== age;
  }
  if (!lists) return;
  fill(part("check-age"), {
    list: (language) => dateText(lists.status.day, language),
    came: (language) => momentText(lists.came, language),
  });
}

/** How asking for newer lists goes, or went. */
export function showCame(came: Came | "updating"): void {
  showOne("data-came", came);
}

/** Of the parts that have this attribute the one of this word, or none, is shown. */
export function showOne(attribute: string, word: string | undefined, within: ParentNode = document): void {
  for (const said of within.querySelectorAll<HTMLElement>(`[${attribute}]`)) said.hidden = said.getAttribute(attribute) !== word;
}

/** Browsers that offer to put a page on the home screen let the page say when. */
export function startInstall(): void {
  const button = part("check-install");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    button.hidden = false;
    button.onclick = () => {
      button.hidden = true;
      void (event as Event & { prompt(): Promise<unknown> }).prompt();
    };
  });
}

/** A browser that keeps no pages asks for this one each time. */
export async function keepPage(path: string): Promise<void> {
  try {
    await navigator.serviceWorker.register(`${path}/worker.js`, { scope: path });
  } catch {
    return;
  }
}
