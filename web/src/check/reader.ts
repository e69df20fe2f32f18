// The worker beside the page that reads codes where the browser cannot.
import { read } from "./qr/read";

interface Sent {
  data: Uint8ClampedArray;
  width: number;
  height: number;
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Sent>) => void;
  postMessage(text: string | undefined): void;
};

scope.onmessage = ({ data: { data, width, height } }) => scope.postMessage(read(data, width, height));
