// What an issue wants to see once, at full size: `pnpm acceptance [--list] [--again] [part …]`.
// Each part that has passed for this commit is remembered, so that a run that was broken off goes on.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { findParts } from "./parts.js";
import { Passed } from "./passed.js";

const root = process.cwd();
const parts = findParts(root);
const passed = new Passed(root);

let asked;
try {
  const options = { list: { type: "boolean" }, again: { type: "boolean" } };
  asked = parseArgs({ options, allowPositionals: true });
} catch (error) {
  refuse(error.message);
}
const { values, positionals } = asked;
// A name, or a package's: `decode` is every part of decode.
const wanted = ({ name }) =>
  positionals.length === 0 || positionals.some((each) => `${name}/`.startsWith(`${each}/`));
for (const each of positionals) {
  if (!parts.some(({ name }) => `${name}/`.startsWith(`${each}/`))) refuse(`No part "${each}".`);
}
const chosen = parts.filter(wanted);

if (values.list) {
  for (const { name } of chosen)
    console.log(name, passed.secondsOf(name) === undefined ? "to run" : "passed");
  process.exit();
}
if (!passed.isKept) console.log("The tree has changes that are not committed: no result is kept.");

const rows = [];
const toRun = chosen.filter(({ name }) => values.again || passed.secondsOf(name) === undefined);
for (const part of chosen) {
  const { name } = part;
  if (!toRun.includes(part)) {
    rows.push({ part: name, result: "passed before", seconds: passed.secondsOf(name) });
    continue;
  }
  console.log(`\n== ${name}`);
  const began = performance.now();
  const result = await run(part);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  // What was skipped is run once more when what it needs may be there.
  if (result === "passed") passed.add(name, seconds);
  rows.push({ part: name, result, seconds });
}
console.log();
console.table(rows);
const count = (start) => rows.filter(({ result }) => result.startsWith(start)).length;
console.log(`${count("passed")} passed, ${count("FAILED")} failed, ${count("skipped")} skipped`);
process.exitCode = count("FAILED") === 0 ? 0 : 1;

/** Runs a part; what it prints goes on, and a line that begins with "skipped" says that it did not do all. */
async function run({ folder, command: [program, ...args] }) {
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...process.env, TIERS: "acceptance" },
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });
  let printed = "";
  child.stdout.on("data", (chunk) => {
    process.stdout.write(chunk);
    printed = (printed + chunk).slice(-100_000);
  });
  const [code] = await once(child, "close");
  if (code !== 0) return "FAILED";
  return printed.match(/^skipped.*/im)?.[0].replace("S", "s") ?? "passed";
}

function refuse(why) {
  console.error(`${why}\nUsage: pnpm acceptance [--list] [--again] [part …]. The parts:`);
  for (const { name } of parts) console.error(`  ${name}`);
  process.exit(2);
}
