// Set-up and one job in one command, on a machine that has only Node and npm:
// installs the locked dependencies with the pinned pnpm, builds, then does the job.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`imagenet-v2 needs Node 20.19 or newer; this is ${process.version}.`);
  process.exit(1);
}

const root = join(import.meta.dirname, "..");
const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const jobs = {
  start: ["pnpm", "--silent", "--filter", "@imagenet-v2/example-quickstart", "start"],
  test: ["pnpm", "exec", "vitest", "run"],
  build: [],
};

/** The line of words that npx's shell runs; arguments of the user's are quoted, not interpreted. */
function commandLine(job, args) {
  const quoted = args.map((arg) => `"${arg.replaceAll(/(["$`\\])/g, "\\$1")}"`);
  const steps = [
    "pnpm install --frozen-lockfile --reporter=append-only --loglevel=warn",
    "pnpm exec turbo run build --output-logs=errors-only",
    [...jobs[job], ...quoted].join(" "),
  ];
  return steps.filter(Boolean).join(" && ");
}

const [job = "", ...args] = process.argv.slice(2);
if (!(job in jobs)) {
  console.error(`Usage: node tooling/bootstrap.js ${Object.keys(jobs).join(" | ")}`);
  process.exit(2);
}
const { status } = spawnSync(
  "npx",
  ["--yes", "--package", packageManager, "--call", commandLine(job, args)],
  {
    cwd: root,
    stdio: "inherit",
    // npx is a .cmd file on Windows, which only a shell can start.
    shell: process.platform === "win32",
    // `npm test` is the behaviour alone; .ci/run asks for more tiers.
    env: { TIERS: "behaviour", ...process.env, TURBO_TELEMETRY_DISABLED: "1" },
  },
);
process.exit(status ?? 1);
