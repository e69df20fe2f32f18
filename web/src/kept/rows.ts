// What a page keeps by itself on this device, in IndexedDB. What is changed is read and written in one
// go, so that two windows of a page never undo what the other did, and is on the disk before anybody
// is told that it is kept.

/** One database of a page, with its stores. The rows of each go by their `key`. */
export class Base {
  constructor(private readonly name: string, private readonly stores: readonly string[]) {}

  /** Does something with some of the stores in one go. `does` asks, and answers with what is to be
   * said once all of it is on the disk. */
  async work<T>(mode: IDBTransactionMode, stores: string[], does: (work: IDBTransaction) => () => T): Promise<T> {
    const open = await this.opened();
    try {
      return await new Promise<T>((done, failed) => {
        // What is not on the disk is not kept.
        const work = open.transaction(stores, mode, { durability: "strict" });
        const said = does(work);
        work.oncomplete = () => done(said());
        work.onabort = () => failed(work.error);
      });
    } finally {
      open.close();
    }
  }

  private opened(): Promise<IDBDatabase> {
    return new Promise((done, failed) => {
      const open = indexedDB.open(this.name, 1);
      open.onupgradeneeded = () => {
        for (const store of this.stores) open.result.createObjectStore(store, { keyPath: "key" });
      };
      open.onsuccess = () => done(open.result);
      open.onerror = () => failed(open.error);
    });
  }
}

/** The rows of one store. */
export class Rows<T extends { key: string }> {
  constructor(private readonly base: Base, private readonly name: string) {}

  /** All of them, in the order of their keys. */
  all(): Promise<T[]> {
    return this.base.work("readonly", [this.name], (work) => {
      const rows: IDBRequest<T[]> = work.objectStore(this.name).getAll();
      return () => rows.result;
    });
  }

  add(row: T): Promise<void> {
    return this.base.work("readwrite", [this.name], (work) => {
      work.objectStore(this.name).add(row);
      return () => undefined;
    });
  }

  /** Puts what `to` makes of one in its place, or nothing; says what stands there now. */
  change(key: string, to: (held: T) => T | undefined): Promise<T | undefined> {
    return this.base.work("readwrite", [this.name], (work) => {
      const store = work.objectStore(this.name);
      const held: IDBRequest<T | undefined> = store.get(key);
      let after: T | undefined;
      held.onsuccess = () => {
        if (!held.result) return;
        after = to(held.result);
        if (after) store.put(after);
        else store.delete(key);
      };
      return () => after;
    });
  }
}
