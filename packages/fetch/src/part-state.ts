import { strongEtag } from "@imagenet-v2/storage/internal";
import * as z from "zod";

/** Where the bytes so far came from: the validator for `If-Range`. */
export interface PartState {
  readonly url: string;
  readonly etag: string | undefined;
}

/** No state is longer than a URL may be, and a validator. */
export const MOST_STATE_BYTES = 64 * 1024;

const stateSchema = z.object({
  url: z.string(),
  etag: z.string().transform(strongEtag).optional(),
});

/** @returns undefined for anything but a state: then the rest is asked for without a validator */
export function parseState(text: string): PartState | undefined {
  try {
    const { url, etag } = stateSchema.parse(JSON.parse(text));
    return { url, etag };
  } catch {
    return undefined;
  }
}
