import { ImageNetV2Error } from "@imagenet-v2/core";
import { checkShard, type Shard, toNumber } from "./shard.ts";

type Environment = Readonly<Record<string, string | undefined>>;

interface Launcher {
  /** The variable with the number of this process or task. */
  readonly index: string;
  /** The variables with how many there are; the first that is set counts. */
  readonly counts: readonly [string, ...string[]];
}

/** Those that number the processes of one job, from the innermost out: srun may start torchrun. */
const processes: readonly Launcher[] = [
  { index: "RANK", counts: ["WORLD_SIZE"] },
  { index: "OMPI_COMM_WORLD_RANK", counts: ["OMPI_COMM_WORLD_SIZE"] },
  { index: "PMI_RANK", counts: ["PMI_SIZE"] },
  { index: "SLURM_PROCID", counts: ["SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"] },
];

const slurmArray: Launcher = { index: "SLURM_ARRAY_TASK_ID", counts: ["SLURM_ARRAY_TASK_COUNT"] };

/** Those that number jobs that know nothing of each other. */
const tasks: readonly Launcher[] = [
  slurmArray,
  // Kubernetes numbers an indexed job's pods, and leaves it to the job to tell how many there are.
  { index: "JOB_COMPLETION_INDEX", counts: ["JOB_COMPLETIONS"] },
  { index: "CLOUD_RUN_TASK_INDEX", counts: ["CLOUD_RUN_TASK_COUNT"] },
  { index: "AWS_BATCH_JOB_ARRAY_INDEX", counts: ["AWS_BATCH_JOB_ARRAY_SIZE"] },
];

/**
 * The part that this process does, by the variables of torchrun (`RANK`, `WORLD_SIZE`), Open MPI, MPICH
 * and Intel MPI, Slurm (srun, and arrays from 0 or 1), Kubernetes (`JOB_COMPLETION_INDEX`; set
 * `JOB_COMPLETIONS` yourself), Cloud Run or AWS Batch.
 *
 * @returns `undefined` where none is set
 * @throws INVALID_OPTION if the number of parts cannot be known: an index without a count, some tasks of
 * a Slurm array, several processes in each task of an array; or if a number is none
 */
export function shardFromEnvironment(env: Environment = process.env): Shard | undefined {
  const inner = processes.find(({ index }) => env[index]);
  const outer = tasks.find(({ index }) => env[index]);
  const ofJob = inner && partBy(inner, env);
  const task = outer && (outer === slurmArray ? arrayPart(env) : partBy(outer, env));
  if (inner && outer && ofJob && task && ofJob.count > 1 && task.count > 1) {
    throw unknown(
      `${outer.index} and ${inner.index} both number parts: ${task.count} tasks of ${ofJob.count} processes.`,
    );
  }
  if (task !== undefined && (ofJob === undefined || ofJob.count === 1)) return task;
  if (inner?.index === "SLURM_PROCID" && ofJob && ofJob.count > 1) requireStep(env);
  return ofJob;
}

function partBy({ index, counts }: Launcher, env: Environment): Shard {
  const count = counts.find((name) => env[name]);
  if (count === undefined) {
    const [missing] = counts;
    throw new ImageNetV2Error(
      "INVALID_OPTION",
      `${index} is set, and ${missing} is not.`,
      { option: missing },
      {
        hint: `Set ${missing} to the number of parts, or name the part: \`shard: { index: 0, count: 8 }\`.`,
      },
    );
  }
  return checkShard(
    { index: toNumber(env[index] ?? ""), count: toNumber(env[count] ?? "") },
    `${index}, ${count}`,
  );
}

/**
 * Slurm counts the tasks that were submitted together. Where a few of a job's parts are submitted again
 * (`--array=3,5`), that is not how many parts there are; only a whole range from 0 or 1 is taken for all.
 */
function arrayPart(env: Environment): Shard {
  const { SLURM_ARRAY_TASK_ID: id = "", SLURM_ARRAY_TASK_COUNT: tasks = "" } = env;
  if (tasks === "") return partBy(slurmArray, env);
  const count = toNumber(tasks);
  const first = Number(env.SLURM_ARRAY_TASK_MIN ?? 0);
  const last = Number(env.SLURM_ARRAY_TASK_MAX ?? first + count - 1);
  if (count > 1 && first <= 1 && last - first + 1 === count) {
    const what = "SLURM_ARRAY_TASK_ID, SLURM_ARRAY_TASK_COUNT";
    return checkShard({ index: toNumber(id) - first, count }, what);
  }
  throw unknown(
    `SLURM_ARRAY_TASK_ID is ${id} in an array of ${tasks}, from ${first} to ${last}. That does not tell how many parts the whole job has.`,
    "$SLURM_ARRAY_TASK_ID",
  );
}

/** A batch script has the variables of srun's first task, without being one of several. */
function requireStep(env: Environment): void {
  if (!env.SLURM_JOB_ID || env.SLURM_STEP_ID) return;
  throw unknown(
    `The job has ${env.SLURM_NTASKS} tasks (SLURM_NTASKS), and this process was not started by srun.`,
  );
}

function unknown(message: string, index = "0"): ImageNetV2Error {
  return new ImageNetV2Error(
    "INVALID_OPTION",
    message,
    { option: "shard" },
    {
      hint: `Name the part, of 8 for example: \`shard: { index: ${index}, count: 8 }\`. Parts count from 0.`,
    },
  );
}
