import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { type ClassifierName, classifierFile, openClassifier } from "./classifiers.ts";
import type { Material } from "./material.ts";
import { type Contender, type Measurement, runProgram } from "./measurement.ts";
import { runTorch } from "./torch.ts";

/** What a whole evaluation took, and what came out. */
export interface WholeEvaluation extends Measurement {
  readonly top1: number;
  /** The class put first, for each image. */
  readonly classes: readonly number[];
}

/** Somebody who evaluates a classifier. */
export interface Evaluator {
  readonly name: string;
  evaluate(): Promise<WholeEvaluation>;
}

const program = fileURLToPath(new URL("./whole-evaluation.js", import.meta.url));

/** `evaluate`, as a user calls it. */
export function ourEvaluator(classifier: ClassifierName, material: Material): Evaluator {
  return {
    name: `${classifier}, ours`,
    evaluate: () =>
      runProgram(process.execPath, [program, classifier, JSON.stringify(material), "evaluate"]),
  };
}

/** The classifier alone, shown one batch again and again. */
export function modelAlone(classifier: ClassifierName, material: Material): Contender {
  return {
    name: `${classifier}, the model alone`,
    measure: () =>
      runProgram(process.execPath, [program, classifier, JSON.stringify(material), "model"]),
  };
}

/** What others write: a DataLoader with a worker for each core, and a session of onnxruntime. */
export const evaluationPeers = {
  "PyTorch DataLoader and onnxruntime": "dataloader.py",
  "Hugging Face datasets and onnxruntime": "huggingface.py",
} as const;

export type EvaluationPeer = keyof typeof evaluationPeers;

export async function theirEvaluator(
  classifier: ClassifierName,
  peer: EvaluationPeer,
  material: Material,
): Promise<Evaluator> {
  const model = await openClassifier(classifier);
  const { preprocessing } = model.preprocessing;
  await model.close();
  const job = {
    what: "evaluate",
    workers: availableParallelism(),
    preprocessing,
    model: classifierFile(classifier),
  } as const;
  return {
    name: `${classifier}, ${peer}`,
    evaluate: () => runTorch(evaluationPeers[peer], material, job),
  };
}

/** An evaluator to be timed, which must find in each run what we find. */
export function contenderOf({ name, evaluate }: Evaluator, ours: WholeEvaluation): Contender {
  return {
    name,
    measure: async () => {
      const found = await evaluate();
      requireSame(name, found, ours);
      return found;
    },
  };
}

/**
 * The pictures of the large archive say nothing about the classes, so that about as many are right by
 * chance whatever a model is shown: the class of each image is compared, too.
 *
 * @throws if an evaluator found anything else than we do: then it does not do the same work
 */
export function requireSame(name: string, found: WholeEvaluation, ours: WholeEvaluation): void {
  const count = ours.classes.length;
  if (found.top1 !== ours.top1 || found.classes.length !== count) {
    const [theirs, own] = [found, ours].map((each) => `${each.top1} of ${each.classes.length}`);
    throw new Error(`Counts differ: ${name} has ${theirs} images right, we have ${own}.`);
  }
  const others = ours.classes.flatMap((own, i) => (own === found.classes[i] ? [] : [i]));
  const [first] = others;
  if (first === undefined) return;
  throw new Error(
    `Classes differ: ${name} puts ${others.length} of ${count} images in other classes than we do, the first being image ${first}: ${found.classes[first]}, ours ${ours.classes[first]}.`,
  );
}
