import { presets } from "@imagenet-v2/decode";
import { tfrecord } from "@imagenet-v2/export";
import { pythonEnvironment } from "@imagenet-v2/interop";
import { cBaseline } from "./c-baseline.ts";
import { type Material, openStore } from "./material.ts";
import { type Contender, type Measurement, runProgram } from "./measurement.ts";
import { nodeStage } from "./node-stage.ts";
import { pythonProgram } from "./python.ts";
import { runTorch } from "./torch.ts";

/** Somebody else who does what our batches do. */
export interface BatchPeer extends Contender {
  /** What we ask of ourselves: that many times its speed. */
  readonly goal?: number;
  /** The SHA-256 of all its batches, where they promise to be ours. */
  readonly digest?: () => Promise<string>;
  /** Of those that do not promise it: what they are. */
  readonly tensors?: string;
}

const workers = 2;

/** The peers by name. Each throws where it cannot come. */
export const batchPeers = {
  "batches, PyTorch": async (material) => ({
    ...torchPeer("dataloader.py", material),
    name: "PyTorch DataLoader, 2 workers",
    goal: 3.5,
  }),
  "batches, Hugging Face": async (material) => ({
    ...torchPeer("huggingface.py", material),
    name: "Hugging Face datasets, DataLoader, 2 workers",
  }),
  "batches, torchvision decode_jpeg": async (material) => ({
    measure: torchPeer("decode_jpeg.py", material).measure,
    name: "torchvision decode_jpeg and v2 on tensors, DataLoader, 2 workers (other pixels)",
    tensors: "others",
  }),
  "batches, TensorFlow": async (material) => {
    const { python, missing } = await pythonEnvironment();
    if (python === undefined) throw new Error(missing);
    const folder = await preparedFolder(material);
    const args = [pythonProgram("tfdata.py"), folder, String(material.images), String(workers)];
    const env = { TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "" };
    return {
      name: "TFDS and tf.data, 2 threads",
      goal: 5,
      measure: () => runProgram(python, args, env),
      tensors: "others",
    };
  },
  "batches, sharp": async (material) => ({
    ...nodeStage("sharp alone, 8 at once (other pixels)", material),
    tensors: "others",
  }),
  "batches, C": async (material) => {
    const baseline = await cBaseline(material);
    if (baseline.threads === undefined) throw new Error(baseline.missing);
    return { ...baseline.threads(2), goal: 0.85, tensors: "none" };
  },
} as const satisfies Record<string, (material: Material) => Promise<BatchPeer>>;

function torchPeer(program: Parameters<typeof runTorch>[0], material: Material) {
  const job = { preprocessing: presets.imagenet, workers };
  return {
    measure: () => runTorch<Measurement>(program, material, { ...job, what: "measure" }),
    digest: async () => {
      const { sha256 } = await runTorch<{ sha256: string }>(program, material, {
        ...job,
        what: "digest",
      });
      return sha256;
    },
  };
}

/** All 10,000 images as TFDS would prepare them. */
async function preparedFolder(material: Material): Promise<string> {
  const store = await openStore(material);
  const { path } = await tfrecord().write(store, { dataDir: material.workshop });
  await store.close();
  return path;
}
