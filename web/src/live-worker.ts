// Keeps the one stream of a browser and tells every tab what moved. Runs as a shared worker, or as
// a plain one where those do not exist.

type Port = { postMessage(said: unknown): void };

const SILENCE_MS = 45_000;
const RETRY_MS = 3_000;
const ports = new Map<Port, Set<string>>();
let stream: EventSource | undefined;
let following = "";
let lost = false;
let quiet: ReturnType<typeof setTimeout> | undefined;

function join(port: Port, topics: string[]): void {
  ports.set(port, new Set(topics));
  const wanted = [...new Set([...ports.values()].flatMap((own) => [...own]))].sort().join(",");
  if (wanted === following && stream) return;
  following = wanted;
  open();
}

function open(): void {
  stream?.close();
  stream = new EventSource(`/events?topics=${encodeURIComponent(following)}`);
  stream.onopen = alive;
  stream.addEventListener("beat", alive);
  stream.addEventListener("moved", (event) => {
    alive();
    const [topic, payload] = split(event.data);
    for (const [port, topics] of ports) {
      if (topics.has(topic)) port.postMessage({ kind: "moved", topic, payload });
    }
  });
  stream.onerror = () => {
    say("lost");
    // A refused stream does not come back by itself.
    if (stream?.readyState === EventSource.CLOSED) setTimeout(open, RETRY_MS);
  };
}

function split(data: string): [string, string] {
  const at = data.indexOf("\n");
  return at < 0 ? [data, ""] : [data.slice(0, at), data.slice(at + 1)];
}

function alive(): void {
  say("found");
  for (const port of ports.keys()) port.postMessage({ kind: "alive" });
  clearTimeout(quiet);
  quiet = setTimeout(() => {
    say("lost");
    open();
  }, SILENCE_MS);
}

function say(kind: "lost" | "found"): void {
  if (lost === (kind === "lost")) return;
  lost = kind === "lost";
  for (const port of ports.keys()) port.postMessage({ kind });
}

const scope = globalThis as unknown as {
  onconnect?: (event: MessageEvent) => void;
  onmessage?: (event: MessageEvent<string[]>) => void;
  postMessage?: (said: unknown) => void;
};

if ("SharedWorkerGlobalScope" in globalThis) {
  scope.onconnect = (event) => {
    const port = event.ports[0]!;
    port.onmessage = (message: MessageEvent<string[]>) => join(port, message.data);
    port.start();
  };
} else {
  const own: Port = { postMessage: (said) => scope.postMessage?.(said) };
  scope.onmessage = (message) => join(own, message.data);
}
