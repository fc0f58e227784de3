import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "@imagenet-v2/fixtures";

const tool = join(import.meta.dirname, "../../release/install-packed.js");

/**
 * A project outside the workspace with our packages installed as they are published, these packages of npm's, and the
 * programs of `app`.
 */
export function packedProject(...packages: readonly string[]): string {
  const folder = temporaryFolder();
  execFileSync(process.execPath, [tool, folder, ...packages], { stdio: "inherit" });
  cpSync(join(import.meta.dirname, "../app"), folder, { recursive: true });
  return folder;
}

/** What a program of the project prints. */
export function printed(folder: string, file: string, ...args: readonly string[]) {
  // pnpm's NODE_PATH would lead to everything that is installed here.
  const env = { ...process.env, NODE_PATH: "" };
  const output = execFileSync(process.execPath, [file, ...args], { cwd: folder, env });
  return JSON.parse(output.toString());
}
