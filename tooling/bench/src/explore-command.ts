import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { command } from "./command.ts";

/** `imagenet-v2 explore` as a user has it, in a process of its own. */
export interface RunningExplorer {
  readonly url: string;
  /** What it holds now; `undefined` where there is no /proc. */
  megabytes(): Promise<number | undefined>;
  end(): Promise<void>;
}

export async function explore(archive: string, dataDir: string): Promise<RunningExplorer> {
  const args = ["explore", "--archive", archive, "--data-dir", dataDir, "--port", "0", "--no-open"];
  const child = spawn(process.execPath, [command, ...args, "--quiet"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await firstLine(child);
  return {
    url,
    megabytes: () => residentMegabytes(child.pid as number),
    async end() {
      const closed = once(child, "close");
      child.kill("SIGINT");
      await closed;
    },
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  let text = "";
  for await (const chunk of stdout ?? []) {
    text += chunk;
    if (text.includes("\n")) return text.trim();
  }
  throw new Error("The command ended without an address.");
}

async function residentMegabytes(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}
