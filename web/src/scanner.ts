// A scanner types like a very fast person and ends with Enter. What it types on any page lands in
// the search box, or in the field that says data-scan.

const BETWEEN_LETTERS_MS = 35;
const LETTERS_MIN = 6;
/** Nobody types so many letters so fast. What began as a scan goes on, though the scanner, or the
 * page that was busy, stops for a moment. */
const STALL_MS = 400;

export function startScanner(): void {
  let typed = "";
  let last = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      // When the key came, not when a busy page got round to it.
      const now = event.timeStamp;
      const pause = typed.length >= LETTERS_MIN ? STALL_MS : BETWEEN_LETTERS_MS;
      if (event.repeat || now - last > pause) typed = "";
      last = now;
      if (event.key.length === 1) {
        typed += event.key;
      } else if (event.key === "Enter" && typed.length >= LETTERS_MIN) {
        const scanned = typed;
        typed = "";
        if (land(scanned, event.target)) event.preventDefault();
      }
    },
    true,
  );
}

function land(scanned: string, target: EventTarget | null): boolean {
  // Of two fields for a scanner the one with the cursor is meant.
  if (target instanceof HTMLInputElement && target.matches("[data-scan]")) return false;
  const field =
    document.querySelector<HTMLInputElement>("input[data-scan]") ??
    document.querySelector<HTMLInputElement>(".nabz-search__field");
  if (!field?.form || target === field) return false;
  // The letters also went into whatever had the cursor; take them out again.
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
    if (target.value.endsWith(scanned)) target.value = target.value.slice(0, -scanned.length);
  }
  field.value = scanned;
  field.form.requestSubmit();
  return true;
}
