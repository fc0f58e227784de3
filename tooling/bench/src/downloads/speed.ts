import { execFile } from "node:child_process";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { ended } from "@imagenet-v2/fixtures";
import { median } from "../table.ts";
import { requireRight, startDownload, withFolder } from "./program.ts";
import type { ServedFile } from "./stand-in.ts";

/**
 * How long the program takes, hashing and syncing included, beside `curl` that only writes and
 * `curl | sha256sum` that only hashes; in turns, since the speed of a machine drifts.
 *
 * @returns medians, and the ratio to the slower of the two in the same round
 */
export async function measureSpeed(file: ServedFile, rounds: number): Promise<string> {
  const url = `${file.server.url}/archive.tar`;
  const shell = promisify(execFile);
  const contenders = {
    ours: (folder: string) => timeOurs(file, folder),
    curl: async (folder: string) => {
      await shell("curl", ["--silent", "--fail", "--output", join(folder, "archive.tar"), url]);
    },
    "curl | sha256sum": async () => {
      const { stdout } = await shell("sh", ["-c", 'curl --silent --fail "$0" | sha256sum', url]);
      if (!stdout.startsWith(file.sha256)) throw new Error("curl: wrong bytes");
    },
  };
  type Name = keyof typeof contenders;
  const seconds: Record<Name, number[]> = { ours: [], curl: [], "curl | sha256sum": [] };
  const peaks: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      await withFolder(async (folder) => {
        const began = performance.now();
        const end = await run(folder);
        seconds[name as Name].push((performance.now() - began) / 1000);
        if (end === undefined) return;
        peaks.push(end.peakMegabytes);
        await requireRight(end.path, file);
      });
    }
  }
  const ratios = seconds.ours.map(
    (ours, i) => ours / Math.max(seconds.curl[i] ?? 0, seconds["curl | sha256sum"][i] ?? 0),
  );
  const shown = (values: readonly number[], digits: number) =>
    `${median(values).toFixed(digits)} (${values.map((value) => value.toFixed(digits)).join(", ")})`;
  return [
    ...Object.entries(seconds).map(([name, values]) => `${name} ${shown(values, 1)} s`),
    `ours to the slower ${shown(ratios, 2)}`,
    `peak memory ${Math.max(...peaks).toFixed(0)} MB`,
  ].join("; ");
}

async function timeOurs(
  file: ServedFile,
  folder: string,
): Promise<{ path: string; peakMegabytes: number }> {
  const child = startDownload(file, folder);
  const memory = text(child.stdio[3] as Readable);
  const { code, stdout, stderr } = await ended(child);
  const kibibytes = Number(/^VmHWM:\s*(\d+)/m.exec(await memory)?.[1]);
  if (code !== 0) throw new Error(`ended with ${code}: ${stderr}`);
  return { path: stdout.trimEnd(), peakMegabytes: (kibibytes * 1024) / 1e6 };
}
