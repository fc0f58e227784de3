// The same batches, to the bit, whatever runtime makes them and with however many workers.
import { execFileSync } from "node:child_process";
import { nodeVersions } from "./node-versions.js";

const workers = ["0", "1", "2", "3", "8"];
const runtimes = [
  ...nodeVersions.map((version) => [`node@${version}`, "node"]),
  ["bun@1", "bun"],
  ["deno@2", "deno run --allow-all"],
];

/**
 * @param {string} cwd a folder in which the packages are installed
 * @param {string} program in it, compiled
 * @returns {string} what was shown, in a line
 */
export function sameBatches(cwd, program) {
  const found = runtimes.map(([version, command]) => {
    const call = `${command} ${program} ${workers.join(" ")}`;
    const output = execFileSync("npx", ["--yes", "--package", version, "--call", call], {
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      timeout: 120_000,
    });
    return JSON.parse(output.trim().split("\n").at(-1));
  });
  const distinct = new Set(found.flatMap(({ hashes }) => Object.values(hashes)));
  if (distinct.size !== 1) throw new Error(`Batches differ: ${JSON.stringify(found, null, 2)}`);
  const names = found.map(({ runtime }) => runtime).join(", ");
  return `Batches by ${workers.join(", ")} workers on ${names}: ${[...distinct][0]}`;
}
