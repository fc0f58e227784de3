import { ImageNetV2Error } from "@imagenet-v2/core";

/** Why the kernel refuses an image, by the numbers of assembly/status.ts. */
const corrupt: Readonly<Record<number, string>> = {
  [-2]: "the file ends before the image does",
  [-3]: "it does not begin as a JPEG",
  [-4]: "a second image begins inside it",
  [-5]: "a marker is unknown",
  [-6]: "a segment has the wrong length",
  [-7]: "it has no pixels",
  [-8]: "it has two frame headers",
  [-9]: "a scan comes before the frame header",
  [-10]: "it has no scan",
  [-11]: "a scan names a component that the frame does not have",
  [-12]: "a sampling factor is not 1 to 4",
  [-13]: "an MCU has more than 10 blocks",
  [-14]: "a quantisation table is missing",
  [-15]: "a Huffman table is missing or invalid",
  [-16]: "the conditioning of its arithmetic coding is invalid",
  [-17]: "a progressive scan has invalid parameters",
  [-18]: "it has more scans than it needs",
};

const unsupported: Readonly<Record<number, string>> = {
  [-19]: "arithmetic coding in files of more than 64 KiB, which Pillow cannot read either",
  [-20]: "lossless and hierarchical JPEG",
  [-21]: "JPEG with other than 8 bits a sample",
  [-22]: "JPEG with other than 1, 3 or 4 components",
  [-23]: "chroma sampled in a ratio that is not a whole number",
};

/** The status of an image that there is no memory for. */
export const noRoom = -1;
const tooManyScans = -24;

/** What the kernel knows of an image that it refuses. */
export interface Refused {
  readonly name: string;
  /** Columns and rows, as far as they were read. */
  readonly width: number;
  readonly height: number;
  /** Where in the file decoding stopped, and how many rows were decoded by then. */
  readonly byte: number;
  readonly rows: number;
  readonly maxPixels: number;
}

/** The error that a negative status stands for: one line, with the file's name, what is wrong, and where. */
export function refusal(
  status: number,
  { name, width, height, byte, rows, maxPixels }: Refused,
): ImageNetV2Error {
  const feature = unsupported[status];
  if (feature !== undefined) {
    return new ImageNetV2Error("UNSUPPORTED", `${name}: cannot decode ${feature}.`, {
      feature,
      image: name,
    });
  }
  if (status === noRoom || status === tooManyScans) {
    const why = status === noRoom ? "more memory than 1 GiB" : "too many scans to decode";
    return new ImageNetV2Error(
      "IMAGE_TOO_LARGE",
      `${name}: ${width} × ${height} pixels take ${why}.`,
      { image: name, width, height, limit: maxPixels },
    );
  }
  const where = rows > 0 ? `byte ${byte}, row ${rows} of ${height}` : `byte ${byte}`;
  return new ImageNetV2Error(
    "CORRUPT_IMAGE",
    `${name}: damaged JPEG: ${corrupt[status] ?? `status ${status}`} (${where}).`,
    { image: name, byte, ...(rows > 0 ? { row: rows } : {}) },
  );
}
