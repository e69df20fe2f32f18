// The lists that this phone holds: fetched when there is a network, looked at before they are kept,
// and never turned back to older ones. Of the list of cards only the changes are fetched, where
// they lead from the one that is held to the latest.
import type { Bytes } from "./bytes";
import { applyAll } from "./changes";
import { type Root, type StatusList, type TrustList, openStatus, openTrust } from "./lists";
import { Refused, refuse } from "./refused";

/** Other than the cache of the page, this one outlives a new version of it. */
const KEPT = "nabz-check-lists";
const TRUST = "/check/trust";
const STATUS = "/check/status";
/** When a list came, in milliseconds since 1970. */
const CAME = "x-nabz-came";

/** How asking for newer lists went. */
export type Came = "fresh" | "refused" | "unreachable";

interface Sealed {
  sealed: Bytes;
  came: Date;
}

interface Held<L> extends Sealed {
  list: L;
}

export class Phone {
  private trust: Held<TrustList> | undefined;
  private status: Held<StatusList> | undefined;
  private asking: Promise<Came> | undefined;

  constructor(private readonly root: Root | undefined) {}

  /** Both lists, once there are both. */
  lists(): { trust: TrustList; status: StatusList; came: Date } | undefined {
    if (!this.trust || !this.status) return undefined;
    return { trust: this.trust.list, status: this.status.list, came: this.status.came };
  }

  /** Opens what was kept here earlier. The page may have come with another root since. */
  async open(): Promise<void> {
    const [trust, status] = await Promise.all([kept(TRUST), kept(STATUS)]);
    await unlessRefused(async () => {
      if (trust) await this.holdTrust(trust);
      if (status) await this.holdStatus(status);
    });
  }

  /** Asks for newer lists; whoever asks meanwhile is told the same. */
  refresh(): Promise<Came> {
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async ask(): Promise<Came> {
    let came: [trust: Sealed, changes: Sealed | undefined];
    try {
      came = await Promise.all([fetched(TRUST), this.changes()]);
    } catch {
      return "unreachable";
    }
    const [trust, changes] = came;
    const isTrusted = await unlessRefused(async () => {
      await this.holdTrust(trust);
      await keep(TRUST, trust);
    });
    if (!isTrusted) return "refused";
    let status = changes && (await this.changedBy(changes));
    try {
      status ??= await fetched(STATUS);
    } catch {
      return "unreachable";
    }
    const taken = status;
    const isTaken = await unlessRefused(async () => {
      await this.holdStatus(taken);
      await keep(STATUS, taken);
    });
    return isTaken ? "fresh" : "refused";
  }

  /** What has changed since the list that is held, if anybody can say. */
  private async changes(): Promise<Sealed | undefined> {
    const held = this.status?.list.sequence;
    if (held === undefined) return undefined;
    return fetched(`${STATUS}/since/${held}`).catch(() => undefined);
  }

  /** The list that is held, with changes; nothing where they do not lead from it to another. */
  private async changedBy({ sealed: bundle, came }: Sealed): Promise<Sealed | undefined> {
    const [trust, status] = [this.trust, this.status];
    if (!trust || !status) return undefined;
    try {
      const made = await applyAll(status.list, bundle, trust.list);
      return { sealed: made?.sealed ?? status.sealed, came };
    } catch (fault) {
      if (fault instanceof Refused) return undefined;
      throw fault;
    }
  }

  private async holdTrust({ sealed, came }: Sealed): Promise<void> {
    if (!this.root) return refuse("no root");
    const list = await openTrust(sealed, this.root, this.trust?.list);
    // Whoever signed the list of cards may count no longer.
    const status = this.status?.sealed;
    const counts = !status || (await unlessRefused(() => openStatus(status, list)));
    this.trust = { list, sealed, came };
    if (!counts) this.status = undefined;
  }

  private async holdStatus({ sealed, came }: Sealed): Promise<void> {
    if (!this.trust) return refuse("no trust list");
    const list = await openStatus(sealed, this.trust.list, this.status?.list);
    this.status = { list, sealed, came };
  }
}

/** Whether nothing was refused. */
async function unlessRefused(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (fault) {
    if (fault instanceof Refused) return false;
    throw fault;
  }
}

async function fetched(address: string): Promise<Sealed> {
  // Nobody is told who asks.
  const answer = await fetch(address, { credentials: "omit", cache: "no-cache" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return { sealed: new Uint8Array(await answer.arrayBuffer()), came: new Date() };
}

// A browser that may not keep anything checks with what it fetched since the page was opened.

async function kept(address: string): Promise<Sealed | undefined> {
  try {
    const found = await (await caches.open(KEPT)).match(address);
    if (!found) return undefined;
    const came = new Date(Number(found.headers.get(CAME)));
    return { sealed: new Uint8Array(await found.arrayBuffer()), came };
  } catch {
    return undefined;
  }
}

async function keep(address: string, { sealed, came }: Sealed): Promise<void> {
  try {
    const headers = { [CAME]: String(came.getTime()) };
    await (await caches.open(KEPT)).put(address, new Response(sealed, { headers }));
  } catch {
    return;
  }
}
