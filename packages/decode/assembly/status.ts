// Why an image is not decoded here. The numbers are known to src/kernel.ts too.

export const OK: i32 = 0;
/** Not what the standard says, or what libjpeg would warn of. */
export const DAMAGED: i32 = -1;
export const TOO_LARGE: i32 = -2;
/** Progressive, lossless or arithmetic. */
export const CODING: i32 = -3;
/** Samples or quantisers of more than 8 bits. */
export const PRECISION: i32 = -4;
/** CMYK, or colours of a kind that has no name. */
export const COLOUR: i32 = -5;
/** Chroma of less than half resolution, or in odd ratios. */
export const SAMPLING: i32 = -6;
/** Components one after the other. */
export const SCANS: i32 = -7;
