import { ImageNetV2Error, type ImageTensor, isImageError } from "@imagenet-v2/core";
import { messageOf } from "@imagenet-v2/core/internal";
import { decodeImage } from "@imagenet-v2/decode";
import type { Dataset, Example, ExampleRecord } from "@imagenet-v2/loader";
import { orAbort } from "@imagenet-v2/storage/internal";
import type { Answering } from "../classes/answers.ts";
import { answerOf } from "./answer.ts";
import type { Classify, ImageInputKind } from "./pipeline.ts";
import type { Said } from "./run-job.ts";

interface Asking {
  readonly input: ImageInputKind;
  readonly classify: Classify<ImageInputKind>;
  /** How many calls are under way at once. */
  readonly concurrency: number;
  /** What may be answered. */
  readonly answering: Answering;
  readonly signal: AbortSignal | undefined;
}

/**
 * What a pipeline says of each image, in order. While it is busy the next images are read, and decoded
 * if pixels are wanted. Those that cannot be decoded are left out where the dataset skips them.
 */
export async function* answersOf(
  { input, classify, concurrency, answering, signal }: Asking,
  dataset: Dataset<Example>,
): AsyncGenerator<Said> {
  // Whoever has a dataset has loaded it; who reads predictions does not need it.
  const { noteSkipped, readAhead } = await import("@imagenet-v2/loader/internal");
  const { origin } = dataset;
  const { store, dct } = origin;
  const readBytes = ({ index }: ExampleRecord, stop: AbortSignal) =>
    store.read(index, { signal: stop });
  const decode = async (record: ExampleRecord, stop: AbortSignal) =>
    decodeImage(await readBytes(record, stop), { name: record.file_name, dct, signal: stop });

  const read = async (record: ExampleRecord, stop: AbortSignal) => {
    try {
      return { record, image: await (input === "jpeg" ? readBytes : decode)(record, stop) };
    } catch (error) {
      noteSkipped(origin, record.index, error);
      return undefined;
    }
  };
  const call = async (
    next: { record: ExampleRecord; image: Uint8Array | ImageTensor } | undefined,
    stop: AbortSignal,
  ) => {
    if (next === undefined) return undefined;
    const { record, image } = next;
    const { file_name, label } = record;
    let answer: unknown;
    try {
      // It takes what `input` says.
      answer = await orAbort(classify(image as never, { file_name, signal: stop }), stop);
    } catch (cause) {
      stop.throwIfAborted();
      const failure = await decode(record, stop).then(
        () => failed(record, cause),
        (error: unknown) => (isImageError(error) ? error : failed(record, cause)),
      );
      noteSkipped(origin, record.index, failure);
      return undefined;
    }
    return { row: await answerOf(answer, file_name, answering), image: { file_name, label } };
  };

  const images = (stop: AbortSignal) =>
    readAhead(() => dataset.records(), read, { ahead: origin.readAhead, signals: [stop] });
  const signals = [signal, origin.signal];
  for await (const said of readAhead(images, call, { ahead: concurrency, signals })) {
    if (said !== undefined) yield { rows: [said.row], images: [said.image] };
  }
}

function failed({ file_name: fileName, index }: ExampleRecord, cause: unknown): ImageNetV2Error {
  return new ImageNetV2Error(
    "CALLBACK_FAILED",
    `classify failed on ${fileName}: ${messageOf(cause)}`,
    { callback: "classify", position: index, fileName },
    { cause },
  );
}
