/**
 * Our batches beside what others do on as many workers or threads.
 *
 *     pnpm bench:peers [--images 1000] [--rounds 3] [--workers 2]
 */
import { parseArgs } from "node:util";
import { pythonEnvironment } from "@imagenet-v2/interop";
import { ArchiveStore, prepare } from "@imagenet-v2/loader";
import { cBaseline } from "./c-baseline.ts";
import { machine } from "./machine.ts";
import { type Material, prepareMaterial } from "./material.ts";
import { type Contender, runProgram } from "./measurement.ts";
import { nodeStage } from "./node-stage.ts";
import { pythonProgram, torchPython } from "./python.ts";
import { playRounds } from "./rounds.ts";
import { median, table } from "./table.ts";

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "1000" },
    rounds: { type: "string", default: "3" },
  },
});
const workers = "2";
const material = await prepareMaterial(Number(values.images));

const peers: Contender[] = [];
const attend = async (name: string, invite: () => Promise<Contender>) => {
  try {
    peers.push(await invite());
  } catch (error) {
    console.error(`Without ${name}: ${(error as Error).message.split("\n")[0]}`);
  }
};
await attend("PyTorch", pyTorch);
await attend("TensorFlow", tensorFlow);
peers.push(nodeStage("sharp alone, 8 at once (other pixels)", material));
const baseline = await cBaseline(material);
if (baseline.threads) peers.push(baseline.threads(2));
else console.error(`Without C: ${baseline.missing}`);

// Ours is run before and after each of them, so that the ratio is of neighbours.
const ours = nodeStage("batches, 2 workers", material);
const reused = nodeStage("batches, 2 workers, reuse", material);
const matches = peers.flatMap((contender) => [
  { contender, against: ours },
  { contender, against: reused },
]);
const rows = await playRounds(matches, Number(values.rounds));

console.log(`${machine()}\n`);
const distinct = rows.filter((_, i) => i % 2 === 0);
console.log(table(distinct, "ours, batches kept"));
console.log("\nOurs, as a multiple of theirs, in the same rounds:\n");
console.log("| | batches kept | batches reused |\n| --- | ---: | ---: |");
for (const [i, { name, ratios }] of distinct.entries()) {
  const other = rows[2 * i + 1]?.ratios ?? [];
  console.log(`| ${name} | ${multiple(ratios)} | ${multiple(other)} |`);
}

function multiple(ratios: readonly number[]): string {
  const inverse = ratios.map((ratio) => 1 / ratio);
  const [least, most] = [Math.min(...inverse), Math.max(...inverse)];
  return `${median(inverse).toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

async function pyTorch(): Promise<Contender> {
  const python = await torchPython();
  const args = [pythonProgram("dataloader.py"), material.folder, workers];
  return { name: "PyTorch DataLoader, 2 workers", measure: () => runProgram(python, args) };
}

async function tensorFlow(): Promise<Contender> {
  const { python, missing } = await pythonEnvironment();
  if (python === undefined) throw new Error(missing);
  const folder = await preparedFolder(material);
  const args = [pythonProgram("tfdata.py"), folder, String(material.images), workers];
  const env = { TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "" };
  return { name: "TFDS and tf.data, 2 threads", measure: () => runProgram(python, args, env) };
}

/** All 10,000 images as TFDS would prepare them. */
async function preparedFolder({ archive, workshop }: Material): Promise<string> {
  const store = await ArchiveStore.open(archive, { partial: true, dataDir: workshop });
  const { path } = await prepare(store, { dataDir: workshop });
  await store.close();
  return path;
}
