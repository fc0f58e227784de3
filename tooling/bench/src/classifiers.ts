import { type OnnxModel, onnxModel } from "@imagenet-v2/evaluate";
import { sharedFile } from "@imagenet-v2/fixtures";

export type ClassifierName = "MobileNetV2" | "MobileNetV1 0.25";

interface Classifier {
  readonly file: string;
  /** What we ask of ourselves beside PyTorch's DataLoader and onnxruntime. */
  readonly goals: {
    /** That many times its images a second. */
    readonly speed: number;
    /** The same while another process keeps a core busy. */
    readonly busySpeed?: number;
    /** At most that part of its CPU time an image. */
    readonly cpu?: number;
  };
}

/** ImageNet classifiers of `../shared/models`, where a note says what they are. */
export const classifiers: Record<ClassifierName, Classifier> = {
  MobileNetV2: {
    file: "models/mobilenet_v2_1.0_224_qdq.onnx",
    goals: { speed: 1.1, busySpeed: 1.3, cpu: 0.8 },
  },
  "MobileNetV1 0.25": {
    file: "models/mobilenet_v1_0.25_128_qdq.onnx",
    goals: { speed: 2.5 },
  },
};

/** @throws where it is missing */
export function classifierFile(name: ClassifierName): string {
  const { file } = classifiers[name];
  const path = sharedFile(file);
  if (path === undefined) throw new Error(`../shared/${file} is missing.`);
  return path;
}

/** @throws where it is missing */
export async function openClassifier(name: ClassifierName): Promise<OnnxModel> {
  // They take (pixel - 128) / 128.
  const scale = [128 / 255, 128 / 255, 128 / 255] as const;
  return onnxModel(classifierFile(name), { preprocessing: { mean: scale, std: scale } });
}
