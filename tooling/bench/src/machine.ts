import { availableParallelism, cpus, loadavg, totalmem } from "node:os";

/** What the figures were measured on, in a line. */
export function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0]?.toFixed(1);
  return `${cpus()[0]?.model}, ${availableParallelism()} cores, ${memory} GB, Node ${process.versions.node}; load ${load} at the end`;
}
