import type { decodeJpeg, preprocess } from "@imagenet-v2/decode";

/** What decoding and preprocessing make of a file, short enough to be sent out of a page and compared. */
export type Outcome =
  | { readonly shape: readonly number[]; readonly pixels: string; readonly tensor: string }
  | { readonly code: string; readonly message: string };

/** Runs in Node and in a page alike. */
export async function outcomeOf(
  decode: { readonly decodeJpeg: typeof decodeJpeg; readonly preprocess: typeof preprocess },
  bytes: Uint8Array,
  name: string,
): Promise<Outcome> {
  try {
    const { shape, data } = await decode.decodeJpeg(bytes, { name });
    const tensor = await decode.preprocess(bytes, "imagenet", { name });
    return { shape, pixels: await sha256(data), tensor: await sha256(tensor.data) };
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return { code, message };
  }
}

export async function sha256(data: Uint8Array | Float32Array): Promise<string> {
  const bytes = new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
