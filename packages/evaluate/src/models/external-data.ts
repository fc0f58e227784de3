import { ImageNetV2Error, isImageNetV2Error } from "@imagenet-v2/core";
import { type ByteSource, protobufFields } from "@imagenet-v2/tfrecord/internal";

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
 * The names that an ONNX model has for the files of weights outside its own file: relative to its folder, sorted.
 *
 * @param source its bytes
 * @throws INVALID_MODEL if this is not an ONNX file
 */
export function externalLocations(source: ByteSource, path: string): string[] {
  try {
    // onnxruntime's own format has no such files.
    if (new TextDecoder("latin1").decode(source.subarray(4, 8)) === "ORTM") return [];
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
