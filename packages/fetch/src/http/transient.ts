import type { ImageNetV2Error } from "@imagenet-v2/core";

/**
 * A failure that may pass by itself. When patience ends, `error` is what the caller gets.
 */
export class Transient extends Error {
  override readonly name = "Transient";
  readonly error: ImageNetV2Error;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(error: ImageNetV2Error, retryAfter?: number | undefined) {
    super(error.message);
    this.error = error;
    this.retryAfter = retryAfter;
  }
}
