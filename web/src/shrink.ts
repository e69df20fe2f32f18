// A photograph that is larger than the page takes is made smaller before it is sent, which also leaves
// out where it was taken: <input type="file" data-shrink="2097152">, in bytes. What the browser cannot
// draw stays as it is, and the page says why it is not taken.
import { each } from "./parts";

/** A page of paper is still read at so many dots. */
const SIDE_MAX = 2_400;
const QUALITY = 0.85;
/** What is left of a side each time that it is still too large. */
const STEP = 0.7;
const TRIES = 5;

export function startShrink(root: Element): void {
  each<HTMLInputElement>(root, "input[type=file][data-shrink]", (field) => {
    const most = Number(field.dataset["shrink"]);
    let work: Promise<void> | null = null;
    field.addEventListener("change", () => {
      const mine = shrink(field, most).finally(() => {
        if (work === mine) work = null;
      });
      work = mine;
    });
    // Whoever presses before it is done waits for it.
    field.form?.addEventListener("submit", (event) => {
      if (!work) return;
      event.preventDefault();
      void work.then(() => field.form?.requestSubmit(event.submitter));
    });
  });
}

async function shrink(field: HTMLInputElement, most: number): Promise<void> {
  const file = field.files?.[0];
  if (!file?.type.startsWith("image/") || file.size <= most) return;
  const smaller = await drawn(file, most).catch(() => null);
  // Another one may have been chosen meanwhile.
  if (!smaller || field.files?.[0] !== file) return;
  const chosen = new DataTransfer();
  chosen.items.add(new File([smaller], "paper.jpg", { type: smaller.type }));
  field.files = chosen.files;
}

/** The picture in so many bytes, as it is held upright. */
async function drawn(file: File, most: number): Promise<Blob | null> {
  const address = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    let scale = Math.min(1, SIDE_MAX / Math.max(picture.naturalWidth, picture.naturalHeight));
    for (let tries = 0; tries < TRIES; tries += 1, scale *= STEP) {
      const blob = await atScale(picture, scale);
      if (blob && blob.size <= most) return blob;
    }
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function atScale(picture: HTMLImageElement, scale: number): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(picture.naturalHeight * scale));
  const pen = canvas.getContext("2d");
  if (!pen) return Promise.resolve(null);
  // What can be seen through would turn black.
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
}
