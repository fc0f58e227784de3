import type { Preprocessing } from "@imagenet-v2/decode";
import type { Material } from "./material.ts";
import { runProgram } from "./measurement.ts";
import { pythonProgram, torchPython } from "./python.ts";

/** What a program of `python/evaluation.py` is to do; there it is explained. */
export interface TorchJob {
  readonly what: "measure" | "digest" | "evaluate";
  readonly preprocessing: Preprocessing;
  readonly workers: number;
  readonly model?: string;
}

/**
 * Runs one of the Python programs that make PyTorch's DataLoader.
 *
 * @throws where there is no Python with PyTorch, and none can be made
 */
export async function runTorch<T>(
  program: "dataloader.py" | "decode_jpeg.py" | "huggingface.py",
  { folder, labels }: Material,
  job: TorchJob,
): Promise<T> {
  const python = await torchPython();
  // Nothing of the user's own data, and no word with a hub.
  const env = {
    HF_HUB_OFFLINE: "1",
    HF_HUB_DISABLE_TELEMETRY: "1",
    HF_DATASETS_DISABLE_PROGRESS_BARS: "1",
  };
  const args = [pythonProgram(program), JSON.stringify({ ...job, folder, labels })];
  return runProgram<T>(python, args, env);
}
