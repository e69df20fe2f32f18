// The camera: pictures are read where they are, by the browser where it can, else by our own reader,
// which works beside the page and is fetched when it is first needed.

/** So much of a picture is looked at; a card's code is read from less. */
const PICTURE_PX_MAX = 800;
const BETWEEN_PICTURES_MS = 120;

interface Reader {
  /** The code in the present picture, if one is seen. */
  read(video: HTMLVideoElement): Promise<string | undefined>;
  close(): void;
}

/** What browsers have that read codes by themselves. */
interface Detector {
  detect(picture: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
interface Detectors {
  new (wanted: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

export function hasCamera(): boolean {
  return Boolean(navigator.mediaDevices?.getUserMedia);
}

/** Looks through the camera until a code is found or somebody calls what is given back. */
export async function look(video: HTMLVideoElement, address: string, found: (text: string) => void): Promise<() => void> {
  const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  const reader = (await ofTheBrowser()) ?? ofOurs(address);
  let isLooking = true;
  const stop = () => {
    isLooking = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    reader.close();
  };
  const next = async () => {
    // A picture that cannot be read is one without a code; the next one may have one.
    const text = await reader.read(video).catch(() => undefined);
    if (!isLooking) return;
    if (text === undefined) {
      setTimeout(() => void next(), BETWEEN_PICTURES_MS);
    } else {
      stop();
      found(text);
    }
  };
  video.srcObject = stream;
  await video.play();
  void next();
  return stop;
}

async function ofTheBrowser(): Promise<Reader | undefined> {
  const { BarcodeDetector } = globalThis as unknown as { BarcodeDetector?: Detectors };
  const formats = await BarcodeDetector?.getSupportedFormats().catch((): string[] => []);
  if (!BarcodeDetector || !formats?.includes("qr_code")) return undefined;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return { read: async (video) => (await detector.detect(video))[0]?.rawValue, close: () => undefined };
}

function ofOurs(address: string): Reader {
  const worker = new Worker(address);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const read = (video: HTMLVideoElement) => new Promise<string | undefined>((done, failed) => {
    const scale = Math.min(1, PICTURE_PX_MAX / Math.max(video.videoWidth, video.videoHeight, 1));
    const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
    if (!pen || width === 0 || height === 0) return done(undefined);
    canvas.width = width;
    canvas.height = height;
    pen.drawImage(video, 0, 0, width, height);
    const { data } = pen.getImageData(0, 0, width, height);
    worker.onmessage = (event: MessageEvent<string | undefined>) => done(event.data);
    worker.onerror = failed;
    worker.postMessage({ data, width, height }, [data.buffer]);
  });
  return { read, close: () => worker.terminate() };
}
