// The pages that are kept on a phone as a phone at a door meets them: the site's own pages and
// scripts, with the root and the lists of the stories of cards in place of the city's.
import { type IncomingMessage, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ofHex } from "../../src/check/bytes";
import { url } from "./site";
import { told } from "./told";

export interface Door {
  address: string;
  /** The lists that are given out, by their path; they can be others later. */
  lists: Map<string, Uint8Array>;
  /** What is answered in place of the site to what was sent to a path; nothing breaks the line off. */
  takes: Map<string, (sent: string) => { status: number; said: unknown } | undefined>;
  /** The line is cut, and can be mended. */
  isDown: boolean;
  close(): Promise<void>;
}

const ASKED = ["accept", "content-type", "cookie"] as const;
const PASSED_ON = ["cache-control", "content-security-policy", "content-type", "location", "permissions-policy", "service-worker-allowed"];

export async function openDoor(): Promise<Door> {
  const lists = new Map<string, Uint8Array>([["/check/trust", ofHex(told.door.trust)], ["/check/status", ofHex(told.door.status)]]);
  const takes: Door["takes"] = new Map();
  const server = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url ?? "/", "http://door");
    if (door.isDown) return void asked.socket.destroy();
    const list = lists.get(pathname);
    if (list) return void answer.writeHead(200, { "content-type": "application/cose", "cache-control": "no-cache" }).end(list);
    const take = asked.method === "POST" ? takes.get(pathname) : undefined;
    void sentWith(asked).then(async (sent) => {
      if (!take) {
        const { status, headers, body } = await passOn(asked, sent);
        return answer.writeHead(status, headers).end(body);
      }
      const taken = take(sent.toString());
      if (!taken) return asked.socket.destroy();
      return answer.writeHead(taken.status, { "content-type": "application/json" }).end(JSON.stringify(taken.said));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
  const door: Door = { address: `http://127.0.0.1:${port}`, lists, takes, isDown: false, close };
  return door;
}

async function sentWith(asked: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of asked) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function passOn(asked: IncomingMessage, sent: Buffer) {
  const about = ASKED.flatMap((name) => (asked.headers[name] ? [[name, asked.headers[name]] as [string, string]] : []));
  const body = sent.length > 0 ? { body: sent.toString() } : {};
  const answer = await fetch(url(asked.url ?? "/"), { method: asked.method ?? "GET", headers: about, redirect: "manual", ...body });
  const headers: Record<string, string | string[]> = { "set-cookie": answer.headers.getSetCookie() };
  for (const name of PASSED_ON) {
    const value = answer.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  const isPage = headers["content-type"]?.includes("text/html") ?? false;
  const bytes = Buffer.from(await answer.arrayBuffer());
  const said = isPage ? bytes.toString().replace(/data-root="[^"]*"/, `data-root="${told.door.root}"`) : bytes;
  return { status: answer.status, headers, body: said };
}
