// How decoding ends. src/kernel/verdict.ts gives each number its words.

export const OK: i32 = 0;
/** There is no room for the image. */
export const NO_ROOM: i32 = -1;

// What the reference refuses.
/** The file ends before the image does. */
export const CUT: i32 = -2;
/** It does not begin with FF D8. */
export const NO_START: i32 = -3;
/** A second FF D8. */
export const SECOND_START: i32 = -4;
/** A marker that means nothing, or nothing here. */
export const MARKER: i32 = -5;
/** A segment is not as long as what it holds. */
export const LENGTH: i32 = -6;
/** A width, height or number of components of 0. */
export const EMPTY: i32 = -7;
export const SECOND_FRAME: i32 = -8;
/** A scan before any frame. */
export const NO_FRAME: i32 = -9;
/** An end before any scan. */
export const NO_SCAN: i32 = -10;
/** A scan of a component that the frame has not, or of one component twice. */
export const SCAN_COMPONENT: i32 = -11;
/** A sampling factor that is not 1 to 4. */
export const SAMPLING_FACTOR: i32 = -12;
/** More than 10 blocks in an MCU. */
export const MCU_SIZE: i32 = -13;
/** A quantiser that is none of four, or is not defined. */
export const QUANTISER: i32 = -14;
/** A Huffman table that is none of four, is not defined, or is no tree. */
export const HUFFMAN_TABLE: i32 = -15;
/** Conditioning of arithmetic coding that cannot be. */
export const CONDITIONING: i32 = -16;
/** A progressive scan of coefficients or bits that cannot be. */
export const PROGRESSION: i32 = -17;
/** A scan where the image is whole already. */
export const EXTRA_SCAN: i32 = -18;
/** Pillow reads files in pieces, and arithmetic coding cannot wait for the next one. */
export const PIECES: i32 = -19;

// Kinds of JPEG that are not decoded here; the reference refuses all but the first.
/** Lossless or hierarchical. */
export const PROCESS: i32 = -20;
/** Samples of more or less than 8 bits. */
export const PRECISION: i32 = -21;
/** Neither 1, 3 nor 4 components. */
export const COMPONENTS: i32 = -22;
/** Components whose sizes are no whole multiples of each other. */
export const SAMPLING: i32 = -23;
/** So many scans of so many blocks that they would take minutes. */
export const TOO_MANY_SCANS: i32 = -24;
