import type { Writable } from "node:stream";

/** Where a command reads its surroundings from and writes to; a test passes its own. */
export interface Terminal {
  /** Data, and nothing else. */
  readonly stdout: Writable & { isTTY?: boolean; columns?: number };
  /** Talk, progress, errors. */
  readonly stderr: Writable & { isTTY?: boolean; columns?: number };
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Whether a stream takes colours: NO_COLOR and TERM=dumb say no, FORCE_COLOR says yes. */
export function hasColor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== "") return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0") return true;
  return stream.isTTY === true && env.TERM !== "dumb";
}

/** Columns of a stream that is a terminal; 80 where it is none or does not know. */
export function widthOf(stream: { columns?: number }): number {
  return stream.columns !== undefined && stream.columns > 1 ? stream.columns : 80;
}

/** Characters of a name that a terminal would obey (control, writing direction) as visible escapes. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}]/gu, (char) => {
    const short = JSON.stringify(char).slice(1, -1);
    return short === char ? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}` : short;
  });
}

/** Writes and waits until the stream wants more, so that a long listing stays small in memory. */
export async function write(stream: Writable, text: string): Promise<void> {
  if (stream.destroyed) return;
  await new Promise<void>((resolve, reject) =>
    stream.write(text, (error) => (error ? reject(error) : resolve())),
  );
}
