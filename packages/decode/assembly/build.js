// Compiles the programs and inlines them: src/generated/*.ts. Runs on install and before each build, and
// does nothing where these files are up to date.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const here = import.meta.dirname;
const generated = join(here, "../src/generated");

/** What is made of what, and with what memory. */
const programs = {
  kernel: { entry: "index.ts", flags: ["--enable", "simd"] },
  scalar: { entry: "scalar/index.ts", flags: [] },
  normaliser: {
    entry: "normaliser.ts",
    flags: [
      ...["--importMemory", "--sharedMemory", "--zeroFilledMemory"],
      ...["--enable", "simd", "--enable", "threads"],
      ...["--initialMemory", "1", "--maximumMemory", "65536"],
    ],
  },
};

/** Imports of what has a twin in scalar/. */
const twins = /from "\.\/(colour|sink|upsample|wide|idct\/\w+)"/g;

const sources = readdirSync(here, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.[jt]s$/.test(name))
  .sort();
const compiler = createRequire(import.meta.url)("assemblyscript/package.json").version;
const key = createHash("sha256").update(compiler);
for (const name of sources) key.update(`\n${name}\n`).update(readFileSync(join(here, name)));
const version = key.digest("hex").slice(0, 16);
const stamp = `// Made by assembly/build.js from ${version}; do not edit.\nexport const version = "${version}";`;

for (const [name, { entry, flags }] of Object.entries(programs)) {
  const target = join(generated, `${name}.ts`);
  if (existsSync(target) && readFileSync(target, "utf8").startsWith(stamp)) continue;
  const wasm = await compile(entry, flags);
  mkdirSync(generated, { recursive: true });
  writeFileSync(
    target,
    `${stamp}\n/** ${entry} of assembly/ as base64, ${wasm.length} bytes of WebAssembly. */\nexport const wasm =\n  "${wasm.toString("base64")}";\n`,
  );
}

/**
 * A decorator before a function is AssemblyScript and not TypeScript. In the sources it is a comment,
 * so that every tool can read them.
 */
function inlined(source) {
  return source.replaceAll("// @inline\n", "@inline ");
}

/** The program without vectors takes what scalar/ has in place of what uses them. */
function withTwins(source) {
  return source.replaceAll(twins, (line, name) =>
    existsSync(join(here, `scalar/${name}.ts`)) ? `from "./scalar/${name}"` : line,
  );
}

async function compile(entry, flags) {
  const scalar = entry.startsWith("scalar/");
  const { main } = await import("assemblyscript/asc");
  let binary;
  const { error, stderr } = await main(
    [
      entry,
      ...flags,
      ...["--optimizeLevel", "3", "--shrinkLevel", "0", "--noAssert", "--converge"],
      ...["--runtime", "stub", "--use", "abort="],
      ...["--outFile", "out.wasm"],
    ],
    {
      readFile: (name) => {
        const path = join(here, name);
        if (!existsSync(path)) return null;
        const source = inlined(readFileSync(path, "utf8"));
        return scalar && !name.includes("/") ? withTwins(source) : source;
      },
      writeFile: (name, contents) => {
        if (name === "out.wasm") binary = Buffer.from(contents);
      },
      listFiles: () => [],
    },
  );
  if (error !== null) throw new Error(`${error.message}\n${stderr}`);
  return binary;
}
