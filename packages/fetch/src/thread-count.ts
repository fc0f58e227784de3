import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/** Files that a program of ours has open beside its threads, and those of a thread as it loads its modules. */
const filesOfProgram = 40;
const filesOfThread = 12;

/** Addresses that a program of ours may yet take beside its threads, and those that a thread takes. */
const addressesOfProgram = 2 ** 30;
const addressesOfThread = 2 ** 30;
/** What V8 reserves for a WebAssembly memory, whatever its size, so that it need not check addresses. */
const addressesOfMemory = 10 * 2 ** 30;
const withoutReserve = "--disable-wasm-trap-handler";

/** How many threads to work with by default: one for each core, fewer where few files may be open. */
export function threadCount(): number {
  const forThreads = Math.floor((softLimit("Max open files") - filesOfProgram) / filesOfThread);
  return Math.max(1, Math.min(availableParallelism(), forThreads));
}

/** How many more threads with a WebAssembly memory each there are addresses for: mostly any number. */
export function roomForThreads(): number {
  const limit = softLimit("Max address space");
  if (limit === Number.POSITIVE_INFINITY) return limit;
  const [, kilobytes = 0] = /^VmSize:\s+(\d+)/m.exec(readIfThere("/proc/self/status")) ?? [];
  const left = limit - 1024 * Number(kilobytes) - addressesOfProgram;
  const options = [...process.execArgv, ...(process.env.NODE_OPTIONS ?? "").split(" ")];
  const memory = options.includes(withoutReserve) ? 0 : addressesOfMemory;
  return Math.max(0, Math.floor(left / (addressesOfThread + memory)));
}

/** As `ulimit` says. Linux tells; elsewhere threads are few enough for the usual limits. */
function softLimit(name: string): number {
  const [, soft] =
    new RegExp(`^${name}\\s+(\\d+)`, "m").exec(readIfThere("/proc/self/limits")) ?? [];
  return Number(soft ?? Number.POSITIVE_INFINITY);
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
