import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * The process that owns a lock or a part, as text that fits a file name: machine, process id, and
 * when the process began, since ids are used again.
 */
export interface Owner {
  readonly machine: string;
  readonly pid: number;
  readonly began: string;
}

let machine: string | undefined;

/** What a live process writes changes more often (ms). */
const QUIET_MS = 10 * 60 * 1000;

/** This process. */
export function thisProcess(): Owner {
  // Two containers may share a host name and a folder and yet not see each other's processes, so the
  // namespace of process ids is part of a machine's name, and so is its boot.
  machine ??= createHash("sha256")
    .update([hostname(), bootId(), processNamespace()].join("\n"))
    .digest("hex")
    .slice(0, 12);
  return { machine, pid: process.pid, began: beganAt(process.pid) ?? "0" };
}

/**
 * Whether a process is gone. Undefined where that cannot be known: it ran on another machine, or
 * before this one was started again.
 */
export function isGone({ machine, pid, began }: Owner): boolean | undefined {
  const here = thisProcess();
  if (machine !== here.machine) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  // Another process may have the id by now.
  return began !== "0" && (beganAt(pid) ?? began) !== began;
}

/**
 * Whether what a process left may be taken or removed: it is gone, or, where that cannot be known, it
 * has written nothing for ten minutes.
 */
export function isAbandoned(owner: Owner | undefined, mtimeMs: number): boolean {
  return (owner && isGone(owner)) ?? isQuiet(mtimeMs);
}

/** Whether a time is ten minutes from now. The distance: one in the future is a clock that was set back. */
export function isQuiet(mtimeMs: number): boolean {
  return Math.abs(Date.now() - mtimeMs) > QUIET_MS;
}

export function formatOwner({ machine, pid, began }: Owner): string {
  return `${machine}-${pid}-${began}`;
}

export function parseOwner(text: string): Owner | undefined {
  const match = /^([0-9a-f]{12})-([1-9]\d{0,9})-(\d+)$/.exec(text);
  if (match === null) return undefined;
  const [, machine = "", pid, began = ""] = match;
  return { machine, pid: Number(pid), began };
}

/** Clock ticks from the system's start to the process's, where /proc tells. */
function beganAt(pid: number): string | undefined {
  const stat = readOrUndefined(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The second field is the command in parentheses, which may hold anything.
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
}

function bootId(): string {
  return readOrUndefined(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")) ?? "";
}

function processNamespace(): string {
  return readOrUndefined(() => readlinkSync("/proc/self/ns/pid")) ?? "";
}

function readOrUndefined(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
