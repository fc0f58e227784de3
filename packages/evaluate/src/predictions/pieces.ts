import { ImageNetV2Error } from "@imagenet-v2/core";
import { filePieces } from "#platform";
import { joinBytes, textOf } from "../files/bytes.ts";
import { type GivenFile, nameOf } from "../files/given-file.ts";

/** What no file of predictions comes near, so that any file costs bounded time and memory. */
export const predictionLimits = {
  /** Bytes of a file: ten times as many as 1000 scores for each of 10,000 images take as text. */
  bytes: 2 ** 31,
  /** Bytes of a line: forty times as many as 1000 scores take. */
  lineBytes: 2 ** 20,
  /** Predictions in a file: twenty for each image of a variant. */
  rows: 200_000,
} as const;

/**
 * The bytes of a text file in pieces, which begin and end anywhere, and none of whose lines is too long.
 *
 * @throws FILE_TOO_LARGE; NOT_FOUND, NOT_A_FILE; what the system says of it; the signal's reason
 */
export async function* pieces(
  file: GivenFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const check = lineCheck(nameOf(file));
  for await (const piece of filePieces(file, {
    limit: predictionLimits.bytes,
    hint: aLineEach,
    signal,
  })) {
    check(piece);
    yield piece;
  }
}

const aLineEach = "Predictions have a line for each image, and not all in one.";

/** @returns what looks at one piece after the other, and throws FILE_TOO_LARGE for a line */
function lineCheck(path: string): (piece: Uint8Array) => void {
  const { lineBytes: limit } = predictionLimits;
  let line = 1;
  let bytes = 0;
  return (piece) => {
    let start = 0;
    for (let end = piece.indexOf(10); ; end = piece.indexOf(10, start)) {
      bytes += (end === -1 ? piece.length : end) - start;
      if (bytes > limit) {
        const message = `${path}, line ${line}: more than ${limit} bytes.`;
        throw new ImageNetV2Error(
          "FILE_TOO_LARGE",
          message,
          { path, bytes, limit },
          { hint: aLineEach },
        );
      }
      if (end === -1) return;
      line++;
      bytes = 0;
      start = end + 1;
    }
  };
}

/** The lines of a text file, without their ends. @throws what {@link pieces} throws */
export async function* linesOf(
  file: GivenFile,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  let begun: Uint8Array[] = [];
  for await (const piece of pieces(file, signal)) {
    let start = 0;
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, start)) {
      begun.push(piece.subarray(start, end));
      yield textOf(joinBytes(begun));
      begun = [];
      start = end + 1;
    }
    if (start < piece.length) begun.push(piece.subarray(start));
  }
  if (begun.length > 0) yield textOf(joinBytes(begun));
}
