import { drawInterruptions, generator, interrupt } from "@imagenet-v2/fixtures";
import { requireRight, startDownload, withFolder } from "./program.ts";
import type { ServedFile } from "./stand-in.ts";

/**
 * Interrupts the program at random places by signals, resets, silence and early ends, until it gets
 * there, and tells how many bytes it took.
 *
 * @throws unless the bytes are right and each run went on where the one before was
 */
export async function measureInterrupted(
  file: ServedFile,
  cuts: number,
  seed: number,
): Promise<string> {
  const { bytes, server } = file;
  return withFolder(async (dataDir) => {
    const interruptions = drawInterruptions(cuts, bytes.length, generator(seed));
    const start = () => startDownload(file, dataDir, "--stall-timeout", "1");
    const runs = await interrupt(start, server, interruptions);
    const last = runs.at(-1);
    if (last?.code !== 0) throw new Error(`the last run ended with ${last?.code}: ${last?.stderr}`);
    for (const { sent, code, signal, stderr } of runs) {
      const expected = sent === "SIGINT" ? code === 130 && stderr.includes("goes on") : true;
      if (!expected) throw new Error(`${sent} ended with ${code ?? signal}: ${stderr}`);
    }
    await requireRight(last.stdout.trimEnd(), file);
    const anew = server.log.slice(1).filter(({ from }) => from === 0).length;
    if (anew > 0) throw new Error(`${anew} requests began at 0`);
    const kinds = [...new Set(interruptions.map(({ kind }) => kind))];
    const counts = kinds.map(
      (kind) => `${interruptions.filter((one) => one.kind === kind).length} × ${kind}`,
    );
    const ratio = (server.sent / bytes.length).toFixed(3);
    return `${counts.join(", ")}: ${runs.length} runs, ${server.log.length} requests, ${ratio} × the file sent`;
  });
}
