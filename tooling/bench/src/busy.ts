import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("./busy-core.js", import.meta.url));

/**
 * Does some work while other processes keep a number of cores busy.
 *
 * @throws if one of them has ended meanwhile
 */
export async function withBusyCores<T>(count: number, work: () => Promise<T>): Promise<T> {
  const others = Array.from({ length: count }, () =>
    spawn(process.execPath, [program], { stdio: "ignore" }),
  );
  try {
    const result = await work();
    if (others.some(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null)) {
      throw new Error("A process that was to keep a core busy has ended early.");
    }
    return result;
  } finally {
    for (const other of others) other.kill();
  }
}
