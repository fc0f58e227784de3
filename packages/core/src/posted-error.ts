import { errorFromJSON, type ImageNetV2Error, isImageNetV2Error } from "./errors.ts";
import { isError } from "./realm.ts";

/** An error in a form that survives `postMessage`, which drops an error's own fields. */
export type PostedError = { readonly json: Record<string, unknown> } | { readonly text: string };

export function toPosted(error: unknown): PostedError {
  if (isImageNetV2Error(error)) return { json: (error as ImageNetV2Error).toJSON() };
  return { text: isError(error) ? (error.stack ?? error.message) : String(error) };
}

export function fromPosted(posted: PostedError): Error {
  return "json" in posted ? errorFromJSON(posted.json) : new Error(posted.text);
}
