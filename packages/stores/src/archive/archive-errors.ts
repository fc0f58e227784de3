import { ImageNetV2Error } from "@imagenet-v2/core";

/** A name from an archive, fit for a terminal: quoted, nothing but printable ASCII, cut if endless. */
export function quote(name: string): string {
  const short = name.length > 300 ? `${name.slice(0, 300)}…` : name;
  return JSON.stringify(short).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

export function corrupt(path: string, offset: number, what: string, cause?: unknown) {
  return new ImageNetV2Error(
    "CORRUPT_ARCHIVE",
    `${path}: the archive ${what}.`,
    { path, offset },
    { hint: "The copy is damaged or incomplete; get the archive again.", cause },
  );
}

export function hostile(path: string, entry: string, what: string) {
  return new ImageNetV2Error(
    "HOSTILE_ARCHIVE",
    `${path}: the entry ${quote(entry)} ${what}.`,
    { path, entry },
    { hint: "No published archive has such an entry; do not trust where this one came from." },
  );
}

export function unexpected(path: string, entry: string, what: string, hint?: string) {
  const message = `${path}: the entry ${quote(entry)} ${what}.`;
  return new ImageNetV2Error("UNEXPECTED_MEMBER", message, { path, entry }, { hint });
}
