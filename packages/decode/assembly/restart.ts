// Restart markers, and libjpeg's way on where they are not what they should be.

import { OK } from "./status";
import { nextMarker, pending, takeMarker } from "./stream";

/** The number of the next one. */
let expected: i32 = 0;

export function beginRestarts(): void {
  expected = 0;
}

/**
 * Goes over the restart marker that is due. Afterwards the next segment follows, or a marker is still
 * pending: then the segment is missing, and is as if empty.
 */
export function passRestart(): i32 {
  if (pending === 0) {
    const status = nextMarker();
    if (status !== OK) return status;
  }
  if (pending === 0xd0 + expected) takeMarker();
  else {
    const status = resynchronise();
    if (status !== OK) return status;
  }
  expected = (expected + 1) & 7;
  return OK;
}

/**
 * Another marker came. One or two ahead, or no restart marker at all: it stays, the segment was lost.
 * One or two behind, or none that could be: on to the next marker. Any other is passed over.
 */
function resynchronise(): i32 {
  while (true) {
    const ahead = (pending - 0xd0 - expected) & 7;
    if (pending >= 0xc0) {
      if (pending < 0xd0 || pending > 0xd7 || ahead === 1 || ahead === 2) return OK;
      if (ahead !== 6 && ahead !== 7) {
        takeMarker();
        return OK;
      }
    }
    const status = nextMarker();
    if (status !== OK) return status;
  }
}
