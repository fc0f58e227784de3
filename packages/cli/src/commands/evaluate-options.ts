import type { Encoding } from "@imagenet-v2/evaluate";
import type { WeightType } from "@imagenet-v2/models";
import type { DataOptions } from "../common-options.ts";

/** What `evaluate` is asked for. */
export interface EvaluateOptions extends DataOptions {
  readonly model?: readonly string[];
  /** A folder of models, or a list of them. */
  readonly models?: string;
  readonly resultsDir?: string;
  readonly allVariants?: boolean;
  readonly predictions?: string;
  readonly preprocessing?: string;
  readonly probed?: boolean;
  readonly dtype?: WeightType;
  readonly modelOutput?: string;
  readonly labels?: string;
  readonly classEmbeddings?: string;
  readonly logitScale?: number;
  readonly split?: string;
  readonly classes?: string;
  readonly batchSize?: number;
  readonly workers?: number;
  readonly threads?: number;
  readonly device?: string;
  readonly cache?: string;
  readonly results?: string;
  readonly shard?: string;
  readonly probe?: boolean;
  readonly val?: number;
  readonly valArchive?: string;
  readonly encoding: Encoding;
  readonly output?: string;
  readonly title?: string;
  readonly explorer?: string;
}
