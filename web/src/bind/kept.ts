// The stickers that were given on this phone, kept until the city has answered.
import { Base, Rows } from "../kept/rows";
import type { Told } from "../kept/tell";
import type { Whose } from "./read";

export interface Given extends Told {
  serial: string;
  /** What has to be told; the rest is all that is kept of what the city has. */
  wish?: { sticker: string; whose: Whose };
}

export const given = new Rows<Given>(new Base("nabz-bind", ["given"]), "given");

/** All of them, the latest first. */
export async function all(): Promise<Given[]> {
  return (await given.all()).sort((one, other) => other.at - one.at);
}
