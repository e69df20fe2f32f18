// Why bytes are not what they should be, one word a reason and the part it was found in around it:
// `Cose(Cbor(UnsortedKeys))`. The program's own checker gives the same reasons.

export class Refused extends Error {
  constructor(readonly why: string) {
    super(why);
  }
}

export function refuse(why: string): never {
  throw new Refused(why);
}

/** What is refused inside says where it was. */
export function within<T>(part: string, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Refused) refuse(`${part}(${fault.why})`);
    throw fault;
  }
}
