import { type PythonEnvironment, pythonEnvironment } from "@imagenet-v2/interop";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    python: PythonEnvironment;
  }
}

/** Makes the environment once, before all tests. */
export default async function setup(project: TestProject): Promise<void> {
  const python = await pythonEnvironment();
  if (python.missing !== undefined) console.error(`skipped: ${python.missing}`);
  project.provide("python", python);
}
