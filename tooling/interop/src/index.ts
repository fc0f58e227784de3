/**
 * Other readers of our formats, the reference first, in an environment of their own.
 *
 * @module
 */
export { type PythonEnvironment, pythonEnvironment, runPython } from "./python.ts";
