declare module "@digitalbazaar/base45" {
  export function decode(text: string): Uint8Array;
  export function encode(bytes: Uint8Array): string;
}
