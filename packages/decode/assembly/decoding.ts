// JPEG to pixels: one image at a time, `input`, `open`, then `pixels` or `decodeWindow`.
import { decodeCoefficients } from "./coefficients";
import { count, height } from "./frame";
import { arithmetic, progressive, readHeaders } from "./markers";
import { allocate, newImage } from "./memory";
import { prepareScan } from "./prepare-scan";
import { clearProgress } from "./progress";
import { setReference, tensorFlow } from "./reference";
import { decodeScan, forgetRows } from "./scan";
import { scanCount } from "./scan-header";
import { intoImage } from "./sink";
import { NO_ROOM, OK } from "./status";
import { fileStart, position } from "./stream";
import { openWindow } from "./window";

/** Where the input is. */
export let start: usize = 0;
let end: usize = 0;

/** Begins an image: where its `length` bytes are to be written, or a status. */
export function input(length: i32): i32 {
  newImage();
  start = allocate(length);
  end = start + length;
  return start === 0 ? NO_ROOM : <i32>start;
}

/**
 * Reads the headers of the JPEG at the input; then `width` and `height` are known. `dct`: 0 for the
 * verdict and the pixels of Pillow, 1 for TensorFlow's.
 */
export function open(dct: i32): i32 {
  setReference(dct);
  clearProgress();
  forgetRows();
  return readHeaders(start, end);
}

/** Decodes a window: where its RGB bytes are, or a status. */
export function pixels(x0: i32, y0: i32, x1: i32, y1: i32): i32 {
  const out = allocate(<u64>(x1 - x0) * <u64>(y1 - y0) * 3);
  if (out === 0 || !intoImage(out, x1 - x0)) return NO_ROOM;
  const status = decodeWindow(x0, y0, x1, y1);
  return status === OK ? <i32>out : status;
}

/** Decodes a window row by row into the sink. */
export function decodeWindow(x0: i32, y0: i32, x1: i32, y1: i32): i32 {
  if (!openWindow(x0, y0, x1, y1)) return NO_ROOM;
  const status = prepareScan();
  if (status !== OK) return status;
  return progressive || arithmetic || scanCount < count ? decodeCoefficients() : decodeScan();
}

/**
 * The status of an image of which a window was refused: that of all its rows, so that what is said of a
 * damage does not depend on the crop.
 */
export function judgeWhole(refused: i32): i32 {
  let status = open(tensorFlow ? 1 : 0);
  if (status === OK) status = pixels(0, 0, 1, height);
  return status < 0 && status !== NO_ROOM ? status : refused;
}

/** Where in the file the last call stopped. */
export function stoppedAt(): i32 {
  return <i32>(position - fileStart);
}
