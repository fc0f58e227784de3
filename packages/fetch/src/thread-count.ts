import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Files that a program of ours has open beside its threads, and those of a thread as it loads its modules. */
const filesOfProgram = 40;
const filesOfThread = 12;

/** How many threads to work with by default: one for each core, fewer where few files may be open. */
export function threadCount(): number {
  const forThreads = Math.floor((openFileLimit() - filesOfProgram) / filesOfThread);
  return Math.max(1, Math.min(availableParallelism(), forThreads));
}

/** As `ulimit -n` says. Linux tells; elsewhere threads are few enough for the usual limits. */
function openFileLimit(): number {
  try {
    const limits = readFileSync("/proc/self/limits", "utf8");
    const [, soft] = /^Max open files\s+(\d+)/m.exec(limits) ?? [];
    return Number(soft ?? Number.POSITIVE_INFINITY);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
