/** Side of the grey picture that stands for an image. */
export const signatureSide = 16;
export const signatureLength = signatureSide ** 2;

/**
 * An image as 16 × 16 grey values, each the mean of its part of the picture: what is left of it after
 * recompression, resizing and a change of format. Stretched to the square, so that shapes can be compared.
 */
export function signatureOf(luma: Float32Array, width: number, height: number): Uint8Array {
  const across = overlaps(width);
  const sums = new Float64Array(signatureLength);
  for (const { part: y, pixel: row, share: tall } of overlaps(height)) {
    for (const { part: x, pixel: column, share: wide } of across) {
      const at = y * signatureSide + x;
      sums[at] = (sums[at] as number) + (luma[row * width + column] as number) * tall * wide;
    }
  }
  const area = (width * height) / signatureLength;
  return Uint8Array.from(sums, (sum) => Math.round(sum / area));
}

/** Which pixels of a side each of its 16 parts covers, and how much of each: edges lie within pixels. */
function overlaps(length: number): { part: number; pixel: number; share: number }[] {
  const found: { part: number; pixel: number; share: number }[] = [];
  for (let part = 0; part < signatureSide; part++) {
    const from = (part * length) / signatureSide;
    const to = ((part + 1) * length) / signatureSide;
    for (let pixel = Math.floor(from); pixel < to; pixel++) {
      found.push({ part, pixel, share: Math.min(pixel + 1, to) - Math.max(pixel, from) });
    }
  }
  return found;
}
