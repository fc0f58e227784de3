// What stands between the last scan and the end of the image.
import { END, readMarkers, SCAN } from "./markers";
import { tensorFlow } from "./reference";
import { CUT, EXTRA_SCAN, OK } from "./status";
import { endsWithin } from "./stream";

/**
 * Reads on to the end of an image that is whole. Pillow takes it if the file ends before; TensorFlow too,
 * but only where it ends within a marker segment.
 */
export function readEnd(): i32 {
  const status = readMarkers();
  if (status === END) return OK;
  if (status === SCAN) return EXTRA_SCAN;
  return status === CUT && (!tensorFlow || endsWithin()) ? OK : status;
}
