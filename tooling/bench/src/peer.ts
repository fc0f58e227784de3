import { tfrecord } from "@imagenet-v2/export";
import { pythonEnvironment } from "@imagenet-v2/interop";
import { cBaseline } from "./c-baseline.ts";
import { type Material, openStore } from "./material.ts";
import { type Contender, runProgram } from "./measurement.ts";
import { nodeStage } from "./node-stage.ts";
import { pythonProgram, torchPython } from "./python.ts";

/** Somebody else who does what our batches do. */
export interface Peer extends Contender {
  /** What we ask of ourselves: that many times its speed. */
  readonly goal?: number;
  /** The SHA-256 of all its batches, where they promise to be ours. */
  readonly digest?: () => Promise<string>;
  /** Of those that do not promise it: what they are. */
  readonly tensors?: string;
}

const workers = "2";

/** The peers by name. Each throws where it cannot come. */
export const invitations: Record<string, (material: Material) => Promise<Peer>> = {
  PyTorch: async ({ folder }) => ({
    ...(await torchPeer("dataloader.py", folder)),
    name: "PyTorch DataLoader, 2 workers",
    goal: 3.5,
  }),
  "Hugging Face": async ({ folder }) => ({
    ...(await torchPeer("huggingface.py", folder)),
    name: "Hugging Face datasets, DataLoader, 2 workers",
  }),
  TensorFlow: async (material) => {
    const { python, missing } = await pythonEnvironment();
    if (python === undefined) throw new Error(missing);
    const folder = await preparedFolder(material);
    const args = [pythonProgram("tfdata.py"), folder, String(material.images), workers];
    const env = { TF_CPP_MIN_LOG_LEVEL: "3", CUDA_VISIBLE_DEVICES: "" };
    return {
      name: "TFDS and tf.data, 2 threads",
      goal: 5,
      measure: () => runProgram(python, args, env),
      tensors: "others",
    };
  },
  sharp: async (material) => ({
    ...nodeStage("sharp alone, 8 at once (other pixels)", material),
    tensors: "others",
  }),
  C: async (material) => {
    const baseline = await cBaseline(material);
    if (baseline.threads === undefined) throw new Error(baseline.missing);
    return { ...baseline.threads(2), goal: 0.85, tensors: "none" };
  },
};

async function torchPeer(program: string, folder: string) {
  const python = await torchPython();
  // Nothing of the user's own data, and no word with a hub.
  const env = {
    HF_HUB_OFFLINE: "1",
    HF_HUB_DISABLE_TELEMETRY: "1",
    HF_DATASETS_DISABLE_PROGRESS_BARS: "1",
  };
  const run = <T>(what: string) =>
    runProgram<T>(python, [pythonProgram(program), folder, workers, what], env);
  return {
    measure: () => run<Awaited<ReturnType<Contender["measure"]>>>("measure"),
    digest: async () => (await run<{ sha256: string }>("digest")).sha256,
  };
}

/** All 10,000 images as TFDS would prepare them. */
async function preparedFolder(material: Material): Promise<string> {
  const store = await openStore(material);
  const { path } = await tfrecord().write(store, { dataDir: material.workshop });
  await store.close();
  return path;
}
