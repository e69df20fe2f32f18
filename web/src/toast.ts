// A toast says what happened and goes by itself; while the cursor or the mouse is on it, it stays.

const SHOWN_MS = 8_000;

export function startToasts(root: Element): void {
  const toasts = root.matches(".nabz-toast") ? [root] : [...root.querySelectorAll(".nabz-toast:not(.nabz-toast--still)")];
  for (const toast of toasts) {
    let timer = setTimeout(() => leave(toast), SHOWN_MS);
    const stay = () => clearTimeout(timer);
    const go = () => (timer = setTimeout(() => leave(toast), SHOWN_MS));
    toast.addEventListener("pointerenter", stay);
    toast.addEventListener("pointerleave", go);
    toast.addEventListener("focusin", stay);
    toast.addEventListener("focusout", go);
  }
}

function leave(toast: Element): void {
  toast.classList.add("is-going");
  setTimeout(() => toast.remove(), 450);
}
