// What a counter's device keeps: the numbers that were set aside for it with the departments and wards
// of its facility, and whom it wrote down, until the city has them and a day has passed. A number and
// the visit that takes it are written in one go, so that two windows never give one number.
import { Base, Rows } from "../kept/rows";
import { type Both, type Told, isOpen } from "../kept/tell";

const ABOUT = "about";
const NUMBERS = "numbers";
const VISITS = "visits";
const DAY_MS = 86_400_000;

/** The fields of the short form, by their names. */
export type Form = Record<string, string>;

export interface Unit extends Both {
  id: string;
  /** On which days it is open: `mon tue`. */
  days: string;
}

export interface Ward extends Both {
  number: string;
}

/** What comes with preparing. */
export interface Prepared {
  device: string;
  /** How its slips begin: `K3`. */
  label: string;
  counter: string;
  facility: Both;
  /** Every number of it that the city was not told of. */
  numbers: string[];
  units: Unit[];
  wards: Ward[];
}

/** The same without the numbers, and when it came. */
export type Ready = Omit<Prepared, "numbers"> & { at: number };

interface Device {
  key: typeof ABOUT;
  id: string;
  ready?: Ready;
}

export interface Visit extends Told {
  device: string;
  /** `K3`, and with the number behind it what the slip says. */
  label: string;
  slip: number;
  /** Days since 1970, by this device's clock. */
  day: number;
  health_id: string;
  unit: string;
  unit_name: Both;
  facility: Both;
  /** What was typed; nothing any more of one that was struck out. */
  form?: Form;
  struck?: true;
  /** What the city gave. */
  token?: string;
  /** When the city had it. */
  done_at?: number;
}

/** Whom somebody writes down. */
export type Wish = Pick<Visit, "form" | "unit" | "unit_name" | "by" | "at" | "day">;

const base = new Base("nabz-counter", [ABOUT, NUMBERS, VISITS]);
export const visits = new Rows<Visit>(base, VISITS);

/** All of them, the latest first. */
export async function all(): Promise<Visit[]> {
  return (await visits.all()).sort((one, other) => other.at - one.at || other.slip - one.slip);
}

/** What this device is prepared with, and how many numbers it has left. */
export function standing(): Promise<{ ready: Ready | undefined; left: number }> {
  return base.work("readonly", [ABOUT, NUMBERS], (work) => {
    const device: IDBRequest<Device | undefined> = work.objectStore(ABOUT).get(ABOUT);
    const left = work.objectStore(NUMBERS).count();
    return () => ({ ready: device.result?.ready, left: left.result });
  });
}

/** How this device calls itself, from the first time that somebody asks; and how many of its numbers
 * it has given of which the city does not know. */
export function named(): Promise<{ id: string; held: number }> {
  return base.work("readwrite", [ABOUT, VISITS], (work) => {
    const about = work.objectStore(ABOUT);
    const device: IDBRequest<Device | undefined> = about.get(ABOUT);
    const before: IDBRequest<Visit[]> = work.objectStore(VISITS).getAll();
    let id = "";
    device.onsuccess = () => {
      id = device.result?.id ?? crypto.randomUUID();
      if (!device.result) about.add({ key: ABOUT, id } satisfies Device);
    };
    const isHeld = (one: Visit) => one.device === id && one.state !== "given";
    return () => ({ id, held: before.result.filter(isHeld).length });
  });
}

/** Keeps what came with preparing. A number that a visit has already is not given again. */
export function keepPrepared({ numbers, ...lists }: Prepared): Promise<void> {
  return base.work("readwrite", [ABOUT, NUMBERS, VISITS], (work) => {
    work.objectStore(ABOUT).put({ key: ABOUT, id: lists.device, ready: { ...lists, at: Date.now() } } satisfies Device);
    const free = work.objectStore(NUMBERS);
    free.clear();
    const before: IDBRequest<Visit[]> = work.objectStore(VISITS).getAll();
    before.onsuccess = () => {
      const given = new Set(before.result.map(({ health_id }) => health_id));
      for (const key of numbers) if (!given.has(key)) free.put({ key });
    };
    return () => undefined;
  });
}

/** Writes somebody down under the next number; nothing when there is none. */
export function write(wish: Wish): Promise<Visit | undefined> {
  return base.work("readwrite", [ABOUT, NUMBERS, VISITS], (work) => {
    const [free, rows] = [work.objectStore(NUMBERS), work.objectStore(VISITS)];
    const device: IDBRequest<Device | undefined> = work.objectStore(ABOUT).get(ABOUT);
    const first = free.getAllKeys(undefined, 1);
    const before: IDBRequest<Visit[]> = rows.getAll();
    let kept: Visit | undefined;
    // Answers come in the order of the questions.
    before.onsuccess = () => {
      const [ready, number] = [device.result?.ready, first.result[0]];
      if (!ready || typeof number !== "string") return;
      const ofDay = before.result.filter((one) => one.device === ready.device && one.day === wish.day);
      const slip = 1 + Math.max(0, ...ofDay.map((one) => one.slip));
      const { device: own, label, facility } = ready;
      kept = { ...wish, key: crypto.randomUUID(), state: "waiting", device: own, label, facility, slip, health_id: number };
      free.delete(number);
      rows.add(kept);
    };
    return () => kept;
  });
}

/** From now on no window gives a number of this device; nothing when a visit waits, or it has none. */
export function withhold(): Promise<{ id: string | undefined; isWaiting: boolean }> {
  return base.work("readwrite", [ABOUT, NUMBERS, VISITS], (work) => {
    const device: IDBRequest<Device | undefined> = work.objectStore(ABOUT).get(ABOUT);
    const before: IDBRequest<Visit[]> = work.objectStore(VISITS).getAll();
    let isWaiting = false;
    before.onsuccess = () => {
      isWaiting = before.result.some(({ state }) => state !== "given");
      if (!isWaiting) work.objectStore(NUMBERS).clear();
    };
    return () => ({ id: isWaiting ? undefined : device.result?.id, isWaiting });
  });
}

/** The city knows this device no more: the next time it calls itself otherwise. */
export function forgetDevice(id: string): Promise<void> {
  return base.work("readwrite", [ABOUT, NUMBERS], (work) => {
    const about = work.objectStore(ABOUT);
    const device: IDBRequest<Device | undefined> = about.get(ABOUT);
    device.onsuccess = () => {
      if (device.result?.id !== id) return;
      about.delete(ABOUT);
      work.objectStore(NUMBERS).clear();
    };
    return () => undefined;
  });
}

/** Forgets whom the city has for a day. */
export async function forgetOld(now: number): Promise<void> {
  const isOld = ({ state, done_at: at }: Visit) => state === "given" && at !== undefined && Math.abs(now - at) >= DAY_MS;
  for (const { key } of (await visits.all()).filter(isOld)) {
    await visits.change(key, (held) => (isOld(held) ? undefined : held));
  }
}

/** Whether what stands there can still be put right: the city has not heard of it, or said no. */
export function isOurs(one: Visit): boolean {
  return one.state === "refused" || (isOpen(one) && one.state !== "sent");
}
