// Loaded before the page is drawn: keys that somebody presses before app.js runs are kept for it.
// What is typed into a field goes there by itself and is not kept.
const kept: KeyboardEvent[] = [];

function keep(event: KeyboardEvent): void {
  if (event.key === "/" && event.target instanceof HTMLInputElement && event.target.type === "search" && !event.target.value) {
    // The cursor is in the search box already: nothing is left to do, and a slash is not wanted.
    return event.preventDefault();
  }
  const arrow = /^Arrow(?:Up|Down)$/.test(event.key) && document.querySelector("[data-choose]") !== null;
  const field = arrow ? "input:not(.nabz-search__field),select,textarea" : "input,select,textarea";
  const typing = event.target instanceof Element && event.target.matches(field);
  if (event.ctrlKey || event.metaKey || event.repeat || (typing && !event.altKey)) return;
  if (event.altKey ? !/^(?:Key|Digit)/.test(event.code) : event.key.length > 1 && event.key !== "Enter" && !arrow) return;
  if (event.key === "Enter" && event.target !== document.body) return;
  // Firefox would open its own search at a slash, and every browser its menus at Alt and a letter.
  event.preventDefault();
  kept.push(event);
}

addEventListener("keydown", keep, true);

/** Hands over what was kept; from then on the page listens itself. */
window.nabzKeys = () => {
  removeEventListener("keydown", keep, true);
  return kept;
};
