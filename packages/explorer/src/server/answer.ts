import { isImageError, isImageNetV2Error } from "@imagenet-v2/core";
import { imageType } from "../image-type.ts";

/** What a route says, before HTTP's own questions (ranges, validators, HEAD) are settled. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
  /**
   * - `"forever"`: the address names this content and no other
   * - `"check"`: ask again each time; the validator saves sending it again
   * - `"never"`
   */
  readonly cache: "forever" | "check" | "never";
}

export function json(value: unknown, status = 200): Answer {
  return {
    status,
    type: "application/json; charset=utf-8",
    body: Buffer.from(JSON.stringify(value)),
    cache: status === 200 ? "check" : "never",
  };
}

export function image(body: Uint8Array, cache: Answer["cache"]): Answer {
  return { status: 200, type: imageType(body), body, cache };
}

export function problem(status: number, message: string, code?: string | undefined): Answer {
  return json({ code, message }, status);
}

/** What went wrong while answering, without the paths of this machine that messages may carry. */
export function failure(error: unknown): Answer {
  if (!isImageNetV2Error(error)) return problem(500, "The explorer failed to answer.");
  const { code } = error;
  if (isImageError(error)) return problem(422, error.message, code);
  switch (code) {
    case "DATA_CHANGED":
      return problem(503, "The archive is no longer the one that was opened.", code);
    case "IO":
    case "NOT_FOUND":
    case "NOT_A_FILE":
      return problem(503, "The archive can no longer be read.", code);
    default:
      return problem(500, error.message, code);
  }
}
