import { dirname, resolve } from "node:path";
import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { openFile } from "@imagenet-v2/storage/node";
import { type ByteSource, FileWindow, protobufFields } from "@imagenet-v2/tfrecord/internal";
import { checkWeightsFile } from "./model-file.ts";

/** The messages of onnx.proto in which a tensor may lie, each with the fields that lead there. */
const messages = {
  model: { 7: "graph", 20: "training", 25: "function" },
  graph: { 1: "node", 5: "tensor", 15: "sparse" },
  training: { 1: "graph", 2: "graph" },
  function: { 7: "node", 11: "attribute" },
  node: { 5: "attribute" },
  attribute: { 5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse" },
  sparse: { 1: "tensor", 2: "tensor" },
} as const satisfies Record<string, Record<number, string>>;

type Message = keyof typeof messages | "tensor";

/**
 * What an ONNX model's weights outside its own file are read from, by the name that it has for each: the
 * path of a file, or what is given for it.
 *
 * @param given the session's option `externalData`: bytes, a Blob or another path for some of them
 * @throws INVALID_MODEL if one of the files is missing or is not weights, or if this is not an ONNX file
 */
export async function externalData(
  path: string,
  given: unknown,
): Promise<ReadonlyMap<string, unknown>> {
  const sources = new Map<string, unknown>();
  for (const location of await locationsIn(path)) {
    const source = givenData(given, location) ?? resolve(dirname(path), location);
    if (typeof source === "string") await checkWeightsFile(source, path);
    sources.set(location, source);
  }
  return sources;
}

function givenData(given: unknown, location: string): unknown {
  if (!Array.isArray(given)) return undefined;
  return given.find((each) => (each as { path?: unknown } | null)?.path === location)?.data;
}

/** Relative to the folder of the file, sorted. */
async function locationsIn(path: string): Promise<string[]> {
  const file = await openFile(path);
  try {
    const source = new FileWindow(file.fd, (await file.stat()).size, path);
    // onnxruntime's own format has no such files.
    if (Buffer.from(source.subarray(4, 8)).toString("latin1") === "ORTM") return [];
    const fields = ({ start, end }: Range) =>
      protobufFields(source, start, end, { path }, unlimited);
    const whole = { start: 0, end: source.length };
    return [...new Set(locations({ source, fields }, "model", whole))].sort();
  } catch (error) {
    if (!isImageNetV2Error(error, "CORRUPT_DATA")) throw error;
    throw new ImageNetV2Error(
      "INVALID_MODEL",
      `${path} is truncated or not an ONNX model: ${error.message.replace(`${path}: `, "")}`,
      { path },
      { hint: "Fetch it again.", cause: error },
    );
  } finally {
    await file.close();
  }
}

/** A file of protobuf messages: ranges of it, and the fields in one. */
interface Messages {
  readonly source: ByteSource;
  fields(range: Range): ReturnType<typeof protobufFields>;
}

type Range = { readonly start: number; readonly end: number };

/** onnxruntime has loaded the file already, whatever the number of its fields. */
const unlimited = { limit: Number.POSITIVE_INFINITY, left: Number.POSITIVE_INFINITY };

/** What the tensors in a message name, however deep they lie. */
function* locations(file: Messages, message: Message, range: Range): Generator<string> {
  if (message === "tensor") {
    const location = locationOf(file, range);
    if (location !== undefined) yield location;
    return;
  }
  const inner: Readonly<Record<number, Message>> = messages[message];
  for (const field of file.fields(range)) {
    const next = inner[field.number];
    if (next !== undefined) yield* locations(file, next, field);
  }
}

/** The file of a tensor whose `data_location` is EXTERNAL; `external_data` is a list of keys and values. */
function locationOf({ source, fields }: Messages, range: Range): string | undefined {
  const bytes = ({ start, end }: Range) => source.subarray(start, end);
  let location: string | undefined;
  let isExternal = false;
  for (const field of fields(range)) {
    if (field.number === 14) isExternal = bytes(field)[0] === 1;
    if (field.number !== 13) continue;
    const entry = new Map<number, string>();
    for (const part of fields(field)) {
      entry.set(part.number, new TextDecoder().decode(bytes(part)));
    }
    if (entry.get(1) === "location") location = entry.get(2);
  }
  return isExternal ? location : undefined;
}
