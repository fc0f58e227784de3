import type { Progress } from "@imagenet-v2/fetch";
import type { GlobalOptions } from "./common-options.ts";
import { ProgressLine } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Shows on stderr how far a download or a verification has come, as long as it goes on. One that is
 * interrupted says how to go on.
 */
export async function withTransferProgress<T>(
  terminal: Terminal,
  label: string,
  options: GlobalOptions,
  work: (onProgress: (progress: Progress) => void) => Promise<T>,
): Promise<T> {
  const line = new ProgressLine(terminal, label, { unit: "bytes", enabled: isTalkative(options) });
  let downloading = false;
  try {
    return await work((progress) => {
      const { phase, bytes, total } = progress;
      downloading ||= phase === "downloading";
      line.update({ done: bytes, total, note: noteOf(progress) });
    });
  } catch (error) {
    line.end();
    if (terminal.signal.aborted && downloading && !options.quiet && !options.json) {
      terminal.stderr.write("What came so far is kept: the same command goes on from there.\n");
    }
    throw error;
  } finally {
    line.end();
  }
}

/** Whether progress is wanted at all. */
export function isTalkative(options: GlobalOptions): boolean {
  return options.progress && !options.quiet;
}

function noteOf({ phase, note, retries, resumedFrom, total }: Progress): string {
  const parts = [
    phase === "downloading" || phase === "done" ? "" : phase,
    resumedFrom > 0 && total ? `resumed at ${Math.floor((100 * resumedFrom) / total)} %` : "",
    retries > 0 ? `${retries} ${retries === 1 ? "retry" : "retries"}` : "",
    note ?? "",
  ];
  return parts.filter(Boolean).join(", ");
}
