// Tells the city what was given. Of what the city has, neither the sticker's code nor whose it is
// stays here.
import { type Answered, type Went, tell as tellRows } from "../kept/tell";
import { type Given, given } from "./kept";

export function tell(due: Given[]): Promise<Went> {
  return tellRows<Given, Answered>(due, {
    rows: given,
    address: "/cards/stickers/bindings",
    lines: "bindings",
    say: ({ at, by, wish }) => ({ at, by, sticker: wish?.sticker, ...wish?.whose }),
    taken: ({ wish: _, ...rest }) => rest,
  });
}
