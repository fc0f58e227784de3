// The segments of bits of a scan, from one restart marker to the next.
import { openSegment, reader, segmentRoom } from "./bits";
import { component, count } from "./frame";
import { restartInterval } from "./markers";
import { allocate } from "./memory";
import { beginRestarts, passRestart } from "./restart";
import { OK } from "./status";
import { limit, pending, position } from "./stream";

/** Where segments are put: see {@link openSegment}. */
let top: usize = 0;
/** MCUs until the next restart marker. */
let left: i32 = 0;
/** Whether the bits of the segment have run out: libjpeg takes nothing more from it. */
export let exhausted: bool = false;

/** Room for any segment that is still to come; false where there is none. */
export function prepareSegments(): bool {
  const room = segmentRoom(limit - position);
  const at = allocate(room);
  top = at + room;
  return at !== 0;
}

/** MCUs of the segment that {@link passSegments} came to. */
export let unread: i32 = 0;

/** Opens the first segment of a scan. */
export function beginSegments(): void {
  beginRestarts();
  openSegment(top);
  left = restartInterval;
  exhausted = false;
  clearPredictors();
}

/** Whether a restart marker is due before the next MCU. */
// @inline
export function restartIsDue(): bool {
  return restartInterval !== 0 && left-- === 0;
}

/** Goes over the restart marker that is due. */
export function restart(): i32 {
  const status = passRestart();
  if (status !== OK) return status;
  // Right at another marker, bits that ran out stay so.
  if (pending === 0) exhausted = false;
  openSegment(top);
  left = restartInterval - 1;
  clearPredictors();
  return OK;
}

/** An MCU is read: whether it took more bits than there are. */
// @inline
export function noteEnd(): void {
  if (reader.overrun()) exhausted = true;
}

/** Goes over the restart markers of the next `mcus`, which nobody reads; `unread` are behind the last one. */
export function passSegments(mcus: i32): i32 {
  unread = mcus;
  if (restartInterval === 0) return OK;
  for (; unread > left; left = restartInterval) {
    unread -= left;
    const status = restart();
    if (status !== OK) return status;
  }
  return OK;
}

function clearPredictors(): void {
  for (let i = 0; i < count; i++) component(i).predictor = 0;
}
