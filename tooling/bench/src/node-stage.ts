import { fileURLToPath } from "node:url";
import type { Material } from "./material.ts";
import { type Contender, runProgram, untilFirstWord } from "./measurement.ts";
import type { StageName } from "./stages.ts";

const program = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** A stage, run in a process of its own each time. */
export function nodeStage(name: StageName, material: Material): Contender {
  return {
    name,
    measure: () =>
      runProgram(process.execPath, [program("stage"), name, JSON.stringify(material)], {
        UV_THREADPOOL_SIZE: "8",
      }),
  };
}

/** What it takes from the start of a process to its first example or batch. */
export function firstOf(what: "example" | "batch", { archive, workshop }: Material): Contender {
  return {
    name: `first ${what}, from process start`,
    measure: () =>
      untilFirstWord(process.execPath, [program("first-example"), archive, workshop, what]),
  };
}
