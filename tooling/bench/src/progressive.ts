/**
 * Photographs recoded as progressive files: our decoder beside Pillow's, on one thread each.
 *
 *     pnpm bench:progressive [--images 1000] [--rounds 3]
 */
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { pythonEnvironment } from "@imagenet-v2/interop";
import sharp from "sharp";
import { machine } from "./machine.ts";
import { type Material, prepareMaterial } from "./material.ts";
import { type Contender, runProgram } from "./measurement.ts";
import { nodeStage } from "./node-stage.ts";
import { pythonProgram } from "./python.ts";
import { playRounds } from "./rounds.ts";
import { spread } from "./table.ts";

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
  },
});
const material = await prepareMaterial(Number(values.images));
const progressive = { ...material, folder: await recoded(material) };
const { python, missing } = await pythonEnvironment();
if (python === undefined) throw new Error(missing);

const stages = [
  { ours: "decode", theirs: "decode" },
  { ours: "tensor, one after the other", theirs: "decode" },
  { ours: "tensor, one after the other", theirs: "imagenet" },
] as const;
const rows = await playRounds(
  stages.map(({ ours, theirs }) => ({
    contender: nodeStage(ours, progressive),
    against: pillow(python, progressive.folder, theirs),
  })),
  Number(values.rounds),
);

console.log(`${machine()}\n`);
console.log("| ours | beside Pillow's | images a CPU second, ours / theirs |");
console.log("| --- | --- | ---: |");
for (const [i, { ours, theirs }] of stages.entries())
  console.log(`| ${ours} | ${theirs} | ${spread(rows[i]?.cpuRatios ?? [], 2)} |`);

/** The same photographs in progressive files, made once. */
async function recoded({ folder, workshop }: Material): Promise<string> {
  const target = join(workshop, `progressive-${values.images}`);
  if (existsSync(target)) return target;
  const part = `${target}.${process.pid}.part`;
  await mkdir(part);
  for (const name of await readdir(folder)) {
    const jpeg = await readFile(join(folder, name));
    const again = sharp(jpeg, { ignoreIcc: true }).jpeg({ quality: 92, progressive: true });
    await writeFile(join(part, name), await again.toBuffer());
  }
  await rename(part, target);
  return target;
}

function pillow(python: string, folder: string, what: string): Contender {
  return {
    name: `Pillow, ${what}`,
    measure: () => runProgram(python, [pythonProgram("progressive.py"), folder, what]),
  };
}
