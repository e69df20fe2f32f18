// Live parts: an element with data-live="topic" gets the event `nabz:live` when that topic moves,
// and htmx fetches it anew: hx-get="/queue/rows" hx-trigger="nabz:live". All tabs of a browser
// share one stream, kept by a worker.
import { each } from "./parts";

type Said =
  | { kind: "moved"; topic: string; payload: string }
  | { kind: "lost" }
  | { kind: "found" }
  | { kind: "alive" };

const followed = new Set<string>();
let port: { postMessage(topics: string[]): void } | undefined;

export function startLive(root: Element): void {
  const fresh: string[] = [];
  each<HTMLElement>(root, "[data-live]", (part) => {
    for (const topic of topicsOf(part)) {
      if (!followed.has(topic)) fresh.push(topic);
      followed.add(topic);
    }
  });
  if (fresh.length === 0) return;
  port ??= connect();
  port?.postMessage([...followed]);
}

function topicsOf(part: HTMLElement): string[] {
  return (part.dataset["live"] ?? "").split(" ").filter(Boolean);
}

function connect(): typeof port {
  const address = document.querySelector<HTMLMetaElement>("meta[name=nabz-live]")?.content;
  if (!address) return undefined;
  if ("SharedWorker" in window) {
    const worker = new SharedWorker(address, { name: "nabz-live" });
    worker.port.onmessage = (event: MessageEvent<Said>) => hear(event.data);
    worker.port.start();
    return worker.port;
  }
  const worker = new Worker(address);
  worker.onmessage = (event: MessageEvent<Said>) => hear(event.data);
  return worker;
}

function hear(said: Said): void {
  if (said.kind === "lost") return void dispatchEvent(new Event("nabz:line-lost"));
  if (said.kind === "alive") return void dispatchEvent(new Event("nabz:line-alive"));
  if (said.kind === "found") {
    dispatchEvent(new Event("nabz:line-found"));
    // Something may have moved while nobody listened.
    return wake(() => true, "");
  }
  wake((part) => topicsOf(part).includes(said.topic), said.payload);
}

function wake(concerns: (part: HTMLElement) => boolean, payload: string): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-live]")) {
    if (concerns(part)) part.dispatchEvent(new CustomEvent("nabz:live", { detail: payload }));
  }
}
