// The check as a phone at a door meets it: the site's own page and scripts, with the root and the
// lists of the stories of cards in place of the city's.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ofHex } from "../../src/check/bytes";
import { url } from "./site";
import { told } from "./told";

export interface Door {
  address: string;
  /** The lists that are given out, by their path; they can be others later. */
  lists: Map<string, Uint8Array>;
  close(): Promise<void>;
}

const PASSED_ON = ["cache-control", "content-security-policy", "content-type", "location", "permissions-policy", "service-worker-allowed"];

export async function openDoor(): Promise<Door> {
  const lists = new Map<string, Uint8Array>([["/check/trust", ofHex(told.door.trust)], ["/check/status", ofHex(told.door.status)]]);
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url ?? "/", "http://door");
    const list = lists.get(pathname);
    if (list) return void answer.writeHead(200, { "content-type": "application/cose", "cache-control": "no-cache" }).end(list);
    void passOn(asked.url ?? "/", asked.headers.cookie ?? "").then(({ status, headers, body }) => answer.writeHead(status, headers).end(body));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
  return { address: `http://127.0.0.1:${port}`, lists, close };
}

async function passOn(path: string, cookie: string) {
  const answer = await fetch(url(path), { headers: { cookie }, redirect: "manual" });
  const headers: Record<string, string | string[]> = { "set-cookie": answer.headers.getSetCookie() };
  for (const name of PASSED_ON) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const isPage = headers["content-type"]?.includes("text/html") ?? false;
  const bytes = Buffer.from(await answer.arrayBuffer());
  const body = isPage ? bytes.toString().replace(/data-root="[^"]*"/, `data-root="${told.door.root}"`) : bytes;
  return { status: answer.status, headers, body };
}
