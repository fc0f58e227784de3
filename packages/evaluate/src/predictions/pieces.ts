import { ImageNetV2Error } from "@imagenet-v2/core";
import { tooLarge } from "@imagenet-v2/storage/internal";
import { openFile } from "@imagenet-v2/storage/node";

/** What no file of predictions comes near, so that any file costs bounded time and memory. */
export const predictionLimits = {
  /** Bytes of a file: ten times as many as 1000 scores for each of 10,000 images take as text. */
  bytes: 2 ** 31,
  /** Bytes of a line: forty times as many as 1000 scores take. */
  lineBytes: 2 ** 20,
  /** Predictions in a file: twenty for each image of a variant. */
  rows: 200_000,
} as const;

const pieceBytes = 2 ** 18;

/**
 * The bytes of a text file in pieces, which begin and end anywhere, and none of whose lines is too long.
 *
 * @throws FILE_TOO_LARGE; NOT_FOUND, NOT_A_FILE; what the system says of it; the signal's reason
 */
export async function* pieces(
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  signal?.throwIfAborted();
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const { bytes: limit } = predictionLimits;
    if (size > limit) throw tooLarge(path, size, { limit, hint: aLineEach });
    const check = lineCheck(path);
    for (let position = 0; ; ) {
      const into = Buffer.allocUnsafe(pieceBytes);
      const { bytesRead } = await file.read(into, 0, pieceBytes, position);
      signal?.throwIfAborted();
      if (bytesRead === 0) return;
      const piece = into.subarray(0, bytesRead);
      check(piece);
      yield piece;
      position += bytesRead;
    }
  } finally {
    await file.close();
  }
}

const aLineEach = "Predictions have a line for each image, and not all in one.";

/** @returns what looks at one piece after the other, and throws FILE_TOO_LARGE for a line */
function lineCheck(path: string): (piece: Buffer) => void {
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
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  for await (const piece of pieces(path, signal)) {
    let start = 0;
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, start)) {
      begun.push(piece.subarray(start, end));
      yield Buffer.concat(begun).toString();
      begun = [];
      start = end + 1;
    }
    if (start < piece.length) begun.push(piece.subarray(start));
  }
  if (begun.length > 0) yield Buffer.concat(begun).toString();
}
