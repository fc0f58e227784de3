import { readFileSync } from "node:fs";
import type { Measurement } from "./measurement.ts";

/** How far the clocks of this process have come, in seconds. */
export interface Instant {
  readonly seconds: number;
  /** Of the CPU, by all threads. */
  readonly cpuSeconds: number;
  /** Of the CPU, by the main thread, where the system tells it: Linux does. */
  readonly mainThreadSeconds: number | undefined;
}

export function now(): Instant {
  const { user, system } = process.cpuUsage();
  return {
    seconds: performance.now() / 1000,
    cpuSeconds: (user + system) / 1e6,
    mainThreadSeconds: mainThreadSeconds(),
  };
}

/** What was done, for its caller to time: how many images, and when the count began. */
export interface Work {
  readonly images: number;
  readonly begun: Instant;
}

/** The time that the work has taken until now. */
export function measured({ images, begun }: Work): Measurement {
  const end = now();
  const mainThread = (end.mainThreadSeconds ?? Number.NaN) - (begun.mainThreadSeconds ?? 0);
  return {
    images,
    seconds: end.seconds - begun.seconds,
    cpuSeconds: end.cpuSeconds - begun.cpuSeconds,
    mainThreadSeconds: Number.isNaN(mainThread) ? undefined : mainThread,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

function mainThreadSeconds(): number | undefined {
  if (process.platform !== "linux") return undefined;
  // Nanoseconds on a core, nanoseconds waiting for one, how often.
  const [nanoseconds] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ");
  return Number(nanoseconds) / 1e9;
}
