import { stat } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { crc32 } from "node:zlib";
import { shown } from "@imagenet-v2/core/internal";
import { requireReplaceableFile } from "@imagenet-v2/storage/internal/node";
import { writeFileAtomic } from "@imagenet-v2/storage/node";
import { usageError } from "./usage-error.ts";

const signature = "Written by imagenet-v2";
const comment = Buffer.from(`<!-- ${signature} -->\n`);
const endOfPng = Buffer.from("\0\0\0\0IEND\xae\x42\x60\x82", "latin1");

/**
 * What a picture or report that a command wrote ends with, by the ending of its name: by that it is known
 * later as one that may be replaced. A user who adds to a report makes it their own.
 */
const ends = {
  ".html": comment,
  ".md": comment,
  ".svg": comment,
  ".png": Buffer.concat([pngText("Software", signature), endOfPng]),
} as const;

type Format = keyof typeof ends;

/**
 * Refuses an `--output` before the work and not behind it: of unknown form, in no folder, or over a file
 * that no command wrote.
 *
 * @throws INVALID_OPTION
 */
export async function checkOutput(
  output: string | undefined,
  formats: readonly Format[],
): Promise<void> {
  if (output === undefined) return;
  if (!formats.includes(formatOf(output))) {
    throw usageError(
      "--output",
      `Cannot tell the format from ${shown(output)}.`,
      `End it in ${formats.length > 2 ? `one of ${formats.join(", ")}` : formats.join(" or ")}.`,
    );
  }
  await requireFolder("--output", output);
  await requireOwn(output);
}

/** Writes a picture or report, as {@link checkOutput} allowed it. */
export async function writeOutput(output: string, content: string | Uint8Array): Promise<void> {
  const bytes = Buffer.from(content as Uint8Array);
  const format = formatOf(output);
  await requireOwn(output);
  const body = format === ".png" ? bytes.subarray(0, -endOfPng.length) : bytes;
  await writeFileAtomic(output, Buffer.concat([body, ends[format]]));
}

/** The forms of a report. */
export const reportFormats = [".html", ".md"] as const;

/** Writes a report, if one is asked for, in the form that its ending tells. */
export async function writeReport(
  output: string | undefined,
  { html, markdown }: { readonly html: () => Promise<string>; readonly markdown: () => string },
): Promise<void> {
  if (output === undefined) return;
  await writeOutput(output, formatOf(output) === ".html" ? await html() : markdown());
}

/**
 * Refuses a path in a folder that is not there: it is misspelt more often than meant to be made.
 *
 * @throws INVALID_OPTION
 */
export async function requireFolder(option: string, path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const folder = dirname(resolve(path));
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isFolder) return;
  throw usageError(
    option,
    `${option}: ${folder}: no such folder.`,
    "Make it first, or name another.",
  );
}

function formatOf(path: string): Format {
  return extname(path).toLowerCase() as Format;
}

function requireOwn(output: string): Promise<void> {
  const end = ends[formatOf(output)];
  return requireReplaceableFile(output, {
    option: "--output",
    kind: "a file that imagenet-v2 wrote",
    bytes: -end.length,
    isOurs: (bytes) => bytes.equals(end),
  });
}

/** A chunk of a PNG file that holds a text. */
function pngText(keyword: string, text: string): Buffer {
  const chunk = Buffer.from(`tEXt${keyword}\0${text}`, "latin1");
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(chunk.length - 4);
  checksum.writeUInt32BE(crc32(chunk));
  return Buffer.concat([length, chunk, checksum]);
}
