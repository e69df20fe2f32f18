// Keeps a page on the phone, as a whole: the version that is kept is replaced once all of the next
// one has come. The program writes before this script which page it is, and what belongs to it. The
// lists of the city and what a page keeps by itself are not the worker's.

/** A network that does not answer within this is down. */
const PATIENCE_MS = 3_000;

interface Lasting {
  waitUntil(done: Promise<unknown>): void;
}
interface Asked extends Lasting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

const scope = globalThis as unknown as {
  nabzKept: { page: string; version: string; files: string[] };
  addEventListener(kind: "install" | "activate", heard: (event: Lasting) => void): void;
  addEventListener(kind: "fetch", heard: (event: Asked) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
};

const { page: PAGE, version, files } = scope.nabzKept;
const CACHES = `nabz${PAGE.replaceAll("/", "-")}-page-`;
const CACHE = CACHES + version;

async function fill(): Promise<void> {
  // Whose name has a hash of its content is asked for once; the page itself is asked for anew.
  // A page for which somebody has to sign in first is not kept in the place of this one.
  const asked = files.map((file) => new Request(file, { cache: file.startsWith("/assets/") ? "default" : "no-cache", redirect: "error" }));
  await (await caches.open(CACHE)).addAll(asked);
  await scope.skipWaiting();
}

async function forget(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(CACHES) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await scope.clients.claim();
}

function kept(path: string): Promise<Response | undefined> {
  return caches.match(path, { cacheName: CACHE, ignoreVary: true });
}

/** The page of the network where there is one, else the one that is kept. */
async function page(request: Request): Promise<Response> {
  const late = new Promise<undefined>((done) => setTimeout(() => done(undefined), PATIENCE_MS));
  const answer = await Promise.race([fetch(request).catch(() => undefined), late]);
  // A server in trouble is no reason not to go on.
  if (answer && answer.status < 500) return answer;
  return (await kept(PAGE)) ?? answer ?? fetch(request);
}

async function file(request: Request, path: string): Promise<Response> {
  return (await kept(path)) ?? fetch(request);
}

scope.addEventListener("install", (event) => event.waitUntil(fill()));
scope.addEventListener("activate", (event) => event.waitUntil(forget()));
scope.addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname === PAGE) event.respondWith(page(event.request));
  else if (files.includes(pathname)) event.respondWith(file(event.request, pathname));
});

// A file of its own, not a part of every other.
export {};
