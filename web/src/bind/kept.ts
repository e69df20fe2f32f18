// The stickers that were given on this phone, kept until the city has answered. What is changed is
// read and written in one go, so that two windows of the page never undo what the other did.
import type { Whose } from "./read";

const NAME = "nabz-bind";
const ROWS = "given";

export type State =
  /** Nobody was told yet. */
  | "waiting"
  /** It was sent, and no answer came. */
  | "sent"
  /** The city has it. */
  | "given"
  /** The city said no. */
  | "refused";

export interface Given {
  /** Drawn once; the city answers a key that it knows as it did before. */
  key: string;
  serial: string;
  /** When, by this phone's clock, in milliseconds since 1970. */
  at: number;
  /** Under whose name. */
  by: string;
  state: State;
  /** What has to be told; the rest is all that is kept of what the city has. */
  wish?: { sticker: string; whose: Whose };
  /** Why the city said no, or not yet. */
  why?: { hi: string; en: string };
}

/** Whether the city still has to be told, or told again. */
export function isOpen({ state }: Given): boolean {
  return state === "waiting" || state === "sent";
}

/** All of them, the latest first. */
export async function all(): Promise<Given[]> {
  const rows = await asked<Given[]>("readonly", (store) => store.getAll());
  return rows.sort((one, other) => other.at - one.at);
}

export async function add(given: Given): Promise<void> {
  await asked("readwrite", (store) => store.add(given));
}

/** Puts what `to` makes of one in its place, or nothing; says what stands there now. */
export async function change(key: string, to: (held: Given) => Given | undefined): Promise<Given | undefined> {
  const open = await opened();
  try {
    return await new Promise((done, failed) => {
      const write = open.transaction(ROWS, "readwrite");
      const store = write.objectStore(ROWS);
      let after: Given | undefined;
      const held: IDBRequest<Given | undefined> = store.get(key);
      held.onsuccess = () => {
        if (!held.result) return;
        after = to(held.result);
        if (after) store.put(after);
        else store.delete(key);
      };
      write.oncomplete = () => done(after);
      write.onabort = () => failed(write.error);
    });
  } finally {
    open.close();
  }
}

async function asked<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const open = await opened();
  try {
    return await new Promise((done, failed) => {
      const work = open.transaction(ROWS, mode);
      const answer = ask(work.objectStore(ROWS));
      // What is not on the disk is not kept.
      work.oncomplete = () => done(answer.result as T);
      work.onabort = () => failed(work.error);
    });
  } finally {
    open.close();
  }
}

function opened(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const open = indexedDB.open(NAME, 1);
    open.onupgradeneeded = () => open.result.createObjectStore(ROWS, { keyPath: "key" });
    open.onsuccess = () => done(open.result);
    open.onerror = () => failed(open.error);
  });
}
